//! The product without a screen: commands in, events out. No browser, no clock, no files.

pub mod buckets;
pub mod command;
pub mod coordinator;
pub mod desk;
mod draw;
pub mod error;
pub mod event;
mod fit;
pub mod fusion;
pub mod in_process;
pub mod inflate;
pub mod job;
mod jobs;
pub mod kept_scores;
pub mod learnt_scorer;
mod load;
mod memory;
mod merge;
pub mod models;
pub mod order;
pub mod owned_table;
pub mod parts;
pub mod questions;
pub mod row_scorer;
mod score_summary;
pub mod selection;
pub mod shard;
