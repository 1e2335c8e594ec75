//! Questions about the scored file that every shard answers for its rows and the coordinator sums up.
//!
//! They never disturb a job. A new kind is a file here with its question, its part and its answer, and a variant below.

pub mod alerts;
pub mod baselines;
pub mod boxes;
pub mod correlation;
pub mod describe;
pub mod excerpt;
pub mod explain;
pub mod flow;
pub mod grid;
pub mod grouping;
pub mod index;
pub mod locate;
pub mod model;
pub mod nearest;
pub mod projection;
pub mod replay;
pub mod rows;
mod scored_anew;
mod search;
pub mod stream;
pub mod strip;
pub mod tally;
pub mod typical;
pub mod value_counts;

use serde::{Deserialize, Serialize};

use super::desk::{DeskAnswer, DeskQuestion};
use super::files::Loaded;
use super::fusion::Fusion;
use super::kept_scores::KeptScores;
use super::merge::line_number;
use super::models::Models;
use super::owned_table::OwnedTable;
use super::selection::Selection;
use crate::data::packed::Packed;
use crate::detectors::TrainOn;
use crate::evaluation::description::NumberSummary;
use alerts::{Alert, Alerts};
use baselines::{Baselines, BaselinesPart, BaselinesQuestion, Graded, UntrainedQuestion};
use boxes::BoxesQuestion;
use correlation::{Correlation, CorrelationQuestion, ProductsQuestion, Sums};
use describe::{DescribePart, Description};
use excerpt::{ExcerptPart, ExcerptQuestion, Sample};
use explain::Explanation;
use flow::{Flow, FlowPart, FlowQuestion};
use grid::{Grid, GridQuestion};
use index::{Index, IndexPart, Listing};
use locate::{Located, Wanted};
use model::{ModelPart, ModelWish};
use nearest::{Likeness, Nearest};
use projection::{Projection, ProjectionPart};
use replay::{Replay, ReplayPart, Slice};
use rows::RowView;
use stream::{Stream, StreamQuestion};
use strip::{Chunk, Step, StripQuestion};
use tally::Tally;
use typical::{Counts, Typical};
use value_counts::FeatureCounts;

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
    /// What does a replay of the file begin with, and what do samples look like that were trained on?
    Stream(StreamQuestion),
    /// Which samples come next?
    Replay(Replay),
    /// Which samples are above a threshold?
    Alerts(Alerts),
    /// What was trained, as a file, please.
    Model(Box<ModelWish>),
    /// Something that the coordinator answers alone.
    Desk(DeskQuestion),
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
    /// What should training beat?
    Baselines(BaselinesQuestion),
    /// The second half of the same, which the coordinator asks by itself.
    Untrained(UntrainedQuestion),
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
    /// The shard's blocks and training rows.
    Stream(Stream),
    /// Samples of the shard's blocks.
    Replay(ReplayPart),
    /// Alerts in the shard's blocks.
    Alerts(Vec<Alert>),
    /// What the shard adds to a model.
    Model(Box<ModelPart>),
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
    /// Values of features and errors of the untrained network.
    Baselines(BaselinesPart),
    /// The untrained network's scores.
    Untrained(Graded),
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
    /// What training should beat.
    Baselines(Baselines),
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
            Self::Stream(question) => Part::Stream(question.part(known)),
            Self::Replay(replay) => Part::Replay(replay.part(known)),
            Self::Alerts(alerts) => Part::Alerts(alerts.part(known)),
            Self::Model(wish) => {
                ModelPart::of(wish, known).map_or(Part::NoTable, |part| Part::Model(Box::new(part)))
            }
            Self::Describe(selection) => Part::Describe(DescribePart::of(selection, known)),
            Self::Grid(question) => Part::Grid(Grid::of(question, known)),
            Self::Boxes(question) => Part::Counts(boxes::part(question, known)),
            Self::Correlation(question) => Part::Counts(correlation::part(question, known)),
            Self::Products(question) => Part::Products(Sums::of(question, known)),
            Self::Flow(question) => Part::Flow(flow::part(question, known)),
            Self::Strip(question) => Part::Strip(strip::part(question, known)),
            Self::Excerpt(question) => Part::Excerpt(ExcerptPart::of(question, known)),
            Self::Baselines(question) => Part::Baselines(question.part(known)),
            Self::Untrained(question) => Part::Untrained(question.part(known)),
            Self::Desk(_) => Part::NoTable,
        }
    }

    /// What comes of all shards' parts.
    pub fn answer(&self, parts: Vec<Part>, file: &Loaded) -> Outcome {
        macro_rules! parts {
            ($kind:ident) => {
                parts.into_iter().filter_map(|part| match part {
                    Part::$kind(part) => Some(part),
                    _ => None,
                })
            };
        }
        Outcome::Answer(match self {
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
            Self::Stream(_) => Answer::Stream(parts!(Stream).fold(Stream::default(), Stream::plus)),
            Self::Replay(_) => Answer::Replay(Slice::merged(parts!(Replay).collect(), &file.summary.labels)),
            Self::Alerts(question) => Answer::Alerts(question.merged(parts!(Alerts))),
            Self::Model(wish) => {
                let parts = parts!(Model).map(|part| *part);
                ModelPart::file(wish, parts.collect()).map_or(Answer::Gone, Answer::Model)
            }
            Self::Desk(_) => Answer::Gone,
            Self::Describe(_) => Answer::Describe(describe::merge(parts!(Describe).collect::<Vec<_>>())),
            Self::Grid(question) => Answer::Grid(grid::merge(parts!(Grid).collect::<Vec<_>>(), question)),
            Self::Boxes(question) => {
                Answer::Boxes(boxes::merge(parts!(Counts).collect::<Vec<_>>(), question))
            }
            Self::Correlation(question) => {
                let products = correlation::products(parts!(Counts).collect::<Vec<_>>(), question);
                return Outcome::Ask(Self::Products(products));
            }
            Self::Products(question) => {
                Answer::Correlation(correlation::merge(&parts!(Products).collect::<Vec<_>>(), question))
            }
            Self::Flow(question) => Answer::Flow(flow::merge(parts!(Flow).collect::<Vec<_>>(), question)),
            Self::Strip(question) => Answer::Strip(strip::merge(parts!(Strip).collect::<Vec<_>>(), question)),
            Self::Excerpt(question) => {
                Answer::Excerpt(excerpt::merge(parts!(Excerpt).collect::<Vec<_>>(), question))
            }
            Self::Baselines(question) => {
                return Outcome::Ask(Self::Untrained(
                    question.untrained(&parts!(Baselines).collect::<Vec<_>>()),
                ));
            }
            Self::Untrained(question) => {
                Answer::Baselines(question.answer(&parts!(Untrained).collect::<Vec<_>>()))
            }
        })
    }
}
