//! Why a job could not be done.

use serde::{Deserialize, Serialize};

use crate::data::error::DataError;
use crate::detectors::error::DetectorError;

/// A job's failure. Words for the visitor are made of its fields by the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
pub enum EngineError {
    /// The file could not be understood or read.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The detector could not be trained.
    #[error(transparent)]
    Detector(#[from] DetectorError),
    /// A command that needs a table came before any file was loaded.
    #[error("no file is loaded")]
    NothingLoaded,
    /// There is nothing to train on.
    #[error("no sample to train on: {eligible} eligible")]
    NothingToTrainOn {
        /// Distinct vectors that the choice leaves.
        eligible: u64,
    },
    /// A worker died, most often for want of memory.
    #[error("worker {worker} stopped: {reason}")]
    WorkerLost {
        /// Which one.
        worker: u32,
        /// What the browser said.
        reason: String,
    },
}
