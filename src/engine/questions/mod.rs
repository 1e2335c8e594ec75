//! Questions about the scored file that every shard answers for its rows and the coordinator sums up.
//!
//! They never disturb a job. A new kind is a file here with its question, its part and its answer, and a variant below.

pub mod explain;
pub mod index;
pub mod locate;
pub mod model;
pub mod nearest;
pub mod projection;
pub mod rows;
mod search;
pub mod tally;
pub mod typical;

use serde::{Deserialize, Serialize};

use super::desk::{DeskAnswer, DeskQuestion};
use super::kept_scores::KeptScores;
use super::load::Loaded;
use super::merge::line_number;
use super::models::Models;
use super::owned_table::OwnedTable;
use super::selection::Selection;
use crate::data::packed::Packed;
use crate::detectors::TrainOn;
use explain::Explanation;
use index::{Index, IndexPart, Listing};
use locate::{Located, Wanted};
use model::{ModelPart, ModelWish};
use nearest::{Likeness, Nearest};
use projection::{Projection, ProjectionPart};
use rows::RowView;
use tally::Tally;
use typical::{Counts, Typical};

/// What the page wants to know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Question {
    /// How many rows are meant?
    Tally(Selection),
    /// Which rows are there, in an order?
    Index(Box<Listing>),
    /// What stands in these rows, named by the addresses of their first lines?
    Rows(Packed<u64>),
    /// Where among the distinct rows does a line stand?
    Locate(Wanted),
    /// Why does this row have its score?
    Explain(u64),
    /// What is typical of the rows that may be learnt from?
    Typical(TrainOn),
    /// Which row labelled normal is most like this one?
    Nearest(Box<Likeness>),
    /// A picture of the rows, please.
    Projection,
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
    /// Rows of the shard in order.
    Index(IndexPart),
    /// Rows of the shard.
    Rows(Vec<RowView>),
    /// What the shard found.
    Located(Located),
    /// The row, if it is the shard's.
    Explained(Option<Box<Explanation>>),
    /// How often values occur in the shard's rows.
    Typical(Vec<Counts>),
    /// The shard's nearest row.
    Nearest(Option<Nearest>),
    /// Rows that the shard offers for the picture.
    Projection(ProjectionPart),
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
    /// All rows in order.
    Index(Index),
    /// The rows.
    Rows(Vec<RowView>),
    /// What was found.
    Located(Located),
    /// The row and its reasons.
    Explained(Option<Box<Explanation>>),
    /// One entry a feature.
    Typical(Vec<Typical>),
    /// The row, if any is labelled normal.
    Nearest(Option<Nearest>),
    /// Some rows of each family on a plane.
    Projection(Projection),
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
    /// The question as one of the shards gets it: with what only the coordinator knows of the file, and what all shards have
    /// alike asked of the first one only.
    #[must_use]
    pub fn for_shard(&self, shard: u32, file: &Loaded) -> Self {
        match self {
            Self::Model(wish) => {
                Self::Model(Box::new(ModelWish { with_detectors: shard == 0, ..(**wish).clone() }))
            }
            Self::Locate(wanted) => Self::Locate(wanted.clone().addressed(&file.lines_before)),
            Self::Nearest(likeness) => Self::Nearest(Box::new((**likeness).clone().with_ranges(file))),
            other => other.clone(),
        }
    }

    /// A shard's part of the answer.
    pub fn part(&self, known: &Known<'_>) -> Part {
        match self {
            Self::Tally(selection) => Part::Tally(Tally::of(selection, known)),
            Self::Index(listing) => Part::Index(IndexPart::of(listing, known)),
            Self::Rows(first_lines) => Part::Rows(rows::part(&first_lines.0, known)),
            Self::Locate(wanted) => Part::Located(wanted.part(known)),
            Self::Explain(first_line) => Part::Explained(explain::explain(*first_line, known).map(Box::new)),
            Self::Typical(train_on) => Part::Typical(typical::part(*train_on, known)),
            Self::Nearest(likeness) => Part::Nearest(likeness.part(known)),
            Self::Projection => ProjectionPart::of(known).map_or(Part::NoTable, Part::Projection),
            Self::Model(wish) => {
                ModelPart::of(wish, known).map_or(Part::NoTable, |part| Part::Model(Box::new(part)))
            }
            Self::Desk(_) => Part::NoTable,
        }
    }

    /// The answer from all shards' parts.
    pub fn answer(&self, parts: Vec<Part>, file: &Loaded) -> Answer {
        macro_rules! parts {
            ($kind:ident) => {
                parts.into_iter().filter_map(|part| match part {
                    Part::$kind(part) => Some(part),
                    _ => None,
                })
            };
        }
        match self {
            Self::Tally(_) => Answer::Tally(parts!(Tally).fold(Tally::default(), Tally::plus)),
            Self::Index(listing) => Answer::Index(Index::merged(listing, parts!(Index).collect())),
            Self::Rows(first_lines) => {
                Answer::Rows(rows::answer(&first_lines.0, parts!(Rows).collect(), file))
            }
            Self::Locate(_) => Answer::Located(parts!(Located).fold(Located::default(), Located::or)),
            Self::Explain(first_line) => {
                let mut found = parts!(Explained).flatten().next();
                if let Some(explanation) = &mut found {
                    explanation.row.line = line_number(&file.lines_before, *first_line);
                }
                Answer::Explained(found)
            }
            Self::Typical(_) => Answer::Typical(typical::answer(parts!(Typical).collect())),
            Self::Nearest(_) => Answer::Nearest(nearest::answer(parts!(Nearest), file)),
            Self::Projection => {
                Answer::Projection(projection::answer(&parts!(Projection).collect::<Vec<_>>()))
            }
            Self::Model(wish) => {
                let parts = parts!(Model).map(|part| *part);
                ModelPart::file(wish, parts.collect()).map_or(Answer::Gone, Answer::Model)
            }
            Self::Desk(_) => Answer::Gone,
        }
    }
}
