//! The built site: its files and the headers of every answer.
//!
//! Serves files as they are; it knows neither the engine nor who is signed in.

use std::path::Path;

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use tower_http::services::ServeDir;

/// The policy of `index.html`, here for every file.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; \
    connect-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; manifest-src 'self'; \
    base-uri 'none'; form-action 'none'";

/// The files of the built site; what the build compressed is sent compressed.
pub fn site(dist: &Path) -> ServeDir {
    ServeDir::new(dist).precompressed_br().precompressed_gzip()
}

/// Adds what every answer carries.
pub async fn add_headers(request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    // An answer that nothing changed must not overwrite what the browser was told about the copy that it keeps.
    let is_kept = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
    let caching = if is_kept { cache_control(&path) } else { "no-store" };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// Files named after their content never change; all others are asked for again.
fn cache_control(path: &str) -> &'static str {
    if is_named_by_content(path) { "public, max-age=31536000, immutable" } else { "no-cache" }
}

/// Whether the name ends in `-<16 hexadecimal digits>.<extension>`, as the build writes it.
fn is_named_by_content(path: &str) -> bool {
    let hash = path.rsplit_once('.').and_then(|(stem, _)| stem.rsplit_once('-')).map(|(_, hash)| hash);
    hash.is_some_and(|hash| hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{Ipv4Addr, SocketAddr, TcpStream};
    use std::{fs, process};

    use axum::Router;
    use axum::middleware::from_fn;
    use tokio::net::TcpListener;

    use super::*;

    /// What the server answers, head and body, to a request with one more header line.
    fn answer(address: SocketAddr, path: &str, line: &str) -> String {
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n{line}\r\n\r\n").unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text.to_lowercase()
    }

    #[test]
    fn an_unchanged_file_is_kept_as_long_as_a_new_one() {
        let dist = std::env::temp_dir().join(format!("oddflow-serve-{}", process::id()));
        fs::create_dir_all(&dist).unwrap();
        for name in ["index.html", "app-0123456789abcdef.js"] {
            fs::write(dist.join(name), "text").unwrap();
        }
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).unwrap();
        let address = listener.local_addr().unwrap();
        let site = Router::new().fallback_service(site(&dist)).layer(from_fn(add_headers));
        runtime.spawn(async move { axum::serve(listener, site).await });

        // Files of today are older than this date, so the server answers that nothing changed.
        let unchanged = "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT";
        let check = |path: &str, line: &str, status: &str, caching: &str| {
            let text = answer(address, path, line);
            assert!(text.starts_with(&format!("http/1.1 {status} ")), "{path}, {line}: {text}");
            assert!(text.contains(&format!("\ncache-control: {caching}\r\n")), "{path}, {line}: {text}");
        };
        let for_good = "public, max-age=31536000, immutable";
        for (line, status) in [("Accept: */*", "200"), (unchanged, "304")] {
            check("/", line, status, "no-cache");
            check("/app-0123456789abcdef.js", line, status, for_good);
        }
        check("/app-ffffffffffffffff.js", "Accept: */*", "404", "no-store");
        fs::remove_dir_all(&dist).unwrap();
    }

    #[test]
    fn only_files_named_by_content_are_kept_for_good() {
        for path in [
            "/app-0123456789abcdef.js",
            "/a/echarts.min-00112233aabbccdd.js",
            "/worker_bg-ffffffffffffffff.wasm",
        ] {
            assert!(is_named_by_content(path), "{path}");
        }
        for path in
            ["/", "/index.html", "/data/index.json", "/data/sample.csv.gz", "/app-0123.js", "/favicon.svg"]
        {
            assert!(!is_named_by_content(path), "{path}");
        }
    }

    #[test]
    fn the_page_and_the_server_have_one_policy() {
        let page = include_str!("../../../../index.html");
        assert!(page.contains(&format!("content=\"{CONTENT_SECURITY_POLICY}\"")));
    }
}
