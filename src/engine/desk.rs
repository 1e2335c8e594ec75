//! The coordinator's desk: a model lies on it, trained here or brought along, and judges what is laid before it.
//!
//! It needs neither shards nor a loaded file.

use serde::{Deserialize, Serialize};

use crate::api::{Api, Request, Response, Scorer};
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
    /// Answer as the prediction API does.
    Api(Request),
}

/// What the desk says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum DeskAnswer {
    /// The model lies there.
    Opened(Box<OpenedModel>),
    /// The file is no model; what lay there still does.
    Refused(ModelFileError),
    /// The API's answer.
    Api(Response),
}

/// What the page is told of an opened model: all but what judges.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenedModel {
    /// Sixteen hexadecimal digits that no other model has.
    pub version: String,
    /// The model without its trees.
    pub about: Model,
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
            DeskQuestion::Api(request) => {
                DeskAnswer::Api(Api { scorer: self.scorer.as_ref(), rows: None }.answer(request))
            }
        }
    }
}
