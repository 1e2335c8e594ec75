//! Why a row has its score: how much each feature adds to it.

use serde::{Deserialize, Serialize};

use super::Known;
use super::rows::{RowView, part, position};
use crate::data::table::Table;
use crate::detectors::Detector;
use crate::detectors::isolation_forest::IsolationForest;
use crate::engine::models::Model;

/// A row and its reasons.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// The row.
    pub row: RowView,
    /// What each feature adds, per detector that can tell. Of the forest: how much it shortens the mean path, in edges;
    /// columns of one feature are summed.
    pub contributions: Vec<(Detector, Vec<f64>)>,
}

/// What the shard that owns the row says.
pub fn explain(first_line: u64, known: &Known<'_>) -> Option<Explanation> {
    let row = position(first_line, known)?;
    let table = &known.owned.table;
    let forest = known.models.isolation_forest.as_deref();
    let forest = forest.map(|model| (Detector::IsolationForest, forest_contributions(model, table, row)));
    Some(Explanation { row: part(&[first_line], known).pop()?, contributions: forest.into_iter().collect() })
}

/// What each feature of a row adds to the forest's score.
pub fn forest_contributions(model: &Model<IsolationForest>, table: &Table, row: usize) -> Vec<f64> {
    let encoded = model.encoder.encode(table, &[row as u32]);
    let mut contributions = vec![0.0; table.columns.len()];
    for (part, feature_idx) in
        model.detector.contributions(&encoded).into_iter().zip(model.encoder.feature_idxs())
    {
        if let Some(sum) = contributions.get_mut(feature_idx) {
            *sum += part;
        }
    }
    contributions
}
