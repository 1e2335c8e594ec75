//! Growing trees in a worker.

use std::ops::Range;

use ndarray::Array2;

use crate::data::packed::Packed;
use crate::detectors::error::DetectorError;
use crate::detectors::isolation_forest::IsolationForestParams;
use crate::detectors::isolation_forest::training::{Part, Training};
use crate::engine::job::{Job, Turn};
use crate::engine::order::Reply;

/// Grows one tree a step.
pub struct TrainJob {
    job: u32,
    training: Option<Result<Training, DetectorError>>,
}

/// The samples that trees draw.
pub struct Samples {
    /// The samples `[n, n_features]`, row by row.
    pub x: Packed<f32>,
    /// Width of `x`.
    pub n_features: u32,
    /// Number of each among all samples, ascending.
    pub numbers: Packed<u32>,
    /// How many samples there are in all.
    pub n_samples: u32,
}

impl TrainJob {
    /// Prepares to grow some of a forest's trees.
    pub fn new(job: u32, params: IsolationForestParams, samples: Samples, trees: Range<u32>) -> Self {
        let Samples { x, n_features, numbers, n_samples } = samples;
        let training = Array2::from_shape_vec((numbers.0.len(), n_features as usize), x.0)
            .map_err(|_| DetectorError::EmptyTrainingSet)
            .and_then(|x| Training::of_part(params, Part { x, numbers: numbers.0, n_samples }, trees));
        Self { job, training: Some(training) }
    }
}

impl Job<Reply> for TrainJob {
    fn step(&mut self, emit: &mut dyn FnMut(Reply)) -> Turn {
        if let Some(Ok(training)) = &mut self.training
            && training.step()
        {
            emit(Reply::Grown { job: self.job });
            return Turn::More;
        }
        if let Some(training) = self.training.take() {
            emit(Reply::Trained { job: self.job, outcome: training.map(Training::into_trees) });
        }
        Turn::Rest
    }
}
