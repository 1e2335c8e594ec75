//! Bytes become samples. Knows files' formats, nothing of detectors.

pub mod arff;
pub mod block;
pub mod codes;
pub mod column_builder;
pub mod content_hash;
pub mod custom;
pub mod error;
pub mod format;
pub mod head;
pub mod inflate;
pub mod kaggle_nids;
pub mod kdd99;
pub mod label;
pub mod label_column;
pub mod load_report;
pub mod number;
pub mod profile;
pub mod quotes;
pub mod reader;
pub mod schema;
pub mod source;
pub mod table;
pub mod table_builder;
pub mod wanted;
