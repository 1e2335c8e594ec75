//! Oddflow: finds strange network connections and says why, in a browser tab.
//!
//! `ARCHITECTURE.md` has the map of the rooms below and the direction of their imports.

pub mod api;
#[cfg(feature = "charts")]
pub mod charts;
pub mod data;
pub mod detectors;
pub mod engine;
pub mod evaluation;
pub mod export;
pub mod features;
pub mod model_file;
pub mod session;
#[cfg(feature = "app")]
pub mod ui;
#[cfg(feature = "web")]
pub mod web;
