//! Our numbers against those of other programs, printed by the scripts in `tests/reference/`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use ndarray::Array2;
use oddflow::data::label::Family;
use oddflow::detectors::isolation_forest::path_length::average_path_length;
use oddflow::detectors::isolation_forest::{IsolationForest, tree::Tree};
use oddflow::evaluation::measures::{Judged, Measures, Ranking, Unit};
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

#[derive(Deserialize)]
struct RankingCase {
    scores: Vec<f64>,
    attacks: Vec<u8>,
    copies: Vec<u64>,
    threshold: f64,
    samples: Figures,
    distinct: Figures,
}

#[derive(Deserialize)]
struct Figures {
    auc: f64,
    average_precision: f64,
    precision: f64,
    recall: f64,
    f1: f64,
}

#[derive(Deserialize)]
struct RankingFixture {
    cases: Vec<RankingCase>,
}

#[test]
fn figures_about_rankings_equal_those_of_scikit_learn() {
    let fixture: RankingFixture = serde_json::from_str(include_str!("reference/ranking.json")).unwrap();
    let check = |ours: &Measures, theirs: &Figures| {
        let pairs = [
            (ours.auc, theirs.auc),
            (ours.average_precision, theirs.average_precision),
            (ours.precision, theirs.precision),
            (ours.recall, theirs.recall),
            (ours.f1, theirs.f1),
        ];
        for (ours, theirs) in pairs {
            assert!((ours.unwrap() - theirs).abs() < 1e-12, "{ours:?} against {theirs}");
        }
    };
    for case in fixture.cases {
        let rows = case.scores.iter().zip(&case.attacks).zip(&case.copies);
        let judged = rows.map(|((score, attack), copies)| Judged {
            score: *score,
            family: if *attack == 1 { Family::Dos } else { Family::Normal },
            copies: *copies,
            unseen: false,
        });
        let ranking = Ranking::new(judged.collect());
        check(&ranking.measures(case.threshold, Unit::Sample), &case.samples);
        check(&ranking.measures(case.threshold, Unit::DistinctRow), &case.distinct);
    }
}
