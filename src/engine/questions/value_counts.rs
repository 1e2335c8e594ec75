//! How often each value of a feature occurs: what shards tell, and how it merges to the sorted list of the whole file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::data::label::{FamilyCounts, N_FAMILIES};
use crate::data::packed::Packed;
use crate::data::table::{Column, Values};

/// One column's values of the rows that are meant, with their samples.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FeatureCounts {
    /// Numbers ascending, missing ones last, each with its samples.
    Numeric(Packed<f64>, Packed<u64>),
    /// Names, each with its samples per family.
    Categorical(Vec<(String, FamilyCounts)>),
}

impl FeatureCounts {
    /// Counts a column. `weights` has the samples of each row, 0 for those that are not meant; `families` each row's family.
    pub fn of(column: &Column, weights: &[u32], families: &[u8]) -> Self {
        match &column.values {
            Values::Numeric(values) => {
                let mut counts = vec![0_u64; values.len()];
                column.codes.for_each_in(0..column.codes.len(), |row, code| {
                    if let (Some(count), Some(weight)) = (counts.get_mut(code), weights.get(row)) {
                        *count += u64::from(*weight);
                    }
                });
                let found = values.iter().zip(counts).filter(|(_, count)| *count > 0);
                let (values, counts) = found.map(|(value, count)| (*value, count)).unzip();
                Self::Numeric(Packed(values), Packed(counts))
            }
            Values::Categorical(names) => {
                let mut counts = vec![[0_u64; N_FAMILIES]; names.len()];
                column.codes.for_each_in(0..column.codes.len(), |row, code| {
                    let family = families.get(row).map_or(0, |family| usize::from(*family));
                    let count = counts.get_mut(code).and_then(|counts| counts.get_mut(family));
                    if let (Some(count), Some(weight)) = (count, weights.get(row)) {
                        *count += u64::from(*weight);
                    }
                });
                let found = names.iter().zip(counts).filter(|(_, counts)| counts.iter().any(|n| *n > 0));
                Self::Categorical(found.map(|(name, counts)| (name.clone(), counts)).collect())
            }
        }
    }
}

/// Numbers of all shards ascending, missing ones last, each once with all its samples.
pub fn merge_numbers(parts: Vec<FeatureCounts>) -> Vec<(f64, u64)> {
    let mut all: Vec<(f64, u64)> = Vec::new();
    for part in parts {
        if let FeatureCounts::Numeric(values, counts) = part {
            // 0 and -0 are the same value.
            all.extend(values.0.into_iter().zip(counts.0).map(|(value, count)| (value + 0.0, count)));
        }
    }
    all.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    all.dedup_by(|(next, more), (value, count)| {
        let same = next.to_bits() == value.to_bits();
        if same {
            *count += *more;
        }
        same
    });
    all
}

/// Names of all shards in byte order with all their samples.
pub fn merge_names(parts: Vec<FeatureCounts>) -> Vec<(String, FamilyCounts)> {
    let mut all: BTreeMap<String, FamilyCounts> = BTreeMap::new();
    for part in parts {
        if let FeatureCounts::Categorical(names) = part {
            for (name, counts) in names {
                let sums = all.entry(name).or_default();
                sums.iter_mut().zip(counts).for_each(|(sum, n)| *sum += n);
            }
        }
    }
    all.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_numbers_of_several_shards_become_one() {
        let part = |values: &[f64], counts: &[u64]| {
            FeatureCounts::Numeric(Packed(values.to_vec()), Packed(counts.to_vec()))
        };
        let merged =
            merge_numbers(vec![part(&[-1.0, 0.0, f64::NAN], &[1, 2, 3]), part(&[-0.0, 5.0], &[10, 1])]);
        assert_eq!(merged[..3], [(-1.0, 1), (0.0, 12), (5.0, 1)]);
        assert!(merged[3].0.is_nan() && merged[3].1 == 3);
    }
}
