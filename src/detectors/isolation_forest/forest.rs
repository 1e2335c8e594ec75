//! A grown forest and its scores.

use ndarray::{Array1, ArrayView2};
use serde::{Deserialize, Serialize};

use super::path_length::score;
use super::tree::Tree;
use crate::detectors::threshold::{Threshold, threshold};

/// Samples that walk one tree before the next tree is taken: tree and samples stay in the processor's cache.
const CHUNK: usize = 256;

/// A trained Isolation Forest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IsolationForest {
    trees: Vec<Tree>,
    n_tree_samples: u32,
    n_features: u32,
    threshold: Option<Threshold>,
}

impl IsolationForest {
    /// A forest of trees that were each grown on `n_tree_samples` samples of `n_features` features, without a threshold yet.
    pub const fn new(trees: Vec<Tree>, n_tree_samples: u32, n_features: u32) -> Self {
        Self { trees, n_tree_samples, n_features, threshold: None }
    }

    /// The same forest with a threshold of which no more than a share `contamination` of the samples `x` lies above.
    #[must_use]
    pub fn calibrated(self, x: ArrayView2<'_, f32>, contamination: f64) -> Self {
        let threshold = threshold(&self.score_samples(x).to_vec(), contamination);
        Self { threshold, ..self }
    }

    /// The score above which a sample is an anomaly; `None` before calibration.
    pub const fn threshold(&self) -> Option<Threshold> {
        self.threshold
    }

    /// Whether each sample of `x` `[n_samples, n_features]` is an anomaly; none is before calibration.
    pub fn anomalies(&self, x: ArrayView2<'_, f32>) -> Array1<bool> {
        let limit = self.threshold.map_or(f64::INFINITY, |threshold| threshold.0);
        self.score_samples(x).mapv(|score| score > limit)
    }

    /// How many features a sample must have.
    pub const fn n_features(&self) -> usize {
        self.n_features as usize
    }

    /// The trees, in the order in which their path lengths are added.
    pub fn trees(&self) -> &[Tree] {
        &self.trees
    }

    /// How many samples each tree was grown on.
    pub const fn n_tree_samples(&self) -> u32 {
        self.n_tree_samples
    }

    /// How many trees there are.
    pub fn n_trees(&self) -> usize {
        self.trees.len()
    }

    /// How much each feature shortened the mean path of a sample, one entry a feature: they add up to
    /// `average_path_length(n_tree_samples)` minus the sample's mean path length. High means telling.
    pub fn contributions(&self, sample: &[f32]) -> Vec<f64> {
        let mut contributions = vec![0.0; self.n_features()];
        self.trees.iter().for_each(|tree| tree.add_contributions(sample, &mut contributions));
        let n_trees = self.trees.len().max(1) as f64;
        contributions.into_iter().map(|sum| sum / n_trees).collect()
    }

    /// Anomaly score of each sample of `x` `[n_samples, n_features]`: in (0, 1], higher is more anomalous.
    ///
    /// The negative of scikit-learn's `score_samples`.
    pub fn score_samples(&self, x: ArrayView2<'_, f32>) -> Array1<f64> {
        let x = x.as_standard_layout();
        let width = x.ncols().max(1);
        let mut scores = Vec::with_capacity(x.nrows());
        for samples in x.as_slice().unwrap_or_default().chunks(CHUNK * width) {
            self.score_next(samples, width, &mut scores);
        }
        scores.into()
    }

    /// Scores samples that lie one after the other, `width` features each, and adds the scores to `scores`. Some hundred
    /// samples at a time keep both them and a tree in the processor's cache.
    pub fn score_next(&self, samples: &[f32], width: usize, scores: &mut Vec<f64>) {
        let mut sums = vec![0.0; samples.len() / width.max(1)];
        // Every sample adds its trees' path lengths in the same order, so chunks do not change the bits.
        for tree in &self.trees {
            for (sample, sum) in samples.chunks_exact(width.max(1)).zip(&mut sums) {
                *sum += tree.path_length(sample);
            }
        }
        scores.extend(sums.into_iter().map(|sum| score(sum, self.trees.len(), self.n_tree_samples)));
    }
}
