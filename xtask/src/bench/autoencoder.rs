//! `bench autoencoder`: the original's network, an epoch of all rows of the 10 % file and a score for each of them.

use std::fs;
use std::path::{Path, PathBuf};

use super::figures::{megabytes, number, ratio, table};
use super::peers::{self, Peers, PythonPackage};
use super::race::{self, Contender, Standing};
use super::{Options, Stage, inputs};
use crate::process::{Outcome, run as run_to_end};
use crate::report;

const OURS: &str = "Oddflow";
const TORCH: [&str; 2] = ["PyTorch, 1 thread,", "PyTorch, 2 threads,"];
const KERAS: &str = "Keras on PyTorch";
const TFJS: &str = "TensorFlow.js";

const PYTHON: [PythonPackage; 4] = [
    PythonPackage("numpy", "numpy"),
    PythonPackage("pandas", "pandas"),
    PythonPackage("torch", "torch"),
    PythonPackage("keras", "keras"),
];

/// A race of all; copies are scored like any other row.
pub fn run(options: Options) -> Outcome {
    let peers =
        Peers::install(&PYTHON, &["playwright-core", "@tensorflow/tfjs", "@tensorflow/tfjs-backend-wasm"])?;
    let stage = Stage::set()?;
    let plain = inputs::plain()?;
    let without_copies = inputs::without_copies()?;
    let matrix = matrix(&peers, &plain.path)?;

    let ours = stage.our_page(&peers, "oddflow-autoencoder").map(|mut command| {
        command.env("ODDFLOW_FILE", &without_copies.path);
        command
    });
    let mut contenders = vec![Contender { name: OURS, command: ours }];
    contenders.extend(TORCH.into_iter().zip(["1", "2"]).map(|(name, n_threads)| Contender {
        name,
        command: peers.python("torch", "autoencoder.py", &["torch", n_threads]),
    }));
    contenders
        .push(Contender { name: KERAS, command: peers.python("keras", "autoencoder.py", &["keras", "2"]) });
    let has_tfjs = peers.has("@tensorflow/tfjs") && peers.has("@tensorflow/tfjs-backend-wasm");
    let tfjs = stage.page(&peers, "tfjs-autoencoder").filter(|_| has_tfjs);
    contenders.push(Contender { name: TFJS, command: tfjs });

    let rounds = options.rounds();
    let standings = race::run(contenders, &matrix, rounds);
    show(&standings, rounds);
    let epoch = |names: &[&str]| seconds(&standings, names, "epoch");
    let score = |names: &[&str]| seconds(&standings, names, "score");
    ratio("an epoch: ours / PyTorch on one thread", epoch(&[OURS]), epoch(&TORCH[..1]), "bar: <= 0.50");
    ratio("an epoch: ours / PyTorch's best", epoch(&[OURS]), epoch(&TORCH), "no bar");
    ratio("an epoch: TensorFlow.js / ours", epoch(&[TFJS]), epoch(&[OURS]), "bar: >= 10");
    ratio("scoring: ours / PyTorch on one thread", score(&[OURS]), score(&TORCH[..1]), "no bar");
    ratio("scoring: ours / PyTorch's best", score(&[OURS]), score(&TORCH), "bar: <= 1.00");
    Ok(())
}

/// The folder with the matrix that the peers see, made if it is not there.
fn matrix(peers: &Peers, plain: &Path) -> Outcome<PathBuf> {
    let folder = peers::folder().join("matrix");
    let Some(mut make) = peers.python("pandas", "original.py", &[]) else { return Ok(folder) };
    if !folder.join("original.npy").exists() {
        fs::create_dir_all(&folder)
            .map_err(|error| format!("cannot create {}: {error}.", folder.display()))?;
        report::step("Encoding the 10 % file as the original does", "about 5 seconds", || {
            run_to_end(make.arg(plain).arg(&folder))
        })?;
    }
    Ok(folder)
}

fn show(standings: &[Standing], rounds: usize) {
    println!(
        "\n41-32-16-32-41, batches of 256, median of {rounds} rounds; memory of all its processes in a first run\n"
    );
    let row = |standing: &Standing| {
        let (epoch, score) = (standing.spread("epoch"), standing.spread("score"));
        let place = if [OURS, TFJS].contains(&standing.name) { "in Chromium " } else { "" };
        vec![
            format!("{} {place}{}", standing.name, standing.version),
            number(epoch.map(|epoch| epoch.median), 3),
            number(epoch.map(|epoch| epoch.min), 3),
            number(epoch.map(|epoch| epoch.max), 3),
            number(score.map(|score| score.median), 3),
            number(score.map(|score| score.min), 3),
            number(score.map(|score| score.max), 3),
            number(standing.first("rows"), 0),
            megabytes(standing.memory.map(|memory| memory.peak as f64)),
        ]
    };
    let rows: Vec<_> = standings.iter().map(row).collect();
    let head = ["", "epoch s", "min", "max", "score s", "min", "max", "rows", "peak MB"];
    println!("{}", table(&head, &rows));
    println!(
        "    nine rows of ten train, one validates; ours learns in one worker and scores in two; TensorFlow.js has no activity penalty"
    );
    let ours = standings.iter().find(|standing| standing.name == OURS);
    if let Some(result) = ours.and_then(|ours| ours.spread("result")) {
        println!(
            "    from ours' last epoch until the page shows everything, usual errors, scores, thresholds and curves: {:.3} s ({:.3} to {:.3})",
            result.median, result.min, result.max
        );
    }
}

/// The shortest median of those with these names.
fn seconds(standings: &[Standing], names: &[&str], figure: &str) -> Option<f64> {
    let named = standings.iter().filter(|standing| names.contains(&standing.name));
    named.filter_map(|standing| Some(standing.spread(figure)?.median)).min_by(f64::total_cmp)
}
