//! Growing a forest tree by tree, so that it can report, yield and be dropped.

use ndarray::Array2;

use super::forest::IsolationForest;
use super::params::IsolationForestParams;
use super::sampling::{Stream, draw, tree_rng};
use super::tree::Tree;
use crate::detectors::error::DetectorError;

/// A forest that grows. Dropping it cancels.
pub struct Training {
    params: IsolationForestParams,
    x: Array2<f32>,
    /// Samples of each tree, as rows of `x`.
    draws: Vec<Vec<u32>>,
    /// Number of the first tree: its random numbers depend on it.
    first_tree: u32,
    trees: Vec<Tree>,
}

impl Training {
    /// Prepares to grow a forest on samples drawn from all of `x` `[n_samples, n_features]`.
    ///
    /// # Errors
    /// When the settings make no forest or `x` is empty.
    pub fn new(params: IsolationForestParams, x: Array2<f32>) -> Result<Self, DetectorError> {
        let draws =
            (0..params.n_estimators).map(|tree_idx| draw(&params, tree_idx, x.nrows() as u32)).collect();
        Self::with_draws(params, x, draws, 0)
    }

    /// The same on draws made before, of which `x` holds the samples; they may be those of a part of the forest's trees, from
    /// number `first_tree` on.
    ///
    /// # Errors
    /// When the settings make no forest or `x` is empty.
    pub fn with_draws(
        params: IsolationForestParams,
        x: Array2<f32>,
        draws: Vec<Vec<u32>>,
        first_tree: u32,
    ) -> Result<Self, DetectorError> {
        params.validate()?;
        if x.is_empty() {
            return Err(DetectorError::EmptyTrainingSet);
        }
        Ok(Self { params, x, draws, first_tree, trees: Vec::new() })
    }

    /// Grows one tree; `false` when all are grown.
    pub fn step(&mut self) -> bool {
        let Some(samples) = self.draws.get(self.trees.len()) else {
            return false;
        };
        let tree_idx = self.first_tree + self.trees.len() as u32;
        let mut rng = tree_rng(self.params.seed, tree_idx, Stream::Splitting);
        self.trees.push(Tree::grow(self.x.view(), samples, &self.params, &mut rng));
        true
    }

    /// The trees as far as they are grown.
    pub fn into_trees(self) -> Vec<Tree> {
        self.trees
    }

    /// The forest as far as it is grown.
    pub fn finish(self) -> IsolationForest {
        let n_tree_samples = self.draws.first().map_or(0, |samples| samples.len() as u32);
        IsolationForest::new(self.trees, n_tree_samples, self.x.ncols() as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawing_elsewhere_grows_the_same_forest() {
        let x = Array2::from_shape_fn((400, 4), |(i, j)| ((i * 31 + j * 17) % 97) as f32);
        let params = IsolationForestParams {
            n_estimators: 5,
            max_samples: 32,
            seed: 9,
            ..IsolationForestParams::default()
        };
        let grown = |mut training: Training| {
            while training.step() {}
            training.finish()
        };
        let whole = grown(Training::new(params.clone(), x.clone()).expect("valid"));
        let draws: Vec<Vec<u32>> = (0..5).map(|t| draw(&params, t, 400)).collect();
        let mut used: Vec<u32> = draws.concat();
        used.sort_unstable();
        used.dedup();
        let rows: Vec<usize> = used.iter().map(|i| *i as usize).collect();
        let place = |i: &u32| used.binary_search(i).expect("used") as u32;
        let draws = draws.iter().map(|samples| samples.iter().map(place).collect()).collect();
        let part = Training::with_draws(params, x.select(ndarray::Axis(0), &rows), draws, 0).expect("valid");
        assert_eq!(grown(part), whole);
    }

    #[test]
    fn a_forest_of_nothing_is_refused() {
        let check = |n_estimators, max_samples, n_samples, error| {
            let params = IsolationForestParams { n_estimators, max_samples, ..Default::default() };
            assert_eq!(Training::new(params, Array2::zeros((n_samples, 2))).err(), Some(error));
        };
        check(0, 256, 5, DetectorError::NoTrees);
        check(100, 0, 5, DetectorError::NoSamplesPerTree);
        check(100, 256, 0, DetectorError::EmptyTrainingSet);
    }
}
