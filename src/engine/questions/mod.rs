//! Questions about the scored file that every shard answers for its rows and the coordinator sums up.
//!
//! They never disturb a job. A new kind is a file here with its question, its part and its answer, and a variant below.

pub mod alerts;
pub mod model;
pub mod replay;
pub mod stream;
pub mod tally;

use serde::{Deserialize, Serialize};

use super::desk::{DeskAnswer, DeskQuestion};
use super::fusion::Fusion;
use super::kept_scores::KeptScores;
use super::load::Loaded;
use super::models::Models;
use super::owned_table::OwnedTable;
use super::selection::Selection;
use crate::detectors::TrainOn;
use alerts::{Alert, Alerts};
use model::{ModelPart, ModelWish};
use replay::{Replay, ReplayPart, Slice};
use stream::Stream;
use tally::Tally;

/// What the page wants to know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Question {
    /// How many rows are meant?
    Tally(Selection),
    /// What does a replay of the file begin with, and what do rows look like that were trained on?
    Stream(TrainOn),
    /// Which samples come next?
    Replay(Replay),
    /// Which samples are above a threshold?
    Alerts(Alerts),
    /// What was trained, as a file, please.
    Model(Box<ModelWish>),
    /// Something that the coordinator answers alone.
    Desk(DeskQuestion),
}

/// A shard's part of an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Part {
    /// Rows of the shard.
    Tally(Tally),
    /// The shard's blocks and training rows.
    Stream(Stream),
    /// Samples of the shard's blocks.
    Replay(ReplayPart),
    /// Alerts in the shard's blocks.
    Alerts(Vec<Alert>),
    /// What the shard adds to a model.
    Model(Box<ModelPart>),
    /// The shard has no table.
    NoTable,
}

/// What the page is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// All rows that are meant.
    Tally(Tally),
    /// The file as a stream.
    Stream(Stream),
    /// Samples in file order.
    Replay(Slice),
    /// Alerts in file order.
    Alerts(Vec<Alert>),
    /// A model file.
    Model(#[serde(with = "serde_bytes")] Vec<u8>),
    /// The desk's answer.
    Desk(DeskAnswer),
    /// There is no file, or another one than when the question was asked.
    Gone,
}

/// What a shard knows of the scored file.
pub struct Known<'a> {
    /// The shard's rows.
    pub owned: &'a OwnedTable,
    /// The shard's rows of the file that detectors are trained on; the same when no other one is scored.
    pub training: Option<&'a OwnedTable>,
    /// What was trained.
    pub models: &'a Models,
    /// What takes the scores of both detectors together, when both were trained.
    pub fusion: Option<&'a Fusion>,
    /// Their scores, once there are any.
    pub scores: Option<&'a KeptScores>,
}

impl Question {
    /// The question as one of the shards gets it: what all shards have alike is asked of the first one only.
    #[must_use]
    pub fn for_shard(&self, shard: u32) -> Self {
        match self {
            Self::Model(wish) => {
                Self::Model(Box::new(ModelWish { with_detectors: shard == 0, ..(**wish).clone() }))
            }
            other => other.clone(),
        }
    }

    /// A shard's part of the answer.
    pub fn part(&self, known: &Known<'_>) -> Part {
        match self {
            Self::Tally(selection) => Part::Tally(Tally::of(selection, known)),
            Self::Stream(train_on) => Part::Stream(Stream::of(*train_on, known)),
            Self::Replay(replay) => Part::Replay(replay.part(known)),
            Self::Alerts(alerts) => Part::Alerts(alerts.part(known)),
            Self::Model(wish) => {
                ModelPart::of(wish, known).map_or(Part::NoTable, |part| Part::Model(Box::new(part)))
            }
            Self::Desk(_) => Part::NoTable,
        }
    }

    /// The answer from all shards' parts.
    pub fn answer(&self, parts: Vec<Part>, file: &Loaded) -> Answer {
        let parts = parts.into_iter();
        match self {
            Self::Tally(_) => {
                let tallies = parts.filter_map(|part| match part {
                    Part::Tally(tally) => Some(tally),
                    _ => None,
                });
                Answer::Tally(tallies.fold(Tally::default(), Tally::plus))
            }
            Self::Stream(_) => {
                let streams = parts.filter_map(|part| match part {
                    Part::Stream(stream) => Some(stream),
                    _ => None,
                });
                Answer::Stream(streams.fold(Stream::default(), Stream::plus))
            }
            Self::Replay(_) => {
                let slices = parts.filter_map(|part| match part {
                    Part::Replay(slice) => Some(slice),
                    _ => None,
                });
                Answer::Replay(Slice::merged(slices.collect(), &file.summary.labels))
            }
            Self::Alerts(question) => {
                let alerts = parts.filter_map(|part| match part {
                    Part::Alerts(alerts) => Some(alerts),
                    _ => None,
                });
                Answer::Alerts(question.merged(alerts))
            }
            Self::Model(wish) => {
                let parts = parts.filter_map(|part| match part {
                    Part::Model(part) => Some(*part),
                    _ => None,
                });
                ModelPart::file(wish, parts.collect()).map_or(Answer::Gone, Answer::Model)
            }
            Self::Desk(_) => Answer::Gone,
        }
    }
}
