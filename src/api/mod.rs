//! The one contract of page, service worker and server: a request comes in, the same bytes of JSON go out of each.
//!
//! Knows no network: a host hands over method, path and body, and sends what it is given.

pub mod connection;
mod description;
pub mod form;
mod openapi;
pub mod prediction;
pub mod problem;
pub mod rows;
pub mod sample_rows;
pub mod scorer;
pub mod table_rows;

use serde::{Deserialize, Serialize};

use connection::Body;
use problem::Refusal;
use rows::Rows;
pub use scorer::Scorer;

/// Most connections of one request.
pub const MAX_CONNECTIONS: usize = 10_000;
/// Longest body: ten thousand connections with all of KDD's names take 11 MB.
pub const MAX_BODY_BYTES: usize = 32 << 20;

/// What is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// `GET`, `POST` and the like.
    pub method: String,
    /// Path below the site's root, without a slash at its start.
    pub path: String,
    /// What follows the `?`.
    pub query: String,
    /// The `Content-Type`; empty without one.
    pub content_type: String,
    /// The body.
    #[serde(with = "serde_bytes")]
    pub body: Vec<u8>,
}

/// What is answered: JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// JSON.
    #[serde(with = "serde_bytes")]
    pub body: Vec<u8>,
}

/// What a host has to answer with.
#[derive(Clone, Copy)]
pub struct Api<'a> {
    /// The model, once there is one.
    pub scorer: Option<&'a Scorer>,
    /// Connections to be drawn from.
    pub rows: Option<&'a dyn Rows>,
}

/// What can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// Judges connections.
    Predict,
    /// Gives some connections.
    Data,
    /// Describes the model.
    Model,
    /// Describes all this.
    OpenApi,
}

impl Route {
    /// The route of a path below the site's root.
    pub fn of(path: &str) -> Option<Self> {
        match path {
            "predict" => Some(Self::Predict),
            "data" => Some(Self::Data),
            "model" => Some(Self::Model),
            "openapi.json" => Some(Self::OpenApi),
            _ => None,
        }
    }

    /// The method that it takes.
    pub const fn method(self) -> &'static str {
        match self {
            Self::Predict => "POST",
            Self::Data | Self::Model | Self::OpenApi => "GET",
        }
    }
}

impl Api<'_> {
    /// Answers a request.
    pub fn answer(&self, request: &Request) -> Response {
        let outcome = match Route::of(&request.path) {
            None => Err(Refusal::new(404, "there is no such path; see openapi.json")),
            Some(route) if !accepts(route, &request.method) => {
                Err(Refusal::new(405, &format!("{} takes {} only", request.path, route.method())))
            }
            Some(Route::Predict) => self.predict(request),
            Some(Route::Data) => {
                self.rows.ok_or_else(no_data).and_then(|rows| rows::answer(rows, &request.query))
            }
            Some(Route::Model) => self.scorer.ok_or_else(no_model).map(description::describe),
            Some(Route::OpenApi) => Ok(openapi::describe(self.scorer)),
        };
        match outcome {
            Ok(body) => Response { status: 200, body },
            Err(refusal) => refusal.response(),
        }
    }

    fn predict(&self, request: &Request) -> Result<Vec<u8>, Refusal> {
        let media_type = request.content_type.split(';').next().unwrap_or_default().trim();
        if !media_type.eq_ignore_ascii_case("application/json") {
            return Err(Refusal::new(415, "the body must be JSON, with the content type application/json"));
        }
        if request.body.len() > MAX_BODY_BYTES {
            return Err(Refusal::new(413, &format!("the body may have at most {MAX_BODY_BYTES} bytes")));
        }
        let scorer = self.scorer.ok_or_else(no_model)?;
        match Body::read(&request.body, scorer)? {
            Body::One(connection) => Ok(json(&scorer.predict(&connection))),
            Body::Many(connections) => {
                let predictions: Vec<_> =
                    connections.iter().map(|connection| scorer.predict(connection)).collect();
                Ok(json(&predictions))
            }
        }
    }
}

fn accepts(route: Route, method: &str) -> bool {
    method == route.method() || method == "HEAD" && route.method() == "GET"
}

fn no_model() -> Refusal {
    Refusal::new(409, "there is no model yet: train one first")
}

fn no_data() -> Refusal {
    Refusal::new(409, "there is no data to draw from yet")
}

/// Compact JSON; what is written here has text for keys and no failing parts.
fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}
