//! Questions about a file's rows: answers equal those of pandas and do not depend on the number of shards.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops at the first surprise"
)]

mod support;

use std::collections::BTreeMap;

use oddflow::data::label::{FAMILIES, Family};
use oddflow::detectors::TrainOn;
use oddflow::detectors::autoencoder::AutoencoderParams;
use oddflow::detectors::isolation_forest::IsolationForestParams;
use oddflow::engine::command::Command;
use oddflow::engine::event::Event;
use oddflow::engine::questions::baselines::{Baselines, BaselinesQuestion};
use oddflow::engine::questions::boxes::BoxesQuestion;
use oddflow::engine::questions::correlation::{CorrelationQuestion, Method};
use oddflow::engine::questions::describe::{Description, FeatureDescription};
use oddflow::engine::questions::excerpt::{ExcerptQuestion, Which};
use oddflow::engine::questions::flow::FlowQuestion;
use oddflow::engine::questions::grid::{Binned, Bins, GridQuestion};
use oddflow::engine::questions::grouping::Grouping;
use oddflow::engine::questions::strip::StripQuestion;
use oddflow::engine::questions::{Answer, Question};
use oddflow::engine::selection::{FeatureCondition, Selection, Wanted};
use oddflow::evaluation::sweep::Per;
use oddflow::features::encoder::Encoding;
use serde::Deserialize;

use support::*;

fn ask(engine: &mut Engine, question: Question) -> Answer {
    let events = engine.run(Command::Ask { ask: 1, question }, None);
    match events.into_iter().next() {
        Some(Event::Answer { answer, .. }) => *answer,
        other => panic!("no answer: {other:?}"),
    }
}

fn description(engine: &mut Engine, selection: Selection) -> Description {
    match ask(engine, Question::Describe(selection)) {
        Answer::Describe(description) => description,
        other => panic!("another answer: {other:?}"),
    }
}

fn of_families(families: &[Family]) -> Selection {
    Selection { families: families.to_vec(), ..Selection::default() }
}

/// Some numbers are NaN, which equal nothing: the bytes of a message tell.
fn bytes(answer: &Answer) -> Vec<u8> {
    postcard::to_stdvec(answer).unwrap()
}

/// One question of every kind.
fn every_question(selection: Selection) -> Vec<Question> {
    let numbers = Binned { feature_idx: 4, bins: Bins::Edges(vec![0.0, 1.0, 10.0, 100.0, 1e9]) };
    let names = Binned { feature_idx: 2, bins: Bins::Names(vec!["http".to_owned(), "smtp".to_owned()]) };
    let labels = Grouping::Labels(vec!["normal".to_owned(), "neptune".to_owned()]);
    let of = || selection.clone();
    vec![
        Question::Describe(of()),
        Question::Grid(GridQuestion {
            selection: of(),
            x: numbers,
            y: Some(names),
            grouping: Grouping::Family,
            n_points: 5,
        }),
        Question::Boxes(BoxesQuestion { selection: of(), feature_idx: 4, grouping: labels }),
        Question::Correlation(CorrelationQuestion { selection: of(), method: Method::Pearson }),
        Question::Correlation(CorrelationQuestion { selection: of(), method: Method::Spearman }),
        Question::Flow(FlowQuestion { selection: of(), features: vec![1, 2, 3] }),
        Question::Strip(StripQuestion { selection: of(), n_samples: 5000 }),
        Question::Excerpt(ExcerptQuestion { selection: of(), which: Which::First, n: 3 }),
        Question::Excerpt(ExcerptQuestion { selection: of(), which: Which::Last, n: 3 }),
        Question::Excerpt(ExcerptQuestion { selection: of(), which: Which::Random(1), n: 20 }),
        Question::Excerpt(ExcerptQuestion { selection: of(), which: Which::After(2), n: 3 }),
        Question::Excerpt(ExcerptQuestion { selection: of(), which: Which::Before(2), n: 3 }),
    ]
}

#[test]
fn answers_are_the_same_bits_for_any_number_of_shards() {
    let between = Wanted::Between { from: 1.0, to: 1000.0 };
    let some = Selection {
        features: vec![FeatureCondition { feature_idx: 4, wanted: between }],
        ..of_families(&[Family::Normal, Family::Probe])
    };
    let questions = [Selection::default(), some].into_iter().flat_map(every_question);
    let questions: Vec<Question> = questions.collect();
    let mut first = None;
    for n_shards in [1, 2, 3, 7] {
        let mut engine = Engine::new(n_shards);
        loaded(&load(&mut engine, 1, &gunzip(&sample())));
        let answers: Vec<Vec<u8>> =
            questions.iter().map(|question| bytes(&ask(&mut engine, question.clone()))).collect();
        assert!(*first.get_or_insert_with(|| answers.clone()) == answers, "{n_shards} shards differ");
    }
}

#[test]
fn training_is_measured_by_what_takes_none_alike_for_any_number_of_shards() {
    let mut first = None;
    for n_shards in [1, 2, 3] {
        let mut engine = Engine::new(n_shards);
        loaded(&load(&mut engine, 1, &gunzip(&sample())));
        let autoencoder = Some(AutoencoderParams { epochs: 2, ..AutoencoderParams::recommended() });
        let encoding = Encoding::default();
        let isolation_forest = IsolationForestParams { n_estimators: 10, ..IsolationForestParams::default() };
        let train_on = TrainOn::Normal;
        let fit = Command::Fit { job: 2, train_on, encoding, isolation_forest, autoencoder };
        let scores = scored(&engine.run(fit, None));
        let (n_held_out, n_training) = (scores.fit.n_held_out, scores.fit.n_training);
        let question = |per| BaselinesQuestion { per, train_on, n_held_out, n_training };
        let answers = [Per::Sample, Per::DistinctRow].map(question);
        let answers = answers.map(|question| ask(&mut engine, Question::Baselines(question)));
        let [Answer::Baselines(samples), Answer::Baselines(distinct)] = answers else {
            panic!("{answers:?}")
        };
        assert!(*first.get_or_insert((samples, distinct)) == (samples, distinct), "{n_shards} shards differ");
        let of_feature = |of: &Baselines| of.best_feature.map(|best| best.auc).unwrap();
        assert!(of_feature(&samples) > 0.8 && of_feature(&distinct) > 0.8, "{samples:?}, {distinct:?}");
        let never_trained = distinct.never_trained.unwrap();
        let trained = scores.autoencoder.and_then(|autoencoder| autoencoder.auc_distinct).unwrap();
        assert!((0.5..trained).contains(&never_trained), "{never_trained} against {trained}");
    }
}

#[test]
fn a_description_has_the_counts_of_the_file_and_of_its_selected_rows() {
    let mut engine = Engine::new(3);
    let summary = loaded(&load(&mut engine, 1, &sample()));
    let all = description(&mut engine, Selection::default());
    assert_eq!((all.families(), all.distinct_families()), (summary.families, summary.distinct_families));
    assert_eq!(all.labels, summary.labels);
    let dos = description(&mut engine, of_families(&[Family::Dos]));
    let FeatureDescription::Numeric(duration) = &dos.features[0] else { panic!("no numbers") };
    assert_eq!(duration.count, summary.families[Family::Dos.index()]);
    let nothing = description(&mut engine, of_families(&[Family::Unknown]));
    assert!(nothing.labels.is_empty() && nothing.features.len() == 41);
}

#[derive(Deserialize)]
struct Reference {
    all: Described,
    probe: Described,
    correlations: Correlations,
}

#[derive(Deserialize)]
struct Correlations {
    pairs: Vec<(u32, u32)>,
    pearson: Vec<f64>,
    spearman: Vec<f64>,
}

#[derive(Deserialize)]
struct Described {
    families: BTreeMap<String, u64>,
    numeric: BTreeMap<usize, Figures>,
    names: BTreeMap<usize, BTreeMap<String, u64>>,
}

#[derive(Deserialize)]
struct Figures {
    count: f64,
    mean: f64,
    std: f64,
    min: f64,
    q1: f64,
    median: f64,
    q3: f64,
    max: f64,
    skew: Option<f64>,
    zeros: u64,
    distinct: u64,
}

fn reference() -> Reference {
    serde_json::from_str(include_str!("reference/describe.json")).unwrap()
}

#[track_caller]
fn near(ours: f64, theirs: f64, what: &str) {
    assert!((ours - theirs).abs() <= 1e-6 * theirs.abs().max(1e-9), "{what}: {ours} against {theirs}");
}

fn check(ours: &Description, theirs: &Described) {
    for family in FAMILIES {
        let expected = theirs.families.get(family.name()).copied().unwrap_or(0);
        assert_eq!(ours.families()[family.index()], expected, "{}", family.name());
    }
    for (feature_idx, theirs) in &theirs.numeric {
        let FeatureDescription::Numeric(ours) = &ours.features[*feature_idx] else { panic!("no numbers") };
        assert_eq!(
            (ours.count as f64, ours.zeros, ours.distinct),
            (theirs.count, theirs.zeros, theirs.distinct)
        );
        assert_eq!([ours.min(), ours.max()], [theirs.min, theirs.max], "feature {feature_idx}");
        let what = format!("feature {feature_idx}");
        let pairs = [(ours.mean, theirs.mean), (ours.std, theirs.std)];
        let quartiles = ours.quartiles[1..4].iter().copied().zip([theirs.q1, theirs.median, theirs.q3]);
        pairs.into_iter().chain(quartiles).for_each(|(ours, theirs)| near(ours, theirs, &what));
        match theirs.skew {
            Some(theirs) => near(ours.skew, theirs, &what),
            None => assert!(ours.skew.is_nan()),
        }
    }
    for (feature_idx, theirs) in &theirs.names {
        let FeatureDescription::Categorical(ours) = &ours.features[*feature_idx] else { panic!("no names") };
        let ours: BTreeMap<String, u64> =
            ours.names.iter().map(|(name, counts)| (name.clone(), counts.iter().sum())).collect();
        assert_eq!(ours, *theirs, "feature {feature_idx}");
    }
}

#[test]
fn the_real_file_is_described_as_by_pandas() {
    let Some(file) = real("kddcup.data_10_percent.gz") else { return };
    let mut engine = Engine::new(2);
    loaded(&load(&mut engine, 1, &file));
    let reference = reference();
    // The original's table, from the notebook.
    let published = [("dos", 391_458), ("normal", 97_278), ("probe", 4_107), ("r2l", 1_126), ("u2r", 52)];
    assert!(published.iter().all(|(family, n)| reference.all.families.get(*family) == Some(n)));
    check(&description(&mut engine, Selection::default()), &reference.all);
    check(&description(&mut engine, of_families(&[Family::Probe])), &reference.probe);
}

#[test]
fn features_of_the_real_file_go_together_as_pandas_says() {
    let Some(file) = real("kddcup.data_10_percent.gz") else { return };
    let mut engine = Engine::new(2);
    loaded(&load(&mut engine, 1, &file));
    let reference = reference().correlations;
    for (method, expected) in [(Method::Pearson, &reference.pearson), (Method::Spearman, &reference.spearman)]
    {
        let question = CorrelationQuestion { selection: Selection::default(), method };
        let Answer::Correlation(found) = ask(&mut engine, Question::Correlation(question)) else { panic!() };
        let place = |feature| found.features.iter().position(|known| *known == feature).unwrap();
        for ((a, b), expected) in reference.pairs.iter().zip(expected) {
            let ours = found.coefficients.0[place(*a) * found.features.len() + place(*b)];
            assert!((ours - expected).abs() < 1e-5, "{a} and {b}: {ours} against {expected}");
        }
    }
}

#[test]
fn grids_strips_and_excerpts_have_every_row_once() {
    let mut engine = Engine::new(3);
    let summary = loaded(&load(&mut engine, 1, &sample()));
    let sum = |counts: &[u64]| counts.iter().sum::<u64>();
    let everything = every_question(Selection::default());
    let (mut n_found, mut steps_begin) = (0, Vec::new());
    for question in everything {
        match (ask(&mut engine, question.clone()), question) {
            (Answer::Grid(grid), _) => {
                assert_eq!(sum(&grid.counts.0) + grid.outside, summary.n_samples);
                assert!(grid.points.iter().filter(|point| point.group == 4).count() <= 5);
                n_found += 1;
            }
            (Answer::Strip(steps), _) => {
                let mut families = [0; 6];
                steps
                    .iter()
                    .for_each(|step| families.iter_mut().zip(step.families).for_each(|(sum, n)| *sum += n));
                assert_eq!(families, summary.families);
                assert_eq!(steps.iter().map(|step| step.n_samples).sum::<u64>(), summary.n_samples);
                steps_begin.extend(steps.iter().map(|step| (step.first, step.address)));
                n_found += 1;
            }
            (Answer::Excerpt(samples), Question::Excerpt(ExcerptQuestion { which: Which::First, .. })) => {
                assert_eq!(samples.iter().map(|sample| sample.number).collect::<Vec<_>>(), [1, 2, 3]);
                let text = String::from_utf8(gunzip(&sample())).unwrap();
                let first = text.lines().next().unwrap();
                assert!(first.starts_with(&samples[0].values[..6].join(",")), "{first}");
                n_found += 1;
            }
            (Answer::Excerpt(samples), Question::Excerpt(ExcerptQuestion { which: Which::Last, .. })) => {
                assert_eq!(samples.last().unwrap().number, summary.n_samples);
                n_found += 1;
            }
            _ => {}
        }
    }
    assert_eq!(n_found, 4);
    // The address of a step leads to its first sample.
    for (first, address) in steps_begin.into_iter().skip(1).step_by(50) {
        let question =
            ExcerptQuestion { selection: Selection::default(), which: Which::After(address - 1), n: 1 };
        let Answer::Excerpt(samples) = ask(&mut engine, Question::Excerpt(question)) else {
            panic!("no excerpt")
        };
        assert_eq!(samples.iter().map(|sample| sample.number).collect::<Vec<_>>(), [first]);
    }
}

#[test]
fn pages_of_an_excerpt_follow_each_other_forth_and_back() {
    let mut engine = Engine::new(3);
    loaded(&load(&mut engine, 1, &sample()));
    let selection = of_families(&[Family::Probe]);
    let Answer::Tally(tally) = ask(&mut engine, Question::Tally(selection.clone())) else {
        panic!("no tally")
    };
    let mut page = |which| {
        let question = ExcerptQuestion { selection: selection.clone(), which, n: 300 };
        let Answer::Excerpt(samples) = ask(&mut engine, Question::Excerpt(question)) else {
            panic!("no excerpt")
        };
        samples
    };
    let mut which = Which::First;
    let mut pages = Vec::new();
    loop {
        let samples = page(which);
        let Some(last) = samples.last() else { break };
        which = Which::After(last.address);
        pages.push(samples);
    }
    let numbers: Vec<u64> = pages.iter().flatten().map(|sample| sample.number).collect();
    assert!(pages.len() > 2, "{} pages", pages.len());
    assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]), "not in the order of the file");
    assert!(pages.iter().flatten().all(|sample| sample.family == Family::Probe));
    assert_eq!(numbers.len() as u64, tally.samples.iter().sum::<u64>());
    assert_eq!(page(Which::Before(pages[2][0].address)), pages[1]);
    assert_eq!(page(Which::Before(pages[0][0].address)), []);
}
