//! Why a file could not be read at all. A bad line is no error: it is counted in the load report.

use crate::data::inflate::{MAX_INFLATED_BYTES, MAX_RATIO};
use crate::data::zip::{MAX_DIRECTORY_BYTES, MAX_ENTRIES, ZipEntry};
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
    /// Text whose every character takes two bytes or more.
    #[error("the file is UTF-16 text, not UTF-8")]
    Utf16,
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
    /// A header and no connection, or hardly one.
    #[error("lines in all: {lines}, too few for a table")]
    TooFewLines {
        /// Lines with something in them.
        lines: u64,
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
    /// A small compressed file that inflates to a huge one, by accident or on purpose.
    #[error(
        "{compressed} compressed bytes inflate to {inflated} bytes and more; at most {} GiB and {MAX_RATIO} times the compressed size are read",
        MAX_INFLATED_BYTES >> 30
    )]
    InflatesTooFar {
        /// Compressed bytes that were read.
        compressed: u64,
        /// Bytes that came out of them.
        inflated: u64,
    },
    /// An archive of too many files.
    #[error(
        "the archive lists {n_entries} files in {n_bytes} bytes; at most {MAX_ENTRIES} files in {} MiB are looked at",
        MAX_DIRECTORY_BYTES >> 20
    )]
    LongDirectory {
        /// Files and folders listed, as declared.
        n_entries: u64,
        /// Bytes of the list.
        n_bytes: u64,
    },
    /// An archive without a file that the visitor could mean.
    #[error("the archive holds no files")]
    EmptyArchive,
    /// An archive of several files: the visitor has to say which one is meant.
    #[error("the archive holds {} files", entries.len())]
    SeveralFiles {
        /// The files, in the archive's order; some may be unreadable.
        entries: Vec<ZipEntry>,
    },
    /// A file of an archive that is packed in a way that cannot be read.
    #[error("\"{name}\" in the archive is {what}")]
    UnreadableEntry {
        /// Its name.
        name: String,
        /// How it is packed.
        what: String,
    },
}
