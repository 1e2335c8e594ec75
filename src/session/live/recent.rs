//! The last samples of a stream, drawn as paths: how strange each was, and the families' shares.

use std::collections::VecDeque;
use std::fmt::Write as _;

use crate::data::label::{FAMILIES, Family, N_FAMILIES};
use crate::detectors::Detector;
use crate::session::figures::share;

/// Samples that are kept.
pub const KEPT: usize = 2400;
/// Columns of the strip.
const STRIP_COLUMNS: usize = 240;
/// Columns of the shares.
const SHARE_COLUMNS: usize = 60;
/// Size of the drawings, in units of their own.
pub const WIDTH: f64 = 720.0;
/// Their height.
pub const HEIGHT: f64 = 120.0;

/// The last samples.
#[derive(Clone, Debug, Default)]
pub struct Recent {
    samples: VecDeque<Sample>,
}

#[derive(Clone, Copy, Debug)]
struct Sample {
    scores: [f64; Detector::ALL.len()],
    family: Family,
}

/// Bars, one a column, as high as its strangest sample.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Strip {
    /// Path of those above the threshold.
    pub above: String,
    /// Path of the others.
    pub below: String,
    /// Height of the threshold, from the top.
    pub threshold: f64,
    /// Samples a column.
    pub per_column: usize,
    /// Samples drawn.
    pub n: usize,
}

impl Recent {
    /// Takes the next sample in; detectors that were not trained have no score.
    pub fn push(&mut self, scores: [Option<f64>; Detector::ALL.len()], family: Family) {
        if self.samples.len() >= KEPT {
            self.samples.pop_front();
        }
        self.samples.push_back(Sample { scores: scores.map(|score| score.unwrap_or(0.0)), family });
    }

    /// Forgets the stream.
    pub fn rewind(&mut self) {
        self.samples.clear();
    }

    /// Samples per family.
    pub fn families(&self) -> [u64; N_FAMILIES] {
        let mut counts = [0; N_FAMILIES];
        self.samples.iter().for_each(|sample| counts[sample.family.index()] += 1);
        counts
    }

    /// The strip of one detector's scores, the newest on the right. `least` is the ground.
    pub fn strip(&self, detector: Detector, least: f64, threshold: f64) -> Strip {
        let scores: Vec<f64> = self.samples.iter().map(|sample| sample.scores[detector.index()]).collect();
        let most = scores.iter().copied().fold(threshold, f64::max);
        // Room above the tallest, and a line that never lies on the edge.
        let top = if most > least { least + (most - least) * 1.08 } else { least + 1.0 };
        let height = |score: f64| HEIGHT * (1.0 - ((score - least) / (top - least)).clamp(0.0, 1.0));
        let per_column = scores.len().div_ceil(STRIP_COLUMNS).max(1);
        let n_columns = scores.len().div_ceil(per_column).max(1);
        let width = (WIDTH / n_columns.max(STRIP_COLUMNS / 4) as f64).min(WIDTH);
        let mut strip =
            Strip { threshold: height(threshold), per_column, n: scores.len(), ..Strip::default() };
        for (column, scores) in scores.rchunks(per_column).enumerate() {
            let strangest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let path = if strangest > threshold { &mut strip.above } else { &mut strip.below };
            let x = WIDTH - width * (column + 1) as f64;
            let _ = write!(
                path,
                "M{x:.1} {HEIGHT}V{:.1}h{:.1}V{HEIGHT}Z",
                height(strangest).min(HEIGHT - 1.0),
                width * 0.8
            );
        }
        strip
    }

    /// Each family's part of the last samples, stacked from the ground up, as paths.
    pub fn shares(&self) -> Vec<(Family, String)> {
        let families: Vec<Family> = self.samples.iter().map(|sample| sample.family).collect();
        let per_column = families.len().div_ceil(SHARE_COLUMNS).max(1);
        let n_columns = families.len().div_ceil(per_column).max(1);
        let width = WIDTH / n_columns as f64;
        let mut paths: [String; N_FAMILIES] = Default::default();
        for (column, families) in families.rchunks(per_column).enumerate() {
            let x = WIDTH - width * (column + 1) as f64;
            let mut ground = HEIGHT;
            for (family, path) in FAMILIES.into_iter().zip(&mut paths) {
                let n = families.iter().filter(|other| **other == family).count() as u64;
                let height = HEIGHT * share(n, families.len() as u64);
                if n > 0 {
                    let _ =
                        write!(path, "M{x:.1} {ground:.1}v{:.1}h{:.1}v{height:.1}Z", -height, width + 0.3);
                }
                ground -= height;
            }
        }
        FAMILIES.into_iter().zip(paths).filter(|(_, path)| !path.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recent(scores: &[f64]) -> Recent {
        let mut recent = Recent::default();
        scores.iter().for_each(|score| recent.push([Some(*score), None, None], Family::Normal));
        recent
    }

    #[test]
    fn columns_are_coloured_by_their_strangest_sample() {
        let strip = recent(&[0.1, 0.9, 0.5]).strip(Detector::IsolationForest, 0.0, 0.5);
        let n = |path: &str| path.matches('M').count();
        // .5 is not above .5.
        assert_eq!((n(&strip.above), n(&strip.below), strip.per_column), (1, 2, 1));
        let moved = recent(&[0.1, 0.9, 0.5]).strip(Detector::IsolationForest, 0.0, 0.05);
        assert_eq!((n(&moved.above), n(&moved.below)), (3, 0));
        assert!(moved.threshold > strip.threshold);
        let long = recent(&vec![0.2; 5000]).strip(Detector::IsolationForest, 0.0, 0.5);
        assert_eq!((n(&long.below), long.n, long.per_column), (240, KEPT, 10));
    }

    #[test]
    fn shares_fill_the_height() {
        let mut recent = recent(&[0.1; 3]);
        recent.push([None; 3], Family::Dos);
        let shares = recent.shares();
        let heights: Vec<Family> = shares.iter().map(|(family, _)| *family).collect();
        assert_eq!(heights, [Family::Normal, Family::Dos]);
        assert_eq!(recent.families()[Family::Normal.index()], 3);
        assert_eq!(Recent::default().shares(), []);
    }
}
