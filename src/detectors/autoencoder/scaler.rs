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
        let all = Moments::of_columns(x, copies);
        for (column, place) in columns {
            let Some(moments) = all.get(column) else { continue };
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

/// What scaling needs to know of a column; all 0 where nothing finite stands.
#[derive(Clone, Default)]
struct Moments {
    min: f64,
    max: f64,
    mean: f64,
    deviation: f64,
}

impl Moments {
    /// Of every column.
    fn of_columns(x: ArrayView2<'_, f32>, copies: Option<&[u32]>) -> Vec<Self> {
        let mut found =
            vec![Self { min: f64::INFINITY, max: f64::NEG_INFINITY, ..Self::default() }; x.ncols()];
        let mut counts = vec![0.0; x.ncols()];
        visit(x, copies, |column, x, count| {
            if let (Some(of), Some(n)) = (found.get_mut(column), counts.get_mut(column)) {
                (of.min, of.max) = (of.min.min(x), of.max.max(x));
                (*n, of.mean) = (*n + count, of.mean + x * count);
            }
        });
        for (of, n) in found.iter_mut().zip(&counts) {
            match *n > 0.0 {
                true => of.mean /= n,
                false => *of = Self::default(),
            }
        }
        visit(x, copies, |column, x, count| {
            if let Some(of) = found.get_mut(column) {
                of.deviation += (x - of.mean) * (x - of.mean) * count;
            }
        });
        for (of, n) in found.iter_mut().zip(&counts).filter(|(_, n)| **n > 0.0) {
            of.deviation = (of.deviation / n).sqrt();
        }
        found
    }
}

/// Calls `tell` with every finite number, its column, and how often it counts: row by row, as a matrix lies in memory.
fn visit(x: ArrayView2<'_, f32>, copies: Option<&[u32]>, mut tell: impl FnMut(usize, f64, f64)) {
    for (row, values) in x.rows().into_iter().enumerate() {
        let count = copies.map_or(1.0, |copies| f64::from(copies.get(row).copied().unwrap_or(0)));
        for (column, x) in values.iter().enumerate().filter(|(_, x)| x.is_finite()) {
            tell(column, f64::from(*x), count);
        }
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
