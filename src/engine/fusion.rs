//! Both detectors taken together: how rare each one's score is among vectors kept aside, a weighted mean on a logarithmic scale.

use super::order::Tails;
use crate::detectors::Detector;
use crate::detectors::fusion::{TailModel, risk, strangeness};

/// What turns two scores into one.
pub struct Fusion {
    isolation_forest: TailModel,
    autoencoder: TailModel,
}

impl Fusion {
    /// From both detectors' scores of the vectors kept aside.
    pub fn of(tails: Tails) -> Self {
        Self {
            isolation_forest: TailModel::new(tails.isolation_forest.0),
            autoencoder: TailModel::new(tails.autoencoder.0),
        }
    }

    /// How strange a row is that got these scores, in [0, 1]; 0 without any vector kept aside.
    pub fn score(&self, isolation_forest: f64, autoencoder: f64) -> f64 {
        let tails = self.tails(isolation_forest, autoencoder);
        strangeness(risk(&tails), self.isolation_forest.n()) / 100.0
    }

    /// To which detector a row with these scores is the rarer one; the forest when it is as rare to both.
    pub fn more_struck(&self, isolation_forest: f64, autoencoder: f64) -> Detector {
        let [forest_tail, autoencoder_tail] = self.tails(isolation_forest, autoencoder);
        if autoencoder_tail < forest_tail { Detector::Autoencoder } else { Detector::IsolationForest }
    }

    fn tails(&self, isolation_forest: f64, autoencoder: f64) -> [f64; 2] {
        [
            self.isolation_forest.tail_probability(isolation_forest),
            self.autoencoder.tail_probability(autoencoder),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::packed::Packed;

    #[test]
    fn the_rarer_score_strikes_more() {
        let tail = || Packed(vec![0.1, 0.2, 0.3]);
        let fusion = Fusion::of(Tails { isolation_forest: tail(), autoencoder: tail() });
        assert_eq!(fusion.more_struck(0.25, 0.15), Detector::IsolationForest);
        assert_eq!(fusion.more_struck(0.15, 0.25), Detector::Autoencoder);
        assert_eq!(fusion.more_struck(0.4, 0.4), Detector::IsolationForest);
    }
}
