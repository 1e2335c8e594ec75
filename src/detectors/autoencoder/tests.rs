//! What an autoencoder promises, whatever it is made of: it learns, repeats itself, and survives any matrix.

use ndarray::{Array1, Array2, ArrayView2, array};

use super::params::{Activation, AutoencoderParams, ErrorScore, Loss, Scaling};
use super::scorer::{CHUNK_ROWS, CodeInputs};
use super::training::{Ended, Training};
use super::{Autoencoder, params};
use crate::detectors::error::DetectorError;
use crate::features::input_kind::InputKind::{self, Category, Number};

const INPUTS: [InputKind; 4] = [Number, Category { n_names: 3 }, Number, Number];

/// The third and fourth numbers follow from the first, and so does the name.
fn usual(n: usize) -> Array2<f32> {
    let mut x = Array2::zeros((n, 4));
    for (i, mut row) in x.rows_mut().into_iter().enumerate() {
        let t = (i * 37 % 101) as f32 / 100.0;
        row.assign(&array![t * 50.0, (i % 3) as f32, t * t + (i % 3) as f32, 3.0 - t]);
    }
    x
}

fn train(params: AutoencoderParams, x: Array2<f32>) -> Training {
    let mut training = Training::new(params, INPUTS.to_vec(), x, None).expect("valid");
    while training.step() {}
    training
}

fn small(seed: u64) -> AutoencoderParams {
    AutoencoderParams {
        hidden: vec![8, 4, 8],
        batch_size: 16,
        epochs: 30,
        seed,
        ..AutoencoderParams::default()
    }
}

fn no_sample() -> ArrayView2<'static, f32> {
    ArrayView2::from_shape((0, 0), &[]).expect("empty")
}

#[test]
fn what_breaks_the_rule_is_strange() {
    let training = train(small(1), usual(600));
    let history = training.progress().history.to_vec();
    let (first, last) = (history[0].validation, history[history.len() - 1].validation);
    assert!(last < first.map(|loss| loss / 4.0), "{history:?}");
    let autoencoder = training.finish(usual(90).view()).expect("trained");
    let x = usual(101);
    let scores = autoencoder.score_samples(x.view());
    let mut strange = x.row(10).to_vec();
    strange[3] = 12.0;
    let score = autoencoder.score_samples(ArrayView2::from_shape((1, 4), &strange).expect("a row"))[0];
    assert!(scores.iter().all(|usual| *usual < score / 4.0), "{score} against {scores:?}");
    let whole = |row: &[f32]| autoencoder.contributions(row).iter().sum::<f64>();
    assert!(whole(&strange) > 20.0 * whole(&x.row(10).to_vec()));
}

#[test]
fn a_network_never_trained_is_that_of_a_training_of_no_epochs() {
    let x = usual(200);
    let params = AutoencoderParams { score: ErrorScore::ScaledSquared, ..small(3) };
    let none = train(AutoencoderParams { epochs: 0, ..params.clone() }, x.clone());
    let trained = train(params, x.clone()).finish(x.view()).expect("trained");
    let expected = none.finish(x.view()).expect("a network").score_samples(x.view());
    let mut sums = vec![0; 4];
    trained.never_trained(&[]).add_squares(x.as_slice().expect("in order"), &mut sums);
    let usual: Vec<f64> = sums.iter().map(|sum| *sum as f64 / 200.0).collect();
    let found = trained.never_trained(&usual).score_samples(x.view());
    let is_close = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-3 * b;
    assert!(found.iter().zip(&expected).all(is_close), "{found:?} against {expected:?}");
    let doubled: Vec<f64> = usual.iter().map(|mean| mean * 2.0).collect();
    assert!(!trained.never_trained(&doubled).score_samples(x.view()).iter().zip(&expected).any(is_close));
}

#[test]
fn the_same_seed_gives_the_same_bits() {
    let fitted = |seed| train(small(seed), usual(200)).finish(usual(50).view()).expect("trained");
    assert_eq!(fitted(1), fitted(1));
    assert_ne!(fitted(1), fitted(2));
}

#[test]
fn scores_do_not_depend_on_the_rows_beside() {
    let autoencoder = train(small(1), usual(200)).finish(no_sample()).expect("trained");
    let mut x = usual(150);
    (x[[70, 2]], x[[71, 0]]) = (f32::NAN, f32::INFINITY);
    let whole = autoencoder.score_samples(x.view());
    for cut in [1, 3, 64, 65] {
        let (mut scorer, mut scores, mut mse) = (autoencoder.scorer(), Vec::new(), Vec::new());
        for rows in x.as_slice().expect("in order").chunks(4 * cut) {
            scorer.score_next(rows, &mut scores, &mut mse);
        }
        assert_eq!((scores, mse), (whole.clone(), autoencoder.mse(x.view())), "cut into {cut}");
    }
}

#[test]
fn codes_score_like_the_rows_that_they_stand_for() {
    for score in [ErrorScore::MeanSquared, ErrorScore::ScaledSquared] {
        let autoencoder = train(AutoencoderParams { score, ..small(1) }, usual(400)).finish(usual(50).view());
        let autoencoder = autoencoder.expect("trained");
        let values: [&[f32]; 4] =
            [&[0.0, 20.5, f32::NAN], &[1.0, 2.0, -1.0, 0.0], &[1.5, f32::INFINITY, 0.25], &[2.0, f32::NAN]];
        let code = |row: usize, column: usize| (row * 7 + column * 3 + row / 5) % values[column].len();
        let mut scorer = autoencoder.scorer();
        let inputs: Vec<CodeInputs> = values
            .iter()
            .enumerate()
            .filter_map(|(column, values)| scorer.code_inputs(column, values))
            .collect();
        assert!(inputs.len() == 4 && scorer.code_inputs(4, &[1.0]).is_none());
        // Chunks of several sizes, one after the other.
        for n in [CHUNK_ROWS, 30, CHUNK_ROWS, 1] {
            scorer.start(n);
            for (column, inputs) in inputs.iter().enumerate() {
                let rows = (0..n).map(|row| (row, code(row, column)));
                match inputs {
                    CodeInputs::Numbers { place, numbers } => {
                        scorer
                            .take_numbers(*place, |to| rows.for_each(|(row, code)| to[row] = numbers[code]));
                    }
                    CodeInputs::Names { group_idx, places } => {
                        let mut take = scorer.take_names(*group_idx, places);
                        rows.for_each(|(row, code)| take(row, code));
                    }
                }
            }
            let (mut scores, mut mse) = (Vec::new(), Vec::new());
            scorer.score_taken(&mut scores, &mut mse);
            let x = Array2::from_shape_fn((n, 4), |(row, column)| values[column][code(row, column)]);
            assert_eq!(scores, autoencoder.score_samples(x.view()), "{n}");
            assert_eq!(mse, autoencoder.mse(x.view()), "{n}");
        }
    }
}

#[test]
fn scores_are_the_means_that_they_are_called() {
    let of = |score| {
        let params = AutoencoderParams { score, epochs: 2, ..small(1) };
        train(params, usual(200)).finish(usual(40).view()).expect("trained")
    };
    let x = usual(40);
    let squared = of(ErrorScore::MeanSquared);
    assert_eq!(squared.score_samples(x.view()), squared.mse(x.view()));
    assert_eq!(of(ErrorScore::MeanAbsolute).mse(x.view()), squared.mse(x.view()));
    let scaled = of(ErrorScore::ScaledSquared);
    for (row, score) in x.rows().into_iter().zip(scaled.score_samples(x.view())) {
        let mean = scaled.contributions(&row.to_vec()).iter().sum::<f64>() / 4.0;
        assert!((score - mean).abs() < 1e-5 * mean, "{score} against {mean}");
    }
    // The held-out samples are measured by their own errors.
    let mean = scaled.score_samples(x.view()).iter().sum::<f64>() / 40.0;
    assert!((mean - 1.0).abs() < 1e-4, "{mean}");
}

#[test]
fn missing_values_make_no_error_and_unseen_names_do() {
    let autoencoder = train(small(1), usual(400)).finish(no_sample()).expect("trained");
    let [whole, missing, unseen, nothing] = [
        [25.0, 1.0, 1.25, 2.5],
        [25.0, 1.0, f32::NAN, 2.5],
        [25.0, -1.0, 1.25, 2.5],
        [f32::NAN, f32::NAN, f32::NAN, f32::NAN],
    ]
    .map(|row| (autoencoder.mse(ArrayView2::from_shape((1, 4), &row).expect("a row"))[0], row));
    assert_eq!(autoencoder.contributions(&missing.1)[2], 0.0);
    assert!(unseen.0 > 2.0 * whole.0, "{unseen:?} against {whole:?}");
    assert!(missing.0 > 0.0 && missing.0 < unseen.0, "{missing:?} against {unseen:?}");
    assert!(nothing.0 < 1.0, "{nothing:?}");
}

#[test]
fn any_matrix_is_survived() {
    let check = |what: &str, x: Array2<f32>, inputs: Vec<InputKind>| {
        for preset in [AutoencoderParams::original(), AutoencoderParams::recommended()] {
            let mut training = Training::new(preset, inputs.clone(), x.clone(), None).expect(what);
            while training.step() {}
            let autoencoder = training.finish(x.view()).expect(what);
            let scores = autoencoder.score_samples(x.view());
            assert_eq!(scores.len(), x.nrows(), "{what}");
            assert!(scores.iter().all(|score| score.is_finite()), "{what}: {scores:?}");
        }
    };
    check("fewer rows than a batch", usual(7), INPUTS.to_vec());
    check("one row", usual(1), INPUTS.to_vec());
    check("one feature", usual(300).select(ndarray::Axis(1), &[0]), vec![Number]);
    check("names alone", usual(300).select(ndarray::Axis(1), &[1]), vec![Category { n_names: 3 }]);
    check("names that no row has", usual(300), vec![Category { n_names: 0 }, Number, Number, Number]);
    let nothing = Training::new(small(1), vec![Category { n_names: 0 }], Array2::zeros((9, 1)), None);
    assert!(matches!(nothing, Err(DetectorError::Size { .. })));
    check("equal rows", Array2::from_elem((300, 4), 7.0), INPUTS.to_vec());
    check("missing values", Array2::from_elem((300, 4), f32::NAN), INPUTS.to_vec());
    let mut x = usual(300);
    x[[5, 0]] = f32::INFINITY;
    x[[6, 2]] = f32::NEG_INFINITY;
    x[[7, 3]] = f32::NAN;
    x[[8, 1]] = f32::MAX;
    check("infinite values", x, INPUTS.to_vec());
    check("the ends of f32", array![[f32::MAX], [f32::MIN], [1e-40]], vec![Number]);
}

#[test]
fn an_exploding_loss_ends_training() {
    let params = AutoencoderParams { learning_rate: 1e30, ..small(1) };
    let training = train(params.clone(), usual(600));
    assert_eq!(training.progress().ended, Some(Ended::Exploded));
    assert!(matches!(training.finish(no_sample()), Err(DetectorError::Exploded)));
}

#[test]
fn a_network_may_stay_untrained_and_a_training_may_be_cut_short() {
    let untrained = train(AutoencoderParams { epochs: 0, ..small(1) }, usual(200));
    assert_eq!((untrained.progress().ended, untrained.progress().history.len()), (Some(Ended::Done), 0));
    let mse = |autoencoder: &Autoencoder| autoencoder.mse(usual(101).view()).iter().sum::<f64>();
    let before = mse(&untrained.finish(no_sample()).expect("drawn"));
    let mut training = Training::new(small(1), INPUTS.to_vec(), usual(40_000), None).expect("valid");
    while training.progress().history.len() < 2 {
        assert!(training.step());
    }
    assert!(training.step(), "the third epoch has begun");
    assert!(mse(&training.finish(no_sample()).expect("cut short")) < before / 2.0);
}

#[test]
fn patience_ends_a_training_that_gets_no_better() {
    let params = AutoencoderParams { learning_rate: 0.0, patience: Some(2), ..small(1) };
    let training = train(params, usual(200));
    let progress = training.progress();
    // Nothing changes, so the first epoch stays the best and two are waited for.
    assert_eq!((progress.ended, progress.best, progress.epoch), (Some(Ended::NoBetter), Some(0), 3));
}

#[test]
fn copies_count_as_often_as_they_occur() {
    let params = AutoencoderParams { validation_share: 0.0, ..small(1) };
    let x = usual(50);
    let copies: Vec<u32> = (0..50).map(|i| i % 3).collect();
    let training = Training::new(params, INPUTS.to_vec(), x.clone(), Some(copies)).expect("valid");
    // 17 rows of one copy and 16 of two make four batches of 16.
    assert_eq!(training.progress().batches, 4);
    let refused = |copies| Training::new(small(1), INPUTS.to_vec(), x.clone(), Some(copies)).err();
    assert_eq!(refused(vec![0; 50]), Some(DetectorError::EmptyTrainingSet));
    assert!(matches!(refused(vec![1]), Some(DetectorError::Size { expected: 50, found: 1, .. })));
}

#[test]
fn hidden_inputs_huber_and_other_activations_train_as_well() {
    for hidden_activation in [Activation::Tanh, Activation::Sigmoid] {
        let params = AutoencoderParams {
            hidden_activation,
            loss: Loss::Huber,
            noise: 0.1,
            l1_activity: 1e-4,
            scaling: Scaling::Standard { clip: 3.0 },
            ..small(3)
        };
        let history = train(params, usual(600)).progress().history.to_vec();
        assert!(history[history.len() - 1].training < history[0].training * 0.8, "{history:?}");
    }
}

#[test]
fn the_estimator_fits_and_predicts_like_any_of_linfa() {
    use linfa::DatasetBase;
    use linfa::traits::{Fit, Predict};
    let dataset = DatasetBase::from(usual(300));
    let params = Autoencoder::builder().with(|params| params.epochs = 3);
    let autoencoder = params.fit(&dataset).expect("valid");
    let scores: Array1<f64> = autoencoder.predict(dataset.records());
    assert_eq!(scores.to_vec(), autoencoder.score_samples(dataset.records().view()));
    let refused =
        Autoencoder::builder().with(|params| params.hidden = vec![params::MAX_UNITS + 1]).fit(&dataset);
    assert!(matches!(refused, Err(DetectorError::OutOfRange { .. })));
}
