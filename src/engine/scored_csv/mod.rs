//! The scored file as CSV: every sample's line as it stands in the file, with its scores behind it, in the file's order.
//!
//! The file is read once more, block by block; a line finds its row by the order that the table keeps. It is no job: whatever
//! runs goes on, and a new result or another file ends it.

pub mod annotator;
pub mod flow;

use serde::{Deserialize, Serialize};

use crate::data::error::DataError;
use crate::detectors::Detector;

/// What the visitor wants to have.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ScoredCsvWish {
    /// Thresholds by [`Detector::index`]; of a detector without one there are no columns.
    pub thresholds: [Option<f64>; Detector::ALL.len()],
    /// Whether only lines above a threshold are wanted.
    pub flagged_only: bool,
    /// Names of all columns, safe for a spreadsheet: the first line of the CSV where the file has none.
    pub columns: Vec<String>,
    /// Names of the features, safe for a spreadsheet.
    pub features: Vec<String>,
}

/// From the coordinator to a shard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ScoredCsvOrder {
    /// Blocks are going to come.
    Begin(Box<ScoredCsvWish>),
    /// Put scores behind the lines of this block.
    Block {
        /// Number of the export.
        export: u32,
        /// Which block.
        index: u64,
        /// Whether its last line was given up for its length.
        cut: bool,
        /// Its lines.
        #[serde(with = "serde_bytes")]
        bytes: Vec<u8>,
    },
    /// No more blocks will come.
    End,
}

/// From a shard to the coordinator: the lines of a block with their scores.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScoredBlock {
    /// Number of the export.
    pub export: u32,
    /// Which block.
    pub index: u64,
    /// Its part of the CSV.
    #[serde(with = "serde_bytes")]
    pub csv: Vec<u8>,
}

/// What the page is told of an export.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ScoredCsvNews {
    /// The next bytes of the CSV.
    Piece {
        /// The bytes.
        #[serde(with = "serde_bytes")]
        bytes: Vec<u8>,
        /// Bytes of the file that were read.
        n_read: u64,
        /// Bytes of the file in all.
        of: u64,
    },
    /// That was all.
    Done,
    /// The file cannot be read any more.
    Failed(DataError),
    /// There is another result now, or none.
    Outdated,
}
