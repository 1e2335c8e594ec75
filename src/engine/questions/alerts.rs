//! Alerts: samples above a threshold, in file order, each with what made it strange.

use serde::{Deserialize, Serialize};

use super::Known;
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
    /// Hash of its features, by which equal rows are found in every shard.
    pub vector_hash: u128,
    /// Its score.
    pub score: f64,
    /// Its label; `None` in a file without labels.
    pub label: Option<String>,
    /// The feature that made it strange, as a position, with its value.
    pub reason: Option<(u32, String)>,
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
        cut(found, self.n, self.end).into_iter().map(|place| alert(known, scores, place)).collect()
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

fn alert(known: &Known<'_>, scores: &[f64], (index, place, row): (u32, u32, u32)) -> Alert {
    let table = &known.owned.table;
    let at = row as usize;
    Alert {
        place: (index, place),
        vector_hash: known.owned.vector_hash(at),
        score: scores.get(at).copied().unwrap_or(0.0),
        label: table.label(at).map(str::to_owned),
        reason: reason(known, row),
    }
}

/// The feature whose cuts shortened the row's way through the forest most.
fn reason(known: &Known<'_>, row: u32) -> Option<(u32, String)> {
    let model = known.models.isolation_forest.as_ref()?;
    let table = &known.owned.table;
    let x = model.encoder.encode(table, &[row]);
    let mut by_column = vec![0.0; table.columns.len()];
    let columns = model.encoder.code_tables(table);
    for (contribution, code_table) in model.detector.contributions(&x).into_iter().zip(&columns) {
        if let Some(sum) = by_column.get_mut(code_table.column_idx) {
            *sum += contribution;
        }
    }
    let (feature_idx, _) = by_column.iter().enumerate().max_by(|(_, a), (_, b)| a.total_cmp(b))?;
    Some((feature_idx as u32, table.columns.get(feature_idx)?.text(row as usize)))
}
