//! Training and scoring, as the coordinator sees it: survey, then both detectors side by side, then one result.
//!
//! The forest grows in all shards but the last one, where the autoencoder learns; with one shard both take turns in it. The
//! forest's result is shown as soon as it is there, the autoencoder's and both together when that has learnt.

mod autoencoder;
mod forest;

use self::autoencoder::AutoencoderFlow;
use self::forest::ForestFlow;
use super::coordinator::{Outbox, Progress};
use super::error::EngineError;
use super::event::{AutoencoderFit, Event, FitSummary};
use super::files::{Files, Loaded};
use super::job::Turn;
use super::load::{all_in, missing};
use super::order::{Order, Reply, ScoredPart, TrainingChoice};
use super::score_summary::{Results, sum_up};
use crate::data::label::Family;
use crate::data::packed::Packed;
use crate::detectors::autoencoder::AutoencoderParams;
use crate::detectors::isolation_forest::IsolationForestParams;
use crate::detectors::{Detector, TrainOn};
use crate::features::encoder::{Encoding, NameCounts};

/// With fewer vectors to learn from, none is held out: a fifth of them would say too little about a 99 % quantile.
const MIN_TO_HOLD_OUT: u64 = 100;

/// What the visitor wants to be trained.
pub struct Wish {
    /// On what.
    pub train_on: TrainOn,
    /// What becomes of features for the forest.
    pub encoding: Encoding,
    /// Settings of the forest.
    pub isolation_forest: IsolationForestParams,
    /// Settings of the autoencoder; `None` for none.
    pub autoencoder: Option<AutoencoderParams>,
}

/// Detectors that are being trained, then asked.
pub struct FitFlow {
    job: u32,
    wish: Wish,
    choice: TrainingChoice,
    surveyed: Vec<Option<SurveyedPart>>,
    n_training: u64,
    n_held_out: u64,
    forest: ForestFlow,
    autoencoder: Option<AutoencoderFlow>,
}

/// A shard's answer to a survey.
pub struct SurveyedPart {
    /// Draw keys of the vectors that may be fitted, ascending.
    pub keys: Packed<u128>,
    /// How often each of them counts.
    pub counts: Packed<u32>,
    /// Draw keys of those held out, ascending.
    pub held_out_keys: Packed<u128>,
    name_counts: Vec<NameCounts>,
}

/// What all parts of a training go by.
#[derive(Clone, Copy)]
struct Frame {
    job: u32,
    choice: TrainingChoice,
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
        wish.isolation_forest.validate()?;
        wish.autoencoder.as_ref().map_or(Ok(()), AutoencoderParams::validate)?;
        let eligible = match wish.train_on {
            TrainOn::Normal => summary.distinct_families.get(Family::Normal.index()).copied().unwrap_or(0),
            TrainOn::Distinct => summary.n_distinct_vectors,
            TrainOn::AllRows => summary.n_samples,
        };
        if eligible == 0 {
            return Err(EngineError::NothingToTrainOn { eligible });
        }
        let hold_out = wish.train_on != TrainOn::AllRows && eligible >= MIN_TO_HOLD_OUT;
        let choice = TrainingChoice { train_on: wish.train_on, hold_out };
        outbox.order_all(&Order::Survey { job, choice, seed: wish.isolation_forest.seed });
        Ok(Self {
            job,
            choice,
            surveyed: missing(outbox),
            n_training: 0,
            n_held_out: 0,
            forest: ForestFlow::new(wish.isolation_forest.clone(), wish.autoencoder.is_some()),
            autoencoder: wish.autoencoder.clone().map(AutoencoderFlow::new),
            wish,
        })
    }

    /// Number of the job.
    pub const fn job(&self) -> u32 {
        self.job
    }

    /// The autoencoder has learnt enough: the epoch under way is its last one.
    pub fn stop_learning<S>(&self, outbox: &mut Outbox<S>) {
        if let Some(autoencoder) = &self.autoencoder {
            autoencoder.stop_learning(self.job, outbox);
        }
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
        if let Reply::Surveyed { keys, counts, held_out_keys, name_counts, .. } = reply {
            let part = SurveyedPart { keys, counts, held_out_keys, name_counts };
            if let Some(parts) = all_in(&mut self.surveyed, shard, part) {
                self.begin(&parts, train, outbox);
            }
            return Progress::Going(Turn::Rest);
        }
        let frame = Frame { job: self.job, choice: self.choice };
        let done = match reply {
            Reply::ScoredSome { detector: Detector::Autoencoder, .. }
            | Reply::ScoredAll { detector: Detector::Autoencoder, .. }
            | Reply::CollectedFirst { .. }
            | Reply::Learning { .. }
            | Reply::Learnt { .. } => match &mut self.autoencoder {
                Some(autoencoder) => autoencoder.reply(frame, shard, reply, scored, outbox),
                None => Ok(()),
            },
            reply => self.forest.reply(frame, shard, reply, scored, outbox),
        };
        if let Err(error) = done {
            return Progress::Failed(error);
        }
        self.advance(scored, outbox)
    }

    /// Has both detectors' samples collected.
    fn begin<S>(&mut self, surveyed: &[SurveyedPart], train: &Loaded, outbox: &mut Outbox<S>) {
        let name_counts = merge_names(surveyed);
        let counts = surveyed.iter().flat_map(|part| &part.counts.0);
        self.n_training = counts.map(|count| u64::from(*count)).sum();
        self.n_held_out = surveyed.iter().map(|part| part.held_out_keys.0.len() as u64).sum();
        let encoder = |encoding| {
            crate::features::encoder::Encoder::fit(encoding, &train.schema, &name_counts, self.n_training)
        };
        self.forest.draw(self.job, encoder(self.wish.encoding), surveyed, outbox);
        if let Some(autoencoder) = &mut self.autoencoder {
            let encoding = autoencoder.encoding();
            autoencoder.collect(self.job, encoder(encoding), surveyed, outbox);
        }
    }

    /// Shows what there is to show, and goes on with what comes next.
    fn advance<S>(&mut self, scored: &Loaded, outbox: &mut Outbox<S>) -> Progress<()> {
        if let Some(parts) = self.forest.take_first_result() {
            let summary = Box::new(sum_up(self.fit_summary(), Results::of_forest(&parts), scored));
            outbox.event(Event::Provisional { job: self.job, summary });
        }
        if self.forest.result().is_none() {
            return Progress::Going(Turn::Rest);
        }
        let frame = Frame { job: self.job, choice: self.choice };
        if self
            .autoencoder
            .as_mut()
            .is_some_and(|autoencoder| autoencoder.begin_scoring(frame, scored, outbox))
        {
            return Progress::Going(Turn::Rest);
        }
        let learnt = self.autoencoder.as_ref().map(AutoencoderFlow::result);
        let (Some(forest), Some(learnt)) =
            (self.forest.result(), learnt.map_or(Some(None), |it| it.map(Some)))
        else {
            return Progress::Going(Turn::Rest);
        };
        let results = Results { isolation_forest: forest, autoencoder: learnt.map(Vec::as_slice) };
        let tails = results.tails();
        let summary = Box::new(sum_up(self.fit_summary(), results, scored));
        outbox.order_all(&Order::Keep { tails });
        outbox.event(Event::Scored { job: self.job, summary });
        Progress::Done(())
    }

    /// What is trained so far.
    fn fit_summary(&self) -> FitSummary {
        // What is shown is what a forest of just these trees would give.
        let n_estimators = self.forest.n_trees();
        FitSummary {
            train_on: self.wish.train_on,
            encoding: self.wish.encoding,
            isolation_forest: IsolationForestParams { n_estimators, ..self.wish.isolation_forest.clone() },
            autoencoder: self.autoencoder.as_ref().map(|autoencoder| AutoencoderFit {
                params: autoencoder.params().clone(),
                losses: autoencoder.losses().to_vec(),
            }),
            n_training: self.n_training,
            n_held_out: self.n_held_out,
        }
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

/// How far scoring is, told to the page.
fn tell_scored<S>(job: u32, detector: Detector, n_scored: u64, scored: &Loaded, outbox: &mut Outbox<S>) {
    let of = scored.summary.n_distinct;
    outbox.event(Event::Scoring { job, detector, samples: n_scored.min(of), of });
}

/// Scores of all shards, once they are there.
type Scores = Vec<ScoredPart>;
