//! Training and scoring, as the coordinator sees it: survey, draw, collect, train, score, sum up.

use std::ops::Range;

use super::coordinator::{Outbox, Progress};
use super::draw::{Drawn, draw_all, in_one_order};
use super::error::EngineError;
use super::event::{Event, FitSummary};
use super::job::Turn;
use super::load::{Files, Loaded, all_in, missing};
use super::order::{Order, Reply, ScoredPart, TrainingChoice};
use super::score_summary::sum_up;
use crate::data::label::Family;
use crate::data::packed::Packed;
use crate::detectors::TrainOn;
use crate::detectors::isolation_forest::tree::Tree;
use crate::detectors::isolation_forest::{IsolationForest, IsolationForestParams};
use crate::features::encoder::{Encoder, Encoding, NameCounts};

/// With fewer vectors to learn from, none is held out: a fifth of them would say too little about a 99 % quantile.
const MIN_TO_HOLD_OUT: u64 = 100;
/// Trees after which a first result is shown.
const PROVISIONAL_TREES: u32 = 20;
/// Samples over all trees from which on a first result is worth its time: they take about a quarter of a second to grow.
const MIN_FOR_PROVISIONAL: u64 = 200_000;

/// What the visitor wants to be trained.
pub struct Wish {
    /// On what.
    pub train_on: TrainOn,
    /// What becomes of features.
    pub encoding: Encoding,
    /// Settings.
    pub params: IsolationForestParams,
}

/// A detector that is being trained, then asked.
pub struct FitFlow {
    job: u32,
    wish: Wish,
    choice: TrainingChoice,
    stage: Stage,
    trees: Vec<Tree>,
}

enum Stage {
    Surveying(Vec<Option<SurveyedPart>>),
    Collecting {
        drawn: Drawn,
        encoder: Encoder,
        fit: FitSummary,
        parts: Vec<Option<Packed<f32>>>,
    },
    Training {
        plan: Plan,
        parts: Vec<Option<Vec<Tree>>>,
        n_grown: u32,
    },
    Scoring {
        plan: Plan,
        parts: Vec<Option<ScoredPart>>,
        n_scored: u64,
    },
    /// Between two stages.
    Turning,
}

/// What is known once the samples are drawn.
struct Plan {
    encoder: Encoder,
    fit: FitSummary,
    /// Drawn vectors `[n, n_features]`, row by row.
    x: Packed<f32>,
    /// Number of each of them among all that may be fitted.
    numbers: Packed<u32>,
    /// How many may be fitted.
    n_samples: u32,
}

/// A shard's answer to a survey.
pub struct SurveyedPart {
    /// Draw keys of the vectors that may be fitted, ascending.
    pub keys: Packed<u128>,
    n_held_out: u64,
    name_counts: Vec<NameCounts>,
}

impl FitFlow {
    /// Checks the wish and asks the shards what there is to learn from.
    ///
    /// # Errors
    /// When nothing is loaded, nothing is left to train on, or the settings are out of range.
    pub fn start<S>(
        job: u32,
        wish: Wish,
        files: &Files,
        outbox: &mut Outbox<S>,
    ) -> Result<Self, EngineError> {
        let Loaded { summary, .. } = files.train.as_ref().ok_or(EngineError::NothingLoaded)?;
        wish.params.validate()?;
        let eligible = match wish.train_on {
            TrainOn::Normal => summary.distinct_families.get(Family::Normal.index()).copied().unwrap_or(0),
            TrainOn::Distinct => summary.n_distinct_vectors,
        };
        if eligible == 0 {
            return Err(EngineError::NothingToTrainOn { eligible });
        }
        let choice = TrainingChoice { train_on: wish.train_on, hold_out: eligible >= MIN_TO_HOLD_OUT };
        outbox.order_all(&Order::Survey { job, choice, seed: wish.params.seed });
        Ok(Self { job, wish, choice, stage: Stage::Surveying(missing(outbox)), trees: Vec::new() })
    }

    /// Number of the job.
    pub const fn job(&self) -> u32 {
        self.job
    }

    /// Takes a shard's reply.
    pub fn reply<S>(
        &mut self,
        shard: u32,
        reply: Reply,
        files: &Files,
        outbox: &mut Outbox<S>,
    ) -> Progress<()> {
        let (Some(train), Some(scored)) = (&files.train, files.scored()) else {
            return Progress::Failed(EngineError::NothingLoaded);
        };
        match (reply, &mut self.stage) {
            (Reply::Surveyed { keys, n_held_out, name_counts, .. }, Stage::Surveying(parts)) => {
                let part = SurveyedPart { keys, n_held_out, name_counts };
                if let Some(parts) = all_in(parts, shard, part) {
                    self.draw(&parts, train, outbox);
                }
            }
            (Reply::Collected { x, .. }, Stage::Collecting { parts, .. }) => {
                if let Some(parts) = all_in(parts, shard, x) {
                    self.collected(&parts, outbox);
                }
            }
            (Reply::Grown { .. }, Stage::Training { n_grown, .. }) => {
                *n_grown += 1;
                let (trees, of) = (*n_grown, self.wish.params.n_estimators);
                outbox.event(Event::Training { job: self.job, trees, of });
            }
            (Reply::Trained { outcome, .. }, Stage::Training { parts, .. }) => match outcome {
                Ok(trees) => {
                    if let Some(parts) = all_in(parts, shard, trees) {
                        self.trees.extend(parts.into_iter().flatten());
                        self.score(outbox);
                    }
                }
                Err(error) => return Progress::Failed(error.into()),
            },
            (Reply::ScoredSome { rows, .. }, Stage::Scoring { n_scored, .. }) => {
                *n_scored += rows;
                let (samples, of) = ((*n_scored).min(scored.summary.n_distinct), scored.summary.n_distinct);
                if self.is_complete() {
                    outbox.event(Event::Scoring { job: self.job, samples, of });
                }
            }
            (Reply::ScoredAll { part, .. }, Stage::Scoring { parts, .. }) => {
                if let Some(parts) = all_in(parts, shard, *part) {
                    return self.scored(parts, scored, outbox);
                }
            }
            _ => {}
        }
        Progress::Going(Turn::Rest)
    }

    /// Draws every tree's samples from all shards' vectors in one order, and asks for those that were drawn.
    fn draw<S>(&mut self, surveyed: &[SurveyedPart], train: &Loaded, outbox: &mut Outbox<S>) {
        let (drawn, positions) = draw_all(&self.wish.params, surveyed);
        let n_training = surveyed.iter().map(|part| part.keys.0.len() as u64).sum();
        let encoder = Encoder::fit(self.wish.encoding, &train.schema, &merge_names(surveyed), n_training);
        for (shard, positions) in positions.into_iter().enumerate() {
            let (job, encoder, positions) = (self.job, encoder.clone(), Packed(positions));
            outbox.order(shard as u32, Order::Collect { job, encoder, positions }, None);
        }
        let fit = FitSummary {
            train_on: self.wish.train_on,
            encoding: self.wish.encoding,
            isolation_forest: self.wish.params.clone(),
            n_training,
            n_held_out: surveyed.iter().map(|part| part.n_held_out).sum(),
        };
        self.stage = Stage::Collecting { drawn, encoder, fit, parts: missing(outbox) };
    }

    fn collected<S>(&mut self, parts: &[Packed<f32>], outbox: &mut Outbox<S>) {
        if let Stage::Collecting { drawn, encoder, fit, .. } = self.leave_stage() {
            let x = in_one_order(parts, &drawn.owners, encoder.n_features());
            let Drawn { numbers, n_training: n_samples, .. } = drawn;
            self.train(Plan { encoder, fit, x, numbers, n_samples }, outbox);
        }
    }

    /// Has the next trees grown, each shard a part of them.
    fn train<S>(&mut self, plan: Plan, outbox: &mut Outbox<S>) {
        let trees = self.next_trees();
        let n_shards = outbox.n_shards();
        let share = |shard: u32| {
            let n_trees = u64::from(trees.end - trees.start);
            trees.start + (n_trees * u64::from(shard) / u64::from(n_shards)) as u32
        };
        for shard in 0..n_shards {
            let order = Order::Train {
                job: self.job,
                params: self.wish.params.clone(),
                x: plan.x.clone(),
                numbers: plan.numbers.clone(),
                n_samples: plan.n_samples,
                trees: share(shard)..share(shard + 1),
                n_features: plan.encoder.n_features() as u32,
            };
            outbox.order(shard, order, None);
        }
        self.stage = Stage::Training { plan, parts: missing(outbox), n_grown: trees.start };
    }

    /// Trees to be grown next: the first few alone when all take long.
    fn next_trees(&self) -> Range<u32> {
        let n_estimators = self.wish.params.n_estimators;
        let n_samples = u64::from(n_estimators) * u64::from(self.wish.params.max_samples);
        let start = self.trees.len() as u32;
        let first_few = start == 0 && n_estimators > PROVISIONAL_TREES && n_samples >= MIN_FOR_PROVISIONAL;
        start..if first_few { PROVISIONAL_TREES } else { n_estimators }
    }

    fn is_complete(&self) -> bool {
        self.trees.len() as u32 >= self.wish.params.n_estimators
    }

    /// Has every row scored by the trees that are there.
    fn score<S>(&mut self, outbox: &mut Outbox<S>) {
        let Stage::Training { plan, .. } = self.leave_stage() else {
            return;
        };
        if self.is_complete() {
            outbox.event(Event::Fitted { job: self.job, summary: plan.fit.clone() });
        }
        let n_tree_samples = self.wish.params.max_samples.min(plan.n_samples);
        let n_features = plan.encoder.n_features() as u32;
        let forest = IsolationForest::new(self.trees.clone(), n_tree_samples, n_features);
        let (job, encoder, choice) = (self.job, plan.encoder.clone(), self.choice);
        outbox.order_all(&Order::Score { job, encoder, forest, choice });
        self.stage = Stage::Scoring { plan, parts: missing(outbox), n_scored: 0 };
    }

    /// Tells the page the scores, and goes on where trees are missing.
    fn scored<S>(&mut self, parts: Vec<ScoredPart>, loaded: &Loaded, outbox: &mut Outbox<S>) -> Progress<()> {
        let Stage::Scoring { plan, .. } = self.leave_stage() else {
            return Progress::Going(Turn::Rest);
        };
        // What is shown is what a forest of just these trees would give.
        let n_estimators = self.trees.len() as u32;
        let isolation_forest = IsolationForestParams { n_estimators, ..self.wish.params.clone() };
        let fit = FitSummary { isolation_forest, ..plan.fit.clone() };
        let summary = Box::new(sum_up(fit, parts, loaded));
        if self.is_complete() {
            outbox.order_all(&Order::Keep);
            outbox.event(Event::Scored { job: self.job, summary });
            return Progress::Done(());
        }
        outbox.event(Event::Provisional { job: self.job, summary });
        self.train(plan, outbox);
        Progress::Going(Turn::Rest)
    }

    fn leave_stage(&mut self) -> Stage {
        std::mem::replace(&mut self.stage, Stage::Turning)
    }
}

/// Adds the shards' counts of names up, feature by feature.
fn merge_names(parts: &[SurveyedPart]) -> Vec<NameCounts> {
    let n_features = parts.iter().map(|part| part.name_counts.len()).max().unwrap_or(0);
    let merged = |feature_idx: usize| {
        let mut counts = std::collections::BTreeMap::<&str, u64>::new();
        for part in parts.iter().filter_map(|part| part.name_counts.get(feature_idx)) {
            for (name, count) in part.names.iter().zip(&part.counts) {
                *counts.entry(name).or_default() += count;
            }
        }
        let (names, counts) = counts.into_iter().map(|(name, count)| (name.to_owned(), count)).unzip();
        NameCounts { names, counts }
    };
    (0..n_features).map(merged).collect()
}
