//! Scores a table's rows with an autoencoder.

use std::rc::Rc;

use super::models::Model;
use crate::data::table::Table;
use crate::detectors::autoencoder::Autoencoder;
use crate::detectors::autoencoder::scorer::Scorer;
use crate::features::encoder::CodeTable;

/// Rows scored in one step: about 2 ms.
const STEP_ROWS: usize = 256;

/// An autoencoder ready for one table.
pub struct LearntScorer {
    code_tables: Vec<CodeTable>,
    scorer: Scorer,
    x: Vec<f32>,
}

impl LearntScorer {
    /// Prepares an autoencoder for a table.
    pub fn new(model: &Rc<Model<Autoencoder>>, table: &Table) -> Self {
        let code_tables = model.encoder.code_tables(table);
        Self { code_tables, scorer: model.detector.scorer(), x: Vec::new() }
    }

    /// Scores the rows that follow those in `scores` and says how many they were; none at the end.
    pub fn score_next(&mut self, table: &Table, scores: &mut Vec<f64>, mse: &mut Vec<f64>) -> usize {
        let start = scores.len();
        let end = (start + STEP_ROWS).min(table.n_rows());
        let width = self.code_tables.len();
        self.x.clear();
        self.x.resize((end - start) * width, 0.0);
        for (feature_idx, code_table) in self.code_tables.iter().enumerate() {
            let Some(column) = table.columns.get(code_table.column_idx) else { continue };
            let x = &mut self.x;
            column.codes.for_each_in(start..end, |row, code| {
                if let (Some(to), Some(value)) =
                    (x.get_mut(row * width + feature_idx), code_table.values.get(code))
                {
                    *to = *value;
                }
            });
        }
        self.scorer.score_next(&self.x, scores, mse);
        end - start
    }
}
