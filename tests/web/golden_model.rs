//! A model file of the first version, and what it says: included by the native tests and by those in a browser.

use oddflow::api::{Api, Request, Scorer};
use oddflow::model_file;

const FILE: &[u8] = include_bytes!("../golden/model-v1.oddflow");

/// What the file's model answers to two connections, shortened to what could change: verdicts and the bits of scores.
pub const SCORES: &str = "0 Some(4601843815708208102) []; 0 Some(4601680459212850782) [\"service\"]";

/// The answers, or why there are none.
pub fn scores() -> String {
    let opened = match model_file::read(FILE) {
        Ok(opened) => opened,
        Err(error) => return error.to_string(),
    };
    let scorer = Scorer::new(opened);
    let request = Request {
        method: "POST".into(),
        path: "predict".into(),
        content_type: "application/json".into(),
        body:
            br#"[{"src_bytes":181,"service":"http"},{"service":"nowhere","count":511,"dst_bytes":123456.5}]"#
                .to_vec(),
        ..Request::default()
    };
    let response = Api { scorer: Some(&scorer), rows: None }.answer(&request);
    let answers: serde_json::Value = serde_json::from_slice(&response.body).unwrap_or_default();
    let of = |answer: &serde_json::Value| {
        let bits = answer["scores"]["isolation_forest"].as_f64().map(f64::to_bits);
        format!("{} {bits:?} {}", answer["isolation_forest"], answer["unseen"])
    };
    answers.as_array().into_iter().flatten().map(of).collect::<Vec<_>>().join("; ")
}
