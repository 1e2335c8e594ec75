//! Scoring a shard's rows.

use std::rc::Rc;

use ndarray::ArrayView2;

use crate::data::content_hash::draw_key;
use crate::detectors::isolation_forest::IsolationForest;
use crate::engine::job::{Job, Turn};
use crate::engine::order::{Reply, ScoredPart, StrangeRow, TrainingChoice};
use crate::engine::owned_table::OwnedTable;
use crate::features::encoder::Encoder;

/// Rows scored in one step: about 2 ms with 100 trees.
const STEP_ROWS: usize = 1024;
/// Rows that a shard offers for the list of the strangest.
pub const N_STRANGEST: usize = 100;

/// Encodes and scores some rows a step.
pub struct ScoreJob {
    job: u32,
    owned: Option<Rc<OwnedTable>>,
    forest: IsolationForest,
    choice: TrainingChoice,
    /// Per feature the encoded value of every code.
    code_tables: Vec<Vec<f32>>,
    scores: Vec<f64>,
    /// Scratch `[STEP_ROWS, n_features]`.
    x: Vec<f32>,
}

impl ScoreJob {
    /// Prepares to score every row of the table.
    pub fn new(
        job: u32,
        owned: Option<Rc<OwnedTable>>,
        encoder: &Encoder,
        forest: IsolationForest,
        choice: TrainingChoice,
    ) -> Self {
        let columns = owned.iter().flat_map(|owned| owned.table.columns.iter().enumerate());
        let code_tables =
            columns.map(|(column_idx, column)| encoder.code_table(column_idx, column)).collect();
        Self { job, forest, choice, code_tables, scores: Vec::new(), x: Vec::new(), owned }
    }

    /// Scores the next rows and says how many they were.
    fn score_some(&mut self, owned: &OwnedTable) -> usize {
        let width = self.code_tables.len();
        let start = self.scores.len();
        let end = (start + STEP_ROWS).min(owned.table.n_rows());
        self.x.resize((end - start) * width, 0.0);
        for (column_idx, (column, code_table)) in
            owned.table.columns.iter().zip(&self.code_tables).enumerate()
        {
            column.codes.for_each_in(start..end, |row, code| {
                if let (Some(to), Some(from)) =
                    (self.x.get_mut(row * width + column_idx), code_table.get(code))
                {
                    *to = *from;
                }
            });
        }
        if let Ok(x) = ArrayView2::from_shape((end - start, width), &self.x) {
            self.scores.extend(self.forest.score_samples(x));
        }
        end - start
    }

    fn sum_up(&self, owned: &OwnedTable) -> ScoredPart {
        let mut part = ScoredPart::default();
        let rows = self.scores.iter().enumerate().filter(|(row, _)| owned.owns(*row));
        for (row, score) in rows.clone() {
            let eligible = owned.eligible(row, self.choice.train_on);
            let calibrates = eligible && (!self.choice.hold_out || owned.held_out(row, self.choice));
            part.scores.0.push(*score);
            part.families.0.push(owned.family(row).index() as u8);
            part.copies.0.push(owned.table.copies.get(row).copied().unwrap_or(0));
            part.calibrates.0.push(calibrates.into());
            let hash = draw_key(score.to_bits(), owned.vector_hash(row));
            part.fingerprint = part.fingerprint.wrapping_add(hash);
        }
        let first_line = |row: usize| owned.table.first_lines.get(row).copied().unwrap_or(0);
        let mut order: Vec<(usize, f64)> = rows.map(|(row, score)| (row, *score)).collect();
        let strangest_first = |(a, x): &(usize, f64), (b, y): &(usize, f64)| {
            y.total_cmp(x).then_with(|| first_line(*a).cmp(&first_line(*b)))
        };
        if order.len() > N_STRANGEST {
            order.select_nth_unstable_by(N_STRANGEST, strangest_first);
            order.truncate(N_STRANGEST);
        }
        order.sort_by(strangest_first);
        part.strangest = order
            .into_iter()
            .map(|(row, score)| StrangeRow {
                score,
                first_line: first_line(row),
                copies: owned.table.copies.get(row).copied().unwrap_or(0).into(),
                label: owned.table.label(row).map(str::to_owned),
                values: owned.table.columns.iter().map(|column| column.text(row)).collect(),
            })
            .collect();
        part
    }
}

impl Job<Reply> for ScoreJob {
    fn step(&mut self, emit: &mut dyn FnMut(Reply)) -> Turn {
        let Some(owned) = self.owned.clone() else {
            emit(Reply::ScoredAll { job: self.job, part: Box::default() });
            return Turn::Rest;
        };
        let n_scored = self.score_some(&owned);
        if n_scored > 0 {
            emit(Reply::ScoredSome { job: self.job, rows: n_scored as u64 });
        }
        if n_scored > 0 && self.scores.len() < owned.table.n_rows() {
            return Turn::More;
        }
        emit(Reply::ScoredAll { job: self.job, part: Box::new(self.sum_up(&owned)) });
        Turn::Rest
    }
}
