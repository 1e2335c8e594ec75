//! What went wrong while reading, line by line. Reports of blocks add up in any order to the same report.

use serde::{Deserialize, Serialize};

use crate::data::error::DataError;

/// Kind of [`SkipReason::SplitRecord`].
pub const SPLIT_RECORD: &str = "split record";
/// How many skipped lines keep their text.
pub const SHOWN_SKIPS: usize = 20;
/// How many characters of a skipped line are kept.
pub const SHOWN_CHARS: usize = 120;

/// Lines that were no samples, and whether the file broke off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadReport {
    /// Lines in the file, blank ones included.
    pub n_lines: u64,
    /// Lines with nothing in them; they are no mistake.
    pub n_blank: u64,
    /// Lines skipped as unreadable.
    pub n_skipped: u64,
    /// Skipped lines per kind of reason, in the order of [`SkipReason`]'s variants, only those that occur.
    pub by_reason: Vec<(String, u64)>,
    /// The first skipped lines.
    pub first_skipped: Vec<SkippedLine>,
    /// The file broke off here; what came before is kept.
    pub broke_off: Option<DataError>,
}

/// A line that was no sample.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkippedLine {
    /// Counted from 1.
    pub line: u64,
    /// What is wrong with it.
    pub reason: SkipReason,
    /// Its start, invalid UTF-8 replaced; untrusted text.
    pub text: String,
}

/// Why a line was skipped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum SkipReason {
    /// Too few or too many fields.
    #[error("expected {expected} fields, found {found}")]
    FieldCount {
        /// As the format says.
        expected: u32,
        /// As the line has.
        found: u32,
    },
    /// A numeric feature holds something else.
    #[error("column \"{column}\": \"{text}\" is not a number")]
    NotANumber {
        /// The feature.
        column: String,
        /// What stands there.
        text: String,
    },
    /// A categorical feature or the label holds nothing.
    #[error("column \"{column}\" is empty")]
    EmptyCategory {
        /// The column.
        column: String,
    },
    /// A quoted field that never ends.
    #[error("a quotation mark is never closed")]
    OpenQuote,
    /// A quoted field that goes on in other lines, and with them makes a record.
    #[error("a quoted field goes on in the next line")]
    SplitRecord,
    /// No line end within the bound.
    #[error("longer than {limit} bytes")]
    TooLong {
        /// The bound.
        limit: u64,
    },
}

impl SkipReason {
    /// The reason's kind, without the numbers of one line.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::FieldCount { .. } => "wrong number of fields",
            Self::NotANumber { .. } => "not a number",
            Self::EmptyCategory { .. } => "empty category",
            Self::OpenQuote => "open quotation mark",
            Self::SplitRecord => SPLIT_RECORD,
            Self::TooLong { .. } => "line too long",
        }
    }
}
