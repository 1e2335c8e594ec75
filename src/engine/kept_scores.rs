//! Scores that a shard keeps of the file that was scored last, for questions about its rows.

use super::fusion::Fusion;
use crate::detectors::Detector;

/// Scores of every row of the scored table, lost rows included; empty lists for detectors that were not trained.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KeptScores {
    /// One list a detector, by [`Detector::index`].
    scores: [Vec<f64>; Detector::ALL.len()],
    /// The autoencoder's plain mean squared errors.
    pub mse: Vec<f64>,
}

impl KeptScores {
    /// A detector's scores by row; empty when it was not trained.
    pub fn of(&self, detector: Detector) -> &[f64] {
        &self.scores[detector.index()]
    }

    /// Scores both detectors together.
    pub fn fuse(&mut self, fusion: &Fusion) {
        let both = self.of(Detector::IsolationForest).iter().zip(self.of(Detector::Autoencoder));
        let fused = both.map(|(forest, autoencoder)| fusion.score(*forest, *autoencoder)).collect();
        self.set(Detector::Fused, fused);
    }

    /// Takes a detector's scores in.
    pub fn set(&mut self, detector: Detector, scores: Vec<f64>) {
        self.scores[detector.index()] = scores;
    }
}
