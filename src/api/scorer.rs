//! A model made ready for single connections: names are found at once, typical values are encoded already.

use std::collections::BTreeMap;

use super::connection::Connection;
use super::prediction::{Change, Named, Prediction, Reason, Reasons, Scores};
use crate::data::value::Value;
use crate::model_file::{Model, Opened};

/// Reasons that are given of each detector.
const MAX_REASONS: usize = 5;
/// Changes after which a counterfactual is given up.
const MAX_CHANGES: usize = 6;

/// A model that judges connections.
pub struct Scorer {
    model: Model,
    version: String,
    by_name: BTreeMap<String, u32>,
    /// For every encoded feature of the forest the feature that it comes from.
    sources: Vec<usize>,
}

impl Scorer {
    /// Prepares a model that was read from a file.
    pub fn new(opened: Opened) -> Self {
        let Opened { model, version } = opened;
        let by_name = |(idx, feature): (usize, &crate::model_file::model::ModelFeature)| {
            (feature.name.clone(), idx as u32)
        };
        Self {
            by_name: model.features.iter().enumerate().map(by_name).collect(),
            sources: model.isolation_forest.encoder.sources().collect(),
            version,
            model,
        }
    }

    /// The model.
    pub const fn model(&self) -> &Model {
        &self.model
    }

    /// Sixteen hexadecimal digits that no other model has.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Position of a feature.
    pub fn feature_idx(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).map(|idx| *idx as usize)
    }

    /// The verdict on a connection.
    pub fn predict(&self, connection: &Connection) -> Prediction {
        let part = &self.model.isolation_forest;
        let mut x = Vec::with_capacity(self.sources.len());
        part.encoder.encode_sample(&connection.values, &mut x);
        let score = score_of(&part.forest, &x);
        let contributions = part.forest.contributions(&x);
        let names = |indices: &[u32]| {
            indices
                .iter()
                .filter_map(|idx| self.model.features.get(*idx as usize))
                .map(|f| f.name.clone())
                .collect()
        };
        Prediction {
            isolation_forest: u8::from(score > part.threshold),
            autoencoder: None,
            mse: None,
            threshold: None,
            scores: Scores { isolation_forest: score, autoencoder: None },
            thresholds: Scores { isolation_forest: part.threshold, autoencoder: None },
            reasons: Reasons {
                isolation_forest: self.reasons(connection, &contributions, &self.sources),
                autoencoder: None,
            },
            filled: names(&connection.filled),
            unseen: names(&connection.unseen),
            out_of_range: names(&connection.out_of_range),
            model: Named { name: self.model.file.name.clone(), version: self.version.clone() },
        }
    }

    /// Few changes that make an anomalous connection normal: features set to their typical values, one at a time the one
    /// that brings the score down most; `None` when it is normal already or [`MAX_CHANGES`] are not enough.
    pub fn counterfactual(&self, connection: &Connection) -> Option<Vec<Change>> {
        let threshold = self.model.isolation_forest.threshold;
        let mut changed = connection.clone();
        let mut changes = Vec::new();
        if self.score(&changed) <= threshold {
            return None;
        }
        while changes.len() < MAX_CHANGES {
            let (lowered, idx) = self.best_change(&mut changed)?;
            let (feature, value) = (self.model.features.get(idx)?, changed.values.get_mut(idx)?);
            let from = std::mem::replace(value, feature.typical.clone());
            changes.push(Change { feature: feature.name.clone(), from, to: feature.typical.clone() });
            if lowered <= threshold {
                return Some(changes);
            }
        }
        None
    }

    /// The feature whose typical value brings the score down most, and that score.
    fn best_change(&self, connection: &mut Connection) -> Option<(f64, usize)> {
        let mut best: Option<(f64, usize)> = None;
        for (idx, feature) in self.model.features.iter().enumerate() {
            let actual = connection.values.get(idx)?.clone();
            if actual == feature.typical {
                continue;
            }
            *connection.values.get_mut(idx)? = feature.typical.clone();
            let score = self.score(connection);
            *connection.values.get_mut(idx)? = actual;
            if best.is_none_or(|(lowest, _)| score < lowest) {
                best = Some((score, idx));
            }
        }
        best
    }

    fn score(&self, connection: &Connection) -> f64 {
        let part = &self.model.isolation_forest;
        let mut x = Vec::with_capacity(self.sources.len());
        part.encoder.encode_sample(&connection.values, &mut x);
        score_of(&part.forest, &x)
    }

    /// The features that tell most, with what is usual.
    fn reasons(&self, connection: &Connection, contributions: &[f64], sources: &[usize]) -> Vec<Reason> {
        let mut by_feature = vec![0.0; self.model.features.len()];
        for (contribution, source) in contributions.iter().zip(sources) {
            if let Some(sum) = by_feature.get_mut(*source) {
                *sum += contribution;
            }
        }
        let whole: f64 = by_feature.iter().filter(|part| **part > 0.0).sum();
        let mut order: Vec<(usize, f64)> =
            by_feature.into_iter().enumerate().filter(|(_, part)| *part > 0.0).collect();
        order.sort_by(|(a, x), (b, y)| y.total_cmp(x).then(a.cmp(b)));
        let reason = |(idx, part): (usize, f64)| {
            let feature = self.model.features.get(idx)?;
            let actual = connection.values.get(idx).cloned().unwrap_or(Value::Number(f64::NAN));
            let typical = feature.typical.clone();
            Some(Reason { feature: feature.name.clone(), actual, typical, share: part / whole })
        };
        order.into_iter().take(MAX_REASONS).filter_map(reason).collect()
    }
}

fn score_of(forest: &crate::detectors::isolation_forest::IsolationForest, x: &[f32]) -> f64 {
    let mut scores = Vec::with_capacity(1);
    forest.score_next(x, x.len(), &mut scores);
    scores.first().copied().unwrap_or(0.0)
}
