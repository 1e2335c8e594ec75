//! Charts: pure functions from a summary to a `charming::Chart`.
//!
//! Never a browser, never text from a file in a template: what a chart says is made here from numbers.

pub mod class_distribution;
pub mod curves;
pub mod histogram;
pub mod losses;
pub mod theme;
