//! What the page may ask of the engine.
//!
//! Plain data: a source of bytes travels beside a command, never in it.

use serde::{Deserialize, Serialize};

use crate::detectors::TrainOn;
use crate::detectors::isolation_forest::IsolationForestParams;
use crate::features::encoder::Encoding;

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
    },
    /// Train on the loaded table, then score every sample of it.
    Fit {
        /// Number of this job.
        job: u32,
        /// Which samples the detectors may learn from.
        train_on: TrainOn,
        /// What becomes of features.
        encoding: Encoding,
        /// Settings of the Isolation Forest.
        isolation_forest: IsolationForestParams,
    },
    /// Drop the job that runs. What was loaded or trained before it stays.
    Cancel,
}
