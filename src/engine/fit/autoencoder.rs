//! The autoencoder's part of a training: collect, learn in one shard, score in all.

use super::{Frame, Scores, SurveyedPart, tell_scored};
use crate::data::packed::Packed;
use crate::detectors::Detector;
use crate::detectors::autoencoder::training::EpochLoss;
use crate::detectors::autoencoder::{Autoencoder, AutoencoderParams};
use crate::engine::coordinator::Outbox;
use crate::engine::draw::{first_counted, first_owners, in_one_order};
use crate::engine::error::EngineError;
use crate::engine::event::{Event, LearningProgress};
use crate::engine::files::Loaded;
use crate::engine::load::{all_in, missing};
use crate::engine::order::{Order, Reply, Scored, ScoredPart};
use crate::features::encoder::{Encoder, Encoding};

/// Most vectors that are learnt from: enough to know a network's traffic, few enough for one worker's memory (50 MB).
const MAX_SAMPLES: usize = 262_144;
/// Most vectors from which the error of each feature comes.
const MAX_HELD_OUT: usize = 65_536;

/// An autoencoder that is being trained, then asked.
pub struct AutoencoderFlow {
    params: AutoencoderParams,
    stage: Stage,
    losses: Vec<EpochLoss>,
}

enum Stage {
    /// Nothing is known yet, or between two stages.
    Waiting,
    Collecting {
        encoder: Encoder,
        /// Shard of every vector to learn from, and of every one held out, in the order of draw keys.
        owners: [Vec<u32>; 2],
        /// How often each vector to learn from counts.
        counts: Packed<u32>,
        parts: Vec<Option<[Packed<f32>; 2]>>,
    },
    Learning {
        encoder: Encoder,
    },
    Learnt {
        encoder: Encoder,
        autoencoder: Autoencoder,
    },
    Scoring {
        parts: Vec<Option<ScoredPart>>,
        n_scored: u64,
    },
    Done(Scores),
}

impl AutoencoderFlow {
    /// An autoencoder that has learnt nothing yet.
    pub const fn new(params: AutoencoderParams) -> Self {
        Self { params, stage: Stage::Waiting, losses: Vec::new() }
    }

    /// Its settings.
    pub const fn params(&self) -> &AutoencoderParams {
        &self.params
    }

    /// Losses of the epochs so far.
    pub fn losses(&self) -> &[EpochLoss] {
        &self.losses
    }

    /// What becomes of features.
    pub fn encoding(&self) -> Encoding {
        self.params.encoding()
    }

    /// Scores of all rows.
    pub fn result(&self) -> Option<&Scores> {
        match &self.stage {
            Stage::Done(parts) => Some(parts),
            _ => None,
        }
    }

    /// Asks for the first vectors in the order of draw keys.
    pub fn collect<S>(
        &mut self,
        job: u32,
        encoder: Encoder,
        surveyed: &[SurveyedPart],
        outbox: &mut Outbox<S>,
    ) {
        let (fitted, counts) = first_counted(surveyed, MAX_SAMPLES);
        let held_out = first_owners(surveyed.iter().map(|part| &part.held_out_keys), MAX_HELD_OUT);
        let count =
            |owners: &[u32], shard: u32| owners.iter().filter(|owner| **owner == shard).count() as u32;
        for shard in 0..outbox.n_shards() {
            let (encoder, n_fitted, n_held_out) =
                (encoder.clone(), count(&fitted, shard), count(&held_out, shard));
            outbox.order(shard, Order::CollectFirst { job, encoder, n_fitted, n_held_out }, None);
        }
        let owners = [fitted, held_out];
        self.stage = Stage::Collecting { encoder, owners, counts, parts: missing(outbox) };
    }

    /// Takes a shard's reply.
    ///
    /// # Errors
    /// When nothing can be learnt.
    pub fn reply<S>(
        &mut self,
        frame: Frame,
        shard: u32,
        reply: Reply,
        scored: &Loaded,
        outbox: &mut Outbox<S>,
    ) -> Result<(), EngineError> {
        match (reply, &mut self.stage) {
            (Reply::CollectedFirst { fitted, held_out, .. }, Stage::Collecting { parts, .. }) => {
                if let Some(parts) = all_in(parts, shard, [fitted, held_out]) {
                    self.collected(frame.job, parts, outbox);
                }
            }
            (Reply::Learning { progress, .. }, Stage::Learning { .. }) => {
                self.losses.clone_from(&progress.losses);
                outbox.event(Event::Learning { job: frame.job, progress });
            }
            (Reply::Learnt { outcome, .. }, Stage::Learning { .. }) => {
                let (autoencoder, losses) = *outcome?;
                // Where the visitor had seen enough, they are those of a training of fewer epochs.
                self.params = autoencoder.params().clone();
                self.losses = losses;
                let (epochs, losses) = (self.losses.len() as u32, self.losses.clone());
                let progress = LearningProgress { epoch: epochs, epochs, batch: 0, batches: 0, losses };
                outbox.event(Event::Learning { job: frame.job, progress });
                outbox.event(Event::Fitted { job: frame.job, detector: Detector::Autoencoder });
                if let Stage::Learning { encoder } = self.leave_stage() {
                    self.stage = Stage::Learnt { encoder, autoencoder };
                }
            }
            (Reply::ScoredSome { rows, .. }, Stage::Scoring { n_scored, .. }) => {
                *n_scored += rows;
                tell_scored(frame.job, Detector::Autoencoder, *n_scored, scored, outbox);
            }
            (Reply::ScoredAll { part, .. }, Stage::Scoring { parts, .. }) => {
                if let Some(parts) = all_in(parts, shard, *part) {
                    self.stage = Stage::Done(parts);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Has every row scored, if it has just learnt; tells whether it did so.
    pub fn begin_scoring<S>(&mut self, frame: Frame, scored: &Loaded, outbox: &mut Outbox<S>) -> bool {
        if !matches!(self.stage, Stage::Learnt { .. }) {
            return false;
        }
        if let Stage::Learnt { encoder, autoencoder } = self.leave_stage() {
            tell_scored(frame.job, Detector::Autoencoder, 0, scored, outbox);
            let by = Scored::ByAutoencoder(Box::new(autoencoder));
            outbox.order_all(&Order::Score { job: frame.job, encoder, by, choice: frame.choice });
            self.stage = Stage::Scoring { parts: missing(outbox), n_scored: 0 };
        }
        true
    }

    /// Ends learning with the epoch under way.
    pub fn stop_learning<S>(&self, job: u32, outbox: &mut Outbox<S>) {
        if matches!(self.stage, Stage::Learning { .. }) {
            outbox.order(outbox.n_shards() - 1, Order::StopLearning { job }, None);
        }
    }

    /// Has the last shard learn.
    fn collected<S>(&mut self, job: u32, parts: Vec<[Packed<f32>; 2]>, outbox: &mut Outbox<S>) {
        let Stage::Collecting { encoder, owners: [fitted_owners, held_out_owners], counts, .. } =
            self.leave_stage()
        else {
            return;
        };
        let (fitted, held_out): (Vec<_>, Vec<_>) = parts.into_iter().map(<(_, _)>::from).unzip();
        let n_features = encoder.n_features();
        let order = Order::Learn {
            job,
            params: self.params.clone(),
            inputs: encoder.columns(),
            x: in_one_order(&fitted, &fitted_owners, n_features),
            counts,
            held_out: in_one_order(&held_out, &held_out_owners, n_features),
        };
        outbox.order(outbox.n_shards() - 1, order, None);
        self.stage = Stage::Learning { encoder };
    }

    const fn leave_stage(&mut self) -> Stage {
        std::mem::replace(&mut self.stage, Stage::Waiting)
    }
}
