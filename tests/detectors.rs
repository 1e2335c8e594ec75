//! The forest as a program of somebody else's uses it, up to the edges of what it takes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

use std::sync::Arc;

use linfa::DatasetBase;
use linfa::traits::{Fit, Predict};
use ndarray::{Array1, Array2, Axis, array, concatenate};
use oddflow::data::schema::Corrections;
use oddflow::detectors::TrainOn;
use oddflow::detectors::error::DetectorError;
use oddflow::detectors::isolation_forest::estimator::IsolationForestBuilder;
use oddflow::detectors::isolation_forest::path_length::average_path_length;
use oddflow::detectors::isolation_forest::{IsolationForest, IsolationForestParams};
use oddflow::engine::command::{Command, Place};
use oddflow::engine::event::Event;
use oddflow::engine::in_process::InProcess;
use oddflow::features::encoder::Encoding;

fn fit(builder: &IsolationForestBuilder, x: &Array2<f32>) -> IsolationForest {
    builder.fit(&DatasetBase::from(x.clone())).unwrap()
}

/// Skewed numbers with ties and a constant column; the first sample lies far out.
fn traffic(n_samples: usize) -> Array2<f32> {
    let mut x = Array2::from_shape_fn((n_samples, 4), |(i, j)| match j {
        3 => 1.0,
        _ => ((i * (j * 8 + 5) * 7919) % 101) as f32 * ((i * 31) % 7) as f32,
    });
    x[(0, 0)] = 9e6;
    x
}

#[test]
fn any_shape_of_data_gives_scores_between_0_and_1() {
    let infinite = {
        let mut x = traffic(50);
        x[(3, 1)] = f32::INFINITY;
        x[(4, 1)] = f32::NEG_INFINITY;
        x
    };
    let missing = {
        let mut x = traffic(50);
        x.column_mut(2).fill(f32::NAN);
        x.column_mut(1).iter_mut().step_by(2).for_each(|value| *value = f32::NAN);
        x
    };
    let cases = [
        ("one row", traffic(1)),
        ("two rows", traffic(2)),
        ("all equal", Array2::from_elem((300, 3), 7.0)),
        ("one column, constant", Array2::zeros((10, 1))),
        ("missing values, a column of nothing else", missing),
        ("nothing but missing values", Array2::from_elem((20, 2), f32::NAN)),
        ("infinite values", infinite),
        ("the largest finite values", array![[f32::MAX, 0.0], [f32::MIN, 1.0], [f32::MIN_POSITIVE, 2.0]]),
        ("fewer samples than a tree asks for", traffic(100)),
    ];
    for (what, x) in cases {
        for ndim in [1, 2, 3] {
            let forest = fit(&IsolationForest::params().ndim(ndim).n_estimators(30), &x);
            let scores: Array1<f64> = forest.predict(&x);
            assert_eq!(scores.len(), x.nrows(), "{what}");
            assert!(scores.iter().all(|score| *score > 0.0 && *score <= 1.0), "{what}: {scores}");
            assert!(forest.threshold().unwrap().0.is_finite(), "{what}");
        }
    }
}

#[test]
fn samples_that_are_alike_are_as_strange_as_any() {
    for x in [traffic(1), Array2::from_elem((300, 3), 7.0)] {
        let scores = fit(&IsolationForest::params(), &x).score_samples(x.view());
        assert!(scores.iter().all(|score| (score - 0.5).abs() < 1e-12), "{}", scores[0]);
    }
}

#[test]
fn infinite_values_lie_beyond_every_finite_one() {
    let mut x = traffic(200);
    x[(7, 2)] = f32::INFINITY;
    let forest = fit(&IsolationForest::params().max_samples(128), &x);
    let scores = forest.score_samples(x.view());
    let ordinary = scores.iter().skip(8).copied().fold(0.0, f64::max);
    assert!(scores[7] > ordinary, "{} against {ordinary}", scores[7]);
}

#[test]
fn numbers_of_trees_from_one_to_ten_thousand_work_and_none_is_told() {
    let x = traffic(40);
    for n_estimators in [1, 2, 10_000] {
        let forest = fit(&IsolationForest::params().n_estimators(n_estimators).max_samples(16), &x);
        assert_eq!(forest.n_trees(), n_estimators as usize);
        assert!(forest.score_samples(x.view()).iter().all(|score| score.is_finite()));
    }
    let refused = |builder: IsolationForestBuilder| builder.fit(&DatasetBase::from(traffic(9))).unwrap_err();
    assert_eq!(refused(IsolationForest::params().n_estimators(0)), DetectorError::NoTrees);
    let nothing = IsolationForest::params().fit(&DatasetBase::from(Array2::<f32>::zeros((0, 4))));
    assert_eq!(nothing.unwrap_err(), DetectorError::EmptyTrainingSet);
}

#[test]
fn contamination_is_the_share_of_the_training_samples_above_the_threshold() {
    let x = traffic(400);
    let flagged = |contamination| {
        let forest = fit(&IsolationForest::params().contamination(contamination).max_samples(64), &x);
        forest.anomalies(x.view()).iter().filter(|is_anomaly| **is_anomaly).count()
    };
    assert_eq!(flagged(0.0), 0);
    // Ties may keep some of the share below the threshold.
    assert!((190..=200).contains(&flagged(0.5)), "{}", flagged(0.5));
    assert!((1..=4).contains(&flagged(0.01)), "{}", flagged(0.01));
}

#[test]
fn every_setting_changes_the_forest_and_the_seed_alone_decides_the_rest() {
    let x = traffic(300);
    let base = || IsolationForest::params().n_estimators(10).max_samples(64);
    let changed = [
        base(),
        base().seed(1),
        base().max_samples(32),
        base().max_features(0.5),
        base().bootstrap(true),
        base().ndim(2),
        base().max_depth(3),
    ];
    let forests: Vec<IsolationForest> = changed.iter().map(|builder| fit(builder, &x)).collect();
    for (position, forest) in forests.iter().enumerate() {
        assert!(*forest == fit(&changed[position], &x), "setting {position}");
        assert!(
            forests[..position].iter().all(|other| other.trees() != forest.trees()),
            "setting {position}"
        );
    }
}

#[test]
fn contributions_add_up_to_the_path_length_behind_the_score() {
    let x = traffic(500);
    for ndim in [1, 3] {
        let forest = fit(&IsolationForest::params().max_samples(200).ndim(ndim), &x);
        let expected = average_path_length(forest.n_tree_samples());
        for (sample, score) in x.rows().into_iter().zip(forest.score_samples(x.view())) {
            let sum: f64 = forest.contributions(&sample.to_vec()).iter().sum();
            // The score is 2 to the power of -(path length) / c(n).
            let path_length = -libm::log2(score) * expected;
            assert!((expected - sum - path_length).abs() < 1e-9, "{sum} {path_length}");
        }
        let telling = forest.contributions(&x.row(0).to_vec());
        assert!(telling[0] > telling[1] && telling[0] > telling[2] && telling[3] == 0.0, "{telling:?}");
    }
}

#[test]
fn a_stored_forest_is_the_same_forest() {
    for ndim in [1, 3] {
        let forest = fit(&IsolationForest::params().n_estimators(7).ndim(ndim), &traffic(100));
        let bytes = postcard::to_stdvec(&forest).unwrap();
        assert!(postcard::from_bytes::<IsolationForest>(&bytes).unwrap() == forest, "ndim {ndim}");
    }
}

#[test]
fn scores_of_new_samples_need_no_special_care() {
    let x = traffic(256);
    let strange = array![[f32::NAN, f32::INFINITY, -1e30, 2.0], [1e9, 1e9, 1e9, 1e9]];
    let both = concatenate![Axis(0), x, strange];
    for ndim in [1, 3] {
        let forest = fit(&IsolationForest::params().ndim(ndim), &x);
        let scores = forest.score_samples(both.view());
        assert!(scores.iter().all(|score| *score > 0.0 && *score <= 1.0));
        assert!(scores[257] > scores.iter().take(256).sum::<f64>() / 256.0);
        assert_eq!(forest.score_samples(both.t().to_owned().t()), scores, "whatever the layout");
    }
}

#[test]
fn ten_thousand_trees_can_be_cancelled_at_once() {
    let sample = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample.csv.gz")).unwrap();
    let mut engine = InProcess::<Arc<[u8]>>::new(2);
    engine.run(
        Command::Load {
            job: 1,
            name: "sample".into(),
            place: Place::Train,
            corrections: Corrections::default(),
            entry: None,
        },
        Some(sample.into()),
    );
    let fit = |job, n_estimators, max_samples| Command::Fit {
        autoencoder: None,
        job,
        train_on: TrainOn::Normal,
        encoding: Encoding::default(),
        isolation_forest: IsolationForestParams { n_estimators, max_samples, ..Default::default() },
    };
    engine.send(fit(2, 10_000, 65_536), None);
    let mut events = Vec::new();
    for _ in 0..12 {
        engine.turn(&mut |event| events.push(event));
    }
    assert!(events.iter().any(|event| matches!(event, Event::Training { of: 10_000, .. })), "{events:?}");
    assert_eq!(engine.run(Command::Cancel, None).last(), Some(&Event::Cancelled { job: 2 }));
    let events = engine.run(fit(3, 10_000, 8), None);
    assert!(
        matches!(events.last(), Some(Event::Scored { summary, .. }) if summary.isolation_forest.auc.is_some())
    );
}
