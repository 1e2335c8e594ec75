//! What is answered about one connection.

use serde::{Deserialize, Serialize};

use crate::data::value::Value;

/// The verdict of every detector, and why. The first four keys are the original system's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prediction {
    /// 1 when the forest's score lies above its threshold.
    pub isolation_forest: u8,
    /// The same of the autoencoder's score; null in a model without one.
    pub autoencoder: Option<u8>,
    /// The autoencoder's mean squared error.
    pub mse: Option<f64>,
    /// The mean squared error that 99 % of the held-out connections stay below.
    pub threshold: Option<f64>,
    /// How rare the scores are among held-out connections, all detectors together, from 0 to 100.
    pub strangeness: f64,
    /// Scores; higher is more anomalous.
    pub scores: Scores,
    /// Scores above which a connection is anomalous.
    pub thresholds: Scores,
    /// The features that tell most.
    pub reasons: Reasons,
    /// Features that were missing and have their typical value.
    pub filled: Vec<String>,
    /// Features whose name the training file does not have.
    pub unseen: Vec<String>,
    /// Features whose number lies outside of the documented range.
    pub out_of_range: Vec<String>,
    /// What judged.
    pub model: Named,
}

/// A number of each detector.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scores {
    /// The Isolation Forest's.
    pub isolation_forest: f64,
    /// The autoencoder's; null in a model without one.
    pub autoencoder: Option<f64>,
}

/// The telling features of each detector: names that training never met, then the most telling ones first, at last those at
/// their typical value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reasons {
    /// The Isolation Forest's.
    pub isolation_forest: Vec<Reason>,
    /// The autoencoder's; null in a model without one.
    pub autoencoder: Option<Vec<Reason>>,
}

/// One feature that speaks for an anomaly.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// Which one.
    pub feature: String,
    /// Its value.
    pub actual: Value,
    /// The value that is usual.
    pub typical: Value,
    /// Its share of all that speaks for an anomaly, in (0, 1].
    pub share: f64,
}

/// Which model judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// The file that it was trained on.
    pub name: String,
    /// Sixteen hexadecimal digits that no other model has.
    pub version: String,
}

/// A feature that is set to another value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Which one.
    pub feature: String,
    /// What it was.
    pub from: Value,
    /// What it becomes.
    pub to: Value,
}
