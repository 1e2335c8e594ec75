//! The product without a screen: commands in, events out. No browser, no clock, no files.

pub mod command;
pub mod error;
pub mod event;
