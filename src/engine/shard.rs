//! A shard: holds its share of the samples, reads, surveys, trains and scores on orders.

use std::collections::VecDeque;
use std::rc::Rc;

use super::job::{Job, Turn};
use super::jobs::collect::{Survey, collect, survey};
use super::jobs::read::ReadJob;
use super::jobs::score::ScoreJob;
use super::jobs::train::{Samples, TrainJob};
use super::order::{Order, Reply};
use super::owned_table::OwnedTable;
use super::row_scorer::RowScorer;
use crate::data::block::Block;
use crate::data::source::Source;
use crate::data::table::Table;

/// One worker's share of the engine.
pub struct Shard<S> {
    table: Option<Rc<OwnedTable>>,
    /// A table that waits to be settled.
    unsettled: Option<Table>,
    survey: Survey,
    work: Option<Work<S>>,
    replies: VecDeque<Reply>,
}

enum Work<S> {
    Read(Box<ReadJob<S>>),
    Other(Box<dyn Job<Reply>>),
}

impl<S> Default for Shard<S> {
    fn default() -> Self {
        Self { table: None, unsettled: None, survey: Survey::default(), work: None, replies: VecDeque::new() }
    }
}

impl<S: Source> Shard<S> {
    /// Takes an order; `source` is the file of a [`Order::Read`] with blocks of its own.
    pub fn order(&mut self, order: Order, source: Option<S>) {
        match order {
            Order::Read { job, schema, share } => {
                self.unsettled = None;
                self.work = Some(Work::Read(Box::new(ReadJob::new(job, schema, share, source))));
            }
            Order::Block { job, index, cut, bytes } => {
                if let Some(Work::Read(read)) = self.work.as_mut().filter(|work| work.reads(job)) {
                    read.deal(Block { index, bytes, cut });
                }
            }
            Order::LastBlock { job } => {
                if let Some(Work::Read(read)) = self.work.as_mut().filter(|work| work.reads(job)) {
                    read.dealt_all();
                }
            }
            Order::Settle { job, settlement } => {
                if let Some(table) = self.unsettled.take() {
                    self.table = Some(Rc::new(OwnedTable::new(table, &settlement)));
                    self.survey = Survey::default();
                }
                self.replies.push_back(Reply::Settled { job });
            }
            Order::Survey { job, choice, seed } => {
                let (found, reply) = survey(job, self.table.as_deref(), choice, seed);
                self.survey = found;
                self.replies.push_back(reply);
            }
            Order::Collect { job, encoder, positions } => {
                let x = collect(self.table.as_deref(), &self.survey, &encoder, &positions.0);
                self.replies.push_back(Reply::Collected { job, x });
            }
            Order::Train { job, params, x, numbers, n_samples, trees, n_features } => {
                let samples = Samples { x, n_features, numbers, n_samples };
                let training = TrainJob::new(job, params, samples, trees);
                self.work = Some(Work::Other(Box::new(training)));
            }
            Order::Score { job, encoder, forest, choice } => {
                let table = self.table.as_ref().map(|owned| &owned.table);
                let scorer = RowScorer::new(&encoder, forest, table);
                let scoring = ScoreJob::new(job, self.table.clone(), scorer, choice);
                self.work = Some(Work::Other(Box::new(scoring)));
            }
            Order::Cancel => {
                self.work = None;
                self.unsettled = None;
                self.replies.clear();
            }
        }
    }

    /// Does a little; the replies so far go to `emit`.
    pub fn step(&mut self, emit: &mut dyn FnMut(Reply)) -> Turn {
        self.replies.drain(..).for_each(&mut *emit);
        match &mut self.work {
            None => Turn::Rest,
            Some(Work::Other(job)) => {
                let turn = job.step(emit);
                if turn == Turn::Rest {
                    self.work = None;
                }
                turn
            }
            Some(Work::Read(read)) => {
                let turn = read.step(emit);
                if let Some(table) = read.take_table() {
                    self.unsettled = Some(table);
                    self.work = None;
                }
                turn
            }
        }
    }
}

impl<S: Source> Work<S> {
    /// Whether this is the reading of that job.
    fn reads(&self, job: u32) -> bool {
        matches!(self, Self::Read(read) if read.job() == job)
    }
}
