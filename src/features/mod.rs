//! Samples become a matrix. Fitted on training samples only; never sees labels.

pub mod encoder;
pub mod input_kind;
