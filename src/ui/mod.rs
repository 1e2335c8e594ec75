//! The page: components read signals and send orders. They compute nothing that deserves a test.

pub mod app;
mod asks;
mod components;
mod judge;
mod page;
mod pages;
mod shortcuts;
mod state;
mod theme;
mod undo;
mod words;

pub use app::start;
