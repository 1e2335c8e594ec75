//! How features of numbers go together: Pearson's and Spearman's coefficients of every pair, exact sums for any number of shards.
//!
//! Values (or ranks) become whole numbers in parts of a standard deviation, so small that every sum of products stays below
//! 2^53: then floating addition is exact and shards may add in any order. The rounding changes a coefficient by less than 1e-4,
//! by about 1e-6 on 494,021 rows.

use serde::{Deserialize, Serialize};

use super::Known;
use super::value_counts::{FeatureCounts, merge_numbers};
use crate::data::packed::Packed;
use crate::data::table::Values;
use crate::engine::selection::Selection;

/// Rows whose products are summed at once: all columns of them stay in the processor's cache.
const BLOCK: usize = 256;
/// Sums of products stay below this.
const EXACT: f64 = 4_503_599_627_370_496.0; // 2^52
/// Ranks that a shard is told of one feature; of a feature with more values, every so many share one.
const MAX_RANKS: usize = 65_536;

/// Which coefficient.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Method {
    /// How well a straight line fits.
    #[default]
    Pearson,
    /// How well any rising or falling curve fits: Pearson's of the ranks, ties at their mean rank.
    Spearman,
}

/// What the page asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CorrelationQuestion {
    /// Which rows.
    pub selection: Selection,
    /// Which coefficient.
    pub method: Method,
}

/// What shards are asked when all values are known: sums of products of what values stand for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProductsQuestion {
    selection: Selection,
    /// Samples with the features.
    n_samples: u64,
    features: Vec<Standing>,
}

/// What the values of one feature stand for, in whole parts of a standard deviation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Standing {
    feature_idx: u32,
    /// Values ascending.
    values: Packed<f64>,
    /// What each of them, and all up to the next one, stand for.
    stand_for: Packed<f64>,
}

/// Sums over rows, of a shard or of all.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sums {
    single: Packed<f64>,
    /// Of every pair `a <= b`, line by line.
    products: Packed<f64>,
}

/// Coefficients.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Correlation {
    /// Features that vary, in the table's order.
    pub features: Vec<u32>,
    /// `[features, features]`, line by line.
    pub coefficients: Packed<f64>,
}

/// A shard's part of the first question: how often values occur.
pub fn part(question: &CorrelationQuestion, known: &Known<'_>) -> Vec<FeatureCounts> {
    let weights = known.weights(&question.selection);
    known
        .owned
        .table
        .columns
        .iter()
        .map(|column| match &column.values {
            Values::Numeric(_) => FeatureCounts::of(column, &weights, &[]),
            Values::Categorical(_) => FeatureCounts::Categorical(Vec::new()),
        })
        .collect()
}

/// The second question, from the parts of the first.
pub fn products(parts: Vec<Vec<FeatureCounts>>, question: &CorrelationQuestion) -> ProductsQuestion {
    let n_features = parts.iter().map(Vec::len).max().unwrap_or(0);
    let mut features: Vec<Vec<FeatureCounts>> = vec![Vec::new(); n_features];
    for part in parts {
        features.iter_mut().zip(part).for_each(|(all, counts)| all.push(counts));
    }
    let merged: Vec<Vec<(f64, u64)>> = features.into_iter().map(merge_numbers).collect();
    let n_samples = merged.iter().map(|values| values.iter().map(|(_, n)| n).sum::<u64>()).max().unwrap_or(0);
    let scale = (EXACT / (n_samples.max(1) as f64)).sqrt().floor();
    let standing = |(feature_idx, values): (usize, Vec<(f64, u64)>)| {
        let values = match question.method {
            Method::Pearson => values.iter().map(|(value, n)| (*value, *value, *n)).collect(),
            Method::Spearman => ranked(&values),
        };
        standing(feature_idx as u32, values, scale)
    };
    let features = merged.into_iter().enumerate().filter_map(standing).collect();
    ProductsQuestion { selection: question.selection.clone(), n_samples, features }
}

/// Every value with its mean rank and its samples.
fn ranked(values: &[(f64, u64)]) -> Vec<(f64, f64, u64)> {
    let mut before = 0;
    let mut rank = |(value, n): &(f64, u64)| {
        let mean = before as f64 + (*n as f64 + 1.0) / 2.0;
        before += n;
        (*value, mean, *n)
    };
    values.iter().filter(|(value, _)| !value.is_nan()).map(&mut rank).collect()
}

/// `None` for a feature that does not vary. A missing value stands for the mean.
fn standing(feature_idx: u32, values: Vec<(f64, f64, u64)>, scale: f64) -> Option<Standing> {
    let numbers = || values.iter().filter(|(value, _, _)| !value.is_nan());
    let n: u64 = numbers().map(|(_, _, n)| n).sum();
    let mean = numbers().map(|(_, number, n)| number * *n as f64).sum::<f64>() / n as f64;
    let spread = numbers().map(|(_, number, n)| (number - mean) * (number - mean) * *n as f64).sum::<f64>();
    let std = (spread / n as f64).sqrt();
    if std.is_nan() || std <= 0.0 {
        return None;
    }
    let every = values.len().div_ceil(MAX_RANKS).max(1);
    let kept = numbers().step_by(every);
    let (values, stand_for) =
        kept.map(|(value, number, _)| (*value, ((number - mean) / std * scale).round())).unzip();
    Some(Standing { feature_idx, values: Packed(values), stand_for: Packed(stand_for) })
}

impl Sums {
    /// Sums a shard's rows up.
    pub fn of(question: &ProductsQuestion, known: &Known<'_>) -> Self {
        let table = &known.owned.table;
        let rows = question.selection.rows(known.owned, known.scores);
        let columns: Vec<_> = question
            .features
            .iter()
            .filter_map(|standing| {
                let column = table.columns.get(standing.feature_idx as usize)?;
                let Values::Numeric(values) = &column.values else { return None };
                Some((&column.codes, values.iter().map(|value| standing.of(*value)).collect::<Vec<f64>>()))
            })
            .collect();
        let n = columns.len();
        let mut single = vec![0.0; n];
        let mut products = vec![0.0; n * (n + 1) / 2];
        let (mut plain, mut weighted) = (vec![[0.0; BLOCK]; n], vec![[0.0; BLOCK]; n]);
        for block in rows.chunks(BLOCK) {
            for ((codes, stand_for), (plain, weighted)) in
                columns.iter().zip(plain.iter_mut().zip(&mut weighted))
            {
                let padded = block.iter().map(Some).chain(std::iter::repeat(None));
                for ((row, plain), weighted) in padded.zip(plain.iter_mut()).zip(weighted.iter_mut()) {
                    let number = row.and_then(|row| stand_for.get(codes.at(*row as usize) as usize));
                    let copies = row.and_then(|row| table.copies.get(*row as usize));
                    *plain = number.copied().unwrap_or(0.0);
                    *weighted = *plain * copies.copied().map_or(0.0, f64::from);
                }
            }
            let mut pair = products.iter_mut();
            for ((a, weighted), single) in weighted.iter().enumerate().zip(&mut single) {
                *single += weighted.iter().sum::<f64>();
                for (plain, sum) in plain.iter().skip(a).zip(pair.by_ref().take(n - a)) {
                    *sum += dot(weighted, plain);
                }
            }
        }
        Self { single: Packed(single), products: Packed(products) }
    }

    fn plus(mut self, other: &Self) -> Self {
        if self.single.0.is_empty() {
            return other.clone();
        }
        self.single.0.iter_mut().zip(&other.single.0).for_each(|(sum, n)| *sum += n);
        self.products.0.iter_mut().zip(&other.products.0).for_each(|(sum, n)| *sum += n);
        self
    }
}

/// Eight lanes, which the processor adds two or four at a time; whole numbers below 2^53 are exact in any order.
fn dot(a: &[f64; BLOCK], b: &[f64; BLOCK]) -> f64 {
    let mut lanes = [0.0; 8];
    let (a, _) = a.as_chunks::<8>();
    let (b, _) = b.as_chunks::<8>();
    for (a, b) in a.iter().zip(b) {
        for ((lane, a), b) in lanes.iter_mut().zip(a).zip(b) {
            *lane += a * b;
        }
    }
    lanes.iter().sum()
}

impl Standing {
    fn of(&self, value: f64) -> f64 {
        if value.is_nan() {
            return 0.0;
        }
        let after = self.values.0.partition_point(|known| *known <= value);
        self.stand_for.0.get(after.saturating_sub(1)).copied().unwrap_or(0.0)
    }
}

/// Coefficients from the parts of the second question.
pub fn merge(parts: &[Sums], question: &ProductsQuestion) -> Correlation {
    let sums = parts.iter().fold(Sums::default(), Sums::plus);
    let n = question.features.len();
    let samples = question.n_samples as f64;
    let at = |a: usize, b: usize| {
        let (a, b) = (a.min(b), a.max(b));
        let product = sums.products.0.get(a * n - a * a.saturating_sub(1) / 2 + b - a).copied();
        let single = |i: usize| sums.single.0.get(i).copied().unwrap_or(0.0);
        product.unwrap_or(0.0) - single(a) * single(b) / samples
    };
    let mut coefficients = Vec::with_capacity(n * n);
    for a in 0..n {
        for b in 0..n {
            let coefficient = at(a, b) / (at(a, a) * at(b, b)).sqrt();
            coefficients.push(if a == b { 1.0 } else { coefficient.clamp(-1.0, 1.0) });
        }
    }
    let features = question.features.iter().map(|standing| standing.feature_idx).collect();
    Correlation { features, coefficients: Packed(coefficients) }
}
