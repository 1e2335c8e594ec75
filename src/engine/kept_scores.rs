//! Scores that a shard keeps of the file that was scored last, for questions about its rows.

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

    /// Takes a detector's scores in.
    pub fn set(&mut self, detector: Detector, scores: Vec<f64>) {
        self.scores[detector.index()] = scores;
    }
}
