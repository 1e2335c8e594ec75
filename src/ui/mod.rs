//! The page: components read signals and send orders. They compute nothing that deserves a test.

mod answers;
pub mod app;
mod asks;
mod components;
mod in_sight;
mod judge;
mod page;
mod pages;
mod result_view;
mod rows_view;
mod shortcuts;
mod state;
mod theme;
mod undo;
mod why_view;
mod words;

pub use app::start;
