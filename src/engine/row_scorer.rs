//! Scores a table's rows by its columns' codes: what a code means to the forest is looked up, never computed again.

use std::rc::Rc;

use super::models::Model;
use crate::data::table::Table;
use crate::detectors::isolation_forest::IsolationForest;
use crate::detectors::isolation_forest::quantised::{Group, LANES, QuantisedForest};
use crate::features::encoder::CodeTable;

/// Rows scored in one step by a forest of at most [`STEP_TREES`] trees: about 1 ms with 256 samples a tree, 2 ms with 4,096,
/// 6 ms with oblique ones. Of more trees fewer rows are scored, so that messages come through.
const STEP_ROWS: usize = 1024;
const STEP_TREES: usize = 100;

/// Rows that walk together, so that they and a tree stay in the processor's cache.
const WALK_ROWS: usize = 256;

/// A forest ready for one table.
pub struct RowScorer {
    code_tables: Vec<CodeTable>,
    forest: Scorer,
    step_rows: usize,
}

enum Scorer {
    /// Small trees: per group of trees and encoded feature the rank of every code.
    Ranks { forest: QuantisedForest, rank_tables: Vec<Vec<Vec<u8>>>, ranks: Vec<[u8; LANES]> },
    /// Large or oblique trees: encoded rows.
    Walk { model: Rc<Model<IsolationForest>>, x: Vec<f32> },
}

impl RowScorer {
    /// Prepares a forest for a table.
    pub fn new(model: &Rc<Model<IsolationForest>>, table: &Table) -> Self {
        let code_tables = model.encoder.code_tables(table);
        let forest = &model.detector;
        let step_rows = (STEP_ROWS * STEP_TREES / forest.n_trees().max(STEP_TREES)).max(LANES);
        let forest = match QuantisedForest::new(forest) {
            Some(forest) => {
                let rank_tables =
                    forest.groups().iter().map(|group| rank_tables(group, &code_tables)).collect();
                Scorer::Ranks { forest, rank_tables, ranks: Vec::new() }
            }
            None => Scorer::Walk { model: Rc::clone(model), x: Vec::new() },
        };
        Self { code_tables, forest, step_rows }
    }

    /// Scores the rows that follow those in `scores` and says how many they were; none at the end.
    pub fn score_next(&mut self, table: &Table, scores: &mut Vec<f64>) -> usize {
        let start = scores.len();
        let end = (start + self.step_rows).min(table.n_rows());
        match &mut self.forest {
            Scorer::Walk { model, x } => {
                let width = self.code_tables.len().max(1);
                x.resize((end - start) * width, 0.0);
                for (feature_idx, code_table) in self.code_tables.iter().enumerate() {
                    look_up(table, code_table.column_idx, start..end, &code_table.values, |row, value| {
                        if let Some(place) = x.get_mut(row * width + feature_idx) {
                            *place = value;
                        }
                    });
                }
                for rows in x.chunks(WALK_ROWS * width) {
                    model.detector.score_next(rows, width, scores);
                }
            }
            Scorer::Ranks { forest, rank_tables, ranks } => {
                let width = self.code_tables.len();
                ranks.resize((end - start).div_ceil(LANES) * width, [0; LANES]);
                let mut sums = vec![0.0; end - start];
                for (group, rank_tables) in forest.groups().iter().zip(rank_tables) {
                    for (feature_idx, (code_table, rank_table)) in
                        self.code_tables.iter().zip(rank_tables).enumerate()
                    {
                        look_up(table, code_table.column_idx, start..end, rank_table, |row, rank| {
                            let lanes = ranks.get_mut(row / LANES * width + feature_idx);
                            if let Some(place) = lanes.and_then(|lanes| lanes.get_mut(row % LANES)) {
                                *place = rank;
                            }
                        });
                    }
                    group.add_path_lengths(ranks, &mut sums);
                }
                scores.extend(sums.into_iter().map(|sum| forest.score(sum)));
            }
        }
        end - start
    }
}

/// Per encoded feature the rank of every code; empty where no tree of the group cuts the feature.
fn rank_tables(group: &Group, code_tables: &[CodeTable]) -> Vec<Vec<u8>> {
    let of_feature = |(feature_idx, code_table): (usize, &CodeTable)| match group.uses(feature_idx) {
        true => code_table.values.iter().map(|value| group.rank(feature_idx, *value)).collect(),
        false => Vec::new(),
    };
    code_tables.iter().enumerate().map(of_feature).collect()
}

/// Gives `place` every row of a range with what its code means.
fn look_up<T: Copy>(
    table: &Table,
    column_idx: usize,
    rows: std::ops::Range<usize>,
    meanings: &[T],
    mut place: impl FnMut(usize, T),
) {
    if let Some(column) = table.columns.get(column_idx).filter(|_| !meanings.is_empty()) {
        column.codes.for_each_in(rows, |row, code| {
            if let Some(meaning) = meanings.get(code) {
                place(row, *meaning);
            }
        });
    }
}
