//! Refusals: a status, a sentence, and what is wrong with which field.

use serde::Serialize;

use super::{Response, json};

/// Problems that are told of one request.
pub const MAX_PROBLEMS: usize = 100;
/// Characters of a field's name that are told.
const SHOWN_CHARS: usize = 80;

/// Why a request is not answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    #[serde(skip)]
    status: u16,
    /// One sentence.
    error: String,
    /// What is wrong with which field; the first [`MAX_PROBLEMS`].
    problems: Vec<Problem>,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Which connection of the list, from 0; 0 for a single one.
    pub connection: usize,
    /// The field's name, shortened.
    pub field: String,
    /// What is wrong.
    pub problem: String,
}

impl Problem {
    /// A problem of a field of untrusted name.
    pub fn new(connection: usize, field: &str, problem: String) -> Self {
        Self { connection, field: field.chars().take(SHOWN_CHARS).collect(), problem }
    }
}

impl Refusal {
    /// A refusal that is about no field.
    pub fn new(status: u16, error: &str) -> Self {
        Self { status, error: error.to_owned(), problems: Vec::new() }
    }

    /// A refusal of fields' values.
    pub fn of_fields(problems: Vec<Problem>) -> Self {
        let error = match problems.as_slice() {
            [only] => format!("{}: {}", only.field, only.problem),
            all => format!("{} fields are not as the model needs them", all.len()),
        };
        Self { status: 422, error, problems }
    }

    /// What is sent.
    pub fn response(&self) -> Response {
        Response { status: self.status, body: json(self) }
    }
}
