//! Growing trees in a worker.

use ndarray::Array2;

use crate::detectors::error::DetectorError;
use crate::detectors::isolation_forest::IsolationForestParams;
use crate::detectors::isolation_forest::training::Training;
use crate::engine::job::{Job, Turn};
use crate::engine::order::Reply;
use crate::engine::packed::Packed;

/// Grows one tree a step.
pub struct TrainJob {
    job: u32,
    training: Option<Result<Training, DetectorError>>,
}

/// Which trees are grown, and on what.
pub struct Draws {
    /// Samples of each tree.
    pub samples: Vec<Packed<u32>>,
    /// Number of the first of these trees in the forest.
    pub first_tree: u32,
}

impl TrainJob {
    /// Prepares to grow trees on `x` `[n, n_features]`, given row by row.
    pub fn new(
        job: u32,
        params: IsolationForestParams,
        x: Packed<f32>,
        n_features: u32,
        draws: Draws,
    ) -> Self {
        let n_samples = x.0.len() / (n_features as usize).max(1);
        let samples = draws.samples.into_iter().map(|draw| draw.0).collect();
        let training = Array2::from_shape_vec((n_samples, n_features as usize), x.0)
            .map_err(|_| DetectorError::EmptyTrainingSet)
            .and_then(|x| Training::with_draws(params, x, samples, draws.first_tree));
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
