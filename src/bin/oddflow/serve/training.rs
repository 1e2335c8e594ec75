//! Training at the first start, told on the terminal; a kept model is taken instead where there is one.

#![allow(clippy::disallowed_methods, reason = "a server has threads and a clock")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use oddflow::data::inflate::inflated;
use oddflow::data::schema::Corrections;
use oddflow::engine::command::{Command, Place};
use oddflow::engine::event::{Event, LoadSummary, ScoreSummary};
use oddflow::engine::in_process::InProcess;
use oddflow::engine::questions::model::ModelWish;
use oddflow::engine::questions::{Answer, Question};
use oddflow::model_file::{self, Opened};
use oddflow::session::settings::{Settings, default_train_on};

use super::answers::Answers;
use super::disk::Disk;
use super::store::{Store, name_of};

/// The sample that ships: trained on only when there is nothing else.
const SAMPLE: &str = "sample.csv.gz";

/// The file to train on: the path itself, or of a folder the largest file of training rows that is no archive, the sample last.
pub fn file_of(path: &Path) -> Option<PathBuf> {
    if path.is_file() {
        return Some(path.to_owned());
    }
    let entries = fs::read_dir(path).ok()?.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    entries.filter(|path| path.is_file() && is_data(&name_of(path))).max_by_key(|path| {
        (rank(&name_of(path)), fs::metadata(path).map_or(0, |about| about.len()), path.clone())
    })
}

fn is_data(name: &str) -> bool {
    let lower = name.to_lowercase();
    let ends = [".md", ".zip", ".json", ".oddflow"];
    !lower.starts_with('.') && !lower.starts_with("readme") && !ends.iter().any(|end| lower.ends_with(end))
}

/// How well a file is suited to be learnt from, by its name: test files come behind all others.
fn rank(name: &str) -> u8 {
    let lower = name.to_lowercase();
    match lower.as_str() {
        SAMPLE => 0,
        _ if lower.contains("test") || lower.starts_with("corrected") => 1,
        _ => 2,
    }
}

/// Puts a model in place: the kept one, or one that is trained now, in a thread of its own.
pub fn start(data: Option<PathBuf>, models: PathBuf, answers: Arc<Answers>) {
    let Some(data) = data else {
        println!("no data to train on: `POST /predict` needs `--data FILE` or `--model FILE`");
        return;
    };
    let store = Store::new(models);
    if let Some(opened) = store.load(&data) {
        println!("ready: model {} of {}, kept from an earlier start", opened.version, opened.model.file.name);
        answers.put(opened);
        return;
    }
    thread::spawn(move || match train(&data, &store) {
        Ok(opened) => {
            println!("ready: model {} of {}", opened.version, opened.model.file.name);
            answers.put(opened);
        }
        Err(reason) => eprintln!("oddflow: no model: {reason}"),
    });
}

fn train(data: &Path, store: &Store) -> Result<Opened, String> {
    let file = model_of(data)?;
    if let Err(error) = store.save(&file) {
        eprintln!("oddflow: the model is not kept in {}: {error}.", store.current().display());
    }
    model_file::read(&file).map_err(|error| format!("{error}."))
}

/// The file of a model that is trained with the recommended settings.
fn model_of(data: &Path) -> Result<Vec<u8>, String> {
    let mut engine = InProcess::<Disk>::new(1);
    let name = name_of(data);
    println!("training: reading {}", data.display());
    let (corrections, place) = (Corrections::default(), Place::Train);
    let load = Command::Load { job: 1, name, place, corrections, entry: None };
    let loaded = run(&mut engine, load, Some(Disk::open(data)?), |event| match event {
        Event::Loaded { summary, .. } => Some(summary),
        _ => None,
    });
    let loaded: LoadSummary = loaded.map_err(|reason| format!("{}: {reason}.", data.display()))?;
    let Settings { encoding, isolation_forest, .. } = Settings::default();
    println!(
        "training: {} connections, {} distinct; growing {} trees",
        loaded.n_samples, loaded.n_distinct, isolation_forest.n_estimators
    );
    let train_on = default_train_on(&loaded);
    let fit = Command::Fit { job: 2, train_on, encoding, isolation_forest, autoencoder: None };
    let scores: Box<ScoreSummary> = run(&mut engine, fit, None, |event| match event {
        Event::Scored { summary, .. } => Some(summary),
        Event::Training { trees, of, .. } if trees % (of / 4).max(1) == 0 => {
            println!("training: {trees} of {of} trees");
            None
        }
        _ => None,
    })?;
    let wish = Box::new(ModelWish::new(&loaded, &scores));
    let ask = Command::Ask { ask: 1, question: Question::Model(wish) };
    run(&mut engine, ask, None, |event| match event {
        Event::Answer { answer, .. } => match *answer {
            Answer::Model(file) => Some(file),
            _ => None,
        },
        _ => None,
    })
}

/// Works until nothing is left to do; gives what `wanted` finds among the events, or why there is none.
fn run<T>(
    engine: &mut InProcess<Disk>,
    command: Command,
    source: Option<Disk>,
    mut wanted: impl FnMut(Event) -> Option<T>,
) -> Result<T, String> {
    let mut found = Err("the engine gave no answer".to_owned());
    engine.send(command, source);
    while engine.turn(&mut |event| {
        if let Event::Failed { error, .. } = &event {
            found = Err(error.to_string());
        }
        if let Some(what) = wanted(event) {
            found = Ok(what);
        }
    }) {}
    found
}

/// A file's text, inflated if need be.
///
/// # Errors
/// A sentence when it cannot be read.
pub fn plain_text(path: &Path) -> Result<Vec<u8>, String> {
    let shown = path.display();
    let bytes = fs::read(path).map_err(|error| format!("cannot read {shown}: {error}."))?;
    inflated(bytes).map_err(|error| format!("{shown}: {error}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn training_files_come_before_tests_and_the_sample() {
        let folder = std::env::temp_dir().join(format!("oddflow-choice-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        assert_eq!(file_of(&folder), None);
        let check = |name: &str, bytes: usize, expected: Option<&str>| {
            fs::write(folder.join(name), vec![b'1'; bytes]).unwrap();
            assert_eq!(file_of(&folder), expected.map(|name| folder.join(name)));
        };
        check("README.md", 999, None);
        check("sample.csv.gz", 5, Some("sample.csv.gz"));
        check("KDDTest+.txt", 9, Some("KDDTest+.txt"));
        check("KDDTrain+.txt", 3, Some("KDDTrain+.txt"));
        check("kddcup.data_10_percent.gz", 4, Some("kddcup.data_10_percent.gz"));
        check("archive.zip", 99, Some("kddcup.data_10_percent.gz"));
        fs::remove_dir_all(&folder).unwrap();
    }
}
