//! Isolation Forest: samples that few random cuts separate from the rest are strange.
//!
//! Liu, Ting & Zhou, "Isolation Forest", ICDM 2008, with scikit-learn's defaults.

pub mod params;

pub use params::IsolationForestParams;
