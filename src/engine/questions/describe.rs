//! What every feature of the rows that are meant holds: exact, because shards send how often each value occurs.
//!
//! Columns are ranks into their sorted values, so a shard's part is one count a code; parts merge to the sorted list of the
//! whole file, whatever the number of shards.

use serde::{Deserialize, Serialize};

use super::Known;
use super::value_counts::{FeatureCounts, merge_names, merge_numbers};
use crate::data::label::{Family, FamilyCounts, N_FAMILIES};
use crate::data::table::Values;
use crate::engine::event::LabelCount;
use crate::engine::selection::Selection;
use crate::evaluation::description::NumberSummary;

/// Names of one feature that are told apart in an answer; the rest are only counted.
pub const MAX_NAMES: usize = 200;

/// A shard's part: how often every value and every label occurs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribePart {
    labels: Vec<(String, Family, u64, u64)>,
    features: Vec<FeatureCounts>,
}

/// All features of the rows that are meant.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Description {
    /// Labels with their counts, most frequent first, then by name; one empty name in a file without labels.
    pub labels: Vec<LabelCount>,
    /// One entry a feature, in the table's order.
    pub features: Vec<FeatureDescription>,
}

/// One feature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FeatureDescription {
    /// A feature of numbers.
    Numeric(NumberSummary),
    /// A feature of names.
    Categorical(NameSummary),
}

/// How often names occur.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NameSummary {
    /// Samples per family of the most frequent names, most frequent first, then by name. Untrusted text.
    pub names: Vec<(String, FamilyCounts)>,
    /// How many more names there are.
    pub n_others: u64,
    /// Their samples per family.
    pub others: FamilyCounts,
}

impl NameSummary {
    /// How many names there are.
    pub fn distinct(&self) -> u64 {
        self.names.len() as u64 + self.n_others
    }
}

impl Description {
    /// Samples that are meant, per family.
    pub fn families(&self) -> FamilyCounts {
        self.by_family(|label| label.samples)
    }

    /// Distinct rows that are meant, per family.
    pub fn distinct_families(&self) -> FamilyCounts {
        self.by_family(|label| label.distinct)
    }

    fn by_family(&self, count: impl Fn(&LabelCount) -> u64) -> FamilyCounts {
        let mut counts = [0; N_FAMILIES];
        self.labels.iter().for_each(|label| counts[label.family.index()] += count(label));
        counts
    }
}

impl DescribePart {
    /// Counts a shard's rows.
    pub fn of(selection: &Selection, known: &Known<'_>) -> Self {
        let table = &known.owned.table;
        let weights = known.weights(selection);
        let n_labels = table.labels.n_values().max(1);
        let (mut samples, mut distinct) = (vec![0_u64; n_labels], vec![0_u64; n_labels]);
        let mut families = vec![Family::Unknown; n_labels];
        for (row, weight) in weights.iter().enumerate().filter(|(_, weight)| **weight > 0) {
            let label = table.labels.codes.at(row) as usize;
            if let (Some(samples), Some(distinct), Some(family)) =
                (samples.get_mut(label), distinct.get_mut(label), families.get_mut(label))
            {
                *samples += u64::from(*weight);
                *distinct += 1;
                *family = known.owned.family(row);
            }
        }
        let name = |code: usize| match &table.labels.values {
            Values::Categorical(names) => names.get(code).cloned().unwrap_or_default(),
            Values::Numeric(_) => String::new(),
        };
        let labels = (0..n_labels).zip(samples.iter().zip(distinct)).zip(families);
        let labels = labels
            .filter(|((_, (samples, _)), _)| **samples > 0)
            .map(|((code, (samples, distinct)), family)| (name(code), family, *samples, distinct))
            .collect();
        let family_of_row: Vec<u8> =
            (0..table.n_rows()).map(|row| known.owned.family(row).index() as u8).collect();
        let count = |column| FeatureCounts::of(column, &weights, &family_of_row);
        Self { labels, features: table.columns.iter().map(count).collect() }
    }
}

/// The answer from all parts.
pub fn merge(parts: Vec<DescribePart>) -> Description {
    let mut labels: Vec<LabelCount> = Vec::new();
    let mut features: Vec<Vec<FeatureCounts>> = Vec::new();
    for part in parts {
        for (label, family, samples, distinct) in part.labels {
            match labels.iter_mut().find(|known| known.label == label) {
                Some(known) => {
                    known.samples += samples;
                    known.distinct += distinct;
                }
                None => labels.push(LabelCount { label, family, samples, distinct }),
            }
        }
        features.resize_with(features.len().max(part.features.len()), Vec::new);
        features.iter_mut().zip(part.features).for_each(|(all, counts)| all.push(counts));
    }
    labels.sort_by(|a, b| b.samples.cmp(&a.samples).then_with(|| a.label.cmp(&b.label)));
    Description { labels, features: features.into_iter().map(describe).collect() }
}

fn describe(parts: Vec<FeatureCounts>) -> FeatureDescription {
    if parts.iter().any(|part| matches!(part, FeatureCounts::Categorical(_))) {
        let mut names = merge_names(parts);
        names.sort_by(|(a, left), (b, right)| {
            let total = |counts: &FamilyCounts| counts.iter().sum::<u64>();
            total(right).cmp(&total(left)).then_with(|| a.cmp(b))
        });
        let rest = names.split_off(names.len().min(MAX_NAMES));
        let mut others = [0; N_FAMILIES];
        for (_, counts) in &rest {
            others.iter_mut().zip(counts).for_each(|(sum, n)| *sum += n);
        }
        return FeatureDescription::Categorical(NameSummary { names, n_others: rest.len() as u64, others });
    }
    FeatureDescription::Numeric(NumberSummary::of(&merge_numbers(parts)))
}
