//! Scoring a shard's rows.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use crate::data::content_hash::draw_key;
use crate::data::table::{Table, Values};
use crate::detectors::Detector;
use crate::engine::job::{Job, Turn};
use crate::engine::kept_scores::KeptScores;
use crate::engine::learnt_scorer::LearntScorer;
use crate::engine::models::Models;
use crate::engine::order::{Reply, ScoredPart, StrangeRow, TrainingChoice};
use crate::engine::owned_table::OwnedTable;
use crate::engine::row_scorer::RowScorer;

/// Parts of a table after each of which a shard says how far it is: what hears of it works on the same cores, and told four times as
/// often it took a fifth of the time.
const N_TOLD: usize = 16;
/// Steps after which it does so in any case: those of large forests take milliseconds.
const STEPS_TOLD: u32 = 64;

/// Rows that a shard offers for the list of the strangest.
pub const N_STRANGEST: usize = 100;

/// Scores some rows a step, table by table.
pub struct ScoreJob {
    job: u32,
    tables: VecDeque<ToScore>,
    detector: Detector,
    choice: TrainingChoice,
    scores: Vec<f64>,
    mse: Vec<f64>,
    /// Rows of the table that were scored since it was said how many, and steps that it took.
    untold: usize,
    untold_steps: u32,
    part: ScoredPart,
    /// Where the scores of the rows are left.
    left: Rc<RefCell<KeptScores>>,
}

/// A table that is to be scored.
pub struct ToScore {
    /// The table.
    pub owned: Rc<OwnedTable>,
    /// The scorer made for it.
    pub scorer: RowsScorer,
    /// What for.
    pub purpose: Purpose,
}

/// A detector ready for one table.
pub enum RowsScorer {
    /// A forest.
    Forest(RowScorer),
    /// An autoencoder.
    Learnt(LearntScorer),
}

impl RowsScorer {
    /// Prepares one of the models for a table; `None` when there is no such model.
    pub fn new(detector: Detector, models: &Models, table: &Table) -> Option<Self> {
        match detector {
            Detector::IsolationForest => {
                models.isolation_forest.as_ref().map(|model| Self::Forest(RowScorer::new(model, table)))
            }
            Detector::Autoencoder => {
                models.autoencoder.as_ref().map(|model| Self::Learnt(LearntScorer::new(model, table)))
            }
            Detector::Fused => None,
        }
    }

    /// Scores the rows that follow those in `scores` and says how many they were; an autoencoder tells mean squared errors, too.
    fn score_next(&mut self, table: &Table, scores: &mut Vec<f64>, mse: &mut Vec<f64>) -> usize {
        match self {
            Self::Forest(scorer) => scorer.score_next(table, scores),
            Self::Learnt(scorer) => scorer.score_next(table, scores, mse),
        }
    }
}

/// What scores are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The threshold comes from them.
    Calibrate,
    /// They are the result.
    Report,
    /// Both.
    Both,
}

impl ScoreJob {
    /// Prepares to score every row of these tables.
    pub fn new(
        job: u32,
        detector: Detector,
        tables: Vec<ToScore>,
        choice: TrainingChoice,
        left: Rc<RefCell<KeptScores>>,
    ) -> Self {
        Self {
            job,
            detector,
            tables: tables.into(),
            choice,
            scores: Vec::new(),
            mse: Vec::new(),
            untold: 0,
            untold_steps: 0,
            part: ScoredPart::default(),
            left,
        }
    }

    fn sum_up(&mut self, owned: &OwnedTable, purpose: Purpose) {
        let scores = std::mem::take(&mut self.scores);
        let mse = std::mem::take(&mut self.mse);
        let part = &mut self.part;
        let rows = scores.iter().enumerate().filter(|(row, _)| owned.owns(*row));
        if purpose != Purpose::Report {
            let calibrates = |row: usize| {
                owned.eligible(row, self.choice.train_on)
                    && (!self.choice.hold_out || owned.held_out(row, self.choice))
            };
            let counted = |(row, score): (usize, &f64)| {
                std::iter::repeat_n(*score, owned.count(row, self.choice.train_on) as usize)
            };
            part.calibration.0.extend(rows.clone().filter(|(row, _)| calibrates(*row)).flat_map(counted));
        }
        if purpose == Purpose::Calibrate {
            return;
        }
        for (row, score) in rows.clone() {
            part.scores.0.push(*score);
            part.labels.0.push(owned.table.labels.codes.at(row));
            part.copies.0.push(owned.table.copies.get(row).copied().unwrap_or(0));
            let hash = draw_key(score.to_bits(), owned.vector_hash(row));
            part.fingerprint = part.fingerprint.wrapping_add(hash);
        }
        let first_line = |row: usize| owned.table.first_lines.get(row).copied().unwrap_or(0);
        let mut order: Vec<(usize, usize, f64)> =
            rows.enumerate().map(|(position, (row, score))| (position, row, *score)).collect();
        let strangest_first = |(_, a, x): &(usize, usize, f64), (_, b, y): &(usize, usize, f64)| {
            y.total_cmp(x).then_with(|| first_line(*a).cmp(&first_line(*b)))
        };
        if order.len() > N_STRANGEST {
            order.select_nth_unstable_by(N_STRANGEST, strangest_first);
            order.truncate(N_STRANGEST);
        }
        order.sort_by(strangest_first);
        part.strangest = order
            .into_iter()
            .map(|(position, row, score)| StrangeRow {
                position: position as u32,
                score,
                first_line: first_line(row),
                copies: owned.table.copies.get(row).copied().unwrap_or(0).into(),
                label: owned.table.label(row).map(str::to_owned),
                values: owned.table.columns.iter().map(|column| column.text(row)).collect(),
            })
            .collect();
        if let Values::Categorical(names) = &owned.table.labels.values {
            part.label_names = names.clone();
        }
        let mut left = self.left.borrow_mut();
        left.set(self.detector, scores);
        if self.detector == Detector::Autoencoder {
            left.mse = mse;
        }
    }
}

impl Job<Reply> for ScoreJob {
    fn step(&mut self, emit: &mut dyn FnMut(Reply)) -> Turn {
        let Some(ToScore { owned, scorer, purpose }) = self.tables.front_mut() else {
            emit(Reply::ScoredAll {
                job: self.job,
                detector: self.detector,
                part: Box::new(std::mem::take(&mut self.part)),
            });
            return Turn::Rest;
        };
        let n_rows = owned.table.n_rows();
        if self.scores.is_empty() {
            // A list that doubles leaves holes in memory that never shrinks.
            self.scores.reserve_exact(n_rows);
            if self.detector == Detector::Autoencoder {
                self.mse.reserve_exact(n_rows);
            }
        }
        let n_scored = scorer.score_next(&owned.table, &mut self.scores, &mut self.mse);
        self.untold += n_scored;
        self.untold_steps += 1;
        let is_done = n_scored == 0 || self.scores.len() >= n_rows;
        if is_done || self.untold >= n_rows / N_TOLD || self.untold_steps >= STEPS_TOLD {
            self.untold_steps = 0;
            let rows = std::mem::take(&mut self.untold) as u64;
            if rows > 0 && *purpose != Purpose::Calibrate {
                emit(Reply::ScoredSome { job: self.job, detector: self.detector, rows });
            }
        }
        if is_done {
            let (owned, purpose) = (Rc::clone(owned), *purpose);
            self.sum_up(&owned, purpose);
            self.tables.pop_front();
        }
        Turn::More
    }
}
