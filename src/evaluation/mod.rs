//! Scores meet labels.

pub mod average_precision;
pub mod confusion;
pub mod histogram;
pub mod measures;
pub mod principal;
pub mod roc;
pub mod sweep;
