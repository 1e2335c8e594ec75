//! A session lives through what visitors and engines do to it.

use super::*;
use crate::data::error::DataError;
use crate::data::load_report::LoadReport;
use crate::data::packed::Packed;
use crate::detectors::Detector;
use crate::detectors::isolation_forest::IsolationForestParams;
use crate::engine::event::{DetectorSummary, FitSummary, LearningProgress, Overlap};
use crate::evaluation::histogram::ScoreHistogram;
use crate::evaluation::sweep::Sweep;
use crate::features::encoder::Encoding;
use crate::session::preview::Stage;

/// A hundred distinct samples, sixty of them normal.
pub(crate) fn summary(name: &str) -> LoadSummary {
    LoadSummary {
        name: name.to_owned(),
        format: "KDD".to_owned(),
        bytes: 1000,
        n_samples: 100,
        n_distinct: 100,
        n_distinct_vectors: 100,
        n_features: 41,
        labelled: true,
        families: [60, 40, 0, 0, 0, 0],
        distinct_families: [60, 40, 0, 0, 0, 0],
        labels: Vec::new(),
        normal: Some("normal".to_owned()),
        columns: Vec::new(),
        overlap: None,
        report: LoadReport::default(),
        table_bytes: 0,
        memory_bytes: 0,
        fingerprint: String::new(),
    }
}

fn load(session: &mut Session, name: &str) -> Vec<Command> {
    session.load(name, Place::Train, Corrections::default(), None, Plan::Stop)
}

/// A result without a single sample.
pub(crate) fn scores() -> ScoreSummary {
    ScoreSummary {
        fit: FitSummary {
            train_on: TrainOn::Normal,
            encoding: Encoding::default(),
            isolation_forest: IsolationForestParams::default(),
            autoencoder: None,
            n_training: 48,
            n_held_out: 12,
        },
        isolation_forest: DetectorSummary {
            sweep: Sweep::default(),
            calibration: Packed::default(),
            histogram: ScoreHistogram::default(),
            threshold: 0.5,
            flagged: [0; 6],
            auc: None,
            auc_distinct: None,
            strangest: Vec::new(),
        },
        autoencoder: None,
        fused: None,
        pairs: None,
        features: Vec::new(),
        fingerprint: String::new(),
    }
}

fn job_of(command: &Command) -> u32 {
    match command {
        Command::Load { job, .. } | Command::Fit { job, .. } => *job,
        Command::ForgetTest
        | Command::Ask { .. }
        | Command::StopLearning
        | Command::ScoredCsv { .. }
        | Command::EndScoredCsv => panic!("not a job"),
        Command::Cancel => panic!("a cancel has no number"),
    }
}

fn loaded(session: &mut Session) {
    let job = job_of(load(session, "a.csv").last().unwrap());
    assert_eq!(session.apply(Event::Loaded { job, summary: summary("a.csv") }), None);
}

#[test]
fn a_dropped_file_waits_for_its_training() {
    let mut session = Session::default();
    assert_eq!(session.state(), "idle");
    let orders = load(&mut session, "a.csv");
    assert_eq!(
        orders,
        [Command::Load {
            job: 1,
            name: "a.csv".to_owned(),
            place: Place::Train,
            corrections: Corrections::default(),
            entry: None,
        }]
    );
    assert_eq!(session.state(), "loading");
    session.apply(Event::Loaded { job: 1, summary: summary("a.csv") });
    assert_eq!(session.state(), "loaded");
    assert_eq!(session.training_choices(), [TrainOn::Normal, TrainOn::Distinct, TrainOn::AllRows]);
    let fit = session.fit(TrainOn::Distinct, Settings::default()).unwrap();
    assert_eq!(session.state(), "training");
    let job = job_of(&fit);
    session.apply(Event::Scoring { job, detector: Detector::IsolationForest, samples: 1, of: 2 });
    assert_eq!(session.state(), "training", "the autoencoder still learns");
    assert_eq!(session.stop_learning(), Some(Command::StopLearning));
    let epochs = Settings::default().autoencoder.unwrap().epochs;
    let progress = LearningProgress { epoch: epochs, epochs, ..LearningProgress::default() };
    session.apply(Event::Learning { job, progress });
    session.apply(Event::Scoring { job, detector: Detector::IsolationForest, samples: 1, of: 2 });
    assert_eq!((session.state(), session.stop_learning()), ("scoring", None));
    let next = session.apply(Event::Scored { job: job_of(&fit), summary: Box::new(scores()) });
    assert_eq!((next, session.state()), (Some(Next::ShowResults), "done"));
}

#[test]
fn the_sample_trains_by_itself_once_it_is_fetched() {
    let mut session = Session::default();
    let job = session.fetch("sample", Plan::Train);
    assert_eq!(session.state(), "loading");
    let orders = session.fetched(job);
    let load = job_of(&orders[0]);
    let Some(Next::Send(Command::Fit { train_on, .. })) =
        session.apply(Event::Loaded { job: load, summary: summary("sample") })
    else {
        panic!("training does not start");
    };
    assert_eq!((train_on, session.state()), (TrainOn::Normal, "training"));
}

#[test]
fn a_fetch_that_was_cancelled_or_overtaken_orders_nothing() {
    let mut session = Session::default();
    let job = session.fetch("sample", Plan::Train);
    assert_eq!(session.cancel(), None);
    assert_eq!(session.notice, Some(Notice::Cancelled { phase: Phase::Fetching }));
    assert_eq!(session.fetched(job), []);
    let job = session.fetch("sample", Plan::Train);
    load(&mut session, "own.csv");
    assert_eq!(session.fetched(job), []);
    session.not_fetched(job, "404".to_owned());
    assert_eq!(session.state(), "loading");
}

#[test]
fn a_second_file_cancels_the_first_whose_table_counts_when_it_was_complete_before() {
    let mut session = Session::default();
    load(&mut session, "first.csv");
    let orders = load(&mut session, "second.csv");
    assert_eq!(orders[0], Command::Cancel);
    session.apply(Event::Cancelled { job: 1 });
    assert_eq!((session.state(), &session.loaded), ("loading", &None));
    assert_eq!(session.apply(Event::Loaded { job: 1, summary: summary("first.csv") }), None);
    let name = session.loaded.as_ref().map(|file| file.name.as_str());
    assert_eq!((session.state(), name), ("loading", Some("first.csv")));
}

#[test]
fn a_fetch_during_training_cancels_the_training_when_the_file_is_there() {
    let mut session = Session::default();
    loaded(&mut session);
    session.fit(TrainOn::Normal, Settings::default());
    let job = session.fetch("sample", Plan::Train);
    assert_eq!(session.fetched(job)[0], Command::Cancel);
}

#[test]
fn cancelling_keeps_what_stood_before() {
    let mut session = Session::default();
    loaded(&mut session);
    let fit = session.fit(TrainOn::Normal, Settings::default()).unwrap();
    assert_eq!(session.cancel(), Some(Command::Cancel));
    session.apply(Event::Cancelled { job: job_of(&fit) });
    assert_eq!(session.state(), "loaded");
    assert_eq!(session.notice, Some(Notice::Cancelled { phase: Phase::Training }));
    assert_eq!(session.cancel(), None);
    // What made way for a file is told with it, and with nothing later.
    session.fit(TrainOn::Normal, Settings::default()).unwrap();
    let job = job_of(load(&mut session, "empty.csv").last().unwrap());
    session.apply(Event::Failed { job, error: EngineError::Data(DataError::Empty) });
    assert!(session.lost_training && !session.lost_results);
    session.refuse_several(3);
    assert!(!session.lost_training);
    for had_results in [false, true] {
        let fit = session.fit(TrainOn::Normal, Settings::default()).unwrap();
        if had_results {
            session.apply(Event::Provisional { job: job_of(&fit), summary: Box::new(scores()) });
        }
        loaded(&mut session);
        assert_eq!(session.notice, Some(Notice::TrainingEnded { file: "a.csv".to_owned(), had_results }));
    }
    loaded(&mut session);
    assert_eq!(session.notice, None);
}

#[test]
fn scores_by_the_first_trees_are_shown_and_never_outlive_their_job() {
    let mut session = Session::default();
    loaded(&mut session);
    let fit = session.fit(TrainOn::Normal, Settings::default()).unwrap();
    let next = session.apply(Event::Provisional { job: job_of(&fit), summary: Box::new(scores()) });
    assert_eq!((next, session.state()), (Some(Next::ShowResults), "training"));
    assert!(session.provisional.is_some() && session.scored.is_none());
    session.apply(Event::Cancelled { job: job_of(&fit) });
    assert_eq!((session.state(), &session.provisional), ("loaded", &None));
    assert!(session.lost_results);
    // A fetch takes them away, too; where it comes to nothing, so does the training that nobody sees any more.
    let fit = session.fit(TrainOn::Normal, Settings::default()).unwrap();
    session.apply(Event::Provisional { job: job_of(&fit), summary: Box::new(scores()) });
    let fetch = session.fetch("sample", Plan::Train);
    assert_eq!(session.not_fetched(fetch, "404".to_owned()), Some(Command::Cancel));
    assert!(session.lost_results && session.lost_training);
    session.apply(Event::Cancelled { job: job_of(&fit) });
    assert_eq!(session.state(), "failed");
}

#[test]
fn a_failed_file_leaves_the_one_before_and_says_so_until_read() {
    let mut session = Session::default();
    loaded(&mut session);
    let job = job_of(load(&mut session, "empty.csv").last().unwrap());
    session.apply(Event::Failed { job, error: EngineError::Data(DataError::Empty) });
    assert_eq!(session.state(), "failed");
    assert!(matches!(&session.notice, Some(Notice::Failed { file: Some(name), .. }) if name == "empty.csv"));
    assert!(!session.lost_results && !session.lost_training);
    assert_eq!(session.loaded.as_ref().map(|file| file.name.as_str()), Some("a.csv"));
    session.dismiss_notice();
    assert_eq!(session.state(), "loaded");
}

#[test]
fn a_lost_worker_takes_the_table_along() {
    let mut session = Session::default();
    loaded(&mut session);
    let fit = session.fit(TrainOn::Normal, Settings::default()).unwrap();
    let error = EngineError::WorkerLost { worker: 1, reason: "out of memory".to_owned() };
    session.apply(Event::Failed { job: job_of(&fit), error });
    assert_eq!((session.loaded.is_none(), session.state()), (true, "failed"));
}

#[test]
fn the_preview_never_shows_in_the_visitors_state() {
    let mut session = Session::default();
    let job = session.begin_preview().unwrap();
    assert_eq!(session.begin_preview(), None);
    let load = session.preview_fetched(job, "sample").unwrap();
    let Some(Next::Send(fit)) =
        session.apply(Event::Loaded { job: job_of(&load), summary: summary("sample") })
    else {
        panic!("the preview does not train");
    };
    assert_eq!(session.state(), "idle");
    assert_eq!(session.apply(Event::Scored { job: job_of(&fit), summary: Box::new(scores()) }), None);
    assert_eq!((session.state(), &session.loaded, &session.scored), ("idle", &None, &None));
    assert!(matches!(session.preview.stage, Stage::Ready(_)));
}

#[test]
fn a_real_file_stops_the_preview() {
    let mut session = Session::default();
    let job = session.begin_preview().unwrap();
    session.preview_fetched(job, "sample");
    assert_eq!(load(&mut session, "own.csv")[0], Command::Cancel);
    assert_eq!(session.preview.stage, Stage::Stopped);
    assert_eq!(session.apply(Event::Loaded { job, summary: summary("sample") }), None);
    assert_eq!((session.state(), &session.loaded), ("loading", &None));
    assert_eq!(session.begin_preview(), None);
}

#[test]
fn nothing_loaded_is_nothing_to_train() {
    let mut session = Session::default();
    assert_eq!(session.fit(TrainOn::Normal, Settings::default()), None);
    assert!(session.training_choices().is_empty());
    session.engine_refused("blocked".to_owned());
    assert_eq!(session.state(), "failed");
}

#[test]
fn a_file_to_be_scored_stands_beside_the_one_to_be_trained_on_until_that_one_changes() {
    let mut session = Session::default();
    let job = job_of(load(&mut session, "train.csv").last().unwrap());
    session.apply(Event::Loaded { job, summary: summary("train.csv") });
    let orders = session.load("test.csv", Place::Test, Corrections::default(), None, Plan::Stop);
    let test = LoadSummary { overlap: Some(Overlap { vectors: 0, samples: 0 }), ..summary("test.csv") };
    session.apply(Event::Loaded { job: job_of(orders.last().unwrap()), summary: test });
    let name = |session: &Session| session.scored_file().map(|file| file.name.clone());
    assert_eq!(name(&session).as_deref(), Some("test.csv"));
    assert_eq!(session.forget_test(), Some(Command::ForgetTest));
    assert_eq!((name(&session).as_deref(), session.forget_test()), (Some("train.csv"), None));
}
