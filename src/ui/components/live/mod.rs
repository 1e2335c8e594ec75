//! Parts of the page Live.

pub mod alerts_card;
pub mod controls;
pub mod drift_card;
pub mod shares_card;
pub mod strip_card;
