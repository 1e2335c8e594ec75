//! What the columns of an encoded matrix hold, for detectors that treat numbers and names differently.

use serde::{Deserialize, Serialize};

/// What one column of a matrix holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum InputKind {
    /// A number.
    Number,
    /// A name's rank among those seen in training; any other number stands for an unseen name.
    Category {
        /// Names seen in training.
        n_names: u32,
    },
}
