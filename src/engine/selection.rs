//! Which rows of the scored file are meant: the one selection that all views share.

use serde::{Deserialize, Serialize};

use super::kept_scores::KeptScores;
use super::owned_table::OwnedTable;
use crate::data::label::Family;
use crate::data::table::Values;
use crate::detectors::Detector;

/// Conditions on rows, all of which must hold; without any, every row is meant.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Selection {
    /// Only these families; empty means all.
    pub families: Vec<Family>,
    /// Only these labels; empty means all.
    pub labels: Vec<String>,
    /// Conditions on features.
    pub features: Vec<FeatureCondition>,
    /// A range of scores.
    pub scores: Option<ScoreRange>,
}

/// A condition on one feature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FeatureCondition {
    /// Which feature.
    pub feature_idx: u32,
    /// What its value must be.
    pub wanted: Wanted,
}

/// What a feature's value must be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Wanted {
    /// A number in `[from, to]`; a missing one is not.
    Between {
        /// Least number.
        from: f64,
        /// Greatest number.
        to: f64,
    },
    /// One of these names.
    OneOf(Vec<String>),
}

/// Scores of one detector in `(above, up_to]`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScoreRange {
    /// Whose scores.
    pub detector: Detector,
    /// Scores must be greater than this.
    pub above: f64,
    /// Scores must not be greater than this.
    pub up_to: f64,
}

impl Wanted {
    /// The range between two numbers as they were typed, in either order; an end that is left out is open.
    ///
    /// # Errors
    /// A sentence when something else than numbers was typed, or nothing.
    pub fn between(from: &str, to: &str) -> Result<Self, &'static str> {
        let number = |text: &str, open: f64| match text.trim().replace(',', ".").parse::<f64>() {
            _ if text.trim().is_empty() => Ok(open),
            Ok(number) if number.is_finite() => Ok(number),
            _ => Err("Only numbers can be the ends of a range, like 0.5."),
        };
        if from.trim().is_empty() && to.trim().is_empty() {
            return Err("Type at least one end of the range.");
        }
        let (from, to) = (number(from, f64::MIN)?, number(to, f64::MAX)?);
        Ok(Self::Between { from: from.min(to), to: from.max(to) })
    }
}

impl Selection {
    /// Whether every row is meant.
    pub const fn is_everything(&self) -> bool {
        self.families.is_empty()
            && self.labels.is_empty()
            && self.features.is_empty()
            && self.scores.is_none()
    }

    /// Rows of a shard's table that are owned and meant, ascending. Without scores no row meets a range of them.
    pub fn rows(&self, owned: &OwnedTable, scores: Option<&KeptScores>) -> Vec<u32> {
        let is_meant = (0..).zip(self.meant(owned, scores));
        is_meant.filter_map(|(row, is_meant)| (is_meant && owned.owns(row as usize)).then_some(row)).collect()
    }

    /// Whether each row of a shard's table is meant, rows of other shards' included: for what follows the file's order.
    pub fn meant(&self, owned: &OwnedTable, scores: Option<&KeptScores>) -> Vec<bool> {
        let table = &owned.table;
        let mut is_meant = vec![true; table.n_rows()];
        let mut keep_if = |holds: &dyn Fn(usize) -> bool| {
            for (row, flag) in is_meant.iter_mut().enumerate() {
                *flag = *flag && holds(row);
            }
        };
        if !self.families.is_empty() {
            keep_if(&|row| self.families.contains(&owned.family(row)));
        }
        if !self.labels.is_empty() {
            keep_if(&|row| {
                table.label(row).is_some_and(|label| self.labels.iter().any(|name| name == label))
            });
        }
        for condition in &self.features {
            let Some(column) = table.columns.get(condition.feature_idx as usize) else { continue };
            let by_code: Vec<bool> = match &column.values {
                Values::Numeric(values) => {
                    values.iter().map(|value| condition.wanted.number(*value)).collect()
                }
                Values::Categorical(names) => names.iter().map(|name| condition.wanted.name(name)).collect(),
            };
            keep_if(&|row| by_code.get(column.codes.at(row) as usize) == Some(&true));
        }
        if let Some(range) = &self.scores {
            let scores = scores.map(|scores| scores.of(range.detector)).unwrap_or_default();
            keep_if(&|row| {
                scores.get(row).is_some_and(|score| *score > range.above && *score <= range.up_to)
            });
        }
        is_meant
    }
}

impl Wanted {
    fn number(&self, value: f64) -> bool {
        match self {
            Self::Between { from, to } => *from <= value && value <= *to,
            Self::OneOf(_) => false,
        }
    }

    fn name(&self, value: &str) -> bool {
        match self {
            Self::Between { .. } => false,
            Self::OneOf(names) => names.iter().any(|name| name == value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_ranges_are_numbers_in_either_order_or_refused() {
        let check = |from, to, expected: (f64, f64)| {
            let (from, to) =
                (Wanted::between(from, to), Wanted::Between { from: expected.0, to: expected.1 });
            assert_eq!(from, Ok(to));
        };
        check("1", "5", (1.0, 5.0));
        check(" 5,5 ", "1", (1.0, 5.5));
        check("", "10", (f64::MIN, 10.0));
        check("-1", "", (-1.0, f64::MAX));
        let refused = |from, to| Wanted::between(from, to).is_err();
        assert!(refused("abc", "10") && refused("", " ") && refused("inf", "") && refused("1", "NaN"));
    }
}
