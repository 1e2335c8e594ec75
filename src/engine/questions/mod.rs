//! Questions about the scored file that every shard answers for its rows and the coordinator sums up.
//!
//! They never disturb a job. A new kind is a file here with its question, its part and its answer, and a variant below.

pub mod alerts;
pub mod replay;
pub mod stream;
pub mod tally;

use serde::{Deserialize, Serialize};

use super::kept_scores::KeptScores;
use super::load::Loaded;
use super::models::Models;
use super::owned_table::OwnedTable;
use super::selection::Selection;
use crate::detectors::TrainOn;
use alerts::{Alert, Alerts};
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
    /// Their scores, once there are any.
    pub scores: Option<&'a KeptScores>,
}

impl Question {
    /// A shard's part of the answer.
    pub fn part(&self, known: &Known<'_>) -> Part {
        match self {
            Self::Tally(selection) => Part::Tally(Tally::of(selection, known)),
            Self::Stream(train_on) => Part::Stream(Stream::of(*train_on, known)),
            Self::Replay(replay) => Part::Replay(replay.part(known)),
            Self::Alerts(alerts) => Part::Alerts(alerts.part(known)),
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
        }
    }
}
