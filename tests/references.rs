//! Our numbers against those of other programs, printed by the scripts in `tests/reference/`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use ndarray::Array2;
use oddflow::detectors::isolation_forest::path_length::average_path_length;
use oddflow::detectors::isolation_forest::{IsolationForest, tree::Tree};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Fixture {
    average_path_length: BTreeMap<u32, f64>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    x: Vec<Vec<f32>>,
    n_tree_samples: u32,
    trees: Vec<Preorder>,
    scores: Vec<f64>,
}

#[derive(Deserialize)]
struct Preorder {
    cuts: Vec<Option<(u32, f64)>>,
    n_node_samples: Vec<u32>,
}

fn fixture() -> Fixture {
    serde_json::from_str(include_str!("reference/isolation_forest.json")).unwrap()
}

/// The largest f32 at or below a threshold decides the same for every f32 sample.
fn tree(preorder: &Preorder) -> Tree {
    let below = |threshold: f64| match threshold as f32 {
        rounded if f64::from(rounded) > threshold => rounded.next_down(),
        rounded => rounded,
    };
    let cuts: Vec<_> = preorder.cuts.iter().map(|cut| cut.map(|(feature, t)| (feature, below(t)))).collect();
    Tree::from_preorder(&cuts, &preorder.n_node_samples)
}

#[test]
fn scores_equal_those_of_scikit_learn_for_the_same_trees() {
    for case in fixture().cases {
        let (n_samples, n_features) = (case.x.len(), case.x[0].len());
        let x = Array2::from_shape_vec((n_samples, n_features), case.x.concat()).unwrap();
        let trees = case.trees.iter().map(tree).collect();
        let forest = IsolationForest::new(trees, case.n_tree_samples, n_features as u32);
        for (ours, theirs) in forest.score_samples(x.view()).iter().zip(&case.scores) {
            assert!((ours - theirs).abs() < 1e-6, "{}: {ours} against {theirs}", case.name);
        }
    }
}

#[test]
fn expected_path_lengths_equal_those_of_scikit_learn() {
    for (n, expected) in fixture().average_path_length {
        assert!((average_path_length(n) - expected).abs() < 1e-12, "{n}");
    }
}
