//! Questions about the scored file that every shard answers for its rows and the coordinator sums up.
//!
//! They never disturb a job. A new kind is a file here with its question, its part and its answer, and a variant below.

pub mod boxes;
pub mod correlation;
pub mod describe;
pub mod excerpt;
pub mod flow;
pub mod grid;
pub mod grouping;
pub mod model;
pub mod strip;
pub mod tally;
pub mod value_counts;

use serde::{Deserialize, Serialize};

use super::desk::{DeskAnswer, DeskQuestion};
use super::kept_scores::KeptScores;
use super::load::Loaded;
use super::models::Models;
use super::owned_table::OwnedTable;
use super::selection::Selection;
use crate::evaluation::description::NumberSummary;
use boxes::BoxesQuestion;
use correlation::{Correlation, CorrelationQuestion, ProductsQuestion, Sums};
use describe::{DescribePart, Description};
use excerpt::{ExcerptPart, ExcerptQuestion, Sample};
use flow::{Flow, FlowPart, FlowQuestion};
use grid::{Grid, GridQuestion};
use model::{ModelPart, ModelWish};
use strip::{Chunk, Step, StripQuestion};
use tally::Tally;
use value_counts::FeatureCounts;

/// What the page wants to know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Question {
    /// How many rows are meant?
    Tally(Selection),
    /// What do the features of the rows that are meant hold?
    Describe(Selection),
    /// How many rows lie where?
    Grid(GridQuestion),
    /// What are a feature's figures, group by group?
    Boxes(BoxesQuestion),
    /// How do features of numbers go together?
    Correlation(CorrelationQuestion),
    /// The second half of the same, which the coordinator asks by itself.
    Products(ProductsQuestion),
    /// Which names go together?
    Flow(FlowQuestion),
    /// When in the file do the rows come?
    Strip(StripQuestion),
    /// How do some of them look?
    Excerpt(ExcerptQuestion),
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
    /// Values of the shard's rows.
    Describe(DescribePart),
    /// Cells of a grid.
    Grid(Grid),
    /// Values feature by feature, or group by group.
    Counts(Vec<FeatureCounts>),
    /// Sums of products.
    Products(Sums),
    /// Combinations of names.
    Flow(FlowPart),
    /// Samples in order.
    Strip(Vec<Chunk>),
    /// Some samples.
    Excerpt(ExcerptPart),
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
    /// Their features.
    Describe(Description),
    /// Cells and drawn rows.
    Grid(Grid),
    /// Figures of every group.
    Boxes(Vec<NumberSummary>),
    /// Coefficients.
    Correlation(Correlation),
    /// What goes from name to name.
    Flow(Flow),
    /// Steps along the file.
    Strip(Vec<Step>),
    /// Samples.
    Excerpt(Vec<Sample>),
    /// A model file.
    Model(#[serde(with = "serde_bytes")] Vec<u8>),
    /// The desk's answer.
    Desk(DeskAnswer),
    /// There is no file, or another one than when the question was asked.
    Gone,
}

/// What comes of the shards' parts.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The answer.
    Answer(Answer),
    /// Another question to the shards, whose answer is the one to this.
    Ask(Question),
}

/// What is inside of parts of one kind; shards without a table have nothing to say.
macro_rules! taken {
    ($parts:expr, $kind:ident) => {
        $parts
            .into_iter()
            .filter_map(|part| match part {
                Part::$kind(inside) => Some(inside),
                _ => None,
            })
            .collect::<Vec<_>>()
    };
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
            Self::Describe(selection) => Part::Describe(DescribePart::of(selection, known)),
            Self::Grid(question) => Part::Grid(Grid::of(question, known)),
            Self::Boxes(question) => Part::Counts(boxes::part(question, known)),
            Self::Correlation(question) => Part::Counts(correlation::part(question, known)),
            Self::Products(question) => Part::Products(Sums::of(question, known)),
            Self::Flow(question) => Part::Flow(flow::part(question, known)),
            Self::Strip(question) => Part::Strip(strip::part(question, known)),
            Self::Excerpt(question) => Part::Excerpt(ExcerptPart::of(question, known)),
            Self::Model(wish) => {
                ModelPart::of(wish, known).map_or(Part::NoTable, |part| Part::Model(Box::new(part)))
            }
            Self::Desk(_) => Part::NoTable,
        }
    }

    /// What comes of all shards' parts.
    pub fn answer(&self, parts: Vec<Part>, _file: &Loaded) -> Outcome {
        Outcome::Answer(match self {
            Self::Tally(_) => {
                Answer::Tally(taken!(parts, Tally).into_iter().fold(Tally::default(), Tally::plus))
            }
            Self::Describe(_) => Answer::Describe(describe::merge(taken!(parts, Describe))),
            Self::Grid(question) => Answer::Grid(grid::merge(taken!(parts, Grid), question)),
            Self::Boxes(question) => Answer::Boxes(boxes::merge(taken!(parts, Counts), question)),
            Self::Correlation(question) => {
                let products = correlation::products(taken!(parts, Counts), question);
                return Outcome::Ask(Self::Products(products));
            }
            Self::Products(question) => {
                Answer::Correlation(correlation::merge(&taken!(parts, Products), question))
            }
            Self::Flow(question) => Answer::Flow(flow::merge(taken!(parts, Flow), question)),
            Self::Strip(question) => Answer::Strip(strip::merge(taken!(parts, Strip), question)),
            Self::Excerpt(question) => Answer::Excerpt(excerpt::merge(taken!(parts, Excerpt), question)),
            Self::Model(wish) => {
                let parts = taken!(parts, Model).into_iter().map(|part| *part);
                ModelPart::file(wish, parts.collect()).map_or(Answer::Gone, Answer::Model)
            }
            Self::Desk(_) => Answer::Gone,
        })
    }
}
