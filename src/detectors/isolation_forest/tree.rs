//! One isolation tree: random axis-parallel cuts until samples stand alone.

use ndarray::ArrayView2;
use rand::Rng;
use serde::{Deserialize, Serialize};

use super::params::IsolationForestParams;
use super::path_length::average_path_length;

/// Marks a node that cuts no more.
pub(super) const LEAF: u32 = u32::MAX;

/// A node; the left child of a cutting node follows it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Node {
    /// Feature that is cut; `LEAF` for none.
    pub(super) feature_idx: u32,
    /// Samples at or below it go left; a missing value goes right.
    pub(super) threshold: f32,
    /// Position of the right child; of a leaf, its path length.
    pub(super) right: u32,
    /// Training samples that came here.
    n_samples: u32,
}

/// An isolation tree in preorder.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tree {
    pub(super) nodes: Vec<Node>,
    /// Edges down to each leaf plus the expected path length among the samples left in it.
    pub(super) path_lengths: Vec<f64>,
}

/// What is still to be grown: samples `start..end` of the order, at this depth; `parent` waits for its right child.
struct Pending {
    start: usize,
    end: usize,
    depth: u32,
    parent: Option<usize>,
}

impl Tree {
    /// Grows a tree on the samples of `x` `[n_samples, n_features]` named by `sample_idx`.
    ///
    /// Features that are constant among a node's samples are passed over, as in scikit-learn's ExtraTreeRegressor.
    pub fn grow(
        x: ArrayView2<'_, f32>,
        sample_idx: &[u32],
        params: &IsolationForestParams,
        rng: &mut impl Rng,
    ) -> Self {
        let n_samples = sample_idx.len();
        let max_depth = params.depth_limit(n_samples);
        let mut order = sample_idx.to_vec();
        let mut features = tree_features(params, x.ncols() as u32, rng);
        let mut tree = Self::default();
        let mut pending = vec![Pending { start: 0, end: n_samples, depth: 0, parent: None }];
        while let Some(Pending { start, end, depth, parent }) = pending.pop() {
            let position = tree.nodes.len();
            if let Some(node) = parent.and_then(|parent| tree.nodes.get_mut(parent)) {
                node.right = position as u32;
            }
            let samples = order.get_mut(start..end).unwrap_or_default();
            let cut = if depth < max_depth { random_cut(x, samples, &mut features, rng) } else { None };
            let Some((feature_idx, threshold)) = cut else {
                tree.push_leaf(depth, samples.len());
                continue;
            };
            let middle = start + partition(samples, |i| value(x, i, feature_idx) <= threshold);
            tree.nodes.push(Node { feature_idx, threshold, right: 0, n_samples: (end - start) as u32 });
            pending.push(Pending { start: middle, end, depth: depth + 1, parent: Some(position) });
            pending.push(Pending { start, end: middle, depth: depth + 1, parent: None });
        }
        tree
    }

    /// A tree given node by node in preorder, for comparing with other implementations: `None` is a leaf, and
    /// `n_node_samples` has the training samples of every node.
    pub fn from_preorder(cuts: &[Option<(u32, f32)>], n_node_samples: &[u32]) -> Self {
        let mut tree = Self::default();
        let mut waiting: Vec<(usize, u32)> = Vec::new();
        let mut depth = 0;
        for (position, (cut, n_samples)) in cuts.iter().zip(n_node_samples).enumerate() {
            match cut {
                Some((feature_idx, threshold)) => {
                    let (feature_idx, threshold, n_samples) = (*feature_idx, *threshold, *n_samples);
                    tree.nodes.push(Node { feature_idx, threshold, right: 0, n_samples });
                    depth += 1;
                    waiting.push((position, depth));
                }
                None => {
                    tree.push_leaf(depth, *n_samples as usize);
                    if let Some((parent, parent_depth)) = waiting.pop() {
                        if let Some(node) = tree.nodes.get_mut(parent) {
                            node.right = position as u32 + 1;
                        }
                        depth = parent_depth;
                    }
                }
            }
        }
        tree
    }

    fn push_leaf(&mut self, depth: u32, n_samples: usize) {
        let right = self.path_lengths.len() as u32;
        self.path_lengths.push(f64::from(depth) + average_path_length(n_samples as u32));
        self.nodes.push(Node { feature_idx: LEAF, threshold: 0.0, right, n_samples: n_samples as u32 });
    }

    /// Edges that a sample walks, plus the expected rest where the tree was not grown out.
    pub fn path_length(&self, sample: &[f32]) -> f64 {
        let mut position = 0;
        // Children stand behind their parents, so a walk ends even in a damaged tree.
        while let Some(node) = self.nodes.get(position) {
            if node.feature_idx == LEAF {
                return self.path_lengths.get(node.right as usize).copied().unwrap_or(0.0);
            }
            position = node.child(position, sample);
        }
        0.0
    }

    /// Adds to `contributions` (one entry a feature) how much each feature's cuts shortened the sample's way.
    ///
    /// At a node on depth d with n training samples the expected path length is d + c(n); a cut moves that expectation, and
    /// the move is its feature's. So the sum is c(samples of the tree) minus the sample's path length.
    pub fn add_contributions(&self, sample: &[f32], contributions: &mut [f64]) {
        let (mut position, mut depth) = (0, 0.0);
        let expected = |node: &Node, depth: f64| depth + average_path_length(node.n_samples);
        while let Some(node) = self.nodes.get(position).filter(|node| node.feature_idx != LEAF) {
            let before = expected(node, depth);
            position = node.child(position, sample);
            depth += 1.0;
            let after = self.nodes.get(position).map_or(before, |child| expected(child, depth));
            if let Some(sum) = contributions.get_mut(node.feature_idx as usize) {
                *sum += before - after;
            }
        }
    }
}

impl Node {
    /// Where a sample goes on from this node at `position`.
    fn child(&self, position: usize, sample: &[f32]) -> usize {
        let goes_left = sample.get(self.feature_idx as usize).is_some_and(|x| *x <= self.threshold);
        if goes_left { position + 1 } else { (self.right as usize).max(position + 1) }
    }
}

/// The features that a tree may cut.
fn tree_features(params: &IsolationForestParams, n_features: u32, rng: &mut impl Rng) -> Vec<u32> {
    let mut features: Vec<u32> = (0..n_features).collect();
    let n_wanted = params.n_features_per_tree(features.len());
    if n_wanted < features.len() {
        for position in 0..n_wanted {
            let pick = rng.gen_range(position as u32..n_features) as usize;
            features.swap(position, pick);
        }
        features.truncate(n_wanted);
    }
    features
}

fn value(x: ArrayView2<'_, f32>, sample_idx: u32, feature_idx: u32) -> f32 {
    x.get((sample_idx as usize, feature_idx as usize)).copied().unwrap_or(0.0)
}

/// A feature that is not constant among the samples, each equally likely, and a threshold between its extremes.
fn random_cut(
    x: ArrayView2<'_, f32>,
    samples: &[u32],
    features: &mut [u32],
    rng: &mut impl Rng,
) -> Option<(u32, f32)> {
    if samples.len() < 2 {
        return None;
    }
    for tried in 0..features.len() {
        let pick = rng.gen_range(tried as u32..features.len() as u32) as usize;
        features.swap(tried, pick);
        let feature_idx = features.get(tried).copied()?;
        let extremes = samples.iter().map(|i| value(x, *i, feature_idx));
        let (low, high) =
            extremes.fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
        if low < high {
            return Some((feature_idx, threshold_between(low, high, rng.r#gen())));
        }
    }
    None
}

/// The f32 at or below `low + share * (high - low)`, for a share in [0, 1): at least `low`, below `high`.
fn threshold_between(low: f32, high: f32, share: f64) -> f32 {
    // Infinite values lie beyond every finite one: a cut anywhere between finite bounds parts them.
    let (bottom, top) = (f64::from(low.max(f32::MIN)), f64::from(high.min(f32::MAX)));
    let exact = bottom + share * (top - bottom);
    let rounded = exact as f32;
    let below = if f64::from(rounded) > exact { rounded.next_down() } else { rounded };
    if below < high { below } else { low }
}

/// Moves the samples that go left to the front, keeping the order of neither side, and gives their number.
fn partition(samples: &mut [u32], goes_left: impl Fn(u32) -> bool) -> usize {
    let mut n_left = 0;
    for position in 0..samples.len() {
        if samples.get(position).is_some_and(|i| goes_left(*i)) {
            samples.swap(n_left, position);
            n_left += 1;
        }
    }
    n_left
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::isolation_forest::sampling::{Stream, tree_rng};
    use ndarray::{Array2, array};

    fn grow(x: &Array2<f32>) -> Tree {
        let samples: Vec<u32> = (0..x.nrows() as u32).collect();
        Tree::grow(
            x.view(),
            &samples,
            &IsolationForestParams::default(),
            &mut tree_rng(1, 0, Stream::Splitting),
        )
    }

    fn path(tree: &Tree, sample: &[f32]) -> f64 {
        tree.path_length(sample)
    }

    #[test]
    fn two_samples_are_one_cut_apart() {
        let tree = grow(&array![[1.0, 5.0], [2.0, 5.0]]);
        assert_eq!([path(&tree, &[1.0, 5.0]), path(&tree, &[2.0, 9.0])], [1.0, 1.0]);
        assert_eq!(tree.nodes[0].feature_idx, 0, "the constant feature is passed over");
    }

    #[test]
    fn equal_samples_cannot_be_cut() {
        let tree = grow(&Array2::from_elem((8, 3), 2.0));
        assert_eq!(tree.nodes.len(), 1);
        assert_eq!(path(&tree, &[2.0; 3]), average_path_length(8));
    }

    #[test]
    fn one_sample_or_none_is_a_leaf() {
        assert_eq!(path(&grow(&array![[3.0]]), &[3.0]), 0.0);
        assert_eq!(path(&grow(&Array2::zeros((0, 2))), &[0.0, 0.0]), 0.0);
    }

    #[test]
    fn an_outlier_has_a_shorter_path_on_average() {
        let mut x = Array2::from_shape_fn((64, 2), |(i, j)| ((i * 7 + j * 3) % 16) as f32);
        x.row_mut(63).fill(1000.0);
        let samples: Vec<u32> = (0..64).collect();
        let mean = |sample: &[f32]| {
            let paths = (0..200).map(|t| {
                let mut rng = tree_rng(3, t, Stream::Splitting);
                Tree::grow(x.view(), &samples, &IsolationForestParams::default(), &mut rng)
                    .path_length(sample)
            });
            paths.sum::<f64>() / 200.0
        };
        assert!(mean(&[1000.0, 1000.0]) + 2.0 < mean(&[7.0, 7.0]));
    }

    #[test]
    fn contributions_add_up_to_what_the_way_was_shortened_by() {
        let x = Array2::from_shape_fn((200, 5), |(i, j)| ((i * (j + 2) * 11) % 53) as f32);
        let tree = grow(&x);
        for sample in x.rows() {
            let mut contributions = [0.0; 5];
            tree.add_contributions(sample.as_slice().expect("standard layout"), &mut contributions);
            let shortened =
                average_path_length(200) - path(&tree, sample.as_slice().expect("standard layout"));
            assert!((contributions.iter().sum::<f64>() - shortened).abs() < 1e-9);
        }
    }

    #[test]
    fn missing_values_are_no_obstacle() {
        let mut x = Array2::from_shape_fn((40, 2), |(i, j)| (i * (j + 1)) as f32);
        x.column_mut(0).iter_mut().step_by(3).for_each(|value| *value = f32::NAN);
        assert!(x.rows().into_iter().all(|sample| path(&grow(&x), &sample.to_vec()).is_finite()));
        let nothing = Array2::from_elem((10, 2), f32::NAN);
        assert_eq!(path(&grow(&nothing), &[f32::NAN; 2]), average_path_length(10));
        let infinite = array![[f32::INFINITY], [f32::NEG_INFINITY], [0.0]];
        assert!(
            infinite.rows().into_iter().all(|sample| path(&grow(&infinite), &sample.to_vec()).is_finite())
        );
    }

    #[test]
    fn thresholds_leave_samples_on_both_sides() {
        let (low, high) = (1.0_f32, 1.0_f32.next_up());
        for share in [0.0, 0.25, 0.5, 0.999_999_999] {
            assert_eq!(threshold_between(low, high, share), low);
        }
        assert!(threshold_between(-1e38, 1e38, 0.75) > 4e37);
    }

    #[test]
    fn preorder_lists_and_grown_trees_agree() {
        let x = Array2::from_shape_fn((50, 3), |(i, j)| ((i * (j + 3) * 7) % 41) as f32);
        let tree = grow(&x);
        let cuts: Vec<_> = tree
            .nodes
            .iter()
            .map(|node| (node.feature_idx != LEAF).then_some((node.feature_idx, node.threshold)))
            .collect();
        let counts: Vec<u32> = tree.nodes.iter().map(|node| node.n_samples).collect();
        assert_eq!(Tree::from_preorder(&cuts, &counts), tree);
    }
}
