//! Drift: how far the last samples of a stream are from the samples that were trained on.
//!
//! Population stability index over buckets, `sum (q - p) ln(q / p)`; Siddiqi, "Credit Risk Scorecards" (2006), chapter 10. By custom
//! up to .1 is called stable and from .25 on a shift.

use std::collections::VecDeque;

use crate::detectors::Detector;
use crate::engine::buckets::N_BUCKETS;
use crate::engine::questions::replay::Slice;
use crate::engine::questions::stream::Stream;

/// From here on a distribution counts as shifted.
pub const SHIFTED: f64 = 0.25;
/// Up to here it counts as stable.
pub const STABLE: f64 = 0.1;
/// Samples that the window holds, as soon as so many came.
pub const WINDOW: u64 = 2000;
/// Samples before which nothing is said: by chance alone the index is about the number of buckets over this.
pub const ENOUGH: u64 = 500;
/// The window goes on in parts of at least this many samples.
const PART: u64 = 100;
/// Score buckets, equally full of training samples where scores are not tied.
const SCORE_BUCKETS: usize = 10;

/// The window over a stream.
#[derive(Clone, Debug, Default)]
pub struct Drift {
    /// Training samples per feature and bucket.
    baseline: Vec<u32>,
    /// Upper ends of all but the last score bucket, and training samples in each; none for a detector that was not trained.
    scores: [Option<(Vec<f64>, Vec<u32>)>; Detector::ALL.len()],
    parts: VecDeque<Part>,
}

#[derive(Clone, Debug, Default)]
struct Part {
    n: u64,
    features: Vec<u32>,
    scores: [Vec<u32>; Detector::ALL.len()],
}

/// What the window says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DriftReport {
    /// Samples in the window.
    pub n: u64,
    /// Index of the scores; `None` while the window is too small.
    pub scores: Option<f64>,
    /// Features with their indices, the most shifted first; empty while the window is too small.
    pub features: Vec<(usize, f64)>,
}

impl Drift {
    /// Before the stream.
    pub fn new(stream: &Stream) -> Self {
        let cuts = |detector: Detector| {
            let scores = &stream.scores[detector.index()].0;
            let last = scores.len().checked_sub(1)?;
            let mut cuts: Vec<f64> = (1..SCORE_BUCKETS)
                .filter_map(|decile| scores.get(last * decile / SCORE_BUCKETS).copied())
                .collect();
            cuts.dedup();
            let mut counts = vec![0; cuts.len() + 1];
            scores.iter().for_each(|score| count(&cuts, *score, &mut counts));
            Some((cuts, counts))
        };
        Self { baseline: stream.baseline.0.clone(), scores: Detector::ALL.map(cuts), parts: VecDeque::new() }
    }

    /// Takes the next samples in.
    pub fn take(&mut self, slice: &Slice) {
        if slice.labels.0.is_empty() {
            return;
        }
        if self.parts.back().is_none_or(|part| part.n >= PART) {
            self.parts.push_back(Part::default());
        }
        if let Some(part) = self.parts.back_mut() {
            part.n += slice.labels.0.len() as u64;
            add(&mut part.features, &slice.buckets.0);
            for ((cuts, counts), scores) in self.scores.iter().zip(&mut part.scores).zip(&slice.scores) {
                let Some((cuts, _)) = cuts else { continue };
                counts.resize(cuts.len() + 1, 0);
                scores.0.iter().for_each(|score| count(cuts, *score, counts));
            }
        }
        let mut n = self.n();
        while let Some(oldest) = self.parts.front().map(|part| part.n).filter(|oldest| n - oldest >= WINDOW) {
            self.parts.pop_front();
            n -= oldest;
        }
    }

    /// Forgets the stream.
    pub fn rewind(&mut self) {
        self.parts.clear();
    }

    /// What the window says, with the scores of one detector.
    pub fn report(&self, detector: Detector) -> DriftReport {
        let n = self.n();
        if n < ENOUGH {
            return DriftReport { n, ..DriftReport::default() };
        }
        let (mut features, mut scores) = (Vec::new(), Vec::new());
        for part in &self.parts {
            add(&mut features, &part.features);
            add(&mut scores, &part.scores[detector.index()]);
        }
        let expected = self.scores[detector.index()].as_ref().map(|(_, counts)| counts.as_slice());
        let pairs = self.baseline.chunks(N_BUCKETS).zip(features.chunks(N_BUCKETS));
        let mut features: Vec<(usize, f64)> =
            pairs.map(|(expected, found)| index(expected, found)).enumerate().collect();
        features.sort_by(|(_, a), (_, b)| b.total_cmp(a));
        DriftReport { n, scores: expected.map(|expected| index(expected, &scores)), features }
    }

    fn n(&self) -> u64 {
        self.parts.iter().map(|part| part.n).sum()
    }
}

/// The population stability index of two lists of counts.
pub fn index(expected: &[u32], found: &[u32]) -> f64 {
    let used: Vec<(f64, f64)> = expected
        .iter()
        .zip(found)
        .filter(|(expected, found)| **expected + **found > 0)
        .map(|(expected, found)| (f64::from(*expected), f64::from(*found)))
        .collect();
    // Half a sample more in each bucket: an empty one would make the index infinite.
    let total = |of: fn(&(f64, f64)) -> f64| used.iter().map(of).sum::<f64>() + 0.5 * used.len() as f64;
    let (expected, found) = (total(|pair| pair.0), total(|pair| pair.1));
    let part = |(p, q): &(f64, f64)| {
        let (p, q) = ((p + 0.5) / expected, (q + 0.5) / found);
        (q - p) * libm::log(q / p)
    };
    used.iter().map(part).sum()
}

fn count(cuts: &[f64], score: f64, counts: &mut [u32]) {
    if let Some(count) = counts.get_mut(cuts.partition_point(|cut| *cut < score)) {
        *count += 1;
    }
}

fn add(sums: &mut Vec<u32>, counts: &[u32]) {
    sums.resize(sums.len().max(counts.len()), 0);
    sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_shares_have_no_drift_and_swapped_ones_much() {
        assert!(index(&[500, 500, 0], &[50, 50, 0]).abs() < 1e-3);
        // With p = (.9, .1), q = (.1, .9): 2 · .8 · ln 9, the half samples aside.
        let swapped = index(&[9000, 1000], &[1000, 9000]);
        assert!((swapped - 1.6 * libm::log(9.0)).abs() < 0.01, "{swapped}");
        assert!(index(&[100, 0], &[0, 100]).is_finite());
        assert!((index(&[], &[])).abs() < f64::EPSILON);
    }
}
