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
    /// Text, but no known table of connections.
    #[error("line {line} has {found} comma-separated fields; connection records have 41, 42 or 43")]
    UnknownFormat {
        /// First line with content.
        line: u64,
        /// Fields found there.
        found: u64,
        /// Start of that line.
        text: String,
    },
    /// As many fields as a connection record has, but words where numbers belong.
    #[error("line {line}, column \"{column}\": \"{text}\" is not a number, so this is no connection record")]
    NotARecord {
        /// The line.
        line: u64,
        /// The first feature that does not fit.
        column: String,
        /// What stands there.
        text: String,
    },
    /// Lines end in a lone carriage return.
    #[error("lines end in a carriage return only, as on old Macintosh systems")]
    LineEnds,
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
