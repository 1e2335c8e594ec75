//! The service worker's half in wasm: a model and rows come in as bytes, answers of the prediction API go out.

use oddflow::api::rows::Rows;
use oddflow::api::sample_rows::SampleRows;
use oddflow::api::{Api, Request, Scorer};
use oddflow::model_file;
use wasm_bindgen::prelude::wasm_bindgen;

/// What requests are answered with.
#[wasm_bindgen]
#[derive(Default)]
pub struct Host {
    scorer: Option<Scorer>,
    rows: Option<SampleRows>,
}

#[wasm_bindgen]
impl Host {
    /// A host without model and rows.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a model file; what is none leaves the host without a model.
    pub fn open(&mut self, file: &[u8]) {
        self.scorer = model_file::read(file).ok().map(Scorer::new);
    }

    /// Takes the text of the sample that `GET data` draws from.
    pub fn read_rows(&mut self, text: &[u8]) {
        self.rows = Some(SampleRows::new(text.to_vec()));
    }

    /// The answer: two bytes of status, the low one first, then JSON.
    #[must_use]
    pub fn answer(&self, method: &str, path: &str, query: &str, content_type: &str, body: &[u8]) -> Vec<u8> {
        let request = Request {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            content_type: content_type.to_owned(),
            body: body.to_vec(),
        };
        let rows = self.rows.as_ref().map(|rows| rows as &dyn Rows);
        let response = Api { scorer: self.scorer.as_ref(), rows }.answer(&request);
        [&response.status.to_le_bytes(), response.body.as_slice()].concat()
    }
}

fn main() {}
