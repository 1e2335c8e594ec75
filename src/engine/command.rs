//! What the page may ask of the engine.
//!
//! Plain data: a source of bytes travels beside a command, never in it.

use serde::{Deserialize, Serialize};

use crate::data::schema::Corrections;
use crate::data::zip::ZipEntry;
use crate::detectors::TrainOn;
use crate::detectors::autoencoder::AutoencoderParams;
use crate::detectors::isolation_forest::IsolationForestParams;
use crate::engine::questions::Question;
use crate::engine::scored_csv::ScoredCsvWish;
use crate::features::encoder::Encoding;

/// What a file is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Place {
    /// Detectors are trained on it, and score it when there is no other file to be scored.
    #[default]
    Train,
    /// Detectors that are trained on the other file score it.
    Test,
}

/// An order from the page to the coordinator.
///
/// Every long order carries a `job` number chosen by the page, ever increasing; all events about the order carry it
/// back, so that late news of a cancelled job can be told from news of the current one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Read the source that travels beside this command. The table in memory is replaced only when this succeeds.
    Load {
        /// Number of this job.
        job: u32,
        /// The file's name, shown and never interpreted.
        name: String,
        /// What the file is for. A new one to be trained on drops the one to be scored.
        place: Place,
        /// What the visitor says about its columns.
        corrections: Corrections,
        /// Which file of a ZIP archive is meant; needed when [`DataError::SeveralFiles`] says so.
        ///
        /// [`DataError::SeveralFiles`]: crate::data::error::DataError::SeveralFiles
        entry: Option<ZipEntry>,
    },
    /// Drop the file to be scored; the one to be trained on is scored again.
    ForgetTest,
    /// Train on the loaded table, then score every sample of it.
    Fit {
        /// Number of this job.
        job: u32,
        /// Which samples the detectors may learn from.
        train_on: TrainOn,
        /// What becomes of features for the forest.
        encoding: Encoding,
        /// Settings of the Isolation Forest.
        isolation_forest: IsolationForestParams,
        /// Settings of the autoencoder; `None` when none is wanted.
        autoencoder: Option<AutoencoderParams>,
    },
    /// The autoencoder that learns has learnt enough: the epoch under way is its last one.
    StopLearning,
    /// Answer a question about the scored file; whatever runs goes on.
    Ask {
        /// Number of the question, chosen by the page; the answer carries it back.
        ask: u32,
        /// The question.
        question: Question,
    },
    /// Give the scored file as CSV, from the source that travels beside this command; whatever runs goes on.
    ScoredCsv {
        /// Number of the export, chosen by the page; all news carry it back.
        export: u32,
        /// Which file of a ZIP archive it is.
        entry: Option<ZipEntry>,
        /// What is wanted.
        wish: Box<ScoredCsvWish>,
    },
    /// Drop the export that runs.
    EndScoredCsv,
    /// Drop the job that runs. What was loaded or trained before it stays.
    Cancel,
}
