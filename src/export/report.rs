//! A result as a report: what was trained on what, and how good each detector is. Aggregates only, never a row.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::engine::event::{FitSummary, LoadSummary};
use crate::evaluation::measures::Measures;

/// A whole report; as JSON it is described in the README.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Version of the program.
    pub version: String,
    /// When the result came, in UTC.
    pub date: String,
    /// The file that was scored.
    pub file: FileFacts,
    /// The file that was trained on, when it is another one.
    pub trained_file: Option<FileFacts>,
    /// What was trained.
    pub settings: FitSummary,
    /// Seed of the training.
    pub seed: u64,
    /// Workers that held the rows.
    pub workers: u32,
    /// Time from the file to its table, in milliseconds.
    pub load_ms: f64,
    /// Hash over the bits of all scores.
    pub fingerprint: String,
    /// Every trained detector by its name.
    pub detectors: BTreeMap<String, DetectorReport>,
}

/// What is told of a file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FileFacts {
    /// Its name; untrusted text.
    pub name: String,
    /// Name of the recognised format.
    pub format: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Samples.
    pub samples: u64,
    /// Distinct rows.
    pub distinct: u64,
    /// Features.
    pub features: u32,
    /// Lines that were skipped.
    pub skipped: u64,
    /// Hash of all samples.
    pub fingerprint: String,
}

/// How good a detector is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DetectorReport {
    /// Over all rows.
    #[serde(flatten)]
    pub rows: Measures,
    /// The same over distinct rows.
    pub distinct_rows: Measures,
    /// Rows above the threshold.
    pub flagged: u64,
    /// Where the threshold comes from.
    pub threshold_from: String,
    /// From the order to train to the trained detector, in milliseconds; detectors train side by side.
    pub fit_ms: f64,
    /// From there, or from when scoring by another one ends, to the last row's score, in milliseconds.
    pub score_ms: f64,
}

impl FileFacts {
    /// What is told of a loaded file.
    pub fn of(file: &LoadSummary) -> Self {
        Self {
            name: file.name.clone(),
            format: file.format.clone(),
            bytes: file.bytes,
            samples: file.n_samples,
            distinct: file.n_distinct,
            features: file.n_features,
            skipped: file.report.n_skipped,
            fingerprint: file.fingerprint.clone(),
        }
    }
}

impl Report {
    /// The report as JSON; empty in the impossible case that memory cannot be written to.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}
