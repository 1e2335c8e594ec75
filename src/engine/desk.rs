//! The coordinator's desk: a model lies on it, trained here or brought along, and judges what is laid before it.
//!
//! It needs neither shards nor a loaded file.

use serde::{Deserialize, Serialize};

use crate::api::connection::Body;
use crate::api::prediction::{Change, Prediction};
use crate::api::{Api, Request, Scorer, form};
use crate::model_file::{self, Model, ModelFileError};

/// What the desk is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum DeskQuestion {
    /// Put the model of this file on the desk.
    Open {
        /// The file.
        #[serde(with = "serde_bytes")]
        file: Vec<u8>,
    },
    /// Judge a connection by the texts of its features, in their order.
    Judge {
        /// One a feature; empty for a missing one.
        fields: Vec<String>,
    },
    /// Make fields of a JSON object or a line of a file.
    Read {
        /// Untrusted text.
        pasted: String,
    },
}

/// What the desk says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum DeskAnswer {
    /// The model lies there.
    Opened(Box<OpenedModel>),
    /// The file is no model; what lay there still does.
    Refused(ModelFileError),
    /// The verdict.
    Judged(Box<Judged>),
    /// Fields, or why there are none.
    Fields(Result<Vec<String>, String>),
    /// There is no model on the desk.
    NoModel,
}

/// What the page is told of an opened model: all but what judges.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenedModel {
    /// Sixteen hexadecimal digits that no other model has.
    pub version: String,
    /// The model without its trees.
    pub about: Model,
}

/// A verdict as the prediction API gives it, and what a page shows beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// The request's body.
    pub request: String,
    /// The answer's status.
    pub status: u16,
    /// The answer's body.
    pub response: String,
    /// What the answer says, of an accepted request.
    pub prediction: Option<Prediction>,
    /// Changes that would make an anomaly normal, if some few do.
    pub counterfactual: Option<Vec<Change>>,
}

/// The desk.
#[derive(Default)]
pub struct Desk {
    scorer: Option<Scorer>,
}

impl Desk {
    /// Answers.
    pub fn answer(&mut self, question: &DeskQuestion) -> DeskAnswer {
        match question {
            DeskQuestion::Open { file } => match model_file::read(file) {
                Ok(opened) => {
                    let about = opened.model.without_detectors();
                    let version = opened.version.clone();
                    self.scorer = Some(Scorer::new(opened));
                    DeskAnswer::Opened(Box::new(OpenedModel { version, about }))
                }
                Err(error) => DeskAnswer::Refused(error),
            },
            DeskQuestion::Judge { fields } => match &self.scorer {
                Some(scorer) => DeskAnswer::Judged(Box::new(judge(scorer, fields))),
                None => DeskAnswer::NoModel,
            },
            DeskQuestion::Read { pasted } => match &self.scorer {
                Some(scorer) => DeskAnswer::Fields(form::fields(scorer.model(), pasted)),
                None => DeskAnswer::NoModel,
            },
        }
    }
}

fn judge(scorer: &Scorer, fields: &[String]) -> Judged {
    let request = form::body(scorer, fields);
    let response = Api { scorer: Some(scorer), rows: None }.answer(&Request {
        method: "POST".to_owned(),
        path: "predict".to_owned(),
        content_type: "application/json".to_owned(),
        body: request.clone().into_bytes(),
        ..Request::default()
    });
    let connection = match Body::read(request.as_bytes(), scorer) {
        Ok(Body::One(connection)) => Some(connection),
        Ok(Body::Many(_)) | Err(_) => None,
    };
    Judged {
        request,
        status: response.status,
        response: String::from_utf8(response.body).unwrap_or_default(),
        prediction: connection.as_ref().map(|connection| scorer.predict(connection)),
        counterfactual: connection.and_then(|connection| scorer.counterfactual(&connection)),
    }
}
