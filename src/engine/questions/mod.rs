//! Questions about the scored file that every shard answers for its rows and the coordinator sums up.
//!
//! They never disturb a job. A new kind is a file here with its question, its part and its answer, and a variant below.

pub mod model;
pub mod tally;

use serde::{Deserialize, Serialize};

use super::desk::{DeskAnswer, DeskQuestion};
use super::kept_scores::KeptScores;
use super::load::Loaded;
use super::models::Models;
use super::owned_table::OwnedTable;
use super::selection::Selection;
use model::{ModelPart, ModelWish};
use tally::Tally;

/// What the page wants to know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Question {
    /// How many rows are meant?
    Tally(Selection),
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
            Self::Model(wish) => {
                ModelPart::of(wish, known).map_or(Part::NoTable, |part| Part::Model(Box::new(part)))
            }
            Self::Desk(_) => Part::NoTable,
        }
    }

    /// The answer from all shards' parts.
    pub fn answer(&self, parts: Vec<Part>, _file: &Loaded) -> Answer {
        match self {
            Self::Tally(_) => {
                let tallies = parts.into_iter().map(|part| match part {
                    Part::Tally(tally) => tally,
                    Part::Model(_) | Part::NoTable => Tally::default(),
                });
                Answer::Tally(tallies.fold(Tally::default(), Tally::plus))
            }
            Self::Model(wish) => {
                let parts = parts.into_iter().filter_map(|part| match part {
                    Part::Model(part) => Some(*part),
                    Part::Tally(_) | Part::NoTable => None,
                });
                ModelPart::file(wish, parts.collect()).map_or(Answer::Gone, Answer::Model)
            }
            Self::Desk(_) => Answer::Gone,
        }
    }
}
