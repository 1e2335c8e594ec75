//! What is typical: the middle and the common range of every feature among rows that detectors may learn from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Known;
use crate::data::packed::Packed;
use crate::data::table::Values;
use crate::detectors::TrainOn;

/// How often values occur in one column of a shard, each distinct row counted once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Counts {
    /// Numbers ascending, without missing ones.
    Numbers(Packed<f64>, Packed<u64>),
    /// Names in byte order.
    Names(Vec<(String, u64)>),
}

/// What is typical of one feature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Typical {
    /// Of numbers.
    Number {
        /// Half of the rows have no greater one.
        median: f64,
        /// A twentieth of the rows have no greater one.
        low: f64,
        /// Nineteen in twenty rows have no greater one.
        high: f64,
    },
    /// Of names.
    Name {
        /// The most frequent one.
        mode: String,
        /// Its share among the rows, in (0, 1].
        share: f64,
    },
    /// There is no row to tell from.
    Unknown,
}

/// A shard's counts, one entry a feature.
pub fn part(train_on: TrainOn, known: &Known<'_>) -> Vec<Counts> {
    let Some(training) = known.training else { return Vec::new() };
    let rows: Vec<usize> =
        (0..training.table.n_rows()).filter(|row| training.eligible(*row, train_on)).collect();
    let of_column = |column: &crate::data::table::Column| {
        let mut counts = vec![0_u64; column.n_values()];
        for row in &rows {
            if let Some(count) = counts.get_mut(column.codes.at(*row) as usize) {
                *count += 1;
            }
        }
        match &column.values {
            Values::Numeric(values) => {
                let occurs = |(value, count): &(&f64, &u64)| **count > 0 && !value.is_nan();
                let (values, counts) = values.iter().zip(&counts).filter(occurs).unzip();
                Counts::Numbers(Packed(values), Packed(counts))
            }
            Values::Categorical(names) => {
                let counted = names.iter().cloned().zip(counts).filter(|(_, count)| *count > 0);
                Counts::Names(counted.collect())
            }
        }
    };
    training.table.columns.iter().map(of_column).collect()
}

/// What is typical, one entry a feature.
pub fn answer(parts: Vec<Vec<Counts>>) -> Vec<Typical> {
    let n_features = parts.iter().map(Vec::len).max().unwrap_or(0);
    (0..n_features).map(|feature| of_feature(parts.iter().filter_map(|part| part.get(feature)))).collect()
}

fn of_feature<'a>(parts: impl Iterator<Item = &'a Counts>) -> Typical {
    let mut numbers: Vec<(f64, u64)> = Vec::new();
    let mut names = BTreeMap::<&str, u64>::new();
    for part in parts {
        match part {
            Counts::Numbers(values, counts) => {
                numbers.extend(values.0.iter().copied().zip(counts.0.iter().copied()));
            }
            Counts::Names(counted) => {
                counted.iter().for_each(|(name, count)| *names.entry(name).or_default() += count);
            }
        }
    }
    if let Some((mode, count)) = names.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0))) {
        let total: u64 = names.values().sum();
        return Typical::Name { mode: (*mode).to_owned(), share: *count as f64 / total as f64 };
    }
    numbers.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: u64 = numbers.iter().map(|(_, count)| count).sum();
    // The smallest value that at least so many rows do not exceed.
    let quantile = |numerator: u64| {
        let wanted = (total * numerator).div_ceil(20).max(1);
        let mut seen = 0;
        let mut reached = numbers.iter().skip_while(|(_, count)| {
            seen += count;
            seen < wanted
        });
        reached.next().map(|(value, _)| *value)
    };
    match (quantile(10), quantile(1), quantile(19)) {
        (Some(median), Some(low), Some(high)) => Typical::Number { median, low, high },
        _ => Typical::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_and_modes_add_up_over_shards() {
        let numbers = |values: &[f64], counts: &[u64]| {
            Counts::Numbers(Packed(values.to_vec()), Packed(counts.to_vec()))
        };
        let names = |counted: &[(&str, u64)]| {
            Counts::Names(counted.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect())
        };
        let parts = vec![
            vec![numbers(&[0.0, 5.0], &[9, 1]), names(&[("b", 2), ("c", 1)])],
            vec![numbers(&[1.0, 5.0], &[8, 2]), names(&[("a", 2)])],
            Vec::new(),
        ];
        // 20 rows: nine 0, eight 1, three 5. The 1st is 0, the 10th 1, the 19th 5.
        let number = Typical::Number { median: 1.0, low: 0.0, high: 5.0 };
        // Of equally frequent names the first in byte order.
        let name = Typical::Name { mode: "a".to_owned(), share: 0.4 };
        assert_eq!(answer(parts), [number, name]);
        assert_eq!(answer(vec![vec![numbers(&[], &[])]]), [Typical::Unknown]);
    }
}
