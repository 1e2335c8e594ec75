//! What the engine tells the page: summaries of a few kilobytes, never samples in bulk.

use serde::{Deserialize, Serialize};

use crate::data::label::{Family, FamilyCounts};
use crate::data::load_report::LoadReport;
use crate::data::packed::Packed;
use crate::data::profile::ColumnProfile;
use crate::data::schema::{FeatureKind, Unused};
use crate::detectors::autoencoder::AutoencoderParams;
use crate::detectors::autoencoder::training::EpochLoss;
use crate::detectors::isolation_forest::IsolationForestParams;
use crate::detectors::{Detector, TrainOn};
use crate::engine::command::Place;
use crate::engine::error::EngineError;
use crate::engine::questions::Answer;
use crate::engine::scored_csv::ScoredCsvNews;
use crate::evaluation::histogram::ScoreHistogram;
use crate::evaluation::pairs::Pairs;
use crate::evaluation::sweep::Sweep;
use crate::features::encoder::Encoding;

/// News from the coordinator. `job` is the number of the command that caused it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// Something about an export.
    ScoredCsv {
        /// Number of the export.
        export: u32,
        /// What is new.
        news: ScoredCsvNews,
    },
    /// Some of the file is read.
    Loading {
        /// Number of the job.
        job: u32,
        /// How far it is.
        progress: LoadProgress,
    },
    /// The whole file is read and its table stands in the shards.
    Loaded {
        /// Number of the job.
        job: u32,
        /// What is in it.
        summary: LoadSummary,
    },
    /// Some trees are grown.
    Training {
        /// Number of the job.
        job: u32,
        /// Trees grown so far.
        trees: u32,
        /// Trees wanted.
        of: u32,
    },
    /// A detector is trained.
    Fitted {
        /// Number of the job.
        job: u32,
        /// Which one.
        detector: Detector,
    },
    /// The autoencoder has seen more samples.
    Learning {
        /// Number of the job.
        job: u32,
        /// How far it is.
        progress: LearningProgress,
    },
    /// Some distinct rows are scored; none when scoring starts.
    Scoring {
        /// Number of the job.
        job: u32,
        /// By which detector.
        detector: Detector,
        /// Distinct rows scored so far.
        samples: u64,
        /// Distinct rows in the table.
        of: u64,
    },
    /// Every sample has a first score: from the first trees, or from all of them while the autoencoder still learns.
    Provisional {
        /// Number of the job.
        job: u32,
        /// Scores in summary; the settings in it are those of a forest of just the trees that gave them.
        summary: Box<ScoreSummary>,
    },
    /// Every sample has its score.
    Scored {
        /// Number of the job.
        job: u32,
        /// Scores in summary.
        summary: Box<ScoreSummary>,
    },
    /// The answer to a question.
    Answer {
        /// Number of the question.
        ask: u32,
        /// The answer.
        answer: Box<Answer>,
    },
    /// The job was dropped on the page's wish; what stood before it still stands.
    Cancelled {
        /// Number of the job.
        job: u32,
    },
    /// The job could not be done; what stood before it still stands.
    Failed {
        /// Number of the job.
        job: u32,
        /// Why.
        error: EngineError,
    },
}

/// How far a file is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadProgress {
    /// Bytes of the file (as stored, so compressed ones for `.gz`) read so far.
    pub bytes: u64,
    /// Bytes of the file in all.
    pub of_bytes: u64,
    /// Samples accepted so far.
    pub samples: u64,
}

/// What a loaded file holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LoadSummary {
    /// The file's name as given.
    pub name: String,
    /// Name of the recognised format, like `NSL-KDD`.
    pub format: String,
    /// Size of the file as stored, in bytes.
    pub bytes: u64,
    /// Samples (accepted lines).
    pub n_samples: u64,
    /// Rows that differ in a feature or in the label.
    pub n_distinct: u64,
    /// Rows that differ in a feature: what training and scoring see.
    pub n_distinct_vectors: u64,
    /// Features of a sample.
    pub n_features: u32,
    /// Whether the file has labels.
    pub labelled: bool,
    /// Samples per family.
    pub families: FamilyCounts,
    /// Distinct rows per family.
    pub distinct_families: FamilyCounts,
    /// Every label with its counts, most frequent first, then by name.
    pub labels: Vec<LabelCount>,
    /// The label of harmless samples; `None` without labels.
    pub normal: Option<String>,
    /// Every column of the file, in order.
    pub columns: Vec<ColumnSummary>,
    /// What is known already, of a file to be scored.
    pub overlap: Option<Overlap>,
    /// What was skipped, and whether the file broke off.
    pub report: LoadReport,
    /// Bytes that the table takes in all shards together, as counted.
    pub table_bytes: u64,
    /// Bytes of all workers' memories after loading; 0 natively.
    pub memory_bytes: u64,
    /// Hash of all samples, the same whatever their order in the file.
    pub fingerprint: String,
}

/// One column of a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnSummary {
    /// As in the header or the documentation. Untrusted text.
    pub name: String,
    /// What it is taken for.
    pub role: ColumnRole,
    /// What it holds, of a feature.
    pub profile: ColumnProfile,
    /// Line of the first text that is no number in a column of numbers, counted from 1.
    pub misfit_line: Option<u64>,
    /// Names that the file to be trained on does not have, of a file to be scored.
    pub unseen: Vec<String>,
}

/// What a column is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ColumnRole {
    /// A feature.
    Feature(FeatureKind),
    /// The label.
    Label,
    /// Not looked at.
    Unused(Unused),
}

/// Vectors of a file to be scored that the file to be trained on has too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overlap {
    /// Distinct vectors.
    pub vectors: u64,
    /// Samples with one of them.
    pub samples: u64,
}

impl LoadSummary {
    /// What the file is for.
    pub const fn place(&self) -> Place {
        if self.overlap.is_some() { Place::Test } else { Place::Train }
    }

    /// Names of the features, in the file's order.
    pub fn feature_names(&self) -> Vec<String> {
        let is_feature = |column: &&ColumnSummary| matches!(column.role, ColumnRole::Feature(_));
        self.columns.iter().filter(is_feature).map(|column| column.name.clone()).collect()
    }

    /// Features that have one value only.
    pub fn constant_features(&self) -> Vec<String> {
        let is_constant = |column: &&ColumnSummary| column.profile.only_value.is_some();
        self.columns.iter().filter(is_constant).map(|column| column.name.clone()).collect()
    }
}

/// One label of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelCount {
    /// The label without its final dot.
    pub label: String,
    /// Its family.
    pub family: Family,
    /// Samples that carry it.
    pub samples: u64,
    /// Distinct rows that carry it.
    pub distinct: u64,
}

/// What was trained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FitSummary {
    /// Which samples the detector could learn from.
    pub train_on: TrainOn,
    /// What became of features for the forest.
    pub encoding: Encoding,
    /// Settings of the forest.
    pub isolation_forest: IsolationForestParams,
    /// The autoencoder, when one is wanted.
    pub autoencoder: Option<AutoencoderFit>,
    /// Distinct vectors that the trees were drawn from.
    pub n_training: u64,
    /// Distinct vectors kept aside: thresholds come from them.
    pub n_held_out: u64,
}

/// How an autoencoder was trained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AutoencoderFit {
    /// Settings.
    pub params: AutoencoderParams,
    /// Losses of its epochs.
    pub losses: Vec<EpochLoss>,
}

/// How far an autoencoder is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LearningProgress {
    /// Epochs behind it.
    pub epoch: u32,
    /// Epochs wanted; it may stop before them.
    pub epochs: u32,
    /// Batches of this epoch behind it.
    pub batch: u32,
    /// Batches of an epoch.
    pub batches: u32,
    /// Losses of the epochs behind it.
    pub losses: Vec<EpochLoss>,
}

/// Scores of all samples, summed up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScoreSummary {
    /// What was trained.
    pub fit: FitSummary,
    /// What the Isolation Forest says.
    pub isolation_forest: DetectorSummary,
    /// What the autoencoder says, when it was trained.
    pub autoencoder: Option<DetectorSummary>,
    /// What both say together, when both were trained.
    pub fused: Option<DetectorSummary>,
    /// Which rows of both detectors' sweeps are the same, when both were trained.
    pub pairs: Option<Pairs>,
    /// Names of the features, in the order of [`StrangeSample::values`].
    pub features: Vec<String>,
    /// Hash over the bits of all scores: equal means the very same result.
    pub fingerprint: String,
}

impl ScoreSummary {
    /// One detector's result, when it was trained.
    pub const fn of(&self, detector: Detector) -> Option<&DetectorSummary> {
        match detector {
            Detector::IsolationForest => Some(&self.isolation_forest),
            Detector::Autoencoder => self.autoencoder.as_ref(),
            Detector::Fused => self.fused.as_ref(),
        }
    }
}

/// One detector's scores of all samples, summed up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DetectorSummary {
    /// Every distinct row, the strangest first; labels are positions in the scored file's [`LoadSummary::labels`].
    pub sweep: Sweep,
    /// Scores of the vectors from which thresholds come, ascending.
    pub calibration: Packed<f64>,
    /// Scores per family, on the fixed lattice.
    pub histogram: ScoreHistogram,
    /// Score above which a sample counts as anomalous: no more than the contamination's share of the held-out vectors lies
    /// above it.
    pub threshold: f64,
    /// Samples above the threshold, per family.
    pub flagged: FamilyCounts,
    /// Area under the ROC curve over all samples; `None` without both normal and attack labels.
    pub auc: Option<f64>,
    /// The same over distinct rows.
    pub auc_distinct: Option<f64>,
    /// The strangest distinct rows, strangest first, ties by first row; at most 100.
    pub strangest: Vec<StrangeSample>,
}

/// A distinct row with its score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StrangeSample {
    /// Number of the line where it stands first, counted from 1.
    pub line: u64,
    /// How many samples of the file are equal to it.
    pub copies: u64,
    /// Its label without the final dot; `None` in a file without labels.
    pub label: Option<String>,
    /// The label's family.
    pub family: Family,
    /// Higher is more anomalous.
    pub score: f64,
    /// Feature values as text, as they would be written.
    pub values: Vec<String>,
}

impl Event {
    /// Number of the job that it is about; an answer is about none.
    pub const fn job(&self) -> Option<u32> {
        match self {
            Self::Loading { job, .. }
            | Self::Loaded { job, .. }
            | Self::Training { job, .. }
            | Self::Fitted { job, .. }
            | Self::Learning { job, .. }
            | Self::Scoring { job, .. }
            | Self::Provisional { job, .. }
            | Self::Scored { job, .. }
            | Self::Cancelled { job }
            | Self::Failed { job, .. } => Some(*job),
            Self::Answer { .. } | Self::ScoredCsv { .. } => None,
        }
    }

    /// Whether it tells of progress in the midst of some work, so that nothing is lost when only the next one is told.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Loading { .. } => true,
            Self::Training { trees, of, .. } => trees < of,
            Self::Learning { progress, .. } => (1..progress.batches).contains(&progress.batch),
            Self::Scoring { samples, of, .. } => (1..*of).contains(samples),
            _ => false,
        }
    }
}
