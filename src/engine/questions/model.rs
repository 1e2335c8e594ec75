//! What was trained as a model file: detectors from the shards, typical values from a draw of the rows that were learnt from.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::Known;
use crate::data::content_hash::draw_key;
use crate::data::kdd99::documented_range;
use crate::data::packed::Packed;
use crate::data::schema::{FeatureKind, Field};
use crate::data::table::{Column, Values};
use crate::data::value::Value;
use crate::detectors::autoencoder::Autoencoder;
use crate::detectors::autoencoder::params::ErrorScore;
use crate::detectors::isolation_forest::IsolationForest;
use crate::detectors::threshold::threshold;
use crate::engine::event::{FitSummary, LoadSummary, ScoreSummary};
use crate::engine::models::Model as TrainedModel;
use crate::engine::order::TrainingChoice;
use crate::engine::owned_table::OwnedTable;
use crate::features::encoder::Encoder;
use crate::model_file::model::{AutoencoderPart, ForestPart, ModelFeature, TrainingFile};
use crate::model_file::{self, Model};

/// Rows whose medians and commonest names are typical: with a thousand a median lies within two percentiles of the true one.
const N_DRAWN: usize = 1001;
/// Decides which rows; apart from every seed.
const DRAW_SALT: u64 = 0x7479_7069_6361_6C21;
/// Rows that are encoded at once to measure their errors.
const MSE_ROWS: usize = 4096;
/// Names that a model keeps of a feature; one with more has no integer codes.
const MAX_NAMES: usize = 1000;

/// What whoever asks knows from the events of the training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelWish {
    /// The file that was trained on.
    pub file: TrainingFile,
    /// What was trained.
    pub fit: FitSummary,
    /// The forest's threshold.
    pub threshold: f64,
    /// The forest's scores of held-out rows, ascending.
    pub held_out: Packed<f64>,
    /// The autoencoder's threshold and its scores of held-out rows, ascending, when one was trained.
    pub autoencoder: Option<(f64, Packed<f64>)>,
    /// Whether the shard gives the detectors, which all shards have alike.
    pub with_detectors: bool,
}

impl ModelWish {
    /// The wish for the model of a training, from what it told of the file and of its scores.
    pub fn new(file: &LoadSummary, scores: &ScoreSummary) -> Self {
        Self {
            file: TrainingFile {
                name: file.name.clone(),
                format: file.format.clone(),
                bytes: file.bytes,
                n_samples: file.n_samples,
                fingerprint: file.fingerprint.clone(),
            },
            fit: scores.fit.clone(),
            threshold: scores.isolation_forest.threshold,
            held_out: scores.isolation_forest.calibration.clone(),
            autoencoder: scores.autoencoder.as_ref().map(|part| (part.threshold, part.calibration.clone())),
            with_detectors: false,
        }
    }
}

/// What a shard adds to a model.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ModelPart {
    forest: Option<(Encoder, IsolationForest)>,
    autoencoder: Option<(Encoder, Autoencoder)>,
    /// The autoencoder's mean squared errors of the rows that thresholds come from.
    mse: Packed<f64>,
    columns: Vec<Field>,
    features: Vec<FeaturePart>,
    /// Draw keys of the drawn rows, ascending.
    keys: Packed<u128>,
}

/// What a shard knows of a feature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct FeaturePart {
    name: String,
    kind: FeatureKind,
    names: Vec<String>,
    range: Option<(f64, f64)>,
    /// Values of the drawn rows.
    drawn: Vec<Value>,
}

impl ModelPart {
    /// A shard's part; `None` while nothing is trained.
    pub(super) fn of(wish: &ModelWish, known: &Known<'_>) -> Option<Self> {
        let (owned, model) = (known.training?, known.models.isolation_forest.as_ref()?);
        let choice = TrainingChoice { train_on: wish.fit.train_on, hold_out: wish.fit.n_held_out > 0 };
        let drawn = draw(owned, choice);
        let table = &owned.table;
        let features =
            table.schema.features.iter().zip(&table.columns).map(|(feature, column)| FeaturePart {
                name: feature.name.clone(),
                kind: feature.kind,
                names: names(column),
                range: range(column),
                drawn: drawn.iter().map(|(_, row)| column.value(*row)).collect(),
            });
        Some(Self {
            forest: wish.with_detectors.then(|| (model.encoder.clone(), model.detector.clone())),
            autoencoder: known
                .models
                .autoencoder
                .as_ref()
                .filter(|_| wish.with_detectors)
                .map(|model| (model.encoder.clone(), model.detector.clone())),
            mse: Packed(
                known.models.autoencoder.as_ref().map_or_else(Vec::new, |model| mse(owned, model, choice)),
            ),
            columns: table.schema.fields.clone(),
            features: features.collect(),
            keys: drawn.iter().map(|(key, _)| *key).collect(),
        })
    }

    /// The model's file from all shards' parts; the same for any number of shards.
    pub(super) fn file(wish: &ModelWish, mut parts: Vec<Self>) -> Option<Vec<u8>> {
        let (encoder, forest) = parts.iter_mut().find_map(|part| part.forest.take())?;
        let autoencoder = parts.iter_mut().find_map(|part| part.autoencoder.take());
        let mse: Vec<f64> = parts.iter().flat_map(|part| part.mse.0.iter().copied()).collect();
        let mse_threshold =
            threshold(&mse, wish.fit.isolation_forest.contamination).map_or(f64::MAX, |limit| limit.0);
        let first = parts.first()?;
        let features = (0..first.features.len()).map(|idx| feature(idx, &parts)).collect::<Option<_>>()?;
        let model = Model {
            file: wish.file.clone(),
            train_on: wish.fit.train_on,
            n_training: wish.fit.n_training,
            n_held_out: wish.fit.n_held_out,
            features,
            columns: first.columns.iter().map(|field| field.name.clone()).collect(),
            encoding: wish.fit.encoding,
            isolation_forest: ForestPart {
                params: wish.fit.isolation_forest.clone(),
                encoder,
                forest,
                threshold: wish.threshold,
                held_out: wish.held_out.clone(),
            },
            autoencoder: wish.autoencoder.clone().zip(autoencoder).map(|((threshold, held_out), learnt)| {
                let (encoder, autoencoder) = learnt;
                // Where the score is this mean, there is one verdict on it.
                let is_mse = autoencoder.params().score == ErrorScore::MeanSquared;
                let mse_threshold = if is_mse { threshold } else { mse_threshold };
                AutoencoderPart { encoder, autoencoder, threshold, held_out, mse_threshold }
            }),
        };
        Some(model_file::write(&model, env!("CARGO_PKG_VERSION")))
    }
}

/// Rows that were learnt from, as many as are drawn, by their draw keys.
fn draw(owned: &OwnedTable, choice: TrainingChoice) -> Vec<(u128, usize)> {
    let is_learnt = |row: &usize| owned.eligible(*row, choice.train_on) && !owned.held_out(*row, choice);
    let rows = (0..owned.table.n_rows()).filter(is_learnt);
    let mut keys: Vec<(u128, usize)> =
        rows.map(|row| (draw_key(DRAW_SALT, owned.vector_hash(row)), row)).collect();
    if keys.len() > N_DRAWN {
        keys.select_nth_unstable(N_DRAWN);
        keys.truncate(N_DRAWN);
    }
    keys.sort_unstable();
    keys
}

/// The autoencoder's mean squared errors of the rows that thresholds come from.
fn mse(owned: &OwnedTable, model: &TrainedModel<Autoencoder>, choice: TrainingChoice) -> Vec<f64> {
    let calibrates = |row: &u32| {
        let row = *row as usize;
        owned.eligible(row, choice.train_on) && (!choice.hold_out || owned.held_out(row, choice))
    };
    let rows: Vec<u32> = (0..owned.table.n_rows() as u32).filter(calibrates).collect();
    let (mut scorer, mut scores, mut mse) = (model.detector.scorer(), Vec::new(), Vec::new());
    for rows in rows.chunks(MSE_ROWS) {
        scorer.score_next(&model.encoder.encode(&owned.table, rows), &mut scores, &mut mse);
    }
    mse
}

fn names(column: &Column) -> Vec<String> {
    match &column.values {
        // One more than are kept, so that the coordinator sees that there are too many.
        Values::Categorical(names) => names.iter().take(MAX_NAMES + 1).cloned().collect(),
        Values::Numeric(_) => Vec::new(),
    }
}

fn range(column: &Column) -> Option<(f64, f64)> {
    let Values::Numeric(values) = &column.values else { return None };
    let last = values.iter().rev().find(|value| !value.is_nan())?;
    values.first().filter(|first| !first.is_nan()).map(|first| (*first, *last))
}

fn feature(idx: usize, parts: &[ModelPart]) -> Option<ModelFeature> {
    let of_all =
        || parts.iter().filter_map(move |part| part.features.get(idx).map(|feature| (part, feature)));
    let (_, first) = of_all().next()?;
    let mut drawn: Vec<(u128, &Value)> =
        of_all().flat_map(|(part, feature)| part.keys.0.iter().copied().zip(&feature.drawn)).collect();
    drawn.sort_by_key(|(key, _)| *key);
    drawn.truncate(N_DRAWN);
    let mut names: Vec<String> = of_all().flat_map(|(_, feature)| feature.names.iter().cloned()).collect();
    names.sort_unstable();
    names.dedup();
    if names.len() > MAX_NAMES {
        names.clear();
    }
    let ranges = of_all().filter_map(|(_, feature)| feature.range);
    Some(ModelFeature {
        name: first.name.clone(),
        kind: first.kind,
        typical: typical(first.kind, drawn.into_iter().map(|(_, value)| value)),
        documented: documented_range(&first.name),
        range: ranges.reduce(|(a, b), (c, d)| (a.min(c), b.max(d))),
        names,
    })
}

/// The median, of two the lower one, or the commonest name, of several the first in byte order.
fn typical<'a>(kind: FeatureKind, drawn: impl Iterator<Item = &'a Value>) -> Value {
    if kind != FeatureKind::Categorical {
        let mut numbers: Vec<f64> = drawn.filter_map(number).collect();
        numbers.sort_by(f64::total_cmp);
        let middle = numbers.len().saturating_sub(1) / 2;
        return Value::Number(numbers.get(middle).copied().unwrap_or(0.0));
    }
    let mut counts = std::collections::BTreeMap::<&str, u64>::new();
    for value in drawn {
        if let Value::Name(name) = value {
            *counts.entry(name).or_default() += 1;
        }
    }
    let commoner = |(a, x): &(&str, u64), (b, y): &(&str, u64)| match x.cmp(y) {
        Ordering::Equal => b.cmp(a),
        unequal => unequal,
    };
    Value::Name(counts.into_iter().max_by(commoner).map(|(name, _)| name.to_owned()).unwrap_or_default())
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) if !number.is_nan() => Some(*number),
        Value::Number(_) | Value::Name(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_and_commonest_names_are_typical() {
        let numbers = |numbers: &[f64]| {
            let values: Vec<Value> = numbers.iter().copied().map(Value::Number).collect();
            typical(FeatureKind::Numeric { heavy_tail: false }, values.iter())
        };
        assert_eq!(numbers(&[5.0, 1.0, 9.0]), Value::Number(5.0));
        assert_eq!(numbers(&[5.0, 1.0, f64::NAN, 9.0, 7.0]), Value::Number(5.0));
        assert_eq!(numbers(&[]), Value::Number(0.0));
        let names = ["tcp", "udp", "tcp", "udp", "icmp"].map(|name| Value::Name(name.into()));
        assert_eq!(typical(FeatureKind::Categorical, names.iter()), Value::Name("tcp".into()));
    }
}
