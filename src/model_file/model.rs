//! What a model is: the features it asks for, what is typical of them, and every detector with its threshold.

use serde::{Deserialize, Serialize};

use crate::data::packed::Packed;
use crate::data::schema::FeatureKind;
use crate::data::value::Value;
use crate::detectors::TrainOn;
use crate::detectors::autoencoder::Autoencoder;
use crate::detectors::isolation_forest::{IsolationForest, IsolationForestParams};
use crate::features::encoder::{Encoder, Encoding};

/// Most features of a model that is read.
const MAX_FEATURES: usize = 10_000;

/// Everything that is needed to judge a connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// The file that it was trained on.
    pub file: TrainingFile,
    /// Which rows of it the detectors could learn from.
    pub train_on: TrainOn,
    /// Distinct rows that were learnt from.
    pub n_training: u64,
    /// Distinct rows that thresholds come from.
    pub n_held_out: u64,
    /// What a connection is made of, in order.
    pub features: Vec<ModelFeature>,
    /// Every column of the file in order, features among them.
    pub columns: Vec<String>,
    /// What became of features before they met the forest.
    pub encoding: Encoding,
    /// The Isolation Forest.
    pub isolation_forest: ForestPart,
    /// The autoencoder, when one was trained.
    pub autoencoder: Option<AutoencoderPart>,
}

/// The file that a model was trained on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrainingFile {
    /// Its name. Untrusted text.
    pub name: String,
    /// Its format, like `NSL-KDD`.
    pub format: String,
    /// Its size as stored.
    pub bytes: u64,
    /// Connections in it.
    pub n_samples: u64,
    /// Hash of all connections, whatever their order.
    pub fingerprint: String,
}

/// One feature of a connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelFeature {
    /// As in the file. Untrusted text.
    pub name: String,
    /// Number or name.
    pub kind: FeatureKind,
    /// What stands in for a missing value: the median or the commonest name of the rows that were learnt from.
    pub typical: Value,
    /// Smallest and largest value by the documentation, where there is one.
    pub documented: Option<(f64, f64)>,
    /// Smallest and largest value of the file.
    pub range: Option<(f64, f64)>,
    /// Names in the file, in byte order, in which they have their integer codes; none when there are too many.
    pub names: Vec<String>,
}

impl ModelFeature {
    /// Whether it is a name.
    pub const fn is_categorical(&self) -> bool {
        matches!(self.kind, FeatureKind::Categorical)
    }
}

/// A forest with what makes scores of it and verdicts of scores.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ForestPart {
    /// Settings.
    pub params: IsolationForestParams,
    /// Makes numbers of a connection.
    pub encoder: Encoder,
    /// The trees.
    pub forest: IsolationForest,
    /// Scores above this are anomalous.
    pub threshold: f64,
    /// Scores of the held-out rows, ascending.
    pub held_out: Packed<f64>,
}

/// An autoencoder with what makes scores of it and verdicts of scores.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AutoencoderPart {
    /// Makes numbers of a connection.
    pub encoder: Encoder,
    /// The network.
    pub autoencoder: Autoencoder,
    /// Scores above this are anomalous.
    pub threshold: f64,
    /// Scores of the held-out rows, ascending.
    pub held_out: Packed<f64>,
    /// Mean squared error that as many held-out rows lie above as above the threshold.
    pub mse_threshold: f64,
}

impl Model {
    /// Names of columns that are no features, such as the label.
    pub fn other_columns(&self) -> impl Iterator<Item = &str> {
        let is_feature = |name: &str| self.features.iter().any(|feature| feature.name == name);
        self.columns.iter().map(String::as_str).filter(move |name| !is_feature(name))
    }

    /// The same model without its trees: what a page shows of it.
    #[must_use]
    pub fn without_detectors(&self) -> Self {
        let part = &self.isolation_forest;
        let forest =
            IsolationForest::new(Vec::new(), part.forest.n_tree_samples(), part.forest.n_features() as u32);
        let held_out = Packed(Vec::new());
        let isolation_forest = ForestPart { forest, held_out, ..part.clone() };
        Self { isolation_forest, ..self.clone() }
    }

    /// Whether a model of unknown origin can be used.
    ///
    /// # Errors
    /// What contradicts what.
    pub fn check(&self) -> Result<(), &'static str> {
        let n_features = self.features.len();
        if n_features == 0 || n_features > MAX_FEATURES || self.columns.len() > 2 * MAX_FEATURES {
            return Err("it has no features, or too many");
        }
        let has_its_kind = |feature: &ModelFeature| match feature.typical {
            Value::Number(number) => !feature.is_categorical() && number.is_finite(),
            Value::Name(_) => feature.is_categorical(),
        };
        if !self.features.iter().all(|feature| has_its_kind(feature) && feature.names.is_sorted()) {
            return Err("a feature's typical value or names are none of its kind");
        }
        let mut names: Vec<&str> = self.features.iter().map(|feature| feature.name.as_str()).collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| pair.first() == pair.last()) {
            return Err("two features have one name");
        }
        let part = &self.isolation_forest;
        if !part.encoder.is_sound(n_features) || part.encoder.n_features() != part.forest.n_features() {
            return Err("the encoder does not fit the forest");
        }
        if part.threshold.is_nan() || !is_ascending(&part.held_out.0) || part.params.validate().is_err() {
            return Err("the forest's threshold, held-out scores or settings are out of range");
        }
        self.autoencoder.as_ref().map_or(Ok(()), |part| part.check(n_features))
    }
}

impl AutoencoderPart {
    fn check(&self, n_features: usize) -> Result<(), &'static str> {
        let is_sound = self.encoder.is_sound(n_features) && self.autoencoder.is_sound();
        if !is_sound || self.encoder.n_features() != self.autoencoder.n_columns() {
            return Err("the encoder does not fit the autoencoder, or the autoencoder itself");
        }
        if self.threshold.is_nan() || self.mse_threshold.is_nan() || !is_ascending(&self.held_out.0) {
            return Err("the autoencoder's threshold or held-out scores are out of range");
        }
        Ok(())
    }
}

fn is_ascending(scores: &[f64]) -> bool {
    scores.iter().all(|score| score.is_finite()) && scores.is_sorted()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::data::schema::Schema;
    use crate::detectors::isolation_forest::training::Training;
    use crate::features::encoder::NameCounts;
    use ndarray::Array2;

    /// A small model of two features, `bytes` and `flag`, grown on 200 made-up rows.
    pub(crate) fn model() -> Model {
        let kinds =
            [("bytes", FeatureKind::Numeric { heavy_tail: true }), ("flag", FeatureKind::Categorical)];
        let schema = Schema::of_features(&kinds);
        let names: Vec<String> = vec!["REJ".into(), "S0".into(), "SF".into()];
        let counts = [NameCounts::default(), NameCounts { names: names.clone(), counts: vec![20, 0, 180] }];
        let encoder = Encoder::fit(Encoding::default(), &schema, &counts, 200);
        let mut x = Vec::new();
        for row in 0..200 {
            let flag = if row % 10 == 0 { "REJ" } else { "SF" };
            let values = [Value::Number(f64::from(100 + row * 7 % 90)), Value::Name(flag.into())];
            encoder.encode_sample(&values, &mut x);
        }
        let params = IsolationForestParams { n_estimators: 25, max_samples: 64, ..Default::default() };
        let x = Array2::from_shape_vec((200, 2), x).expect("200 rows of two");
        let mut training = Training::new(params.clone(), x.clone()).expect("valid");
        while training.step() {}
        let forest = training.finish();
        let mut held_out = forest.score_samples(x.view()).to_vec();
        held_out.sort_by(f64::total_cmp);
        let feature = |name: &str, kind, typical, names| ModelFeature {
            name: name.into(),
            kind,
            typical,
            documented: None,
            range: Some((100.0, 189.0)),
            names,
        };
        Model {
            file: TrainingFile { name: "made up".into(), n_samples: 200, ..Default::default() },
            train_on: TrainOn::Distinct,
            n_training: 200,
            n_held_out: 200,
            features: vec![
                feature("bytes", kinds[0].1, Value::Number(144.0), Vec::new()),
                feature("flag", kinds[1].1, Value::Name("SF".into()), names),
            ],
            columns: vec!["bytes".into(), "flag".into(), "label".into()],
            encoding: Encoding::default(),
            isolation_forest: ForestPart {
                params,
                encoder,
                forest,
                threshold: held_out[197],
                held_out: Packed(held_out),
            },
            autoencoder: None,
        }
    }

    #[test]
    fn contradictions_are_found() {
        let check = |change: fn(&mut Model)| {
            let mut changed = model();
            change(&mut changed);
            assert!(changed.check().is_err());
        };
        assert_eq!(model().check(), Ok(()));
        check(|model| model.features.clear());
        check(|model| model.features[1].name = "bytes".into());
        check(|model| model.features[0].typical = Value::Name("SF".into()));
        check(|model| model.features[0].typical = Value::Number(f64::NAN));
        check(|model| model.isolation_forest.threshold = f64::NAN);
        check(|model| model.isolation_forest.held_out.0.reverse());
        check(|model| model.isolation_forest.forest = IsolationForest::new(Vec::new(), 64, 3));
        check(|model| model.features.truncate(1));
        assert_eq!(model().other_columns().collect::<Vec<_>>(), ["label"]);
    }
}
