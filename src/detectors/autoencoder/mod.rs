//! Autoencoder: samples that a network trained on usual ones cannot reproduce are strange.
//!
//! Hinton & Salakhutdinov, "Reducing the dimensionality of data with neural networks", Science 313, 2006.

mod activation;
mod adam;
pub mod estimator;
mod gradient;
mod kernels;
mod layout;
pub mod model;
mod network;
pub mod params;
mod passes;
mod scaler;
pub mod scorer;
#[cfg(test)]
mod tests;
pub mod training;

pub use model::Autoencoder;
pub use params::AutoencoderParams;
