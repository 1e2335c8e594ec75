//! Scoring without branches: features become ranks among the forest's own thresholds, and every cut of a tree is decided
//! for many samples at once.
//!
//! Trees grown on 256 samples have some 45 cuts: comparing all of them 16 bytes at a time beats walking. The plain walk in
//! `tree.rs` is what this is held against: the same leaf for every sample, hence the same bits.

use super::forest::IsolationForest;
use super::tree::{LEAF, Tree};

/// Samples that are scored together: four 128-bit registers of bytes hide the latency of a compare.
pub const LANES: usize = 64;
/// Thresholds of one feature that byte ranks can tell apart.
const MAX_THRESHOLDS: usize = 255;
/// Leaves of one tree that a byte can number.
const MAX_LEAVES: usize = 256;

type Bytes = [u8; LANES];

/// A forest of small trees, ready to score ranks.
pub struct QuantisedForest {
    groups: Vec<Group>,
    n_trees: usize,
    n_tree_samples: u32,
}

/// Trees that together have at most [`MAX_THRESHOLDS`] thresholds a feature.
pub struct Group {
    /// Per feature the thresholds, ascending.
    thresholds: Vec<Vec<f32>>,
    trees: Vec<Program>,
}

/// A tree as a list of decisions, children before parents. Slots `0..n_leaves` hold the leaves' numbers, those behind the
/// decisions' results; the last one is the root's.
struct Program {
    decisions: Vec<Decision>,
    path_lengths: Vec<f64>,
}

#[derive(Clone, Copy)]
struct Decision {
    feature_idx: u16,
    /// Samples whose rank is at or below it go left.
    rank: u8,
    left: u16,
    right: u16,
}

impl QuantisedForest {
    /// Prepares a forest; `None` when a tree has more leaves than bytes can number, cuts across several features, or there
    /// are more than 65,536 of them.
    pub fn new(forest: &IsolationForest) -> Option<Self> {
        let n_features = forest.n_features();
        let fits = |tree: &Tree| tree.path_lengths.len() <= MAX_LEAVES && tree.n_terms == 0;
        if n_features > usize::from(u16::MAX) || !forest.trees().iter().all(fits) {
            return None;
        }
        let mut groups = Vec::new();
        let mut rest = forest.trees();
        while !rest.is_empty() {
            let (thresholds, n_trees) = thresholds_of(rest, n_features);
            let (trees, others) = rest.split_at(n_trees);
            let trees = trees.iter().map(|tree| Program::new(tree, &thresholds)).collect();
            groups.push(Group { thresholds, trees });
            rest = others;
        }
        Some(Self { groups, n_trees: forest.n_trees(), n_tree_samples: forest.n_tree_samples() })
    }

    /// Trees in groups, each with ranks of its own.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// A sample's score from its path lengths, added up over all groups.
    pub fn score(&self, path_length_sum: f64) -> f64 {
        super::path_length::score(path_length_sum, self.n_trees, self.n_tree_samples)
    }
}

impl Group {
    /// Rank of a value among a feature's thresholds: how many of them lie below it. Missing values rank above all.
    pub fn rank(&self, feature_idx: usize, value: f32) -> u8 {
        let thresholds = self.thresholds.get(feature_idx).map(Vec::as_slice).unwrap_or_default();
        // A missing value goes right everywhere, as if it lay above every threshold.
        thresholds.partition_point(|threshold| *threshold < value || value.is_nan()) as u8
    }

    /// Whether some tree cuts the feature.
    pub fn uses(&self, feature_idx: usize) -> bool {
        self.thresholds.get(feature_idx).is_some_and(|thresholds| !thresholds.is_empty())
    }

    /// Adds every tree's path length to `sums`, one entry a sample.
    ///
    /// `ranks` holds [`LANES`] samples a row, feature by feature: `ranks[chunk * n_features + feature_idx]`. Lanes beyond the
    /// last sample may hold anything.
    pub fn add_path_lengths(&self, ranks: &[Bytes], sums: &mut [f64]) {
        let n_features = self.thresholds.len().max(1);
        let mut slots: Vec<Bytes> = Vec::new();
        for tree in &self.trees {
            let leaves = (0..tree.path_lengths.len()).map(|leaf| [leaf as u8; LANES]);
            slots.clear();
            slots.extend(leaves);
            slots.resize(tree.path_lengths.len() + tree.decisions.len(), [0; LANES]);
            for (ranks, sums) in ranks.chunks_exact(n_features).zip(sums.chunks_mut(LANES)) {
                tree.decide(ranks, &mut slots);
                if let Some(leaves) = slots.last() {
                    for (sum, leaf) in sums.iter_mut().zip(leaves) {
                        *sum += tree.path_lengths.get(usize::from(*leaf)).copied().unwrap_or(0.0);
                    }
                }
            }
        }
    }
}

impl Program {
    fn new(tree: &Tree, thresholds: &[Vec<f32>]) -> Self {
        let n_leaves = tree.path_lengths.len();
        let mut decisions = Vec::with_capacity(n_leaves);
        // Position in preorder -> slot; children stand behind their parents, so they are met first from the end.
        let mut slot_of = vec![0_u16; tree.nodes.len()];
        for (position, node) in tree.nodes.iter().enumerate().rev() {
            let slot = if node.feature_idx == LEAF {
                node.right as usize
            } else {
                let feature = thresholds.get(node.feature_idx as usize);
                let rank =
                    feature.map_or(0, |all| all.partition_point(|threshold| *threshold < node.threshold));
                let slot = |position: usize| slot_of.get(position).copied().unwrap_or(0);
                decisions.push(Decision {
                    feature_idx: node.feature_idx as u16,
                    rank: rank as u8,
                    left: slot(position + 1),
                    right: slot(node.right as usize),
                });
                n_leaves + decisions.len() - 1
            };
            if let Some(place) = slot_of.get_mut(position) {
                *place = slot as u16;
            }
        }
        Self { decisions, path_lengths: tree.path_lengths.clone() }
    }

    /// Fills the decisions' slots with the number of the leaf that each sample reaches from there.
    fn decide(&self, ranks: &[Bytes], slots: &mut [Bytes]) {
        for (number, decision) in self.decisions.iter().enumerate() {
            let (done, open) = slots.split_at_mut(self.path_lengths.len() + number);
            let (Some(ranks), Some(left), Some(right), Some(result)) = (
                ranks.get(usize::from(decision.feature_idx)),
                done.get(usize::from(decision.left)),
                done.get(usize::from(decision.right)),
                open.first_mut(),
            ) else {
                return;
            };
            *result = select(ranks, decision.rank, left, right);
        }
    }
}

/// In every lane `left` where the rank is at or below the decision's, else `right`.
///
/// Masks instead of branches over an array of fixed length: the compiler makes compares and selects of 16 or more bytes of it.
#[inline]
fn select(ranks: &Bytes, rank: u8, left: &Bytes, right: &Bytes) -> Bytes {
    let mut selected = [0; LANES];
    for lane in 0..LANES {
        let goes_left = 0_u8.wrapping_sub(u8::from(ranks[lane] <= rank));
        selected[lane] = (left[lane] & goes_left) | (right[lane] & !goes_left);
    }
    selected
}

/// The thresholds, feature by feature, of as many leading trees as byte ranks can serve; at least one tree.
fn thresholds_of(trees: &[Tree], n_features: usize) -> (Vec<Vec<f32>>, usize) {
    let mut thresholds: Vec<Vec<f32>> = vec![Vec::new(); n_features];
    for (n_taken, tree) in trees.iter().enumerate() {
        let mut with_tree = thresholds.clone();
        for node in tree.nodes.iter().filter(|node| node.feature_idx != LEAF) {
            if let Some(feature) = with_tree.get_mut(node.feature_idx as usize) {
                feature.push(node.threshold);
            }
        }
        for feature in &mut with_tree {
            feature.sort_by(f32::total_cmp);
            // By value, so that the two zeros, between which no value lies, are one threshold.
            feature.dedup_by(|a, b| a == b);
        }
        // A tree of at most 256 leaves has at most 255 cuts, so the first one always fits.
        if with_tree.iter().any(|feature| feature.len() > MAX_THRESHOLDS) {
            return (thresholds, n_taken);
        }
        thresholds = with_tree;
    }
    (thresholds, trees.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::isolation_forest::{IsolationForestParams, training::Training};
    use ndarray::Array2;
    use proptest::prelude::*;

    /// Scores a matrix by ranks, as the engine does from its columns.
    fn by_ranks(forest: &QuantisedForest, x: &Array2<f32>) -> Vec<f64> {
        let n_chunks = x.nrows().div_ceil(LANES);
        let mut sums = vec![0.0; x.nrows()];
        for group in forest.groups() {
            let mut ranks = vec![[0; LANES]; n_chunks * x.ncols()];
            for ((sample, feature_idx), value) in x.indexed_iter() {
                ranks[sample / LANES * x.ncols() + feature_idx][sample % LANES] =
                    group.rank(feature_idx, *value);
            }
            group.add_path_lengths(&ranks, &mut sums);
        }
        sums.into_iter().map(|sum| forest.score(sum)).collect()
    }

    fn check(x: &Array2<f32>, params: IsolationForestParams) {
        let mut training = Training::new(params, x.clone()).expect("valid");
        while training.step() {}
        let forest = training.finish();
        let quantised = QuantisedForest::new(&forest).expect("small trees");
        let bits = |scores: Vec<f64>| scores.into_iter().map(f64::to_bits).collect::<Vec<_>>();
        assert_eq!(bits(by_ranks(&quantised, x)), bits(forest.score_samples(x.view()).to_vec()));
    }

    #[test]
    fn many_trees_are_split_into_groups_that_bytes_can_rank() {
        let x = Array2::from_shape_fn((3000, 2), |(i, j)| (i * (j * 7 + 13) % 2999) as f32);
        let params = IsolationForestParams { n_estimators: 60, ..Default::default() };
        let mut training = Training::new(params.clone(), x.clone()).expect("valid");
        while training.step() {}
        assert!(QuantisedForest::new(&training.finish()).expect("small trees").groups().len() > 10);
        check(&x, params);
    }

    #[test]
    fn large_trees_are_left_to_the_walk() {
        let x = Array2::from_shape_fn((3000, 2), |(i, j)| (i * (j * 7 + 13) % 2999) as f32);
        let params = IsolationForestParams { n_estimators: 1, max_samples: 2000, ..Default::default() };
        let mut training = Training::new(params, x).expect("valid");
        while training.step() {}
        assert!(QuantisedForest::new(&training.finish()).is_none());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn ranks_lead_to_the_leaves_that_the_walk_finds(
            values in prop::collection::vec(
                prop_oneof![
                    4 => (-3_i32..4).prop_map(|x| x as f32 / 2.0),
                    4 => any::<f32>(),
                    1 => Just(f32::NAN),
                    1 => Just(-0.0_f32),
                    1 => Just(f32::INFINITY),
                ],
                3..600,
            ),
            seed: u64,
            n_estimators in 1_u32..12,
            max_samples in 1_u32..200,
        ) {
            let x = Array2::from_shape_vec((values.len() / 3, 3), values[..values.len() / 3 * 3].to_vec()).expect("fits");
            check(&x, IsolationForestParams { n_estimators, max_samples, seed, ..Default::default() });
        }
    }
}
