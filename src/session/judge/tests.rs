//! Thresholds are judged as somebody with a list and a pencil would.

use serde::Deserialize;

use super::*;
use crate::engine::event::LabelCount;
use crate::evaluation::sweep::{Sweep, Swept};
use crate::session::tests::{scores, summary};
use crate::session::threshold::Origin;

fn label(label: &str, family: Family) -> LabelCount {
    LabelCount { label: label.to_owned(), family, samples: 0, distinct: 0 }
}

/// Score, label and copies of six distinct rows: 12 normal ones of which 2 score .6, 9 attacks.
fn judge(per: Per, labels: &[LabelCount]) -> Judge {
    let row = |score, label, copies| Swept { score, label, copies };
    let rows = [(0.4, 0, 10), (0.9, 1, 5), (0.6, 0, 2), (0.6, 2, 1), (0.3, 1, 2), (0.3, 2, 1)];
    let mut scores = scores();
    scores.isolation_forest.sweep = Sweep::new(
        rows.into_iter().map(|(s, l, c)| row(s, if labels.is_empty() { 0 } else { l }, c)).collect(),
    );
    scores.isolation_forest.calibration.0 = vec![0.1, 0.2, 0.3, 0.5];
    let mut file = summary("a.csv");
    file.labels = labels.to_vec();
    file.labelled = !labels.is_empty();
    let mut trained = summary("b.csv");
    trained.labels = vec![label("normal", Family::Normal), label("smurf", Family::Dos)];
    Judge::new(&Arc::new(scores), &Arc::new(file), Some(&trained), Detector::IsolationForest, per)
        .expect("it was trained")
}

fn labels() -> [LabelCount; 3] {
    [label("normal", Family::Normal), label("smurf", Family::Dos), label("saint", Family::Probe)]
}

#[test]
fn figures_follow_the_threshold() {
    let judge = judge(Per::Sample, &labels());
    // 5 attacks beat 12 normal samples each, 1 beats 10 and ties with 2, 3 beat none, of 9 x 12.
    assert_eq!(judge.auc, Some((60.0 + 10.0 + 1.0) / 108.0));
    let found = judge.verdict(0.5);
    let expected =
        Confusion { true_positives: 6, false_positives: 2, false_negatives: 3, true_negatives: 10 };
    assert_eq!((found.confusion, found.n_above), (Some(expected), 3));
    assert_eq!((found.figures.flagged, found.figures.n_samples), (8, 21));
    assert_eq!(found.labels[1].caught, Caught { of: 7, flagged: 5 });
    // A score equal to the threshold is not above it.
    assert_eq!(judge.verdict(0.6).figures.flagged, 5);
    assert_eq!((judge.verdict(2.0).figures.flagged, judge.verdict(-1.0).figures.flagged), (0, 21));
}

#[test]
fn labels_that_training_did_not_know_are_told_apart() {
    let found = judge(Per::DistinctRow, &labels()).verdict(0.5);
    assert_eq!(found.unseen, Some(Caught { of: 2, flagged: 1 }));
    assert!(found.labels[2].is_unseen && !found.labels[1].is_unseen);
    assert_eq!(found.unseen.and_then(Caught::share), Some(0.5));
}

#[test]
fn bars_lose_no_row() {
    let judge = judge(Per::Sample, &labels());
    for wanted in [1, 7, 60] {
        let bars = judge.bars(wanted);
        assert_eq!(bars.len(), wanted);
        assert_eq!(bars.iter().flat_map(|bar| bar.counts).sum::<u64>(), 21);
        assert!(bars.windows(2).all(|pair| pair[0].to == pair[1].from));
    }
}

#[test]
fn presets_are_order_statistics_of_what_they_name() {
    let sample = judge(Per::Sample, &labels());
    let score = |judge: &Judge, origin: Origin| origin.threshold(judge).map(|chosen| chosen.score);
    assert_eq!(score(&sample, Origin::HeldOut), Some(0.5));
    // 99 % of the way from the first to the last of four: .97 of the way from .3 to .5.
    assert!((score(&sample, Origin::Percentile99).unwrap() - (0.5 - 0.2 * 0.03)).abs() < 1e-12);
    // A third of 21 is 7: the five strangest fit, the three of score .6 do not.
    assert_eq!(score(&sample, Origin::Contamination(1.0 / 3.0)), Some(0.6));
    assert!(score(&sample, Origin::Contamination(1.0)).is_some_and(|score| score < 0.3));
    assert_eq!(score(&sample, Origin::Contamination(0.0)), Some(0.9));
    // F1 of flagging down to .9: 10 / 14, to .6: 12 / 17, to .4: 12 / 27, all: 18 / 30.
    assert_eq!(score(&sample, Origin::BestF1), Some(0.6));
    assert_eq!(score(&sample, Origin::ByHand), None);
}

#[test]
fn without_labels_there_are_ranks_and_no_grades() {
    let judge = judge(Per::Sample, &[]);
    let found = judge.verdict(0.5);
    assert_eq!((judge.auc, judge.average_precision, found.confusion), (None, None, None));
    assert_eq!((found.figures.flagged, found.labels.len(), found.unseen), (8, 0, None));
    assert!(judge.roc.is_empty() && judge.precision_recall.is_empty() && judge.best_f1().is_none());
    assert_eq!(judge.bars(10).iter().map(|bar| bar.counts[5]).sum::<u64>(), 21);
}

#[derive(Deserialize)]
struct Fixture {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    scores: Vec<f64>,
    attacks: Vec<u32>,
    copies: Vec<u32>,
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
    false_positive_rate: f64,
    best_f1: f64,
    /// True positives, false positives, false negatives, true negatives.
    confusion: [u64; 4],
}

#[test]
fn every_figure_equals_that_of_scikit_learn() {
    let fixture: Fixture =
        serde_json::from_str(include_str!("../../../tests/reference/ranking.json")).expect("a fixture");
    for case in &fixture.cases {
        let rows = case.scores.iter().zip(&case.attacks).zip(&case.copies);
        let rows =
            rows.map(|((score, attack), copies)| Swept { score: *score, label: *attack, copies: *copies });
        let mut scores = scores();
        scores.isolation_forest.sweep = Sweep::new(rows.collect());
        let mut file = summary("a.csv");
        file.labels = labels()[..2].to_vec();
        let (scores, file) = (Arc::new(scores), Arc::new(file));
        for (per, theirs) in [(Per::Sample, &case.samples), (Per::DistinctRow, &case.distinct)] {
            let judge = Judge::new(&scores, &file, None, Detector::IsolationForest, per).expect("a forest");
            let ours = judge.measures(case.threshold);
            let best = judge.measures(judge.best_f1().expect("labels"));
            let pairs = [
                (ours.auc, theirs.auc),
                (ours.average_precision, theirs.average_precision),
                (ours.precision, theirs.precision),
                (ours.recall, theirs.recall),
                (ours.f1, theirs.f1),
                (ours.false_positive_rate, theirs.false_positive_rate),
                (best.f1, theirs.best_f1),
            ];
            for (ours, theirs) in pairs {
                assert!((ours.expect("both kinds") - theirs).abs() < 1e-12, "{ours:?} against {theirs}");
            }
            let cells = judge.verdict(case.threshold).confusion.expect("both kinds");
            let cells =
                [cells.true_positives, cells.false_positives, cells.false_negatives, cells.true_negatives];
            assert_eq!(cells, theirs.confusion);
        }
    }
}
