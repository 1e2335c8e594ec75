//! One isolation tree, and the plain walk down it that faster scorers are held against.

use serde::{Deserialize, Serialize};

use super::oblique::{Term, position};
use super::path_length::average_path_length;

/// Marks a node that cuts no more.
pub(super) const LEAF: u32 = u32::MAX;

/// A node; the left child of a cutting node follows it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Node {
    /// Feature that is cut, or in an oblique tree the cut's number; `LEAF` for none.
    pub(super) feature_idx: u32,
    /// Samples at or below it go left; a missing value goes right.
    pub(super) threshold: f32,
    /// Position of the right child; of a leaf, its path length.
    pub(super) right: u32,
    /// Training samples that came here.
    pub(super) n_samples: u32,
}

/// An isolation tree in preorder.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tree {
    pub(super) nodes: Vec<Node>,
    /// Edges down to each leaf plus the expected path length among the samples left in it.
    pub(super) path_lengths: Vec<f64>,
    /// Terms of every cut; 0 where a cut is one feature's.
    pub(super) n_terms: u32,
    /// The terms, cut by cut.
    pub(super) terms: Vec<Term>,
}

impl Tree {
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

    pub(super) fn push_leaf(&mut self, depth: u32, n_samples: usize) {
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
            position = self.child(node, position, sample);
        }
        0.0
    }

    /// Adds to `contributions` (one entry a feature) how much each feature's cuts shortened the sample's way.
    ///
    /// At a node on depth d with n training samples the expected path length is d + c(n); a cut moves that expectation, and
    /// the move is its feature's. The features of an oblique cut share it in proportion to how far each of them set the
    /// sample off. So the sum is c(samples of the tree) minus the sample's path length.
    pub fn add_contributions(&self, sample: &[f32], contributions: &mut [f64]) {
        let (mut position, mut depth) = (0, 0.0);
        let expected = |node: &Node, depth: f64| depth + average_path_length(node.n_samples);
        while let Some(node) = self.nodes.get(position).filter(|node| node.feature_idx != LEAF) {
            let before = expected(node, depth);
            position = self.child(node, position, sample);
            depth += 1.0;
            let after = self.nodes.get(position).map_or(before, |child| expected(child, depth));
            self.share_out(node, sample, before - after, contributions);
        }
    }

    fn share_out(&self, node: &Node, sample: &[f32], shortened: f64, contributions: &mut [f64]) {
        let mut add = |feature_idx: u32, amount: f64| {
            if let Some(sum) = contributions.get_mut(feature_idx as usize) {
                *sum += amount;
            }
        };
        if self.n_terms == 0 {
            return add(node.feature_idx, shortened);
        }
        let terms = self.cut_terms(node);
        let part = |term: &Term| f64::from(term.part(value(sample, term.feature_idx)).abs());
        let whole: f64 = terms.iter().map(part).sum();
        let equal_share = 1.0 / terms.len().max(1) as f64;
        for term in terms {
            // Missing and infinite values tell nothing about shares.
            let share = if whole > 0.0 && whole.is_finite() { part(term) / whole } else { equal_share };
            add(term.feature_idx, share * shortened);
        }
    }

    /// The terms of an oblique tree's cut.
    pub(super) fn cut_terms(&self, node: &Node) -> &[Term] {
        let n_terms = self.n_terms as usize;
        let start = (node.feature_idx as usize).saturating_mul(n_terms);
        self.terms.get(start..start.saturating_add(n_terms)).unwrap_or_default()
    }

    /// Where a sample goes on from a node at `position`.
    fn child(&self, node: &Node, position: usize, sample: &[f32]) -> usize {
        let coordinate = match self.n_terms {
            0 => value(sample, node.feature_idx),
            _ => self::position(self.cut_terms(node), |feature_idx| value(sample, feature_idx)),
        };
        // A missing value is not at or below anything.
        if coordinate <= node.threshold { position + 1 } else { (node.right as usize).max(position + 1) }
    }
}

/// A sample's feature; missing where it has none.
fn value(sample: &[f32], feature_idx: u32) -> f32 {
    sample.get(feature_idx as usize).copied().unwrap_or(f32::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::isolation_forest::IsolationForestParams;
    use crate::detectors::isolation_forest::sampling::{Stream, tree_rng};
    use ndarray::Array2;

    fn grow(x: &Array2<f32>) -> Tree {
        let samples: Vec<u32> = (0..x.nrows() as u32).collect();
        Tree::grow(
            x.view(),
            &samples,
            &IsolationForestParams::default(),
            &mut tree_rng(1, 0, Stream::Splitting),
        )
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
        let mut x = Array2::from_shape_fn((200, 5), |(i, j)| ((i * (j + 2) * 11) % 53) as f32);
        x.column_mut(1).iter_mut().step_by(7).for_each(|value| *value = f32::NAN);
        let samples: Vec<u32> = (0..200).collect();
        for ndim in [1, 3] {
            let params = IsolationForestParams { ndim, ..Default::default() };
            let tree = Tree::grow(x.view(), &samples, &params, &mut tree_rng(1, 0, Stream::Splitting));
            for sample in x.rows() {
                let sample = sample.as_slice().expect("standard layout");
                let mut contributions = [0.0; 5];
                tree.add_contributions(sample, &mut contributions);
                let shortened = average_path_length(200) - tree.path_length(sample);
                assert!((contributions.iter().sum::<f64>() - shortened).abs() < 1e-9);
            }
        }
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
