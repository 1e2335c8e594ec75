//! `oddflow serve` answers over HTTP with the bytes of the core, and with the statuses and headers of its own.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test stops at the first surprise"
)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use oddflow::api::{Api, Request, Scorer};
use oddflow::model_file;

const MODEL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/model-v1.oddflow");
const BODY: &str = r#"[{"src_bytes":181,"service":"http"},{"service":1}]"#;

struct Server {
    process: Child,
    port: u16,
    folder: PathBuf,
}

impl Server {
    fn start(name: &str, options: &[&str]) -> Self {
        let folder = std::env::temp_dir().join(format!("oddflow-http-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("index.html"), "page").unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_oddflow"))
            .args(["serve", "--port", "0", "--dist"])
            .arg(&folder)
            .args(["--data", "none"])
            .args(options)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let address = lines.map_while(Result::ok).find(|line| line.starts_with("listening on ")).unwrap();
        let port = address.rsplit(':').next().unwrap().parse().unwrap();
        Self { process, port, folder }
    }

    /// Status, head in lower case, body.
    fn ask(&self, method: &str, path: &str, content_type: &str, body: &[u8]) -> (u16, String, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Type: {content_type}\r\n"
        );
        write!(stream, "{head}Content-Length: {}\r\n\r\n", body.len()).unwrap();
        // A server that has refused already may not read on.
        let _ = stream.write_all(body);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        (status, head.to_lowercase(), body.to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn the_server_answers_with_the_bytes_of_the_core() {
    let server = Server::start("bytes", &["--model", MODEL]);
    let scorer = Scorer::new(model_file::read(&fs::read(MODEL).unwrap()).unwrap());
    let api = Api { scorer: Some(&scorer), rows: None };
    let check = |method: &str, path: &str, body: &str| {
        let request = Request {
            method: method.into(),
            path: path.into(),
            content_type: "application/json".into(),
            body: body.into(),
            ..Request::default()
        };
        let expected = api.answer(&request);
        let (status, head, found) =
            server.ask(method, &format!("/{path}"), "application/json", body.as_bytes());
        assert_eq!(
            (status, found.as_bytes()),
            (expected.status, expected.body.as_slice()),
            "{method} {path} {body}"
        );
        assert!(head.contains("content-type: application/json") && head.contains("nosniff"), "{head}");
        assert!(!head.contains("access-control"), "closed to other origins: {head}");
    };
    for body in [BODY, "{}", "{", "[1]", r#"{"src_bytes":"x"}"#] {
        check("POST", "predict", body);
    }
    for (method, path) in
        [("GET", "model"), ("GET", "openapi.json"), ("GET", "data"), ("GET", "predict"), ("DELETE", "model")]
    {
        check(method, path, "");
    }
    assert_eq!(server.ask("POST", "/predict", "text/plain", b"{}").0, 415);
    assert_eq!(server.ask("GET", "/", "", b"").2, "page");
    let (status, head, _) = server.ask("GET", "/predict", "", b"");
    assert!(status == 405 && head.contains("allow: post"), "{head}");
}

#[test]
fn other_origins_are_let_in_only_by_a_flag() {
    let server = Server::start("cors", &["--model", MODEL, "--cors", "https://example.org"]);
    let (status, head, _) = server.ask("OPTIONS", "/predict", "", b"");
    assert!(status == 204 && head.contains("access-control-allow-origin: https://example.org"), "{head}");
    assert!(
        server.ask("POST", "/predict", "application/json", b"{}").1.contains("access-control-allow-origin")
    );
}

#[test]
fn without_a_model_it_says_so() {
    let server = Server::start("none", &[]);
    assert_eq!(server.ask("POST", "/predict", "application/json", b"{}").0, 409);
    let output = Command::new(env!("CARGO_BIN_EXE_oddflow"))
        .args(["serve", "--dist"])
        .arg(&server.folder)
        .args(["--port", "0", "--model", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")])
        .output()
        .unwrap();
    assert!(!output.status.success() && String::from_utf8_lossy(&output.stderr).contains("no Oddflow model"));
}
