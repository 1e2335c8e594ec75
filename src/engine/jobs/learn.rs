//! An autoencoder that learns in a worker.

use ndarray::Array2;

use crate::data::packed::Packed;
use crate::detectors::autoencoder::training::EpochLoss;
use crate::detectors::autoencoder::training::Training;
use crate::detectors::autoencoder::{Autoencoder, AutoencoderParams};
use crate::detectors::error::DetectorError;
use crate::engine::event::LearningProgress;
use crate::engine::job::{Job, Turn};
use crate::engine::order::Reply;
use crate::features::input_kind::InputKind;

/// News are sent this often an epoch.
const NEWS_AN_EPOCH: u32 = 50;

/// Does some batches a step.
pub struct LearnJob {
    job: u32,
    training: Option<Result<Training, DetectorError>>,
    held_out: Packed<f32>,
    n_features: usize,
    told: Option<(u32, u32)>,
}

/// What an autoencoder learns from, matrices row by row.
pub struct LearnSamples {
    /// The samples.
    pub x: Packed<f32>,
    /// How often each of them counts in an epoch.
    pub counts: Packed<u32>,
    /// Samples that are not learnt from.
    pub held_out: Packed<f32>,
}

impl LearnJob {
    /// Prepares to learn; `inputs` says what the columns of the samples are.
    pub fn new(job: u32, params: AutoencoderParams, inputs: Vec<InputKind>, samples: LearnSamples) -> Self {
        let LearnSamples { x, counts, held_out } = samples;
        let n_features = inputs.len();
        let training = matrix(x, n_features).and_then(|x| Training::new(params, inputs, x, Some(counts.0)));
        Self { job, training: Some(training), held_out, n_features, told: None }
    }

    /// Ends with the epoch under way.
    pub const fn stop(&mut self) {
        if let Some(Ok(training)) = &mut self.training {
            training.end_with_epoch();
        }
    }

    fn finish(&mut self) -> Result<Box<(Autoencoder, Vec<EpochLoss>)>, DetectorError> {
        let training = self.training.take().unwrap_or(Err(DetectorError::EmptyTrainingSet))?;
        let losses = training.progress().history.to_vec();
        let held_out = matrix(std::mem::take(&mut self.held_out), self.n_features)?;
        Ok(Box::new((training.finish(held_out.view())?, losses)))
    }
}

impl Job<Reply> for LearnJob {
    fn step(&mut self, emit: &mut dyn FnMut(Reply)) -> Turn {
        if let Some(Ok(training)) = &mut self.training
            && training.step()
        {
            let progress = training.progress();
            let told = Some((progress.epoch, progress.batch * NEWS_AN_EPOCH / progress.batches.max(1)));
            if self.told != told {
                self.told = told;
                emit(Reply::Learning {
                    job: self.job,
                    progress: LearningProgress {
                        epoch: progress.epoch,
                        epochs: progress.epochs,
                        batch: progress.batch,
                        batches: progress.batches,
                        losses: progress.history.to_vec(),
                    },
                });
            }
            return Turn::More;
        }
        let outcome = self.finish();
        emit(Reply::Learnt { job: self.job, outcome });
        Turn::Rest
    }
}

fn matrix(x: Packed<f32>, n_features: usize) -> Result<Array2<f32>, DetectorError> {
    let n_samples = x.0.len() / n_features.max(1);
    Array2::from_shape_vec((n_samples, n_features), x.0).map_err(|_| DetectorError::EmptyTrainingSet)
}
