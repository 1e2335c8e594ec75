//! What a detector must beat to be worth its training.

use oddflow::data::table::{Table, Values};
use serde::Serialize;

use super::trial::Tested;

/// The feature whose value alone ranks tested rows best; labels choose it, so no detector could.
#[derive(Serialize)]
pub struct SingleFeature {
    /// Its name.
    pub feature: String,
    /// Whether low values are the strange ones.
    pub low_is_strange: bool,
    /// Area under the ROC curve over distinct rows.
    pub auc: f64,
}

impl SingleFeature {
    /// Tries every numeric feature in both directions; `None` without any.
    pub fn best(rows: &Tested<'_>) -> Option<Self> {
        let table = &rows.test.table;
        let tried = table.schema.features.iter().enumerate().filter_map(|(feature_idx, feature)| {
            let auc = rows.auc(&values(table, feature_idx)?)?;
            let low_is_strange = auc < 0.5;
            let auc = if low_is_strange { 1.0 - auc } else { auc };
            Some(Self { feature: feature.name.to_string(), low_is_strange, auc })
        });
        tried.max_by(|a, b| a.auc.total_cmp(&b.auc))
    }
}

fn values(table: &Table, feature_idx: usize) -> Option<Vec<f64>> {
    let column = table.columns.get(feature_idx)?;
    let Values::Numeric(values) = &column.values else { return None };
    (0..table.n_rows()).map(|row| values.get(column.codes.at(row) as usize).copied()).collect()
}
