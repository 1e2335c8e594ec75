//! The page: components read signals and send orders. They compute nothing that deserves a test.

pub mod app;
mod asks;
mod components;
mod page;
mod pages;
mod result_view;
mod shortcuts;
mod state;
mod theme;
mod undo;
mod words;

pub use app::start;
