//! `oddflow serve`: the built site and the prediction API on this machine.

mod answers;
mod disk;
mod site;
mod store;
mod training;

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::http::HeaderValue;
use axum::middleware::from_fn;
use axum::routing::any;
use clap::Args;
use tokio::net::TcpListener;

use answers::Answers;

/// Options of `oddflow serve`.
#[derive(Args)]
pub struct Serve {
    /// Folder of the built site.
    #[arg(long, default_value = "dist")]
    dist: PathBuf,
    /// Port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Address to listen on; only this machine unless told otherwise.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// File to train on, plain or `.gz`, or a folder of such files.
    #[arg(long, default_value = "data")]
    data: PathBuf,
    /// Folder in which the trained model is kept for the next start.
    #[arg(long, default_value = "models")]
    models: PathBuf,
    /// Model file to judge by, instead of training one.
    #[arg(long)]
    model: Option<PathBuf>,
    /// Origin whose pages may read the API's answers, `*` for all; none without it.
    #[arg(long)]
    cors: Option<HeaderValue>,
}

/// Serves until it is interrupted; the error is one sentence for the person at the terminal.
pub fn run(options: &Serve) -> Result<(), String> {
    let runtime =
        tokio::runtime::Runtime::new().map_err(|error| format!("the server cannot start: {error}."))?;
    runtime.block_on(serve(options))
}

async fn serve(options: &Serve) -> Result<(), String> {
    if !options.dist.join("index.html").is_file() {
        let dist = options.dist.display();
        return Err(format!("{dist} holds no built site: make one with `cargo xtask build`."));
    }
    let data = training::file_of(&options.data);
    let answers = Arc::new(Answers::new(data.clone(), options.cors.clone()));
    if let Some(path) = &options.model {
        answers.put(store::read(path)?);
    }
    let wished = SocketAddr::new(options.host, options.port);
    let listener = TcpListener::bind(wished).await.map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => {
            format!("{wished} is in use by another program: choose another port with `--port N`.")
        }
        _ => format!("cannot listen on {wished}: {error}."),
    })?;
    let address = listener.local_addr().map_err(|error| format!("the listener has no address: {error}."))?;
    if options.model.is_none() {
        training::start(data, options.models.clone(), Arc::clone(&answers));
    }
    println!("listening on http://{address}");
    axum::serve(listener, router(options, answers))
        .with_graceful_shutdown(interrupted())
        .await
        .map_err(|error| format!("serving ended: {error}."))
}

/// The API's few paths, and the site's files at all others.
fn router(options: &Serve, answers: Arc<Answers>) -> Router {
    let api = any(answers::answer).with_state(answers);
    ["/predict", "/data", "/model", "/openapi.json"]
        .into_iter()
        .fold(Router::new(), |router, path| router.route(path, api.clone()))
        .fallback_service(site::site(&options.dist))
        .layer(from_fn(site::add_headers))
}

/// Ctrl+C, or whoever ends services.
async fn interrupted() {
    let asked = async {
        // Where signals can't be heard the server runs until it is killed.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let ended = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => signal.recv().await,
            Err(_) => std::future::pending().await,
        };
    };
    #[cfg(not(unix))]
    let ended = std::future::pending::<()>();
    tokio::select! {
        () = asked => {}
        () = ended => {}
    }
}
