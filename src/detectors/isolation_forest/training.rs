//! Growing a forest tree by tree, so that it can report, yield and be dropped.

use std::ops::Range;

use ndarray::Array2;

use super::forest::IsolationForest;
use super::params::IsolationForestParams;
use super::sampling::{Stream, draw, tree_rng};
use super::tree::Tree;
use crate::detectors::error::DetectorError;

/// A forest that grows. Dropping it cancels.
pub struct Training {
    params: IsolationForestParams,
    part: Part,
    /// Numbers of the trees to be grown: their random numbers depend on them.
    tree_numbers: Range<u32>,
    trees: Vec<Tree>,
}

/// Some of the samples that a forest is grown on: at least those that the trees draw.
pub struct Part {
    /// The samples `[n, n_features]`.
    pub x: Array2<f32>,
    /// Number of each among all samples, ascending.
    pub numbers: Vec<u32>,
    /// How many samples there are in all.
    pub n_samples: u32,
}

impl Training {
    /// Prepares to grow a forest on samples drawn from all of `x` `[n_samples, n_features]`.
    ///
    /// # Errors
    /// When the settings make no forest or `x` is empty.
    pub fn new(params: IsolationForestParams, x: Array2<f32>) -> Result<Self, DetectorError> {
        let n_samples = x.nrows() as u32;
        let tree_numbers = 0..params.n_estimators;
        Self::of_part(params, Part { x, numbers: (0..n_samples).collect(), n_samples }, tree_numbers)
    }

    /// Prepares to grow some of a forest's trees on the samples that they draw.
    ///
    /// # Errors
    /// When the settings make no forest or there is no sample.
    pub fn of_part(
        params: IsolationForestParams,
        part: Part,
        tree_numbers: Range<u32>,
    ) -> Result<Self, DetectorError> {
        params.validate()?;
        if part.x.is_empty() {
            return Err(DetectorError::EmptyTrainingSet);
        }
        Ok(Self { params, part, tree_numbers, trees: Vec::new() })
    }

    /// Grows one tree; `false` when all are grown.
    pub fn step(&mut self) -> bool {
        let Some(tree_idx) = self.tree_numbers.next() else {
            return false;
        };
        let Part { x, numbers, n_samples } = &self.part;
        let mut samples = draw(&self.params, tree_idx, *n_samples);
        if numbers.len() < *n_samples as usize {
            // Both lists ascend, so that one walk along the longer one finds all places.
            let mut places = (0_u32..).zip(numbers);
            let mut found = 0;
            for sample in &mut samples {
                if let Some((place, _)) = places.by_ref().find(|(_, number)| **number == *sample) {
                    found = place;
                }
                *sample = found;
            }
        }
        let mut rng = tree_rng(self.params.seed, tree_idx, Stream::Splitting);
        self.trees.push(Tree::grow(x.view(), &samples, &self.params, &mut rng));
        true
    }

    /// The trees as far as they are grown.
    pub fn into_trees(self) -> Vec<Tree> {
        self.trees
    }

    /// The forest as far as it is grown.
    pub fn finish(self) -> IsolationForest {
        let n_tree_samples = self.params.max_samples.min(self.part.n_samples);
        IsolationForest::new(self.trees, n_tree_samples, self.part.x.ncols() as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::isolation_forest::sampling::drawn_by_any;

    #[test]
    fn drawing_elsewhere_grows_the_same_forest() {
        let x = Array2::from_shape_fn((400, 4), |(i, j)| ((i * 31 + j * 17) % 97) as f32);
        let params = IsolationForestParams {
            n_estimators: 5,
            max_samples: 32,
            seed: 9,
            ..IsolationForestParams::default()
        };
        let mut training = Training::new(params.clone(), x.clone()).expect("valid");
        while training.step() {}
        let whole = training.finish();
        let numbers = drawn_by_any(&params, 400);
        assert!(numbers.len() < 200);
        let rows: Vec<usize> = numbers.iter().map(|i| *i as usize).collect();
        let part = || Part { x: x.select(ndarray::Axis(0), &rows), numbers: numbers.clone(), n_samples: 400 };
        let trees = |numbers| {
            let mut training = Training::of_part(params.clone(), part(), numbers).expect("valid");
            while training.step() {}
            training.into_trees()
        };
        let together = [trees(0..2), trees(2..5)].concat();
        assert_eq!(together, whole.trees());
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
