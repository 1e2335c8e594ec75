//! The connections themselves: which are selected, all of them in an order, and why one of them stands where it does.

pub mod card;
mod export_bar;
mod grid;
mod line_finder;
mod projection;
mod row;
pub mod selection_bar;
pub mod why_panel;
