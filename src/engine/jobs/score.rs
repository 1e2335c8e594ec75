//! Scoring a shard's rows.

use std::rc::Rc;

use crate::data::content_hash::draw_key;
use crate::engine::job::{Job, Turn};
use crate::engine::order::{Reply, ScoredPart, StrangeRow, TrainingChoice};
use crate::engine::owned_table::OwnedTable;
use crate::engine::row_scorer::RowScorer;

/// Rows that a shard offers for the list of the strangest.
pub const N_STRANGEST: usize = 100;

/// Scores some rows a step.
pub struct ScoreJob {
    job: u32,
    owned: Option<Rc<OwnedTable>>,
    scorer: RowScorer,
    choice: TrainingChoice,
    scores: Vec<f64>,
}

impl ScoreJob {
    /// Prepares to score every row of the table with a scorer made for it.
    pub const fn new(
        job: u32,
        owned: Option<Rc<OwnedTable>>,
        scorer: RowScorer,
        choice: TrainingChoice,
    ) -> Self {
        Self { job, owned, scorer, choice, scores: Vec::new() }
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
        let n_scored = self.scorer.score_next(&owned.table, &mut self.scores);
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
