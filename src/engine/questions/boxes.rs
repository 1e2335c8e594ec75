//! One feature's figures group by group: what a box plot shows.

use serde::{Deserialize, Serialize};

use super::Known;
use super::grouping::Grouping;
use super::value_counts::{FeatureCounts, merge_numbers};
use crate::engine::selection::Selection;
use crate::evaluation::description::NumberSummary;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoxesQuestion {
    /// Which rows.
    pub selection: Selection,
    /// Which feature; it must be one of numbers.
    pub feature_idx: u32,
    /// Told apart how.
    pub grouping: Grouping,
}

/// A shard's part: value counts of every group.
pub fn part(question: &BoxesQuestion, known: &Known<'_>) -> Vec<FeatureCounts> {
    let Some(column) = known.owned.table.columns.get(question.feature_idx as usize) else {
        return Vec::new();
    };
    let weights = known.weights(&question.selection);
    let groups = question.grouping.groups(known);
    let of_group = |group: usize| {
        let weights: Vec<u32> = weights
            .iter()
            .zip(&groups)
            .map(|(weight, of)| if usize::from(*of) == group { *weight } else { 0 })
            .collect();
        FeatureCounts::of(column, &weights, &[])
    };
    (0..question.grouping.n_groups()).map(of_group).collect()
}

/// One summary a group, from all parts.
pub fn merge(parts: Vec<Vec<FeatureCounts>>, question: &BoxesQuestion) -> Vec<NumberSummary> {
    let mut groups: Vec<Vec<FeatureCounts>> = vec![Vec::new(); question.grouping.n_groups()];
    for part in parts {
        groups.iter_mut().zip(part).for_each(|(all, counts)| all.push(counts));
    }
    groups.into_iter().map(|parts| NumberSummary::of(&merge_numbers(parts))).collect()
}
