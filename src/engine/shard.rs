//! A shard: holds its share of the samples, reads, surveys, trains and scores on orders.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use super::command::Place;
use super::fusion::Fusion;
use super::hashes_of::HashesOf;
use super::job::{Job, Turn};
use super::jobs::collect::{Survey, collect, collect_first, survey};
use super::jobs::learn::{LearnJob, LearnSamples};
use super::jobs::read::ReadJob;
use super::jobs::score::{Purpose, RowsScorer, ScoreJob, ToScore};
use super::jobs::train::{Samples, TrainJob};
use super::kept_scores::KeptScores;
use super::memory;
use super::models::{Model, Models};
use super::order::{HashesPart, Order, Reply, Scored, Settlement, TrainingChoice};
use super::owned_table::OwnedTable;
use super::questions::{Known, Part, Question};
use super::scored_csv::annotator::Annotator;
use super::scored_csv::{ScoredBlock, ScoredCsvOrder};
use crate::data::block::Block;
use crate::data::source::Source;
use crate::data::table::Table;
use crate::detectors::Detector;
use crate::features::encoder::Encoder;

/// One worker's share of the engine.
pub struct Shard<S> {
    /// The table that detectors are trained on.
    train: Option<Rc<OwnedTable>>,
    /// The table that they score, when it is another one.
    test: Option<Rc<OwnedTable>>,
    /// A table that waits to be settled.
    unsettled: Option<Unsettled>,
    survey: Survey,
    work: Option<Work<S>>,
    /// An autoencoder that learns, beside other work.
    learning: Option<Box<LearnJob>>,
    /// Scores of the job that runs or ran last.
    scored: Rc<RefCell<KeptScores>>,
    /// Scores of the result that stands.
    kept: Option<KeptScores>,
    /// Models of the job that runs or ran last.
    trained: Models,
    /// Models of the result that stands.
    models: Models,
    /// The export under way.
    annotator: Option<Annotator>,
    /// What takes their scores together.
    fusion: Option<Fusion>,
    replies: VecDeque<Reply>,
}

struct Unsettled {
    table: Table,
    /// What is settled of it.
    settlement: Settlement,
    /// The part of all hashes that was asked for last.
    part: HashesOf,
}

enum Work<S> {
    Read(Box<ReadJob<S>>),
    Other(Box<dyn Job<Reply>>),
}

impl<S> Default for Shard<S> {
    fn default() -> Self {
        Self {
            train: None,
            test: None,
            unsettled: None,
            survey: Survey::default(),
            work: None,
            learning: None,
            scored: Rc::default(),
            kept: None,
            trained: Models::default(),
            models: Models::default(),
            annotator: None,
            fusion: None,
            replies: VecDeque::new(),
        }
    }
}

impl<S: Source> Shard<S> {
    /// Takes an order; `source` is the file of an [`Order::Read`] whose blocks the shard reads itself.
    pub fn order(&mut self, order: Order, source: Option<S>) {
        match order {
            Order::Read { job, schema } => {
                self.unsettled = None;
                self.work = Some(Work::Read(Box::new(ReadJob::new(job, schema, source))));
            }
            Order::Block { job, index, cut, bytes } => {
                if let Some(read) = self.reading(job) {
                    read.deal(Block { index, bytes, cut });
                }
            }
            Order::Run { job, blocks } => {
                if let Some(read) = self.reading(job) {
                    read.deal_run(blocks);
                }
            }
            Order::LastBlock { job } => {
                if let Some(read) = self.reading(job) {
                    read.dealt_all();
                }
            }
            Order::Finish { job, before } => {
                if let Some(read) = self.reading(job) {
                    read.finish(before);
                }
            }
            Order::Hashes { job, part, of, place } => {
                let training = self.train.as_deref().filter(|_| place == Place::Test);
                let mut hashes = HashesPart::default();
                if let Some(unsettled) = &mut self.unsettled {
                    unsettled.part = HashesOf::new(&unsettled.table, training, part, of);
                    hashes = unsettled.part.upper();
                }
                self.replies.push_back(Reply::Hashes { job, hashes: Box::new(hashes) });
            }
            Order::Rows { job, hashes } => {
                let rows = self.unsettled.as_ref().map(|new| new.part.rows(&new.table, &hashes.0));
                self.replies.push_back(Reply::Rows { job, rows: Box::new(rows.unwrap_or_default()) });
            }
            Order::Settle { settlement, .. } => {
                if let Some(unsettled) = &mut self.unsettled {
                    unsettled.settlement.add(settlement);
                }
            }
            Order::Replace { job, place, normal } => {
                if let Some(Unsettled { table, settlement, .. }) = self.unsettled.take() {
                    self.forget(place);
                    let owned = Rc::new(OwnedTable::new(table, &settlement, normal));
                    match place {
                        Place::Train => self.train = Some(owned),
                        Place::Test => self.test = Some(owned),
                    }
                }
                self.replies.push_back(Reply::Settled { job, memory_bytes: memory::n_bytes() });
            }
            Order::Forget { place } => self.forget(place),
            Order::Survey { job, choice, seed } => {
                let (found, reply) = survey(job, self.train.as_deref(), choice, seed);
                self.survey = found;
                self.replies.push_back(reply);
            }
            Order::Collect { job, encoder, positions } => {
                let x = collect(self.train.as_deref(), &self.survey, &encoder, &positions.0);
                self.replies.push_back(Reply::Collected { job, x });
            }
            Order::CollectFirst { job, encoder, n_fitted, n_held_out } => {
                let train = self.train.as_deref();
                let [fitted, held_out] = collect_first(train, &self.survey, &encoder, n_fitted, n_held_out);
                self.replies.push_back(Reply::CollectedFirst { job, fitted, held_out });
            }
            Order::Learn { job, params, inputs, x, counts, held_out } => {
                let samples = LearnSamples { x, counts, held_out };
                self.learning = Some(Box::new(LearnJob::new(job, params, inputs, samples)));
            }
            Order::StopLearning { .. } => {
                if let Some(learning) = &mut self.learning {
                    learning.stop();
                }
            }
            Order::Train { job, params, x, numbers, n_samples, trees, n_features } => {
                let samples = Samples { x, n_features, numbers, n_samples };
                let training = TrainJob::new(job, params, samples, trees);
                self.work = Some(Work::Other(Box::new(training)));
            }
            Order::Score { job, encoder, by, choice } => {
                let job = self.scoring(job, encoder, by, choice);
                self.work = Some(Work::Other(Box::new(job)));
            }
            Order::Keep { tails } => {
                let mut scores = self.scored.take();
                self.fusion = tails.map(Fusion::of);
                if let Some(fusion) = &self.fusion {
                    scores.fuse(fusion);
                }
                self.kept = Some(scores);
                self.models = std::mem::take(&mut self.trained);
            }
            Order::ScoredCsv(order) => self.export(order),
            Order::Ask { ask, question } => {
                let part = Box::new(self.answer(&question));
                self.replies.push_back(Reply::Part { ask, part });
            }
            Order::Cancel => {
                self.work = None;
                self.learning = None;
                self.scored.take();
                self.trained = Models::default();
                self.unsettled = None;
                self.replies.retain(|reply| matches!(reply, Reply::Part { .. } | Reply::ScoredCsv(_)));
            }
        }
    }

    /// Does a little; the replies so far go to `emit`.
    pub fn step(&mut self, emit: &mut dyn FnMut(Reply)) -> Turn {
        self.replies.drain(..).for_each(&mut *emit);
        let mut turn = Turn::Rest;
        if let Some(learning) = &mut self.learning {
            turn = Turn::More;
            if learning.step(emit) == Turn::Rest {
                self.learning = None;
            }
        }
        match &mut self.work {
            None => turn,
            Some(Work::Other(job)) => {
                if job.step(emit) == Turn::Rest {
                    self.work = None;
                    return turn;
                }
                Turn::More
            }
            Some(Work::Read(read)) => {
                if !read.is_finishing() {
                    return read.step(emit);
                }
                if let Some((table, census)) = read.finish_some() {
                    emit(Reply::TableRead { job: read.job(), census: Box::new(census) });
                    let (settlement, part) = (Settlement::default(), HashesOf::default());
                    self.unsettled = Some(Unsettled { table, settlement, part });
                    self.work = None;
                }
                Turn::More
            }
        }
    }

    fn reading(&mut self, job: u32) -> Option<&mut ReadJob<S>> {
        match &mut self.work {
            Some(Work::Read(read)) if read.job() == job => Some(read),
            _ => None,
        }
    }

    /// Keeps a detector and prepares to score with it.
    fn scoring(&mut self, job: u32, encoder: Encoder, by: Scored, choice: TrainingChoice) -> ScoreJob {
        let detector = match &by {
            Scored::ByForest(_) => Detector::IsolationForest,
            Scored::ByAutoencoder(_) => Detector::Autoencoder,
        };
        match by {
            Scored::ByForest(forest) => {
                self.trained.isolation_forest = Some(Rc::new(Model { encoder, detector: forest }));
            }
            Scored::ByAutoencoder(autoencoder) => {
                self.trained.autoencoder = Some(Rc::new(Model { encoder, detector: *autoencoder }));
            }
        }
        let to_score = |owned: &Rc<OwnedTable>, purpose| {
            let scorer = RowsScorer::new(detector, &self.trained, &owned.table)?;
            Some(ToScore { owned: Rc::clone(owned), scorer, purpose })
        };
        let tables = match (&self.train, &self.test) {
            (Some(train), Some(test)) => {
                vec![to_score(train, Purpose::Calibrate), to_score(test, Purpose::Report)]
            }
            (Some(train), None) => vec![to_score(train, Purpose::Both)],
            (None, _) => Vec::new(),
        };
        ScoreJob::new(job, detector, tables.into_iter().flatten().collect(), choice, Rc::clone(&self.scored))
    }

    fn answer(&self, question: &Question) -> Part {
        self.known().map_or(Part::NoTable, |known| question.part(&known))
    }

    fn known(&self) -> Option<Known<'_>> {
        let owned = self.test.as_deref().or(self.train.as_deref())?;
        let (training, scores) = (self.train.as_deref(), self.kept.as_ref());
        Some(Known { owned, training, scores, models: &self.models, fusion: self.fusion.as_ref() })
    }

    fn export(&mut self, order: ScoredCsvOrder) {
        match order {
            ScoredCsvOrder::Begin(wish) => self.annotator = Some(Annotator::new(*wish)),
            ScoredCsvOrder::End => self.annotator = None,
            ScoredCsvOrder::Block { export, index, cut, bytes } => {
                let Some(mut annotator) = self.annotator.take() else { return };
                if let Some(known) = self.known() {
                    let csv = annotator.annotate(&Block { index, bytes, cut }, &known);
                    self.replies.push_back(Reply::ScoredCsv(ScoredBlock { export, index, csv }));
                    self.annotator = Some(annotator);
                }
            }
        }
    }

    /// Drops a table; with the one that is trained on the other one goes, whose columns are made after it.
    fn forget(&mut self, place: Place) {
        self.test = None;
        self.kept = None;
        if place == Place::Train {
            self.train = None;
            self.models = Models::default();
            self.survey = Survey::default();
        }
    }
}
