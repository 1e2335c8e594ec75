//! How rows are told apart in a chart: not at all, by family, by label, or by score.

use serde::{Deserialize, Serialize};

use super::Known;
use crate::data::label::N_FAMILIES;
use crate::data::table::Values;
use crate::detectors::Detector;

/// What tells rows apart.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Grouping {
    /// Nothing.
    #[default]
    None,
    /// Their families, in display order.
    Family,
    /// These labels; all others are one more group.
    Labels(Vec<String>),
    /// Whether a detector's score is above a threshold.
    Score {
        /// Whose score.
        detector: Detector,
        /// The threshold.
        threshold: f64,
    },
}

impl Grouping {
    /// How many groups there may be.
    pub const fn n_groups(&self) -> usize {
        match self {
            Self::None => 1,
            Self::Family => N_FAMILIES,
            Self::Labels(labels) => labels.len() + 1,
            Self::Score { .. } => 2,
        }
    }

    /// Group of every row of a shard's table.
    pub fn groups(&self, known: &Known<'_>) -> Vec<u8> {
        let table = &known.owned.table;
        let n_rows = table.n_rows();
        match self {
            Self::None => vec![0; n_rows],
            Self::Family => (0..n_rows).map(|row| known.owned.family(row).index() as u8).collect(),
            Self::Labels(labels) => {
                let group =
                    |name: &String| labels.iter().position(|known| known == name).unwrap_or(labels.len());
                let by_code: Vec<u8> = match &table.labels.values {
                    Values::Categorical(names) => names.iter().map(|name| group(name) as u8).collect(),
                    Values::Numeric(_) => Vec::new(),
                };
                let others = labels.len() as u8;
                let of_row = |code: u32| by_code.get(code as usize).copied().unwrap_or(others);
                table.labels.codes.iter().map(of_row).collect()
            }
            Self::Score { detector, threshold } => {
                let scores = known.scores.map(|scores| scores.of(*detector)).unwrap_or_default();
                (0..n_rows).map(|row| u8::from(scores.get(row).is_some_and(|s| s > threshold))).collect()
            }
        }
    }
}
