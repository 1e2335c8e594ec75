//! Trained models as workers hold them: to score, to explain, to be saved.

use std::rc::Rc;

use crate::detectors::autoencoder::Autoencoder;
use crate::detectors::isolation_forest::IsolationForest;
use crate::features::encoder::Encoder;

/// A detector with what makes its matrix.
#[derive(Debug)]
pub struct Model<D> {
    /// Turns rows into numbers.
    pub encoder: Encoder,
    /// The detector.
    pub detector: D,
}

/// Models of one training.
#[derive(Clone, Debug, Default)]
pub struct Models {
    /// The Isolation Forest.
    pub isolation_forest: Option<Rc<Model<IsolationForest>>>,
    /// The autoencoder.
    pub autoencoder: Option<Rc<Model<Autoencoder>>>,
}
