//! What coordinator and shards tell each other.
//!
//! Every message carries the number of its job, so that late ones of a dropped job are recognised.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::command::Place;
pub use super::parts::{Census, HashesPart, RowsPart, ScoredPart, StrangeRow, Tails};
use super::questions::{Part, Question};
use super::scored_csv::{ScoredBlock, ScoredCsvOrder};
use crate::data::error::DataError;
use crate::data::packed::Packed;
use crate::data::schema::Schema;
use crate::detectors::autoencoder::training::EpochLoss;
use crate::detectors::autoencoder::{Autoencoder, AutoencoderParams};
use crate::detectors::error::DetectorError;
use crate::detectors::isolation_forest::tree::Tree;
use crate::detectors::isolation_forest::{IsolationForest, IsolationForestParams};
use crate::detectors::{Detector, TrainOn};
use crate::engine::event::LearningProgress;
use crate::features::encoder::{Encoder, NameCounts};
use crate::features::input_kind::InputKind;

/// From the coordinator to a shard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Order {
    /// Start a new table beside the one in use.
    Read {
        /// Number of the job.
        job: u32,
        /// How lines become samples.
        schema: Schema,
    },
    /// Blocks of the source that travelled beside the order to read.
    Run {
        /// Number of the job.
        job: u32,
        /// Which ones.
        blocks: Range<u64>,
    },
    /// One block of a file that the coordinator inflates.
    Block {
        /// Number of the job.
        job: u32,
        /// Which block.
        index: u64,
        /// Whether its last line was given up for its length.
        cut: bool,
        /// Its lines.
        #[serde(with = "serde_bytes")]
        bytes: Vec<u8>,
    },
    /// All blocks were dealt.
    LastBlock {
        /// Number of the job.
        job: u32,
    },
    /// No more is to be read: make a table of the blocks before the given one.
    Finish {
        /// Number of the job.
        job: u32,
        /// The first block that is dropped.
        before: u64,
    },
    /// Which hashes do the new table's vectors have, in one part of all hashes?
    Hashes {
        /// Number of the job.
        job: u32,
        /// Which part.
        part: u32,
        /// How many parts there are.
        of: u32,
        /// Where the new table is going to stand.
        place: Place,
    },
    /// Which rows have these hashes, of the part asked for last?
    Rows {
        /// Number of the job.
        job: u32,
        /// Upper halves of hashes, ascending.
        hashes: Packed<u64>,
    },
    /// Which rows of the part asked for last the shard owns.
    Settle {
        /// Number of the job.
        job: u32,
        /// Ownership.
        settlement: Settlement,
    },
    /// Put the new table in its place; one to be trained on drops the one to be scored, whose columns may differ.
    Replace {
        /// Number of the job.
        job: u32,
        /// Where.
        place: Place,
        /// The label of harmless samples.
        normal: Option<String>,
    },
    /// Drop a table in use.
    Forget {
        /// Which one.
        place: Place,
    },
    /// Which vectors may a detector learn from?
    Survey {
        /// Number of the job.
        job: u32,
        /// The choice.
        choice: TrainingChoice,
        /// Orders the vectors.
        seed: u64,
    },
    /// Encode some of the vectors surveyed before.
    Collect {
        /// Number of the job.
        job: u32,
        /// How.
        encoder: Encoder,
        /// Positions in the survey's list, ascending.
        positions: Packed<u32>,
    },
    /// Encode the first of the vectors surveyed before, in the order of their draw keys.
    CollectFirst {
        /// Number of the job.
        job: u32,
        /// How.
        encoder: Encoder,
        /// How many of those that may be fitted.
        n_fitted: u32,
        /// How many of those held out.
        n_held_out: u32,
    },
    /// Train an autoencoder.
    Learn {
        /// Number of the job.
        job: u32,
        /// Settings.
        params: AutoencoderParams,
        /// What each column holds.
        inputs: Vec<InputKind>,
        /// Samples `[n, inputs.len()]`, row by row.
        x: Packed<f32>,
        /// How often each of them counts in an epoch.
        counts: Packed<u32>,
        /// Samples that are not learnt from, row by row.
        held_out: Packed<f32>,
    },
    /// End learning with the epoch under way.
    StopLearning {
        /// Number of the job.
        job: u32,
    },
    /// Grow some of a forest's trees.
    Train {
        /// Number of the job.
        job: u32,
        /// Settings.
        params: IsolationForestParams,
        /// Samples `[n, n_features]`, row by row.
        x: Packed<f32>,
        /// Number of each sample of `x` among all that trees are drawn from, ascending.
        numbers: Packed<u32>,
        /// How many samples trees are drawn from.
        n_samples: u32,
        /// Numbers of these trees in the forest.
        trees: Range<u32>,
        /// Width of `x`.
        n_features: u32,
    },
    /// Score every row of the table.
    Score {
        /// Number of the job.
        job: u32,
        /// How rows become numbers.
        encoder: Encoder,
        /// The detector.
        by: Scored,
        /// Which rows its threshold comes from.
        choice: TrainingChoice,
    },
    /// The scores made last are the result: keep them for questions.
    Keep {
        /// Scores from which tail probabilities come, when there are two detectors to be taken together.
        tails: Option<Tails>,
    },
    /// Answer a question for the rows of this shard.
    Ask {
        /// Number of the question.
        ask: u32,
        /// The question.
        question: Question,
    },
    /// Something about an export.
    ScoredCsv(ScoredCsvOrder),
    /// Drop whatever runs, and a table that was not settled.
    Cancel,
}

/// What scores rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Scored {
    /// An Isolation Forest.
    ByForest(IsolationForest),
    /// An autoencoder.
    ByAutoencoder(Box<Autoencoder>),
}

/// Which vectors a detector learns from, and whether some are held out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrainingChoice {
    /// By label or not.
    pub train_on: TrainOn,
    /// Whether a fifth is never fitted, so that thresholds can come from it; else they come from what was fitted.
    pub hold_out: bool,
}

/// Which rows of a shard's new table count. Rows that are not named are owned with the copies that the shard counted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Settlement {
    /// Rows that an earlier line in another shard equals.
    pub lost: Packed<u32>,
    /// Owned rows whose features an earlier line with another label has.
    pub shadowed: Packed<u32>,
    /// Owned rows of which other shards hold copies.
    pub shared: Packed<u32>,
    /// Their copies in all shards together.
    pub copies: Packed<u32>,
}

impl Settlement {
    /// Adds what is settled in another part of all hashes.
    pub fn add(&mut self, other: Self) {
        self.lost.0.extend(other.lost.0);
        self.shadowed.0.extend(other.shadowed.0);
        self.shared.0.extend(other.shared.0);
        self.copies.0.extend(other.copies.0);
    }
}

/// From a shard to the coordinator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    /// A block that was dealt is read, or a run of blocks of the shard's own.
    BlockRead {
        /// Number of the job.
        job: u32,
        /// Bytes read.
        bytes: u64,
        /// Samples in them.
        samples: u64,
        /// Whether they end what was dealt at once.
        is_last: bool,
    },
    /// Nothing is left to read.
    AllRead {
        /// Number of the job.
        job: u32,
        /// The block at which reading ended early, and why.
        broke_off: Option<(u64, DataError)>,
    },
    /// The table is made; it waits to be settled.
    TableRead {
        /// Number of the job.
        job: u32,
        /// What the coordinator must know of it.
        census: Box<Census>,
    },
    /// Hashes in a part of all.
    Hashes {
        /// Number of the job.
        job: u32,
        /// The hashes.
        hashes: Box<HashesPart>,
    },
    /// The rows that have the hashes asked for.
    Rows {
        /// Number of the job.
        job: u32,
        /// The rows.
        rows: Box<RowsPart>,
    },
    /// The new table is in use.
    Settled {
        /// Number of the job.
        job: u32,
        /// Bytes of the shard's memory.
        memory_bytes: u64,
    },
    /// Answer to a survey.
    Surveyed {
        /// Number of the job.
        job: u32,
        /// Draw keys of the vectors that may be fitted, ascending.
        keys: Packed<u128>,
        /// How often each of them counts.
        counts: Packed<u32>,
        /// Draw keys of the vectors held out, ascending.
        held_out_keys: Packed<u128>,
        /// How often names occur among the vectors that may be fitted; one entry a feature.
        name_counts: Vec<NameCounts>,
    },
    /// Encoded vectors, row by row.
    Collected {
        /// Number of the job.
        job: u32,
        /// In the order of the positions.
        x: Packed<f32>,
    },
    /// The first vectors, encoded row by row.
    CollectedFirst {
        /// Number of the job.
        job: u32,
        /// Those that may be fitted.
        fitted: Packed<f32>,
        /// Those held out.
        held_out: Packed<f32>,
    },
    /// The autoencoder has seen more samples.
    Learning {
        /// Number of the job.
        job: u32,
        /// How far it is.
        progress: LearningProgress,
    },
    /// The autoencoder has learnt.
    Learnt {
        /// Number of the job.
        job: u32,
        /// It and its losses, or why there is none.
        outcome: Result<Box<(Autoencoder, Vec<EpochLoss>)>, DetectorError>,
    },
    /// A tree is grown.
    Grown {
        /// Number of the job.
        job: u32,
    },
    /// The trees that were ordered are grown.
    Trained {
        /// Number of the job.
        job: u32,
        /// The trees, or why there are none.
        outcome: Result<Vec<Tree>, DetectorError>,
    },
    /// Some rows are scored.
    ScoredSome {
        /// Number of the job.
        job: u32,
        /// By what.
        detector: Detector,
        /// So many more.
        rows: u64,
    },
    /// All rows are scored.
    ScoredAll {
        /// Number of the job.
        job: u32,
        /// By what.
        detector: Detector,
        /// Scores of the owned rows.
        part: Box<ScoredPart>,
    },
    /// The shard's part of an answer.
    Part {
        /// Number of the question.
        ask: u32,
        /// The part.
        part: Box<Part>,
    },
    /// A block of the scored CSV.
    ScoredCsv(ScoredBlock),
}

impl Reply {
    /// Number of the job that it is about; parts of answers and exports are about none.
    pub const fn job(&self) -> Option<u32> {
        match self {
            Self::BlockRead { job, .. }
            | Self::AllRead { job, .. }
            | Self::TableRead { job, .. }
            | Self::Hashes { job, .. }
            | Self::Rows { job, .. }
            | Self::Settled { job, .. }
            | Self::Surveyed { job, .. }
            | Self::Collected { job, .. }
            | Self::CollectedFirst { job, .. }
            | Self::Learning { job, .. }
            | Self::Learnt { job, .. }
            | Self::Grown { job }
            | Self::Trained { job, .. }
            | Self::ScoredSome { job, .. }
            | Self::ScoredAll { job, .. } => Some(*job),
            Self::Part { .. } | Self::ScoredCsv(_) => None,
        }
    }
}
