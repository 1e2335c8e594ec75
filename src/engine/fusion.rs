//! Both detectors taken together: how rare each one's score is among vectors kept aside, averaged on a logarithmic scale.

use super::order::Tails;
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
        let tails = [
            self.isolation_forest.tail_probability(isolation_forest),
            self.autoencoder.tail_probability(autoencoder),
        ];
        strangeness(risk(&tails), self.isolation_forest.n()) / 100.0
    }
}
