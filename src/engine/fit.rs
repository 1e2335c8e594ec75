//! Training and scoring, as the coordinator sees it: survey, draw, collect, train, score, sum up.

use super::coordinator::{Outbox, Progress};
use super::error::EngineError;
use super::event::{Event, FitSummary};
use super::job::Turn;
use super::load::Loaded;
use super::order::{Order, Reply, ScoredPart, TrainingChoice};
use super::packed::Packed;
use super::score_summary::sum_up;
use crate::data::label::Family;
use crate::detectors::TrainOn;
use crate::detectors::isolation_forest::sampling::draw;
use crate::detectors::isolation_forest::{IsolationForest, IsolationForestParams};
use crate::features::encoder::{Encoder, NameCounts};

/// With fewer vectors to learn from, none is held out: a fifth of them would say too little about a 99 % quantile.
const MIN_TO_HOLD_OUT: u64 = 100;
/// The shard that grows the forest.
const TRAINER: u32 = 0;

/// A detector that is being trained, then asked.
pub struct FitFlow {
    job: u32,
    params: IsolationForestParams,
    choice: TrainingChoice,
    stage: Stage,
}

enum Stage {
    Surveying(Vec<Option<SurveyedPart>>),
    Collecting(Collecting, Vec<Option<Packed<f32>>>),
    Training(Encoder, FitSummary),
    Scoring { fit: FitSummary, parts: Vec<Option<ScoredPart>>, n_scored: u64 },
}

struct SurveyedPart {
    keys: Packed<u128>,
    n_held_out: u64,
    name_counts: Vec<NameCounts>,
}

struct Collecting {
    encoder: Encoder,
    fit: FitSummary,
    /// Shard of every drawn vector, in the order of draw keys.
    owners: Vec<u32>,
    /// Samples of each tree, as positions in `owners`.
    draws: Vec<Packed<u32>>,
}

impl FitFlow {
    /// Checks the wish and asks the shards what there is to learn from.
    ///
    /// # Errors
    /// When nothing is loaded, nothing is left to train on, or the settings are out of range.
    pub fn start<S>(
        job: u32,
        train_on: TrainOn,
        params: IsolationForestParams,
        loaded: Option<&Loaded>,
        outbox: &mut Outbox<S>,
    ) -> Result<Self, EngineError> {
        let Loaded { summary, .. } = loaded.ok_or(EngineError::NothingLoaded)?;
        params.validate()?;
        let eligible = match train_on {
            TrainOn::Normal => summary.distinct_families.get(Family::Normal.index()).copied().unwrap_or(0),
            TrainOn::Distinct => summary.n_distinct_vectors,
        };
        if eligible == 0 {
            return Err(EngineError::NothingToTrainOn { eligible });
        }
        let choice = TrainingChoice { train_on, hold_out: eligible >= MIN_TO_HOLD_OUT };
        outbox.order_all(&Order::Survey { job, choice, seed: params.seed });
        let parts = (0..outbox.n_shards()).map(|_| None).collect();
        Ok(Self { job, params, choice, stage: Stage::Surveying(parts) })
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
        loaded: Option<&Loaded>,
        outbox: &mut Outbox<S>,
    ) -> Progress<()> {
        let shard = shard as usize;
        let Some(loaded) = loaded else {
            return Progress::Failed(EngineError::NothingLoaded);
        };
        match (reply, &mut self.stage) {
            (Reply::Surveyed { keys, n_held_out, name_counts, .. }, Stage::Surveying(parts)) => {
                let part = SurveyedPart { keys, n_held_out, name_counts };
                if let Some(parts) = all_in(parts, shard, part) {
                    self.draw(&parts, loaded, outbox);
                }
            }
            (Reply::Collected { x, .. }, Stage::Collecting(_, parts)) => {
                if let Some(parts) = all_in(parts, shard, x) {
                    self.train(&parts, outbox);
                }
            }
            (Reply::Grown { trees, .. }, Stage::Training(..)) => {
                outbox.event(Event::Training { job: self.job, trees, of: self.params.n_estimators });
            }
            (Reply::Trained { outcome, .. }, Stage::Training(..)) => match outcome {
                Ok(forest) => self.score(forest, outbox),
                Err(error) => return Progress::Failed(error.into()),
            },
            (Reply::ScoredSome { rows, .. }, Stage::Scoring { n_scored, .. }) => {
                *n_scored += rows;
                let (samples, of) = (*n_scored, loaded.summary.n_distinct);
                outbox.event(Event::Scoring { job: self.job, samples: samples.min(of), of });
            }
            (Reply::ScoredAll { part, .. }, Stage::Scoring { fit, parts, .. }) => {
                if let Some(parts) = all_in(parts, shard, *part) {
                    let summary = Box::new(sum_up(fit.clone(), parts, loaded));
                    outbox.event(Event::Scored { job: self.job, summary });
                    return Progress::Done(());
                }
            }
            _ => {}
        }
        Progress::Going(Turn::Rest)
    }

    /// Draws every tree's samples from all shards' vectors in one order, and asks for those that were drawn.
    fn draw<S>(&mut self, parts: &[SurveyedPart], loaded: &Loaded, outbox: &mut Outbox<S>) {
        let of_shard = |(shard, part): (usize, &SurveyedPart)| {
            part.keys.0.iter().map(move |key| (*key, shard as u32)).collect::<Vec<_>>()
        };
        let mut vectors: Vec<(u128, u32)> = parts.iter().enumerate().flat_map(of_shard).collect();
        vectors.sort_unstable();
        let n_training = vectors.len() as u32;
        let draws: Vec<Vec<u32>> =
            (0..self.params.n_estimators).map(|tree_idx| draw(&self.params, tree_idx, n_training)).collect();
        let mut place = vec![None; vectors.len()];
        for vector in draws.iter().flatten() {
            if let Some(place) = place.get_mut(*vector as usize) {
                *place = Some(0);
            }
        }
        let mut owners = Vec::new();
        let mut next_of_shard = vec![0_u32; parts.len()];
        let mut positions = vec![Vec::new(); parts.len()];
        for ((_, shard), place) in vectors.iter().zip(&mut place) {
            let (Some(next), Some(positions)) =
                (next_of_shard.get_mut(*shard as usize), positions.get_mut(*shard as usize))
            else {
                continue;
            };
            if let Some(place) = place {
                *place = owners.len() as u32;
                owners.push(*shard);
                positions.push(*next);
            }
            *next += 1;
        }
        let in_drawn = |vector: &u32| place.get(*vector as usize).copied().flatten().unwrap_or(0);
        let draws = draws.iter().map(|samples| samples.iter().map(in_drawn).collect()).collect();
        let encoder = Encoder::fit(&loaded.schema, &merge_names(parts), n_training.into());
        for (shard, positions) in positions.into_iter().enumerate() {
            let (job, encoder, positions) = (self.job, encoder.clone(), Packed(positions));
            outbox.order(shard as u32, Order::Collect { job, encoder, positions }, None);
        }
        let fit = FitSummary {
            train_on: self.choice.train_on,
            isolation_forest: self.params.clone(),
            n_training: n_training.into(),
            n_held_out: parts.iter().map(|part| part.n_held_out).sum(),
        };
        let missing = parts.iter().map(|_| None).collect();
        self.stage = Stage::Collecting(Collecting { encoder, fit, owners, draws }, missing);
    }

    /// Puts the drawn vectors back into one order and has the forest grown.
    fn train<S>(&mut self, parts: &[Packed<f32>], outbox: &mut Outbox<S>) {
        let Stage::Collecting(collecting, _) = &mut self.stage else {
            return;
        };
        let width = collecting.encoder.n_features();
        let mut rows_of_shard: Vec<_> = parts.iter().map(|part| part.0.chunks_exact(width.max(1))).collect();
        let mut x = Vec::with_capacity(collecting.owners.len() * width);
        for shard in &collecting.owners {
            let row = rows_of_shard.get_mut(*shard as usize).and_then(Iterator::next);
            x.extend_from_slice(row.unwrap_or_default());
        }
        let order = Order::Train {
            job: self.job,
            params: self.params.clone(),
            x: Packed(x),
            draws: std::mem::take(&mut collecting.draws),
            n_features: width as u32,
        };
        outbox.order(TRAINER, order, None);
        self.stage = Stage::Training(collecting.encoder.clone(), collecting.fit.clone());
    }

    fn score<S>(&mut self, forest: IsolationForest, outbox: &mut Outbox<S>) {
        let Stage::Training(encoder, fit) = &self.stage else {
            return;
        };
        outbox.event(Event::Fitted { job: self.job, summary: fit.clone() });
        outbox.order_all(&Order::Score {
            job: self.job,
            encoder: encoder.clone(),
            forest,
            choice: self.choice,
        });
        let parts = (0..outbox.n_shards()).map(|_| None).collect();
        self.stage = Stage::Scoring { fit: fit.clone(), parts, n_scored: 0 };
    }
}

/// Puts a shard's part in its place; all of them once none is missing.
fn all_in<T>(parts: &mut [Option<T>], shard: usize, part: T) -> Option<Vec<T>> {
    if let Some(place) = parts.get_mut(shard) {
        *place = Some(part);
    }
    parts.iter().all(Option::is_some).then(|| parts.iter_mut().filter_map(Option::take).collect())
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
