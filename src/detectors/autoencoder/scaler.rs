//! Numbers on one scale, fitted on training samples.

use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use super::kernels::{LANES, Lanes};
use super::layout::Layout;
use super::params::Scaling;

/// No scaled value lies farther from 0, so that squared errors stay finite.
const FARTHEST: f32 = 1e6;

/// What becomes of a matrix' numbers: `(x - offset) * factor`, clipped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scaler {
    /// One entry a place of a number, panel by panel.
    offsets: Vec<Lanes>,
    factors: Vec<Lanes>,
    /// The scaled mean of the training samples, which stands in for a missing value.
    means: Vec<Lanes>,
    limit: f32,
}

impl Scaler {
    /// Whether there is an entry for every number of a layout.
    pub fn fits(&self, layout: &Layout) -> bool {
        let all = [&self.offsets, &self.factors, &self.means];
        let is_finite = |panels: &Vec<Lanes>| panels.as_flattened().iter().all(|x| x.is_finite());
        self.limit.is_finite()
            && all.iter().all(|panels| panels.len() == layout.number_panels && is_finite(panels))
    }

    /// Learns from training samples, each counted as often as `copies` says.
    pub fn fit(scaling: Scaling, layout: &Layout, x: ArrayView2<'_, f32>, copies: Option<&[u32]>) -> Self {
        let n_places = layout.number_panels * LANES;
        let (mut offsets, mut factors, mut means) =
            (vec![0.0; n_places], vec![0.0; n_places], vec![0.0; n_places]);
        let limit = match scaling {
            Scaling::MinMax => FARTHEST,
            Scaling::Standard { clip } => clip,
        };
        let columns =
            layout.runs.iter().flat_map(|run| (0..run.len).map(|i| (run.column + i, run.place + i)));
        for (column, place) in columns {
            let values = || {
                let copies = (0..).map(|row: usize| copies.map_or(Some(&1), |copies| copies.get(row)));
                let counts = copies.map(|n| f64::from(n.copied().unwrap_or(0)));
                x.column(column).into_iter().zip(counts).filter(|(x, _)| x.is_finite())
            };
            let moments = Moments::of(values().map(|(x, n)| (f64::from(*x), n)));
            let (offset, spread) = match scaling {
                Scaling::MinMax => (moments.min, moments.max - moments.min),
                Scaling::Standard { .. } => (moments.mean, moments.deviation),
            };
            let factor = if spread > 0.0 { (1.0 / spread) as f32 } else { 1.0 };
            offsets[place] = offset as f32;
            // A spread below f32's reach is none.
            factors[place] = if factor.is_finite() { factor } else { 1.0 };
            means[place] = ((moments.mean as f32 - offsets[place]) * factors[place]).clamp(-limit, limit);
        }
        let panels = |values: Vec<f32>| values.as_chunks::<LANES>().0.to_vec();
        Self { offsets: panels(offsets), factors: panels(factors), means: panels(means), limit }
    }

    /// Scales a sample's numbers in place; missing ones stay NaN.
    pub fn apply(&self, numbers: &mut [Lanes]) {
        for ((numbers, offsets), factors) in numbers.iter_mut().zip(&self.offsets).zip(&self.factors) {
            for ((x, offset), factor) in numbers.iter_mut().zip(offsets).zip(factors) {
                *x = scaled(*x, (*offset, *factor), self.limit);
            }
        }
    }

    /// Scales numbers of one place; missing ones stay NaN.
    pub fn scale(&self, place: usize, numbers: &[f32]) -> Vec<f32> {
        let at = |panels: &[Lanes]| panels.as_flattened().get(place).copied().unwrap_or(0.0);
        let line = (at(&self.offsets), at(&self.factors));
        numbers.iter().map(|x| scaled(*x, line, self.limit)).collect()
    }

    /// What stands in for missing values, panel by panel.
    pub fn means(&self) -> &[Lanes] {
        &self.means
    }
}

#[inline(always)]
fn scaled(x: f32, (offset, factor): (f32, f32), limit: f32) -> f32 {
    let scaled = (x - offset) * factor;
    let scaled = if scaled > limit { limit } else { scaled };
    if scaled < -limit { -limit } else { scaled }
}

/// What scaling needs to know of a column.
struct Moments {
    min: f64,
    max: f64,
    mean: f64,
    deviation: f64,
}

impl Moments {
    fn of(values: impl Iterator<Item = (f64, f64)> + Clone) -> Self {
        let (mut min, mut max) = (f64::INFINITY, f64::NEG_INFINITY);
        let (mut n, mut sum) = (0.0, 0.0);
        for (x, count) in values.clone() {
            (min, max) = (min.min(x), max.max(x));
            (n, sum) = (n + count, sum + x * count);
        }
        if n == 0.0 {
            return Self { min: 0.0, max: 0.0, mean: 0.0, deviation: 0.0 };
        }
        let mean = sum / n;
        let variance = values.map(|(x, count)| (x - mean) * (x - mean) * count).sum::<f64>() / n;
        Self { min, max, mean, deviation: variance.sqrt() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::input_kind::InputKind;
    use ndarray::{Array2, array};

    fn scaled(scaling: Scaling, x: &Array2<f32>, copies: Option<&[u32]>, sample: &[f32]) -> Vec<f32> {
        let layout = Layout::new(&vec![InputKind::Number; x.ncols()], false);
        let scaler = Scaler::fit(scaling, &layout, x.view(), copies);
        let mut numbers = [[0.0; LANES]];
        numbers[0][..sample.len()].copy_from_slice(sample);
        scaler.apply(&mut numbers);
        numbers[0][..sample.len()].to_vec()
    }

    #[test]
    fn min_max_maps_the_training_range_to_0_and_1() {
        let x = array![[2.0, 5.0, f32::NAN], [6.0, 5.0, f32::INFINITY]];
        let found = scaled(Scaling::MinMax, &x, None, &[3.0, 5.0, 7.0]);
        assert_eq!(found, [0.25, 0.0, 7.0]); // A constant becomes 0; nothing is known of the third.
        assert_eq!(scaled(Scaling::MinMax, &x, None, &[10.0, 6.0, 1e30]), [2.0, 1.0, 1e6]);
    }

    #[test]
    fn standardising_counts_copies_and_clips() {
        let x = array![[0.0], [4.0]];
        let standard = Scaling::Standard { clip: 5.0 };
        // Mean 1, deviation sqrt(3) with the first sample three times.
        let found = scaled(standard, &x, Some(&[3, 1]), &[4.0]);
        assert!((f64::from(found[0]) - 3.0_f64.sqrt()).abs() < 1e-6, "{found:?}");
        assert_eq!(scaled(standard, &x, None, &[4.0]), [1.0]);
        assert_eq!(scaled(standard, &x, None, &[f32::NEG_INFINITY]), [-5.0]);
        assert!(scaled(standard, &x, None, &[f32::NAN])[0].is_nan());
    }
}
