//! Growing a tree: random cuts until samples stand alone.

use ndarray::ArrayView2;
use rand::Rng;

use super::oblique::{Term, position, random_terms};
use super::params::IsolationForestParams;
use super::tree::{Node, Tree};

/// What is still to be grown: samples `start..end` of the order, at this depth; `parent` waits for its right child.
struct Pending {
    start: usize,
    end: usize,
    depth: u32,
    parent: Option<usize>,
}

/// Where a node divides its samples.
struct Cut {
    along: Along,
    /// Samples at or below it go left.
    threshold: f32,
}

/// What a cut compares.
enum Along {
    /// One feature.
    Feature(u32),
    /// A weighted sum of several.
    Terms(Vec<Term>),
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
        let n_terms = if params.ndim > 1 { params.ndim } else { 0 };
        let mut tree = Self { n_terms, ..Self::default() };
        let mut pending = vec![Pending { start: 0, end: n_samples, depth: 0, parent: None }];
        while let Some(Pending { start, end, depth, parent }) = pending.pop() {
            let position = tree.nodes.len();
            if let Some(node) = parent.and_then(|parent| tree.nodes.get_mut(parent)) {
                node.right = position as u32;
            }
            let samples = order.get_mut(start..end).unwrap_or_default();
            let cut =
                if depth < max_depth { random_cut(x, samples, &mut features, params, rng) } else { None };
            let Some(Cut { along, threshold }) = cut else {
                tree.push_leaf(depth, samples.len());
                continue;
            };
            let middle = start + partition(samples, |i| along.position(x, i) <= threshold);
            let n_samples = (end - start) as u32;
            let feature_idx = tree.note(along);
            tree.nodes.push(Node { feature_idx, threshold, right: 0, n_samples });
            pending.push(Pending { start: middle, end, depth: depth + 1, parent: Some(position) });
            pending.push(Pending { start, end: middle, depth: depth + 1, parent: None });
        }
        tree
    }

    /// Keeps the terms of an oblique cut; gives what the cut's node has in the place of a feature.
    fn note(&mut self, along: Along) -> u32 {
        match along {
            Along::Feature(feature_idx) => feature_idx,
            Along::Terms(terms) => {
                let cut = self.terms.len() / terms.len().max(1);
                self.terms.extend(terms);
                cut as u32
            }
        }
    }
}

impl Along {
    fn position(&self, x: ArrayView2<'_, f32>, sample_idx: u32) -> f32 {
        match self {
            Self::Feature(feature_idx) => value(x, sample_idx, *feature_idx),
            Self::Terms(terms) => position(terms, |feature_idx| value(x, sample_idx, feature_idx)),
        }
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

/// A cut that leaves samples on both sides; `None` when they are all alike.
///
/// Each feature that is not constant among the samples is equally likely, the threshold lies anywhere between the extremes.
fn random_cut(
    x: ArrayView2<'_, f32>,
    samples: &[u32],
    features: &mut [u32],
    params: &IsolationForestParams,
    rng: &mut impl Rng,
) -> Option<Cut> {
    if samples.len() < 2 {
        return None;
    }
    if params.ndim <= 1 {
        let Varying { place, low, high } = pick_varying(x, samples, features, 0, rng)?;
        let along = Along::Feature(features.get(place).copied()?);
        return Some(Cut { along, threshold: threshold_between(low, high, rng.r#gen()) });
    }
    let n_terms = params.ndim as usize;
    let mut varying = Vec::with_capacity(n_terms);
    let mut n_tried = 0;
    while varying.len() < n_terms
        && let Some(Varying { place, .. }) = pick_varying(x, samples, features, n_tried, rng)
    {
        varying.extend(features.get(place));
        n_tried = place + 1;
    }
    if varying.is_empty() {
        return None;
    }
    let along = Along::Terms(random_terms(x, samples, &varying, n_terms, rng));
    let (low, high) = extremes(samples.iter().map(|i| along.position(x, *i)));
    (low < high).then(|| Cut { threshold: threshold_between(low, high, rng.r#gen()), along })
}

/// A feature that is not constant among some samples.
struct Varying {
    /// Where it stands among the features.
    place: usize,
    low: f32,
    high: f32,
}

/// The next feature, in random order, that is not constant among the samples, with its extremes. The first `n_tried` of
/// `features` were tried before; those tried now come to stand behind them.
fn pick_varying(
    x: ArrayView2<'_, f32>,
    samples: &[u32],
    features: &mut [u32],
    n_tried: usize,
    rng: &mut impl Rng,
) -> Option<Varying> {
    for tried in n_tried..features.len() {
        let pick = rng.gen_range(tried as u32..features.len() as u32) as usize;
        features.swap(tried, pick);
        let feature_idx = features.get(tried).copied()?;
        let (low, high) = extremes(samples.iter().map(|i| value(x, *i, feature_idx)));
        if low < high {
            return Some(Varying { place: tried, low, high });
        }
    }
    None
}

/// The lowest and the highest value; missing ones are passed over.
fn extremes(values: impl Iterator<Item = f32>) -> (f32, f32) {
    // Comparisons, unlike `f32::min`, are one instruction; with a missing value they are false.
    values.fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), x| {
        (if x < low { x } else { low }, if x > high { x } else { high })
    })
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
    use crate::detectors::isolation_forest::path_length::average_path_length;
    use crate::detectors::isolation_forest::sampling::{Stream, tree_rng};
    use ndarray::{Array2, array};

    fn grow(x: &Array2<f32>) -> Tree {
        let samples: Vec<u32> = (0..x.nrows() as u32).collect();
        let params = IsolationForestParams::default();
        Tree::grow(x.view(), &samples, &params, &mut tree_rng(1, 0, Stream::Splitting))
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
}
