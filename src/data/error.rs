//! Why a file could not be read at all. A bad line is no error: it is counted in the load report.

use serde::{Deserialize, Serialize};

/// A file's failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum DataError {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// It is something else than text.
    #[error("the file is {what}, not text")]
    NotText {
        /// What its first bytes say: "a PNG picture", "a ZIP archive", "binary data".
        what: String,
    },
    /// Text, but no table.
    #[error("line {line} has {found} fields, and the lines have no columns in common")]
    UnknownFormat {
        /// First line with content.
        line: u64,
        /// Fields found there.
        found: u64,
        /// Start of that line.
        text: String,
    },
    /// The first line goes on and on.
    #[error("no line ends within the first {within} bytes")]
    NoLineEnd {
        /// Bytes looked at.
        within: u64,
    },
    /// More columns than a table may have.
    #[error("{found} columns; at most {limit} can be read")]
    TooManyColumns {
        /// Columns of the file.
        found: u64,
        /// The bound.
        limit: u64,
    },
    /// Every column is the label, an identifier, a time or turned off.
    #[error("no column is left to learn from")]
    NoFeatures,
    /// A file to be scored lacks columns that the detectors are trained on.
    #[error("{found} columns instead of {expected}; missing: {}", missing.join(", "))]
    ColumnsDiffer {
        /// Names of missing features; none when the file has no names and another number of columns.
        missing: Vec<String>,
        /// Columns of this file.
        found: u64,
        /// Columns of the file that detectors are trained on.
        expected: u64,
    },
    /// A file to be scored came before one to be trained on.
    #[error("there is no file to train on yet")]
    NoTrainingFile,
    /// The format is known, but no line of the file fits it.
    #[error("none of the {lines} lines could be read")]
    NoSamples {
        /// Lines seen.
        lines: u64,
    },
    /// The browser or the disk refused a read.
    #[error("reading at byte {offset} failed: {reason}")]
    Read {
        /// Where.
        offset: u64,
        /// What the browser or system said.
        reason: String,
    },
    /// A compressed file that is damaged before any line came out of it.
    #[error("the compressed data is damaged: {reason}")]
    Damaged {
        /// What the decoder said.
        reason: String,
    },
}
