//! Model files of every version, which load for ever and score to the same bits.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

#[path = "web/golden_model.rs"]
mod golden_model;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use oddflow::data::schema::Corrections;
use oddflow::detectors::TrainOn;
use oddflow::detectors::isolation_forest::IsolationForestParams;
use oddflow::engine::command::{Command, Place};
use oddflow::engine::event::Event;
use oddflow::engine::in_process::InProcess;
use oddflow::engine::questions::model::ModelWish;
use oddflow::engine::questions::{Answer, Question};
use oddflow::features::encoder::Encoding;

#[test]
fn the_first_version_s_file_scores_to_its_bits() {
    assert_eq!(golden_model::scores(), golden_model::SCORES);
}

/// How the golden file was made; a file of a later version gets a test of its own, this one stays.
#[test]
#[ignore = "writes the fixture"]
fn write_the_golden_file() {
    let text: String = (0..400)
        .map(|row| {
            let (service, bytes) = (["http", "smtp"][row % 2], row * 37 % 1009);
            format!(
                "{},tcp,{service},SF,{bytes},{}{},normal.\n",
                row % 7,
                row * row % 3001,
                ",0.25".repeat(35)
            )
        })
        .collect();
    let mut engine = InProcess::<Arc<[u8]>>::new(1);
    let (corrections, place) = (Corrections::default(), Place::Train);
    let load = Command::Load { job: 1, name: "golden.csv".into(), place, corrections, entry: None };
    let Some(Event::Loaded { summary: loaded, .. }) = engine.run(load, Some(text.as_bytes().into())).pop()
    else {
        panic!()
    };
    let isolation_forest = IsolationForestParams { n_estimators: 10, max_samples: 64, ..Default::default() };
    let fit = Command::Fit {
        job: 2,
        train_on: TrainOn::Normal,
        encoding: Encoding::default(),
        isolation_forest,
        autoencoder: None,
    };
    let Some(Event::Scored { summary: scores, .. }) = engine.run(fit, None).pop() else { panic!() };
    let question = Question::Model(Box::new(ModelWish::new(&loaded, &scores)));
    let Some(Event::Answer { answer, .. }) = engine.run(Command::Ask { ask: 3, question }, None).pop() else {
        panic!()
    };
    let Answer::Model(file) = *answer else { panic!("{answer:?}") };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/model-v1.oddflow");
    fs::write(path, file).unwrap();
}
