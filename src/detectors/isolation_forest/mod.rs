//! Isolation Forest: samples that few random cuts separate from the rest are strange.
//!
//! Liu, Ting & Zhou, "Isolation Forest", ICDM 2008, with scikit-learn's defaults.

pub mod estimator;
pub mod forest;
mod grow;
mod oblique;
pub mod params;
pub mod path_length;
pub mod quantised;
pub mod sampling;
pub mod training;
pub mod tree;

pub use forest::IsolationForest;
pub use params::IsolationForestParams;
