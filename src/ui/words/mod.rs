//! Sentences for the visitor, made from facts and their numbers. Plain text: what a file says is never markup here.

pub mod about;
pub mod activity;
pub mod baselines;
pub mod errors;
pub mod findings;
pub mod live;
pub mod models;
pub mod results;
pub mod rows;
pub mod runs;
