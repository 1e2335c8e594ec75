//! Questions about the scored file that every shard answers for its rows and the coordinator sums up.
//!
//! They never disturb a job. A new kind is a file here with its question, its part and its answer, and a variant below.

pub mod describe;
pub mod tally;
pub mod value_counts;

use serde::{Deserialize, Serialize};

use super::kept_scores::KeptScores;
use super::load::Loaded;
use super::models::Models;
use super::owned_table::OwnedTable;
use super::selection::Selection;
use describe::{DescribePart, Description};
use tally::Tally;

/// What the page wants to know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Question {
    /// How many rows are meant?
    Tally(Selection),
    /// What do the features of the rows that are meant hold?
    Describe(Selection),
}

/// A shard's part of an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Part {
    /// Rows of the shard.
    Tally(Tally),
    /// Values of the shard's rows.
    Describe(DescribePart),
    /// The shard has no table.
    NoTable,
}

/// What the page is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// All rows that are meant.
    Tally(Tally),
    /// Their features.
    Describe(Description),
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

impl Known<'_> {
    /// Samples of every row of the shard's table; 0 for rows that are not owned or not meant.
    pub fn weights(&self, selection: &Selection) -> Vec<u32> {
        let copies = &self.owned.table.copies;
        let mut weights = vec![0; copies.len()];
        for row in selection.rows(self.owned, self.scores) {
            if let (Some(weight), Some(copies)) = (weights.get_mut(row as usize), copies.get(row as usize)) {
                *weight = *copies;
            }
        }
        weights
    }
}

impl Question {
    /// A shard's part of the answer.
    pub fn part(&self, known: &Known<'_>) -> Part {
        match self {
            Self::Tally(selection) => Part::Tally(Tally::of(selection, known)),
            Self::Describe(selection) => Part::Describe(DescribePart::of(selection, known)),
        }
    }

    /// The answer from all shards' parts.
    pub fn answer(&self, parts: Vec<Part>, _file: &Loaded) -> Answer {
        match self {
            Self::Tally(_) => {
                let tallies = taken(parts, |part| match part {
                    Part::Tally(tally) => Some(tally),
                    _ => None,
                });
                Answer::Tally(tallies.into_iter().fold(Tally::default(), Tally::plus))
            }
            Self::Describe(_) => Answer::Describe(describe::merge(taken(parts, |part| match part {
                Part::Describe(part) => Some(part),
                _ => None,
            }))),
        }
    }
}

/// What is inside of the parts; those of shards without a table fall away.
fn taken<T>(parts: Vec<Part>, open: impl Fn(Part) -> Option<T>) -> Vec<T> {
    parts.into_iter().filter_map(open).collect()
}
