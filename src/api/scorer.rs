//! A model made ready for single connections: names are found at once, typical values are encoded already.

use std::collections::BTreeMap;

use std::sync::{Mutex, PoisonError};

use super::connection::Connection;
use super::prediction::{Change, Named, Prediction, Reason, Reasons, Scores};
use crate::data::value::Value;
use crate::detectors::autoencoder::scorer::Scorer as Network;
use crate::detectors::fusion::{TailModel, risk, strangeness};
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
    /// The autoencoder with buffers that are used again.
    network: Option<Mutex<Network>>,
    tails: Vec<TailModel>,
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
            network: model.autoencoder.as_ref().map(|part| Mutex::new(part.autoencoder.scorer())),
            tails: [
                Some(&model.isolation_forest.held_out),
                model.autoencoder.as_ref().map(|part| &part.held_out),
            ]
            .into_iter()
            .flatten()
            .map(|held_out| TailModel::new(held_out.0.clone()))
            .collect(),
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
        let learnt = self.learnt(connection);
        let scores =
            Scores { isolation_forest: score, autoencoder: learnt.as_ref().map(|learnt| learnt.score) };
        let limit = self.model.autoencoder.as_ref();
        Prediction {
            isolation_forest: u8::from(score > part.threshold),
            autoencoder: learnt
                .as_ref()
                .zip(limit)
                .map(|(learnt, part)| u8::from(learnt.score > part.threshold)),
            mse: learnt.as_ref().map(|learnt| learnt.mse),
            threshold: limit.map(|part| part.mse_threshold),
            strangeness: self.strangeness(scores),
            scores,
            thresholds: self.thresholds(),
            reasons: Reasons {
                isolation_forest: self.reasons(connection, &contributions, &self.sources),
                autoencoder: learnt.map(|learnt| learnt.reasons),
            },
            filled: names(&connection.filled),
            unseen: names(&connection.unseen),
            out_of_range: names(&connection.out_of_range),
            model: Named { name: self.model.file.name.clone(), version: self.version.clone() },
        }
    }

    /// Scores above which a connection is anomalous.
    pub fn thresholds(&self) -> Scores {
        let autoencoder = self.model.autoencoder.as_ref().map(|part| part.threshold);
        Scores { isolation_forest: self.model.isolation_forest.threshold, autoencoder }
    }

    /// How rare the scores are among held-out rows, from 0 to 100.
    fn strangeness(&self, scores: Scores) -> f64 {
        let scores = [Some(scores.isolation_forest), scores.autoencoder].into_iter().flatten();
        let rare: Vec<f64> =
            self.tails.iter().zip(scores).map(|(tail, score)| tail.tail_probability(score)).collect();
        strangeness(risk(&rare), self.tails.first().map_or(0, TailModel::n))
    }

    /// What the autoencoder says.
    fn learnt(&self, connection: &Connection) -> Option<Learnt> {
        let part = self.model.autoencoder.as_ref()?;
        let (score, mse) = self.errors(connection)?;
        let mut x = Vec::with_capacity(part.encoder.n_features());
        part.encoder.encode_sample(&connection.values, &mut x);
        let sources: Vec<usize> = part.encoder.sources().collect();
        let reasons = self.reasons(connection, &part.autoencoder.contributions(&x), &sources);
        Some(Learnt { score, mse, reasons })
    }

    /// Few changes that make an anomalous connection normal to every detector: features set to their typical values, one at a
    /// time the one that brings the scores down most; `None` when it is normal already or [`MAX_CHANGES`] are not enough.
    pub fn counterfactual(&self, connection: &Connection) -> Option<Vec<Change>> {
        let mut changed = connection.clone();
        let mut changes = Vec::new();
        if self.excess(&changed) <= 0.0 {
            return None;
        }
        while changes.len() < MAX_CHANGES {
            let (lowered, idx) = self.best_change(&mut changed)?;
            let (feature, value) = (self.model.features.get(idx)?, changed.values.get_mut(idx)?);
            let from = std::mem::replace(value, feature.typical.clone());
            changes.push(Change { feature: feature.name.clone(), from, to: feature.typical.clone() });
            if lowered <= 0.0 {
                return Some(changes);
            }
        }
        None
    }

    /// The feature whose typical value brings the scores down most, and what is left above the thresholds then.
    fn best_change(&self, connection: &mut Connection) -> Option<(f64, usize)> {
        let mut best: Option<(f64, usize)> = None;
        for (idx, feature) in self.model.features.iter().enumerate() {
            let actual = connection.values.get(idx)?.clone();
            if actual == feature.typical {
                continue;
            }
            *connection.values.get_mut(idx)? = feature.typical.clone();
            let excess = self.excess(connection);
            *connection.values.get_mut(idx)? = actual;
            if best.is_none_or(|(lowest, _)| excess < lowest) {
                best = Some((excess, idx));
            }
        }
        best
    }

    /// How far the scores lie above their thresholds, as shares of these, together; 0 when every detector calls it normal.
    fn excess(&self, connection: &Connection) -> f64 {
        let part = &self.model.isolation_forest;
        let mut x = Vec::with_capacity(self.sources.len());
        part.encoder.encode_sample(&connection.values, &mut x);
        let above = |score: f64, threshold: f64| {
            (score - threshold).max(0.0) / threshold.abs().max(f64::MIN_POSITIVE)
        };
        let by_forest = above(score_of(&part.forest, &x), part.threshold);
        let learnt = self.errors(connection).zip(self.model.autoencoder.as_ref());
        by_forest + learnt.map_or(0.0, |((score, _), part)| above(score, part.threshold))
    }

    /// The autoencoder's score and mean squared error.
    fn errors(&self, connection: &Connection) -> Option<(f64, f64)> {
        let (part, network) = (self.model.autoencoder.as_ref()?, self.network.as_ref()?);
        let mut x = Vec::with_capacity(part.encoder.n_features());
        part.encoder.encode_sample(&connection.values, &mut x);
        let (mut scores, mut mse) = (Vec::with_capacity(1), Vec::with_capacity(1));
        // Buffers that a panic left behind are overwritten like any others.
        network.lock().unwrap_or_else(PoisonError::into_inner).score_next(&x, &mut scores, &mut mse);
        Some((*scores.first()?, *mse.first()?))
    }

    /// The features that tell most, with what is usual. A name that training never met comes first: it upsets what is made
    /// of all other features. Of the most telling ones, those at their typical values come last: these are out of place beside the
    /// others only.
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
        let is_seen = |idx: usize| !connection.unseen.contains(&(idx as u32));
        let is_typical = |idx: usize| {
            connection.values.get(idx) == self.model.features.get(idx).map(|feature| &feature.typical)
        };
        order.sort_by(|(a, x), (b, y)| is_seen(*a).cmp(&is_seen(*b)).then(y.total_cmp(x)).then(a.cmp(b)));
        order.truncate(MAX_REASONS);
        order.sort_by_key(|(idx, _)| is_seen(*idx) && is_typical(*idx));
        let reason = |(idx, part): (usize, f64)| {
            let feature = self.model.features.get(idx)?;
            let actual = connection.values.get(idx).cloned().unwrap_or(Value::Number(f64::NAN));
            let typical = feature.typical.clone();
            Some(Reason { feature: feature.name.clone(), actual, typical, share: part / whole })
        };
        order.into_iter().filter_map(reason).collect()
    }
}

/// What the autoencoder says of a connection.
struct Learnt {
    score: f64,
    mse: f64,
    reasons: Vec<Reason>,
}

fn score_of(forest: &crate::detectors::isolation_forest::IsolationForest, x: &[f32]) -> f64 {
    let mut scores = Vec::with_capacity(1);
    forest.score_next(x, x.len(), &mut scores);
    scores.first().copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model_file::model::tests::model;

    #[test]
    fn unseen_names_are_told_first_and_features_at_their_typical_value_last() {
        let scorer = Scorer::new(Opened { model: model(), version: String::new() });
        let told = |values: [Value; 2], unseen: Vec<u32>, contributions: [f64; 2]| -> Vec<String> {
            let connection =
                Connection { values: values.to_vec(), filled: Vec::new(), unseen, out_of_range: Vec::new() };
            let reasons = scorer.reasons(&connection, &contributions, &[0, 1]);
            reasons.into_iter().map(|reason| reason.feature).collect()
        };
        let (far, typical) = (Value::Number(9e6), Value::Number(144.0));
        let name = |name: &str| Value::Name(name.to_owned());
        assert_eq!(told([far.clone(), name("REJ")], vec![], [0.2, 0.8]), ["flag", "bytes"]);
        assert_eq!(told([far.clone(), name("odd")], vec![1], [0.8, 0.2]), ["flag", "bytes"]);
        assert_eq!(told([typical, name("REJ")], vec![], [0.8, 0.2]), ["flag", "bytes"]);
        assert_eq!(told([far, name("SF")], vec![], [0.2, 0.8]), ["bytes", "flag"]);
    }
}
