//! Bytes become samples. Knows files' formats, nothing of detectors.

pub mod block;
pub mod codes;
pub mod content_hash;
pub mod error;
pub mod format;
pub mod inflate;
pub mod interner;
pub mod kdd99;
pub mod label;
pub mod load_report;
pub mod nsl_kdd;
pub mod number;
pub mod reader;
pub mod schema;
pub mod source;
pub mod table;
pub mod table_builder;
