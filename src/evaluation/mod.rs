//! Scores meet labels.

pub mod average_precision;
pub mod confusion;
pub mod description;
pub mod histogram;
pub mod measures;
pub mod roc;
pub mod sweep;
