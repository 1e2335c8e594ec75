//! Alerts: samples above a threshold, in file order, each with what made it strange.

use serde::{Deserialize, Serialize};

use super::Known;
use super::explain::contributions_to;
use super::locate::Content;
use super::replay::{Piece, meant, rows};
use crate::detectors::Detector;
use crate::engine::selection::Selection;

/// Which alerts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alerts {
    /// Samples in file order.
    pub pieces: Vec<Piece>,
    /// Samples of other rows are passed over.
    pub selection: Selection,
    /// Whose scores.
    pub detector: Detector,
    /// Scores above it are alerts.
    pub threshold: f64,
    /// How many are wanted at most.
    pub n: u32,
    /// From which end.
    pub end: End,
}

/// Which end of the samples is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum End {
    /// The first ones are wanted.
    First,
    /// The last ones.
    Last,
}

/// A sample above the threshold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// Its piece, as a position in the question's list, and its place in the piece's block.
    pub place: (u32, u32),
    /// By which its row is found, whichever shard owns it.
    pub content: Content,
    /// Its score.
    pub score: f64,
    /// What made it strange.
    pub reason: Option<TopReason>,
}

/// The feature that tells most of a sample above the threshold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TopReason {
    /// The detector that it tells: the one whose scores are asked for; of both fused, the one to which the sample is the rarer.
    pub detector: Detector,
    /// Position of the feature.
    pub feature_idx: u32,
    /// Its value as text.
    pub value: String,
}

impl Alerts {
    /// A shard's part, in file order.
    pub fn part(&self, known: &Known<'_>) -> Vec<Alert> {
        let is_meant = meant(&self.selection, known);
        let scores = known.scores.map(|scores| scores.of(self.detector)).unwrap_or_default();
        let is_alert = |row: u32| {
            let row = row as usize;
            scores.get(row).is_some_and(|score| *score > self.threshold)
                && is_meant.as_ref().is_none_or(|is_meant| is_meant.get(row) == Some(&true))
        };
        let mut found: Vec<(u32, u32, u32)> = Vec::new();
        let pieces: Vec<(usize, &Piece)> = match self.end {
            End::First => self.pieces.iter().enumerate().collect(),
            End::Last => self.pieces.iter().enumerate().rev().collect(),
        };
        for (index, piece) in pieces {
            if found.len() >= self.n as usize {
                break;
            }
            let Some(rows) = rows(known, *piece) else { continue };
            let places = (piece.from..).zip(rows).map(|(place, row)| (index as u32, place, row));
            found.extend(places.filter(|(_, _, row)| is_alert(*row)));
        }
        found.sort_unstable();
        let found = cut(found, self.n, self.end);
        let rows: Vec<u32> = found.iter().map(|(_, _, row)| *row).collect();
        let alert = |((index, place, row), reason): ((u32, u32, u32), Option<TopReason>)| Alert {
            place: (index, place),
            content: Content::of(row as usize, known.owned),
            score: scores.get(row as usize).copied().unwrap_or(0.0),
            reason,
        };
        found.into_iter().zip(reasons(self.detector, known, &rows)).map(alert).collect()
    }

    /// The alerts of all shards.
    pub fn merged(&self, parts: impl Iterator<Item = Vec<Alert>>) -> Vec<Alert> {
        let mut alerts: Vec<Alert> = parts.flatten().collect();
        alerts.sort_by_key(|alert| alert.place);
        cut(alerts, self.n, self.end)
    }
}

/// The first or last `n` of a list.
fn cut<T>(mut list: Vec<T>, n: u32, end: End) -> Vec<T> {
    let n = n as usize;
    match end {
        End::First => list.truncate(n),
        End::Last => drop(list.drain(..list.len().saturating_sub(n))),
    }
    list
}

/// What made each of some rows strange.
fn reasons(detector: Detector, known: &Known<'_>, rows: &[u32]) -> Vec<Option<TopReason>> {
    let raisers: Vec<Detector> = rows.iter().map(|row| raiser(detector, known, *row as usize)).collect();
    let mut reasons = vec![None; rows.len()];
    for detector in [Detector::IsolationForest, Detector::Autoencoder] {
        let places: Vec<usize> = (0..rows.len()).filter(|at| raisers.get(*at) == Some(&detector)).collect();
        let raised: Vec<u32> = places.iter().filter_map(|at| rows.get(*at).copied()).collect();
        let contributions = contributions_to(detector, known, &raised).unwrap_or_default();
        for ((at, row), contributions) in places.into_iter().zip(raised).zip(contributions) {
            if let Some(reason) = reasons.get_mut(at) {
                *reason = top_reason(detector, known, row as usize, &contributions);
            }
        }
    }
    reasons
}

/// The detector whose reason an alert gives: of both fused, the one to which the row is the rarer.
fn raiser(detector: Detector, known: &Known<'_>, row: usize) -> Detector {
    let score = |of: Detector| known.scores.and_then(|scores| scores.of(of).get(row).copied());
    match (detector, known.fusion, score(Detector::IsolationForest), score(Detector::Autoencoder)) {
        (Detector::Fused, Some(fusion), Some(forest), Some(autoencoder)) => {
            fusion.more_struck(forest, autoencoder)
        }
        _ => detector,
    }
}

/// The feature that adds most, of several the first.
fn top_reason(detector: Detector, known: &Known<'_>, row: usize, contributions: &[f64]) -> Option<TopReason> {
    let features = contributions.iter().enumerate();
    let (feature_idx, _) = features.rev().max_by(|(_, a), (_, b)| a.total_cmp(b))?;
    let value = known.owned.table.columns.get(feature_idx)?.text(row);
    Some(TopReason { detector, feature_idx: feature_idx as u32, value })
}
