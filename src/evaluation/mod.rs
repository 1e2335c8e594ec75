//! Scores meet labels.

pub mod average_precision;
pub mod confusion;
pub mod curves;
pub mod description;
pub mod histogram;
pub mod ladder;
pub mod measures;
pub mod pairs;
pub mod principal;
pub mod roc;
pub mod sweep;
