//! The forest as linfa's users know estimators: `IsolationForest::params().fit(&dataset)?.predict(&x)`.

use linfa::DatasetBase;
use linfa::traits::{Fit, PredictInplace};
use linfa::{ParamGuard, dataset::AsTargets};
use ndarray::{Array1, ArrayBase, Data, Ix2};

use super::forest::IsolationForest;
use super::params::IsolationForestParams;
use super::training::Training;
use crate::detectors::error::DetectorError;

/// Settings that are still to be checked, set one by one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IsolationForestBuilder(IsolationForestParams);

impl IsolationForest {
    /// The default settings, to be changed and fitted.
    pub fn params() -> IsolationForestBuilder {
        IsolationForestBuilder::default()
    }
}

impl IsolationForestBuilder {
    /// Sets the number of trees.
    #[must_use]
    pub const fn n_estimators(mut self, n_estimators: u32) -> Self {
        self.0.n_estimators = n_estimators;
        self
    }

    /// Sets the number of samples that each tree is grown on.
    #[must_use]
    pub const fn max_samples(mut self, max_samples: u32) -> Self {
        self.0.max_samples = max_samples;
        self
    }

    /// Sets the share of features that each tree may cut.
    #[must_use]
    pub const fn max_features(mut self, max_features: f64) -> Self {
        self.0.max_features = max_features;
        self
    }

    /// Sets whether samples are drawn with replacement.
    #[must_use]
    pub const fn bootstrap(mut self, bootstrap: bool) -> Self {
        self.0.bootstrap = bootstrap;
        self
    }

    /// Sets across how many features at once a cut is made.
    #[must_use]
    pub const fn ndim(mut self, ndim: u32) -> Self {
        self.0.ndim = ndim;
        self
    }

    /// Sets how deep trees may grow.
    #[must_use]
    pub const fn max_depth(mut self, max_depth: u32) -> Self {
        self.0.max_depth = Some(max_depth);
        self
    }

    /// Sets the share of samples that may lie above the threshold.
    #[must_use]
    pub const fn contamination(mut self, contamination: f64) -> Self {
        self.0.contamination = contamination;
        self
    }

    /// Sets the seed.
    #[must_use]
    pub const fn seed(mut self, seed: u64) -> Self {
        self.0.seed = seed;
        self
    }
}

impl ParamGuard for IsolationForestBuilder {
    type Checked = IsolationForestParams;
    type Error = DetectorError;

    fn check_ref(&self) -> Result<&IsolationForestParams, DetectorError> {
        self.0.validate().map(|()| &self.0)
    }

    fn check(self) -> Result<IsolationForestParams, DetectorError> {
        self.0.validate().map(|()| self.0)
    }
}

impl<D: Data<Elem = f32>, T: AsTargets> Fit<ArrayBase<D, Ix2>, T, DetectorError> for IsolationForestParams {
    type Object = IsolationForest;

    /// Grows a forest on the records `[n_samples, n_features]` and calibrates its threshold on them; targets are not looked
    /// at. Missing values (NaN) are passed over when a cut is chosen and go right at every cut; infinite ones lie beyond every
    /// finite value. Encode names first, see [`Encoder`](crate::features::encoder::Encoder).
    fn fit(&self, dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<IsolationForest, DetectorError> {
        let mut training = Training::new(self.clone(), dataset.records.to_owned())?;
        while training.step() {}
        Ok(training.finish().calibrated(dataset.records.view(), self.contamination))
    }
}

impl<D: Data<Elem = f32>> PredictInplace<ArrayBase<D, Ix2>, Array1<f64>> for IsolationForest {
    /// Anomaly scores, as [`IsolationForest::score_samples`].
    fn predict_inplace(&self, x: &ArrayBase<D, Ix2>, scores: &mut Array1<f64>) {
        scores.assign(&self.score_samples(x.view()));
    }

    fn default_target(&self, x: &ArrayBase<D, Ix2>) -> Array1<f64> {
        Array1::zeros(x.nrows())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use linfa::traits::Predict;
    use ndarray::Array2;

    fn blob_with_outlier() -> Array2<f32> {
        let mut x = Array2::from_shape_fn((300, 3), |(i, j)| ((i * 13 + j * 29) % 23) as f32);
        x.row_mut(0).fill(500.0);
        x
    }

    #[test]
    fn the_estimator_fits_and_predicts_like_any_of_linfa() {
        let x = blob_with_outlier();
        let dataset = DatasetBase::from(x.clone());
        let forest = IsolationForest::params().max_samples(64).seed(5).fit(&dataset).expect("valid");
        let scores: Array1<f64> = forest.predict(&x);
        assert!(scores.iter().skip(1).all(|score| *score < scores[0]), "the outlier scores highest");
        assert!(scores.iter().all(|score| (0.0..=1.0).contains(score)));
        assert_eq!(forest.score_samples(x.view()), scores);
    }

    #[test]
    fn settings_out_of_range_are_refused_before_any_work() {
        let dataset = DatasetBase::from(blob_with_outlier());
        let refused = IsolationForest::params().n_estimators(0).fit(&dataset);
        assert_eq!(refused, Err(DetectorError::NoTrees));
    }
}
