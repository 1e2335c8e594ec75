//! Bytes become samples. Knows files' formats, nothing of detectors.

pub mod error;
pub mod label;
pub mod load_report;
