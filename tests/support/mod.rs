//! What tests of the engine share.
#![allow(dead_code, reason = "each test program uses a part")]

use std::io::{Read, Write};
use std::path::PathBuf;
use std::sync::Arc;

use oddflow::data::schema::Corrections;
use oddflow::detectors::TrainOn;
use oddflow::detectors::isolation_forest::IsolationForestParams;
use oddflow::engine::command::{Command, Place};
use oddflow::engine::error::EngineError;
use oddflow::engine::event::{Event, LoadSummary, ScoreSummary};
use oddflow::engine::in_process::InProcess;
use oddflow::features::encoder::Encoding;

pub type Bytes = Arc<[u8]>;
pub type Engine = InProcess<Bytes>;

pub fn load(engine: &mut Engine, job: u32, bytes: &[u8]) -> Vec<Event> {
    engine.run(
        Command::Load {
            job,
            name: "file".into(),
            place: Place::Train,
            corrections: Corrections::default(),
            entry: None,
        },
        Some(bytes.into()),
    )
}

pub fn fit(job: u32, train_on: TrainOn) -> Command {
    let (encoding, isolation_forest) = (Encoding::default(), IsolationForestParams::default());
    Command::Fit { job, train_on, encoding, isolation_forest, autoencoder: None }
}

pub fn loaded(events: &[Event]) -> LoadSummary {
    match events.last() {
        Some(Event::Loaded { summary, .. }) => summary.clone(),
        other => panic!("not loaded: {other:?}"),
    }
}

pub fn scored(events: &[Event]) -> ScoreSummary {
    match events.last() {
        Some(Event::Scored { summary, .. }) => (**summary).clone(),
        other => panic!("not scored: {other:?}"),
    }
}

pub fn failure(events: &[Event]) -> EngineError {
    match events.last() {
        Some(Event::Failed { error, .. }) => error.clone(),
        other => panic!("not failed: {other:?}"),
    }
}

pub fn gunzip(compressed: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    flate2::read::MultiGzDecoder::new(compressed).read_to_end(&mut bytes).unwrap();
    bytes
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn sample() -> Vec<u8> {
    std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample.csv.gz")).unwrap()
}

/// A real KDD file, when the machine has it.
pub fn real(name: &str) -> Option<Vec<u8>> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let folder = std::env::var_os("ODDFLOW_KDD").map_or(beside, PathBuf::from);
    let found = std::fs::read(folder.join(name)).ok();
    if found.is_none() {
        println!("skipped: {name} is not in {}", folder.display());
    }
    found
}

/// What must not depend on the number of shards or on compression; sizes may.
pub fn same_table(summary: &LoadSummary) -> LoadSummary {
    LoadSummary { bytes: 0, table_bytes: 0, ..summary.clone() }
}
