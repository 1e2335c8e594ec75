//! The coordinator: takes commands, orders shards about, sums their replies up.

use std::collections::{BTreeMap, VecDeque};

use super::command::{Command, Place};
use super::desk::Desk;
use super::error::EngineError;
use super::event::Event;
use super::files::{Files, Loaded};
use super::fit::{FitFlow, Wish};
use super::job::Turn;
use super::load::{LoadFlow, Wanted, all_in, missing};
use super::order::{Order, Reply};
use super::questions::{Answer, Outcome, Part, Question};
use super::scored_csv::flow::ScoredCsvFlow;
use super::scored_csv::{ScoredBlock, ScoredCsvNews, ScoredCsvOrder, ScoredCsvWish};
use crate::data::source::Source;
use crate::data::zip::ZipEntry;

/// What the coordinator has to say to others.
pub enum Outgoing<S> {
    /// To a shard; a source travels beside an order to read it.
    Order {
        /// Which shard.
        shard: u32,
        /// What to do.
        order: Order,
        /// The file.
        source: Option<S>,
    },
    /// To the page.
    Event(Event),
}

/// Messages that wait to be sent, in order.
pub struct Outbox<S> {
    n_shards: u32,
    waiting: VecDeque<Outgoing<S>>,
}

impl<S> Outbox<S> {
    /// How many shards there are.
    pub const fn n_shards(&self) -> u32 {
        self.n_shards
    }

    /// Tells the page.
    pub fn event(&mut self, event: Event) {
        self.waiting.push_back(Outgoing::Event(event));
    }

    /// Tells one shard.
    pub fn order(&mut self, shard: u32, order: Order, source: Option<S>) {
        self.waiting.push_back(Outgoing::Order { shard, order, source });
    }

    /// Tells every shard the same.
    pub fn order_all(&mut self, order: &Order) {
        for shard in 0..self.n_shards {
            self.order(shard, order.clone(), None);
        }
    }
}

/// How a flow goes on.
pub enum Progress<T> {
    /// It is still under way.
    Going(Turn),
    /// It is done.
    Done(T),
    /// It cannot be done.
    Failed(EngineError),
}

/// The engine's head; shards are its hands.
pub struct Coordinator<S> {
    files: Files,
    flow: Flow<S>,
    /// A command that came while shards put a new table in place, which is over in a moment and cannot be dropped.
    deferred: Option<(Command, Option<S>)>,
    /// The export under way.
    scored_csv: Option<ScoredCsvFlow<S>>,
    /// Questions under way.
    asked: BTreeMap<u32, Asked>,
    desk: Desk,
    outbox: Outbox<S>,
}

/// A question and the shards' parts of its answer.
struct Asked {
    question: Question,
    parts: Vec<Option<Part>>,
}

enum Flow<S> {
    Rest,
    Load(Box<LoadFlow<S>>),
    Fit(Box<FitFlow>),
}

impl<S: Source> Coordinator<S> {
    /// A coordinator of so many shards, at least one.
    pub fn new(n_shards: u32) -> Self {
        Self {
            files: Files::default(),
            flow: Flow::Rest,
            deferred: None,
            scored_csv: None,
            asked: BTreeMap::new(),
            desk: Desk::default(),
            outbox: Outbox { n_shards: n_shards.max(1), waiting: VecDeque::new() },
        }
    }

    /// Takes a command; `source` is the file of a [`Command::Load`].
    pub fn command(&mut self, command: Command, source: Option<S>) {
        if let Command::Ask { ask, question } = command {
            self.ask(ask, question);
            return;
        }
        let command = match command {
            Command::ScoredCsv { export, entry, wish } => {
                return self.begin_scored_csv(export, *wish, source, entry.as_ref());
            }
            Command::EndScoredCsv => return self.end_scored_csv(None),
            other => other,
        };
        if command == Command::StopLearning {
            if let Flow::Fit(flow) = &self.flow {
                flow.stop_learning(&mut self.outbox);
            }
            return;
        }
        if matches!(&self.flow, Flow::Load(flow) if flow.is_settling()) {
            self.defer(command, source);
            return;
        }
        let running = self.current_job();
        if running.is_some() {
            self.flow = Flow::Rest;
            self.outbox.order_all(&Order::Cancel);
        }
        match command {
            Command::Load { job, name, place, corrections, entry } => {
                if let Some(source) = source {
                    let wanted = Wanted { name, place, corrections, entry };
                    self.flow = Flow::Load(Box::new(LoadFlow::new(job, wanted, source)));
                }
            }
            Command::Ask { .. }
            | Command::StopLearning
            | Command::ScoredCsv { .. }
            | Command::EndScoredCsv => {}
            Command::ForgetTest => {
                self.files.test = None;
                self.give_up_questions();
                self.outbox.order_all(&Order::Forget { place: Place::Test });
            }
            Command::Fit { job, train_on, encoding, isolation_forest, autoencoder } => {
                let wish = Wish { train_on, encoding, isolation_forest, autoencoder };
                match FitFlow::start(job, wish, &self.files, &mut self.outbox) {
                    Ok(flow) => self.flow = Flow::Fit(Box::new(flow)),
                    Err(error) => self.outbox.event(Event::Failed { job, error }),
                }
            }
            Command::Cancel => {
                if let Some(job) = running {
                    self.outbox.event(Event::Cancelled { job });
                }
            }
        }
    }

    /// Takes a shard's reply; those of dropped jobs are passed over.
    pub fn reply(&mut self, shard: u32, reply: Reply) {
        let reply = match reply {
            Reply::Part { ask, part } => return self.answered(shard, ask, *part),
            Reply::ScoredCsv(ScoredBlock { export, index, csv }) => {
                if let Some(flow) = self.scored_csv.as_mut().filter(|flow| flow.export() == export) {
                    flow.reply(index, csv, &mut self.outbox);
                }
                return;
            }
            other => other,
        };
        if reply.job().is_none() || self.current_job() != reply.job() {
            return;
        }
        match &mut self.flow {
            Flow::Rest => {}
            Flow::Load(flow) => {
                let progress = flow.reply(shard, reply, &self.files, &mut self.outbox);
                self.advance_load(progress);
            }
            Flow::Fit(flow) => {
                let progress = flow.reply(shard, reply, &self.files, &mut self.outbox);
                self.advance_fit(progress);
            }
        }
    }

    fn ask(&mut self, ask: u32, question: Question) {
        if let Question::Desk(question) = &question {
            let answer = Box::new(Answer::Desk(self.desk.answer(question)));
            self.outbox.event(Event::Answer { ask, answer });
            return;
        }
        let Some(file) = self.files.scored() else {
            self.outbox.event(Event::Answer { ask, answer: Box::new(Answer::Gone) });
            return;
        };
        for shard in 0..self.outbox.n_shards() {
            self.outbox.order(shard, Order::Ask { ask, question: question.for_shard(shard, file) }, None);
        }
        self.asked.insert(ask, Asked { question, parts: missing(&self.outbox) });
    }

    fn answered(&mut self, shard: u32, ask: u32, part: Part) {
        let Some(asked) = self.asked.get_mut(&ask) else { return };
        let Some(parts) = all_in(&mut asked.parts, shard, part) else { return };
        let outcome = match self.files.scored() {
            Some(file) => asked.question.answer(parts, file),
            None => Outcome::Answer(Answer::Gone),
        };
        let answer = match outcome {
            Outcome::Answer(answer) => answer,
            Outcome::Ask(question) => {
                self.ask(ask, question);
                return;
            }
        };
        self.asked.remove(&ask);
        self.outbox.event(Event::Answer { ask, answer: Box::new(answer) });
    }

    fn begin_scored_csv(
        &mut self,
        export: u32,
        wish: ScoredCsvWish,
        source: Option<S>,
        entry: Option<&ZipEntry>,
    ) {
        self.end_scored_csv(Some(ScoredCsvNews::Outdated));
        let (Some(source), Some(file)) = (source, self.files.scored()) else {
            self.outbox.event(Event::ScoredCsv { export, news: ScoredCsvNews::Outdated });
            return;
        };
        match ScoredCsvFlow::start(export, wish, (source, entry), file, &mut self.outbox) {
            Ok(flow) => self.scored_csv = Some(flow),
            Err(error) => self.outbox.event(Event::ScoredCsv { export, news: ScoredCsvNews::Failed(error) }),
        }
    }

    fn end_scored_csv(&mut self, news: Option<ScoredCsvNews>) {
        let Some(flow) = self.scored_csv.take() else { return };
        self.outbox.order_all(&Order::ScoredCsv(ScoredCsvOrder::End));
        if let Some(news) = news {
            self.outbox.event(Event::ScoredCsv { export: flow.export(), news });
        }
    }

    /// The file that they were about is no longer the one that is scored.
    fn give_up_questions(&mut self) {
        self.end_scored_csv(Some(ScoredCsvNews::Outdated));
        for ask in std::mem::take(&mut self.asked).into_keys() {
            self.outbox.event(Event::Answer { ask, answer: Box::new(Answer::Gone) });
        }
    }

    /// Does a little of its own work; messages so far go to `send`.
    pub fn step(&mut self, send: &mut dyn FnMut(Outgoing<S>)) -> Turn {
        let turn = match &mut self.flow {
            Flow::Load(flow) => {
                let progress = flow.step(&self.files, &mut self.outbox);
                self.advance_load(progress)
            }
            Flow::Rest | Flow::Fit(_) => Turn::Rest,
        };
        let more = match self.scored_csv.as_mut().map(|flow| flow.step(&mut self.outbox)) {
            None => Turn::Rest,
            Some(Ok(turn)) => turn,
            Some(Err(last)) => {
                self.end_scored_csv(Some(last));
                Turn::Rest
            }
        };
        self.outbox.waiting.drain(..).for_each(send);
        if more == Turn::More { more } else { turn }
    }

    /// Keeps a command until the new table is in place; one that waited already is dropped, and said to be.
    fn defer(&mut self, command: Command, source: Option<S>) {
        if let Some((Command::Load { job, .. } | Command::Fit { job, .. }, _)) = self.deferred.take() {
            self.outbox.event(Event::Cancelled { job });
        }
        // A cancel of the load itself comes too late: its table stands.
        self.deferred = Some((command, source)).filter(|(command, _)| *command != Command::Cancel);
    }

    fn current_job(&self) -> Option<u32> {
        match &self.flow {
            Flow::Rest => None,
            Flow::Load(flow) => Some(flow.job()),
            Flow::Fit(flow) => Some(flow.job()),
        }
    }

    fn advance_load(&mut self, progress: Progress<Loaded>) -> Turn {
        let job = self.current_job().unwrap_or(0);
        match progress {
            Progress::Going(turn) => return turn,
            Progress::Done(loaded) => {
                self.outbox.event(Event::Loaded { job, summary: loaded.summary.clone() });
                self.files.put(loaded);
                self.give_up_questions();
            }
            Progress::Failed(error) => self.fail(job, error),
        }
        self.flow = Flow::Rest;
        if let Some((command, source)) = self.deferred.take() {
            self.command(command, source);
        }
        Turn::More
    }

    fn advance_fit(&mut self, progress: Progress<()>) {
        let job = self.current_job().unwrap_or(0);
        match progress {
            Progress::Going(_) => return,
            Progress::Done(()) => self.end_scored_csv(Some(ScoredCsvNews::Outdated)),
            Progress::Failed(error) => self.fail(job, error),
        }
        self.flow = Flow::Rest;
    }

    fn fail(&mut self, job: u32, error: EngineError) {
        self.outbox.order_all(&Order::Cancel);
        self.outbox.event(Event::Failed { job, error });
    }
}
