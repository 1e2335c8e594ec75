//! A shard's parts of what the coordinator sums up.

use serde::{Deserialize, Serialize};

use crate::data::packed::Packed;
use crate::data::profile::ColumnProfile;
use crate::data::reader::BlockReport;

/// A shard's new table as the coordinator sees it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Census {
    /// What became of the lines, one entry a block.
    pub blocks: Vec<BlockReport>,
    /// Distinct rows.
    pub n_rows: u64,
    /// Labels that occur; empty without labels.
    pub label_names: Vec<String>,
    /// Samples and distinct rows of each of them; one entry without labels.
    pub label_counts: Vec<(u64, u64)>,
    /// Sum of the hashes of all samples with their labels.
    pub fingerprint: u128,
    /// What each feature's column holds.
    pub profiles: Vec<ColumnProfile>,
    /// Bytes that the table takes.
    pub table_bytes: u64,
}

/// Upper halves of the hashes of vectors in a shard's tables, ascending.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HashesPart {
    /// Of the new table's rows.
    pub hashes: Packed<u64>,
    /// Of the vectors that the shard owns of the table to be trained on, when the new one is to be scored.
    pub training: Packed<u64>,
}

/// Rows of a shard's new table; the lists run in parallel.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RowsPart {
    /// Positions in the table.
    pub rows: Packed<u32>,
    /// Hash of each row's features.
    pub vector_hashes: Packed<u128>,
    /// Each row's label, as a position in the census's `label_names`.
    pub labels: Packed<u32>,
    /// Samples equal to each row.
    pub copies: Packed<u32>,
    /// Address of the first of them.
    pub first_lines: Packed<u64>,
    /// Hashes of the vectors with the same upper halves that the shard owns of the table to be trained on, when the new one is to
    /// be scored.
    pub training_hashes: Packed<u128>,
}

/// Scores of a shard's owned rows; the first three lists run in parallel.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ScoredPart {
    /// Scores.
    pub scores: Packed<f64>,
    /// Labels, as positions in `label_names`.
    pub labels: Packed<u32>,
    /// Samples equal to the row.
    pub copies: Packed<u32>,
    /// Labels that occur; empty without labels.
    pub label_names: Vec<String>,
    /// Scores from which the threshold comes.
    pub calibration: Packed<f64>,
    /// Sum of hashes of rows and their scores.
    pub fingerprint: u128,
    /// The strangest rows.
    pub strangest: Vec<StrangeRow>,
}

/// A row among the strangest of a shard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StrangeRow {
    /// Its place among the shard's scores.
    pub position: u32,
    /// Its score.
    pub score: f64,
    /// Address of the first line that holds it.
    pub first_line: u64,
    /// Samples equal to it.
    pub copies: u64,
    /// Its label; `None` without labels.
    pub label: Option<String>,
    /// Its features as text.
    pub values: Vec<String>,
}

/// Scores of the vectors from which tail probabilities come, of both detectors, ascending.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tails {
    /// The forest's.
    pub isolation_forest: Packed<f64>,
    /// The autoencoder's.
    pub autoencoder: Packed<f64>,
}
