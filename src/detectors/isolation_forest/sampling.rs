//! Which training samples each tree is grown on.

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::params::IsolationForestParams;
use crate::data::content_hash::mix64;

/// What a tree's random numbers are for: each use has a stream of its own, so that trees can be drawn in one worker
/// and grown in another.
#[derive(Clone, Copy)]
pub enum Stream {
    /// Drawing samples.
    Sampling,
    /// Choosing features and thresholds.
    Splitting,
}

/// The random numbers of one tree; they depend on nothing but the seed, the tree's number and the use.
pub fn tree_rng(seed: u64, tree_idx: u32, stream: Stream) -> Xoshiro256PlusPlus {
    let stream = match stream {
        Stream::Sampling => 0,
        Stream::Splitting => 1 << 32,
    };
    Xoshiro256PlusPlus::seed_from_u64(mix64(mix64(seed) ^ u64::from(tree_idx) ^ stream))
}

/// Draws per sample from which on [`drawn_by_any`] takes every sample to be drawn: all but one in 3,000 are.
const DRAWS_FOR_ALL: u64 = 8;

/// Samples of one tree, drawn from `n_samples`, ascending.
///
/// Without replacement by Floyd's algorithm (Bentley, "Programming pearls: a sample of brilliance", CACM 1987).
pub fn draw(params: &IsolationForestParams, tree_idx: u32, n_samples: u32) -> Vec<u32> {
    let n_drawn = params.max_samples.min(n_samples);
    let mut rng = tree_rng(params.seed, tree_idx, Stream::Sampling);
    if params.bootstrap {
        let mut drawn: Vec<u32> = (0..n_drawn).map(|_| rng.gen_range(0..n_samples)).collect();
        drawn.sort_unstable();
        return drawn;
    }
    let mut drawn = Bits::new(n_samples);
    for last in n_samples - n_drawn..n_samples {
        // u32, not usize: the generator's output for usize depends on the pointer's width.
        let candidate = rng.gen_range(0..=last);
        if !drawn.insert(candidate) {
            drawn.insert(last);
        }
    }
    drawn.ascending()
}

/// Samples that some tree draws from `n_samples`, ascending; possibly a few more when nearly all are drawn.
pub fn drawn_by_any(params: &IsolationForestParams, n_samples: u32) -> Vec<u32> {
    let n_draws = u64::from(params.n_estimators) * u64::from(params.max_samples.min(n_samples));
    if n_draws >= DRAWS_FOR_ALL * u64::from(n_samples) {
        return (0..n_samples).collect();
    }
    let mut drawn = Bits::new(n_samples);
    for tree_idx in 0..params.n_estimators {
        draw(params, tree_idx, n_samples).into_iter().for_each(|sample| {
            drawn.insert(sample);
        });
    }
    drawn.ascending()
}

/// A set of small numbers.
struct Bits(Vec<u64>);

impl Bits {
    fn new(limit: u32) -> Self {
        Self(vec![0; limit.div_ceil(u64::BITS) as usize])
    }

    /// Whether the number is new.
    fn insert(&mut self, number: u32) -> bool {
        let bit = 1 << (number % u64::BITS);
        self.0.get_mut((number / u64::BITS) as usize).is_some_and(|word| {
            let is_new = *word & bit == 0;
            *word |= bit;
            is_new
        })
    }

    fn ascending(&self) -> Vec<u32> {
        let mut numbers = Vec::new();
        for (word, first) in self.0.iter().zip((0_u32..).step_by(u64::BITS as usize)) {
            let mut rest = *word;
            while rest != 0 {
                numbers.push(first + rest.trailing_zeros());
                rest &= rest - 1;
            }
        }
        numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_distinct_in_range_and_differ_by_tree_and_seed() {
        let params = IsolationForestParams::default();
        let first = draw(&params, 0, 1000);
        assert_eq!(first.len(), 256);
        assert!(first.windows(2).all(|pair| pair[0] < pair[1]) && first[255] < 1000);
        assert_ne!(first, draw(&params, 1, 1000));
        assert_ne!(first, draw(&IsolationForestParams { seed: 43, ..params.clone() }, 0, 1000));
        assert_eq!(draw(&params, 7, 3), [0, 1, 2]);
        assert!(draw(&params, 7, 0).is_empty());
    }

    #[test]
    fn what_any_tree_draws_is_what_all_trees_draw() {
        let mut params = IsolationForestParams { n_estimators: 7, max_samples: 20, ..Default::default() };
        for bootstrap in [false, true] {
            params.bootstrap = bootstrap;
            let mut expected: Vec<u32> = (0..7).flat_map(|tree_idx| draw(&params, tree_idx, 100)).collect();
            expected.sort_unstable();
            expected.dedup();
            assert_eq!(drawn_by_any(&params, 100), expected);
        }
        params.n_estimators = 10_000;
        assert_eq!(drawn_by_any(&params, 100), (0..100).collect::<Vec<_>>());
        assert!(drawn_by_any(&params, 0).is_empty());
    }

    #[test]
    fn every_sample_is_drawn_equally_often() {
        let params = IsolationForestParams { max_samples: 5, ..IsolationForestParams::default() };
        let mut counts = [0_u32; 20];
        for tree_idx in 0..4000 {
            draw(&params, tree_idx, 20).into_iter().for_each(|i| counts[i as usize] += 1);
        }
        // Binomial(4000, 1/4): mean 1000, deviation 27; five deviations.
        assert!(counts.iter().all(|count| count.abs_diff(1000) < 137), "{counts:?}");
    }
}
