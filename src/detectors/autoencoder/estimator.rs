//! The autoencoder as linfa's users know estimators: `Autoencoder::builder().fit(&dataset)?.predict(&x)`.

use linfa::traits::{Fit, PredictInplace};
use linfa::{DatasetBase, ParamGuard, dataset::AsTargets};
use ndarray::{Array1, ArrayBase, ArrayView2, Data, Ix2};

use super::model::Autoencoder;
use super::params::AutoencoderParams;
use super::training::Training;
use crate::detectors::error::DetectorError;
use crate::features::input_kind::InputKind;

/// Settings that are still to be checked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AutoencoderBuilder(AutoencoderParams);

impl Autoencoder {
    /// The recommended settings, to be changed and fitted.
    pub fn builder() -> AutoencoderBuilder {
        AutoencoderBuilder::default()
    }
}

impl AutoencoderBuilder {
    /// Changes settings.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut AutoencoderParams)) -> Self {
        change(&mut self.0);
        self
    }
}

impl ParamGuard for AutoencoderBuilder {
    type Checked = AutoencoderParams;
    type Error = DetectorError;

    fn check_ref(&self) -> Result<&AutoencoderParams, DetectorError> {
        self.0.validate().map(|()| &self.0)
    }

    fn check(self) -> Result<AutoencoderParams, DetectorError> {
        self.0.validate().map(|()| self.0)
    }
}

impl<D: Data<Elem = f32>, T: AsTargets> Fit<ArrayBase<D, Ix2>, T, DetectorError> for AutoencoderParams {
    type Object = Autoencoder;

    /// Trains on the records `[n_samples, n_features]`, all of them numbers; targets are not looked at. Missing values (NaN)
    /// count as the feature's mean and make no error. For names see [`Training::new`].
    fn fit(&self, dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<Autoencoder, DetectorError> {
        let inputs = vec![InputKind::Number; dataset.records.ncols()];
        let mut training = Training::new(self.clone(), inputs, dataset.records.to_owned(), None)?;
        while training.step() {}
        let no_sample: [f32; 0] = [];
        let held_out = ArrayView2::from_shape((0, 0), &no_sample);
        training.finish(held_out.map_err(|_| DetectorError::EmptyTrainingSet)?)
    }
}

impl<D: Data<Elem = f32>> PredictInplace<ArrayBase<D, Ix2>, Array1<f64>> for Autoencoder {
    /// Anomaly scores, as [`Autoencoder::score_samples`].
    fn predict_inplace(&self, x: &ArrayBase<D, Ix2>, scores: &mut Array1<f64>) {
        scores.assign(&Array1::from(self.score_samples(x.view())));
    }

    fn default_target(&self, x: &ArrayBase<D, Ix2>) -> Array1<f64> {
        Array1::zeros(x.nrows())
    }
}
