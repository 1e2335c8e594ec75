//! Scores meet labels.

pub mod histogram;
