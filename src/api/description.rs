//! What `GET model` says.

use serde::Serialize;

use super::prediction::Scores;
use super::{MAX_CONNECTIONS, Scorer, json};
use crate::data::value::Value;
use crate::detectors::TrainOn;
use crate::model_file::model::ModelFeature;

#[derive(Serialize)]
struct Description<'a> {
    name: &'a str,
    version: &'a str,
    format: &'a str,
    fingerprint: &'a str,
    train_on: &'static str,
    n_samples: u64,
    n_training: u64,
    n_held_out: u64,
    max_connections: usize,
    thresholds: Scores,
    isolation_forest: &'a crate::detectors::isolation_forest::IsolationForestParams,
    autoencoder: Option<&'a crate::detectors::autoencoder::AutoencoderParams>,
    features: Vec<Feature<'a>>,
}

#[derive(Serialize)]
struct Feature<'a> {
    name: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    typical: &'a Value,
    /// By the documentation; open upwards where the last number is null.
    documented_range: Option<(f64, Option<f64>)>,
    range: Option<(f64, f64)>,
    /// In the order of their integer codes.
    names: &'a [String],
}

/// The model in JSON.
pub fn describe(scorer: &Scorer) -> Vec<u8> {
    let model = scorer.model();
    json(&Description {
        name: &model.file.name,
        version: scorer.version(),
        format: &model.file.format,
        fingerprint: &model.file.fingerprint,
        train_on: match model.train_on {
            TrainOn::Normal => "normal",
            TrainOn::Distinct => "distinct",
            TrainOn::AllRows => "all",
        },
        n_samples: model.file.n_samples,
        n_training: model.n_training,
        n_held_out: model.n_held_out,
        max_connections: MAX_CONNECTIONS,
        thresholds: scorer.thresholds(),
        isolation_forest: &model.isolation_forest.params,
        autoencoder: model.autoencoder.as_ref().map(|part| part.autoencoder.params()),
        features: model.features.iter().map(feature).collect(),
    })
}

fn feature(feature: &ModelFeature) -> Feature<'_> {
    Feature {
        name: &feature.name,
        kind: if feature.is_categorical() { "name" } else { "number" },
        typical: &feature.typical,
        documented_range: feature
            .documented
            .map(|(least, most)| (least, Some(most).filter(|most| most.is_finite()))),
        range: feature.range,
        names: &feature.names,
    }
}
