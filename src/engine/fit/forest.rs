//! The forest's part of a training: draw, collect, grow, score.

use std::ops::Range;

use super::{Frame, Scores, SurveyedPart, tell_scored};
use crate::data::packed::Packed;
use crate::detectors::Detector;
use crate::detectors::isolation_forest::tree::Tree;
use crate::detectors::isolation_forest::{IsolationForest, IsolationForestParams};
use crate::engine::coordinator::Outbox;
use crate::engine::draw::{Drawn, draw_all, in_one_order};
use crate::engine::error::EngineError;
use crate::engine::event::Event;
use crate::engine::files::Loaded;
use crate::engine::load::{all_in, missing};
use crate::engine::order::{Order, Reply, Scored, ScoredPart};
use crate::features::encoder::Encoder;

/// Trees after which a first result is shown.
const PROVISIONAL_TREES: u32 = 20;
/// Samples over all trees from which on a first result is worth its time: they take about a quarter of a second to grow.
const MIN_FOR_PROVISIONAL: u64 = 200_000;

/// A forest that is being trained, then asked.
pub struct ForestFlow {
    params: IsolationForestParams,
    /// Whether the last shard has something else to do than to grow trees.
    leaves_last_shard: bool,
    stage: Stage,
    trees: Vec<Tree>,
    /// A result that comes before the last one.
    first_result: Option<Scores>,
}

enum Stage {
    /// Nothing is known yet, or between two stages.
    Waiting,
    Collecting {
        drawn: Drawn,
        encoder: Encoder,
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
    Done(Scores),
}

/// What is known once the samples are drawn.
struct Plan {
    encoder: Encoder,
    /// Drawn vectors `[n, n_features]`, row by row.
    x: Packed<f32>,
    /// Number of each of them among all that may be fitted.
    numbers: Packed<u32>,
    /// How many may be fitted.
    n_samples: u32,
}

impl ForestFlow {
    /// A forest of which nothing is grown yet.
    pub const fn new(params: IsolationForestParams, leaves_last_shard: bool) -> Self {
        Self { params, leaves_last_shard, stage: Stage::Waiting, trees: Vec::new(), first_result: None }
    }

    /// Trees grown so far.
    pub const fn n_trees(&self) -> u32 {
        self.trees.len() as u32
    }

    /// Scores by the first trees, given once.
    pub const fn take_first_result(&mut self) -> Option<Scores> {
        self.first_result.take()
    }

    /// Scores by all trees.
    pub fn result(&self) -> Option<&Scores> {
        match &self.stage {
            Stage::Done(parts) => Some(parts),
            _ => None,
        }
    }

    /// Draws every tree's samples from all shards' vectors in one order, and asks for those that were drawn.
    pub fn draw<S>(&mut self, job: u32, encoder: Encoder, surveyed: &[SurveyedPart], outbox: &mut Outbox<S>) {
        let (drawn, positions) = draw_all(&self.params, surveyed);
        for (shard, positions) in positions.into_iter().enumerate() {
            let (encoder, positions) = (encoder.clone(), Packed(positions));
            outbox.order(shard as u32, Order::Collect { job, encoder, positions }, None);
        }
        self.stage = Stage::Collecting { drawn, encoder, parts: missing(outbox) };
    }

    /// Takes a shard's reply.
    ///
    /// # Errors
    /// When no forest can be grown.
    pub fn reply<S>(
        &mut self,
        frame: Frame,
        shard: u32,
        reply: Reply,
        scored: &Loaded,
        outbox: &mut Outbox<S>,
    ) -> Result<(), EngineError> {
        match (reply, &mut self.stage) {
            (Reply::Collected { x, .. }, Stage::Collecting { parts, .. }) => {
                if let Some(parts) = all_in(parts, shard, x) {
                    self.collected(frame.job, &parts, outbox);
                }
            }
            (Reply::Grown { .. }, Stage::Training { n_grown, .. }) => {
                *n_grown += 1;
                let (trees, of) = (*n_grown, self.params.n_estimators);
                outbox.event(Event::Training { job: frame.job, trees, of });
            }
            (Reply::Trained { outcome, .. }, Stage::Training { parts, .. }) => {
                if let Some(parts) = all_in(parts, shard, outcome?) {
                    self.trees.extend(parts.into_iter().flatten());
                    self.score(frame, scored, outbox);
                }
            }
            (Reply::ScoredSome { rows, .. }, Stage::Scoring { n_scored, .. }) => {
                *n_scored += rows;
                let n_scored = *n_scored;
                if self.is_complete() {
                    tell_scored(frame.job, Detector::IsolationForest, n_scored, scored, outbox);
                }
            }
            (Reply::ScoredAll { part, .. }, Stage::Scoring { parts, .. }) => {
                if let Some(parts) = all_in(parts, shard, *part) {
                    self.scored(frame.job, parts, outbox);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn collected<S>(&mut self, job: u32, parts: &[Packed<f32>], outbox: &mut Outbox<S>) {
        if let Stage::Collecting { drawn, encoder, .. } = self.leave_stage() {
            let x = in_one_order(parts, &drawn.owners, encoder.n_features());
            let Drawn { numbers, n_training: n_samples, .. } = drawn;
            self.train(job, Plan { encoder, x, numbers, n_samples }, outbox);
        }
    }

    /// Has the next trees grown, each shard a part of them.
    fn train<S>(&mut self, job: u32, plan: Plan, outbox: &mut Outbox<S>) {
        let trees = self.next_trees();
        let n_shards = outbox.n_shards();
        let n_growers = if self.leaves_last_shard { n_shards.max(2) - 1 } else { n_shards };
        let share = |shard: u32| {
            let n_trees = u64::from(trees.end - trees.start);
            trees.start + (n_trees * u64::from(shard) / u64::from(n_growers)) as u32
        };
        for shard in 0..n_growers {
            let order = Order::Train {
                job,
                params: self.params.clone(),
                x: plan.x.clone(),
                numbers: plan.numbers.clone(),
                n_samples: plan.n_samples,
                trees: share(shard)..share(shard + 1),
                n_features: plan.encoder.n_features() as u32,
            };
            outbox.order(shard, order, None);
        }
        let parts = (0..n_growers).map(|_| None).collect();
        self.stage = Stage::Training { plan, parts, n_grown: trees.start };
    }

    /// Trees to be grown next: the first few alone when all take long.
    fn next_trees(&self) -> Range<u32> {
        let n_estimators = self.params.n_estimators;
        let n_samples = u64::from(n_estimators) * u64::from(self.params.max_samples);
        let start = self.trees.len() as u32;
        let first_few = start == 0 && n_estimators > PROVISIONAL_TREES && n_samples >= MIN_FOR_PROVISIONAL;
        start..if first_few { PROVISIONAL_TREES } else { n_estimators }
    }

    const fn is_complete(&self) -> bool {
        self.trees.len() as u32 >= self.params.n_estimators
    }

    /// Has every row scored by the trees that are there.
    fn score<S>(&mut self, frame: Frame, scored: &Loaded, outbox: &mut Outbox<S>) {
        let Stage::Training { plan, .. } = self.leave_stage() else {
            return;
        };
        if self.is_complete() {
            let detector = Detector::IsolationForest;
            outbox.event(Event::Fitted { job: frame.job, detector });
            tell_scored(frame.job, detector, 0, scored, outbox);
        }
        let n_tree_samples = self.params.max_samples.min(plan.n_samples);
        let n_features = plan.encoder.n_features() as u32;
        let forest = IsolationForest::new(self.trees.clone(), n_tree_samples, n_features);
        outbox.order_all(&Order::Score {
            job: frame.job,
            encoder: plan.encoder.clone(),
            by: Scored::ByForest(forest),
            choice: frame.choice,
        });
        self.stage = Stage::Scoring { plan, parts: missing(outbox), n_scored: 0 };
    }

    /// Notes the scores, and goes on where trees are missing.
    fn scored<S>(&mut self, job: u32, parts: Scores, outbox: &mut Outbox<S>) {
        let Stage::Scoring { plan, .. } = self.leave_stage() else {
            return;
        };
        if self.is_complete() {
            if self.leaves_last_shard {
                self.first_result = Some(parts.clone());
            }
            self.stage = Stage::Done(parts);
            return;
        }
        self.first_result = Some(parts);
        self.train(job, plan, outbox);
    }

    const fn leave_stage(&mut self) -> Stage {
        std::mem::replace(&mut self.stage, Stage::Waiting)
    }
}
