//! The prediction API over HTTP: bodies come in up to their limit, the core answers, headers go out.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use oddflow::api::rows::Rows;
use oddflow::api::table_rows::TableRows;
use oddflow::api::{self, Api, MAX_BODY_BYTES, Route, Scorer};
use oddflow::model_file::Opened;

use super::training;

/// Bodies from which on the work leaves the threads that other requests wait for.
const LONG_BODY: usize = 64 << 10;

/// What the server answers with.
pub struct Answers {
    /// The file that `GET data` draws from.
    data: Option<PathBuf>,
    rows: OnceLock<Option<TableRows>>,
    scorer: OnceLock<Scorer>,
    cors: Option<HeaderValue>,
}

impl Answers {
    /// Answers without a model yet.
    pub const fn new(data: Option<PathBuf>, cors: Option<HeaderValue>) -> Self {
        Self { data, rows: OnceLock::new(), scorer: OnceLock::new(), cors }
    }

    /// Puts the model in its place, once.
    pub fn put(&self, opened: Opened) {
        let _ = self.scorer.set(Scorer::new(opened));
    }

    fn answer(&self, request: &api::Request) -> api::Response {
        let is_about_rows = Route::of(&request.path) == Some(Route::Data);
        let rows = is_about_rows.then(|| self.rows.get_or_init(|| self.read_rows()).as_ref()).flatten();
        Api { scorer: self.scorer.get(), rows: rows.map(|rows| rows as &dyn Rows) }.answer(request)
    }

    fn read_rows(&self) -> Option<TableRows> {
        let path = self.data.as_ref()?;
        let rows = training::plain_text(path)
            .and_then(|text| TableRows::read(text).map_err(|error| format!("{}: {error}.", path.display())));
        rows.map_err(|reason| eprintln!("oddflow: no data to draw from: {reason}")).ok()
    }
}

/// Answers a request to one of the API's paths.
pub async fn answer(State(answers): State<Arc<Answers>>, request: Request) -> Response {
    let cors = answers.cors.clone();
    let mut response = match request.method() {
        &Method::OPTIONS if cors.is_some() => empty(StatusCode::NO_CONTENT),
        _ => asked(answers, request).await,
    };
    let headers = response.headers_mut();
    if let Some(origin) = cors {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("content-type"));
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST"));
    }
    response
}

async fn asked(answers: Arc<Answers>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let path = head.uri.path().trim_start_matches('/').to_owned();
    let route = Route::of(&path);
    let content_type = head.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    // A body beyond the limit is not read to its end; one byte more says as much.
    let body = match to_bytes(body, MAX_BODY_BYTES).await {
        Ok(body) => body.into(),
        Err(_) => vec![0; MAX_BODY_BYTES + 1],
    };
    let request = api::Request {
        method: head.method.as_str().to_owned(),
        path,
        query: head.uri.query().unwrap_or_default().to_owned(),
        content_type: content_type.unwrap_or_default().to_owned(),
        body,
    };
    let is_long = request.body.len() > LONG_BODY || route == Some(Route::Data);
    let answered = if is_long {
        tokio::task::spawn_blocking(move || answers.answer(&request)).await.ok()
    } else {
        Some(answers.answer(&request))
    };
    let Some(api::Response { status, body }) = answered else {
        return empty(StatusCode::INTERNAL_SERVER_ERROR);
    };
    let mut response = empty(StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
    *response.body_mut() = Body::from(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let (405, Some(route)) = (status, route) {
        headers.insert(header::ALLOW, HeaderValue::from_static(route.method()));
    }
    response
}

fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}
