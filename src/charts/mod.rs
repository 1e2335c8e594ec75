//! Charts: pure functions from a summary to a `charming::Chart`.
//!
//! Never a browser, never text from a file in a template: what a chart says is made here from numbers.

pub mod axes;
pub mod boxes;
pub mod class_distribution;
pub mod correlation;
pub mod curves;
pub mod density;
pub mod distribution;
pub mod family_pie;
pub mod flow;
pub mod groups;
pub mod heat;
pub mod histogram;
pub mod label_pie;
pub mod losses;
pub mod name_bars;
pub mod names_by_family;
pub mod projection;
pub mod shares;
pub mod strip;
pub mod text;
pub mod theme;
