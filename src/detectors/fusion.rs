//! Fusion: scores of several detectors on one scale, by how rare each is among held-out samples.

use serde::{Deserialize, Serialize};

/// A detector's scores of held-out samples, by which others are judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TailModel {
    /// Ascending.
    held_out: Vec<f64>,
}

impl TailModel {
    /// Takes the scores of samples that the detector was not trained on.
    pub fn new(mut held_out_scores: Vec<f64>) -> Self {
        held_out_scores.sort_by(f64::total_cmp);
        Self { held_out: held_out_scores }
    }

    /// Share of held-out samples that are at least as strange, the sample itself counted among them: in (0, 1].
    ///
    /// How rare a score is among usual samples, never how probable an attack is.
    pub fn tail_probability(&self, score: f64) -> f64 {
        let n_below = self.held_out.partition_point(|held_out| held_out.total_cmp(&score).is_lt());
        (1 + self.held_out.len() - n_below) as f64 / (self.held_out.len() + 1) as f64
    }

    /// Held-out samples.
    pub fn n(&self) -> usize {
        self.held_out.len()
    }
}

/// Mean of `-log10 p` over the detectors' tail probabilities; 0 without any.
pub fn risk(tail_probabilities: &[f64]) -> f64 {
    let sum: f64 = tail_probabilities.iter().map(|p| -libm::log10(*p)).sum();
    sum / tail_probabilities.len().max(1) as f64
}

/// A risk as a number from 0 to 100, the largest that `n_held_out` samples can tell.
pub fn strangeness(risk: f64, n_held_out: usize) -> f64 {
    let largest = libm::log10((n_held_out + 1) as f64);
    if largest > 0.0 { (100.0 * risk / largest).clamp(0.0, 100.0) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tail_probabilities_count_equal_scores_and_never_reach_0() {
        let tail = TailModel::new(vec![3.0, 1.0, 2.0, 2.0]);
        let p = [0.0, 1.0, 1.5, 2.0, 3.0, 9.0].map(|score| tail.tail_probability(score));
        assert_eq!(p, [1.0, 1.0, 0.8, 0.8, 0.4, 0.2]);
        assert_eq!(TailModel::new(Vec::new()).tail_probability(1.0), 1.0);
    }

    #[test]
    fn risks_are_means_of_orders_of_magnitude() {
        assert_eq!(risk(&[0.1, 0.001]), 2.0);
        assert_eq!(risk(&[]), 0.0);
        assert_eq!(strangeness(risk(&[1e-3, 1e-3]), 999), 100.0);
        assert_eq!(strangeness(1.5, 999), 50.0);
        assert_eq!(strangeness(0.0, 0), 0.0);
    }
}
