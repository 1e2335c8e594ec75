//! Scores meet labels.

pub mod histogram;
pub mod roc;
