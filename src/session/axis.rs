//! Axes of the explorable chart: bins along a feature and their words, from what is known of the feature.

use crate::engine::questions::describe::{FeatureDescription, NameSummary};
use crate::engine::questions::grid::{Binned, Bins};
use crate::evaluation::description::NumberSummary;
use crate::session::format::{number, shortened};

/// Names on one axis.
const MAX_NAMES: usize = 24;
/// Characters of a name on an axis.
const NAME_CHARS: usize = 18;
/// Most bins in a power of ten: of narrower ones too many are empty.
const MAX_STEPS: usize = 20;

/// Most powers of ten that are named along an axis.
const MAX_POWERS: usize = 8;

/// How numbers are laid along an axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// Equal steps.
    #[default]
    Linear,
    /// Equal ratios, with a bin of its own for zero.
    Log,
}

/// An axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// The feature's name. Untrusted text.
    pub name: String,
    /// What shards are asked.
    pub binned: Binned,
    /// Words of every bin, for axis and table. Untrusted text.
    pub labels: Vec<String>,
    /// What the bins hold.
    pub holds: Holds,
}

/// What the bins of an axis hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// A name each.
    Names,
    /// A number each: whole ones, of which there are few, or the only one.
    Numbers,
    /// Ranges of equal width.
    Ranges,
    /// Ranges of equal ratio, of which every power of ten begins one.
    Ratios,
}

impl Axis {
    /// An axis over all values of a feature.
    pub fn new(
        name: &str,
        feature_idx: u32,
        feature: &FeatureDescription,
        scale: Scale,
        n_bins: usize,
    ) -> Self {
        let (bins, labels, holds) = match feature {
            FeatureDescription::Numeric(numbers) => {
                let (edges, holds) = edges(numbers, scale, n_bins);
                let words = words_of_edges(&edges, holds);
                let labels = words.into_iter().take(edges.len().saturating_sub(1));
                (Bins::Edges(edges.clone()), labels.collect(), holds)
            }
            FeatureDescription::Categorical(names) => {
                let (bins, labels) = name_bins(names);
                (bins, labels, Holds::Names)
            }
        };
        Self { name: name.to_owned(), binned: Binned { feature_idx, bins }, labels, holds }
    }

    /// The same as [`Self::edge_labels`] for bins that hold ranges; `None` where a bin's own word says all that is in it.
    pub fn range_labels(&self) -> Option<Vec<String>> {
        self.edge_labels().filter(|_| matches!(self.holds, Holds::Ranges | Holds::Ratios))
    }

    /// Words of where every bin begins and the last one ends; of ratios only zero and powers of ten have any. `None` for names,
    /// and where the only bin has no width.
    pub fn edge_labels(&self) -> Option<Vec<String>> {
        let Bins::Edges(edges) = &self.binned.bins else { return None };
        let is_wide = edges.first() < edges.last();
        let powers: Vec<f64> = edges.iter().copied().filter(|edge| is_power_of_ten(*edge)).collect();
        let is_told: &dyn Fn(f64) -> bool = match self.holds {
            Holds::Ratios if powers.len() > 2 => {
                // Zero stands beside the first one, where is no room for both.
                let first = usize::from(edges.first() == Some(&0.0));
                let step = powers.len().div_ceil(MAX_POWERS);
                let told: Vec<f64> = powers.iter().copied().skip(first).step_by(step).collect();
                &move |edge| edge == 0.0 || told.contains(&edge)
            }
            _ => &|_| true,
        };
        let words = words_of_edges(edges, self.holds).into_iter().zip(edges);
        let told = words.map(|(words, edge)| if is_told(*edge) { words } else { String::new() });
        is_wide.then(|| told.collect())
    }

    /// What lies in a bin, in words.
    pub fn bin_words(&self, bin: usize) -> String {
        match &self.binned.bins {
            Bins::Names(_) => self.labels.get(bin).cloned().unwrap_or_default(),
            Bins::Edges(edges) => match (edges.get(bin), edges.get(bin + 1)) {
                (Some(from), Some(to)) if from < to && self.holds != Holds::Numbers => {
                    format!("{} to {}", number(*from), number(*to))
                }
                (Some(from), _) => number(*from),
                _ => String::new(),
            },
        }
    }

    /// The least and greatest number in a range of bins; `None` for names.
    pub fn range(&self, from: usize, to: usize) -> Option<(f64, f64)> {
        let Bins::Edges(edges) = &self.binned.bins else { return None };
        let last = edges.len().checked_sub(1)?;
        let (low, high) = (edges.get(from.min(last))?, edges.get((to + 1).min(last))?);
        // A bin ends before the next one begins; the last one has its end.
        let high = if to + 1 < last && high > low { high.next_down() } else { *high };
        Some((*low, high))
    }

    /// The names in a range of bins; empty for numbers.
    pub fn names(&self, from: usize, to: usize) -> Vec<String> {
        match &self.binned.bins {
            Bins::Names(names) => names.iter().take(to + 1).skip(from).cloned().collect(),
            Bins::Edges(_) => Vec::new(),
        }
    }
}

fn name_bins(names: &NameSummary) -> (Bins, Vec<String>) {
    let known: Vec<String> = names.names.iter().take(MAX_NAMES).map(|(name, _)| name.clone()).collect();
    let label =
        |name: &String| if name.is_empty() { "(none)".to_owned() } else { shortened(name, NAME_CHARS) };
    let labels = known.iter().map(label).chain(["others".to_owned()]).collect();
    (Bins::Names(known), labels)
}

/// Edges of bins over all numbers; of none, a single bin.
fn edges(numbers: &NumberSummary, scale: Scale, n_bins: usize) -> (Vec<f64>, Holds) {
    let (min, max) = (numbers.min(), numbers.max());
    if numbers.count == 0 {
        return (vec![0.0, 1.0], Holds::Ranges);
    }
    if min >= max {
        return (vec![min, max], Holds::Numbers);
    }
    match (scale, numbers.least_positive) {
        // Ratios between 0 and 1 alone are none.
        (Scale::Log, _) if numbers.is_binary() => (vec![0.0, 1.0, 2.0], Holds::Numbers),
        (Scale::Log, Some(least)) if min >= 0.0 => (log_edges(min, least, max, n_bins), Holds::Ratios),
        _ => {
            // A few whole numbers have a bin each.
            let span = max - min;
            let (n, width, holds) = if numbers.is_whole && span < n_bins as f64 {
                (span as usize + 1, 1.0, Holds::Numbers)
            } else {
                (n_bins, span / n_bins as f64, Holds::Ranges)
            };
            let end = |i: usize| if i == n && holds == Holds::Ranges { max } else { min + width * i as f64 };
            ((0..=n).map(end).collect(), holds)
        }
    }
}

/// Edges as an axis tells them: of equal widths to a tenth of a width's first digit, else to two digits.
fn words_of_edges(edges: &[f64], holds: Holds) -> Vec<String> {
    let width = match edges {
        [first, second, ..] if holds == Holds::Ranges => second - first,
        _ => 0.0,
    };
    let unit = libm::pow(10.0, libm::floor(libm::log10(width)) - 1.0);
    let rounded = |edge: f64| if width > 0.0 { (edge / unit).round() * unit } else { two_digits(edge) };
    edges.iter().map(|edge| number(rounded(*edge))).collect()
}

fn is_power_of_ten(edge: f64) -> bool {
    let power = libm::log10(edge);
    edge > 0.0 && (power - power.round()).abs() < 1e-9
}

/// A number to two digits that matter, as an axis wants it.
fn two_digits(value: f64) -> f64 {
    if value == 0.0 || value.fract() == 0.0 && value.abs() < 1e4 {
        return value;
    }
    let unit = libm::pow(10.0, libm::floor(libm::log10(value.abs())) - 1.0);
    (value / unit).round() * unit
}

fn log_edges(min: f64, least: f64, max: f64, n_bins: usize) -> Vec<f64> {
    let first = libm::floor(libm::log10(least));
    let decades = libm::log10(max) - first;
    // As many bins a power of ten as there is room for, each with the same number, so that every power begins with one.
    let n_needed = |steps: usize| (steps as f64 * decades) as usize + 1 + usize::from(min < least);
    let steps = (1..=MAX_STEPS).rfind(|steps| n_needed(*steps) <= n_bins).unwrap_or(1) as f64;
    let mut edges = if min < least { vec![0.0] } else { Vec::new() };
    for step in 0.. {
        let edge = libm::pow(10.0, first + f64::from(step) / steps);
        edges.push(edge);
        if edge > max || edges.len() > 4 * n_bins.max(16) {
            break;
        }
    }
    edges
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(values: &[(f64, u64)], scale: Scale) -> Axis {
        Axis::new("x", 0, &FeatureDescription::Numeric(NumberSummary::of(values)), scale, 10)
    }

    #[test]
    fn whole_numbers_have_a_bin_each_when_there_are_few() {
        let axis = axis(&[(0.0, 5), (1.0, 1), (3.0, 1)], Scale::Linear);
        assert_eq!(axis.labels, ["0", "1", "2", "3"]);
        assert_eq!(axis.binned.bins.place(3.0).map(|place| place as usize), Some(3));
    }

    #[test]
    fn every_decade_begins_with_a_bin_and_zero_has_its_own() {
        let axis = axis(&[(0.0, 1), (2.0, 1), (999.0, 1)], Scale::Log);
        assert_eq!(axis.labels[..2], ["0", "1"]);
        assert!(["10", "100"].iter().all(|decade| axis.labels.contains(&(*decade).to_owned())), "{axis:?}");
        assert!(axis.binned.bins.place(999.0).is_some() && axis.binned.bins.place(0.0) == Some(0.0));
    }

    #[test]
    fn about_as_many_bins_are_drawn_as_are_asked_for() {
        let n_bins = |values: &[(f64, u64)], n_bins| {
            let feature = FeatureDescription::Numeric(NumberSummary::of(values));
            Axis::new("x", 0, &feature, Scale::Log, n_bins).labels.len()
        };
        // 5.1 powers of ten of at most 40 bins: seven each, and one for zero.
        assert_eq!(n_bins(&[(0.0, 1), (1.0, 1), (125_893.0, 1)], 40), 37);
        assert_eq!(n_bins(&[(0.0, 1), (1.0, 1), (125_893.0, 1)], 10), 7);
        assert_eq!(n_bins(&[(1.0, 1), (9.0, 1)], 80), 20);
    }

    #[test]
    fn bins_of_ranges_have_words_at_their_edges_and_whole_numbers_below_them() {
        let whole = axis(&[(0.0, 5), (1.0, 1), (3.0, 1)], Scale::Linear);
        assert_eq!((whole.range_labels(), whole.bin_words(3).as_str()), (None, "3"));
        assert_eq!(axis(&[(0.0, 5), (1.0, 1)], Scale::Log).labels, ["0", "1"]);
        let ranges = axis(&[(0.0, 5), (2.5, 1), (20.0, 1)], Scale::Linear);
        let edges = ranges.range_labels().expect("ranges");
        assert_eq!((edges.len(), edges[10].as_str(), ranges.bin_words(0).as_str()), (11, "20", "0 to 2"));
    }

    #[test]
    fn edges_of_equal_widths_are_told_apart() {
        let feature = FeatureDescription::Numeric(NumberSummary::of(&[(128.0, 1), (306.0, 1)]));
        let labels = Axis::new("x", 0, &feature, Scale::Linear, 20).edge_labels().expect("ranges");
        assert_eq!(labels[..4], ["128", "136.9", "145.8", "154.7"]);
        assert_eq!(labels[20], "306");
    }

    #[test]
    fn powers_of_ten_are_named_where_there_are_several() {
        let told = |values: &[(f64, u64)], n_bins| {
            let feature = FeatureDescription::Numeric(NumberSummary::of(values));
            let labels = Axis::new("x", 0, &feature, Scale::Log, n_bins).edge_labels().unwrap_or_default();
            labels.into_iter().filter(|label| !label.is_empty()).collect::<Vec<_>>()
        };
        assert_eq!(told(&[(0.0, 1), (1.0, 1), (511.0, 1)], 40), ["0", "10", "100"]);
        assert_eq!(told(&[(1.0, 1), (511.0, 1)], 40), ["1", "10", "100"]);
        assert_eq!(told(&[(1e-3, 1), (1e9, 1)], 40).len(), 7);
        // Of two alone all steps between them are.
        assert_eq!(told(&[(1.0, 1), (9.0, 1)], 10).len(), 11);
    }

    #[test]
    fn ranges_of_bins_do_not_reach_into_the_next() {
        let axis = axis(&[(0.0, 5), (1.0, 1), (3.0, 1)], Scale::Linear);
        let (low, high) = axis.range(1, 2).expect("numbers");
        assert!(low == 1.0 && high < 3.0 && high > 2.9);
    }

    #[test]
    fn bins_have_words_for_both_their_ends_unless_they_have_no_width() {
        let words = |values: &[(f64, u64)]| axis(values, Scale::Linear).edge_labels();
        assert_eq!(words(&[(0.0, 5), (2.0, 1)]), Some(["0", "1", "2", "3"].map(str::to_owned).to_vec()));
        assert_eq!(words(&[(7.0, 3)]), None);
    }

    #[test]
    fn no_numbers_and_one_number_have_an_axis() {
        assert_eq!(axis(&[], Scale::Log).binned.bins.len(), 1);
        assert_eq!(axis(&[(7.0, 3)], Scale::Log).binned.bins.place(7.0), Some(0.5));
    }
}
