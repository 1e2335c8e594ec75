//! Fits 100 trees of 256 samples and scores every row: rust_forest extended-isolation-forest|rustyml|scry-learn.
//!
//! The path of an order is the folder that matrix.py filled; orders and answers: see ../../player.rs.

use std::io::{BufRead, stdin};
use std::path::Path;
use std::time::{Duration, Instant};
use std::{env, fs};

use extended_isolation_forest::{Forest, ForestOptions};
use ndarray::Array2;
use rustyml::machine_learning::ensemble::isolation_forest::IsolationForest;

const N_FEATURES: usize = 41;
const N_TREES: usize = 100;
const N_SAMPLES: usize = 256;

type Row = [f32; N_FEATURES];

/// Time to fit, time to score, and the scores.
type Outcome = Result<(Duration, Duration, Vec<f64>), String>;

fn main() {
    let package = env::args().nth(1).unwrap_or_default();
    let measure: fn(&[Row], &[Row]) -> Outcome = match package.as_str() {
        "extended-isolation-forest" => extended,
        "rustyml" => rustyml,
        "scry-learn" => scry,
        _ => return,
    };
    println!("ready in Rust");
    let mut loaded = None;
    for line in stdin().lines().map_while(Result::ok) {
        let folder = line.split_once('\t').map_or("", |(_, path)| path);
        let (fit, all) = loaded.get_or_insert_with(|| (rows(folder, "fit.npy"), rows(folder, "x.npy")));
        match measure(fit, all) {
            Ok((fitted, scored, scores)) => println!(
                "ok wall={:.5} fit={:.5} rows={} auc={:.5}",
                (fitted + scored).as_secs_f64(),
                fitted.as_secs_f64(),
                scores.len(),
                auc(&scores, &labels(folder)),
            ),
            Err(reason) => println!("failed {}", reason.replace('\n', " ")),
        }
    }
}

fn extended(fit: &[Row], all: &[Row]) -> Outcome {
    let options =
        ForestOptions { n_trees: N_TREES, sample_size: N_SAMPLES, max_tree_depth: None, extension_level: 0 };
    let start = Instant::now();
    let forest = Forest::from_slice(fit, &options).map_err(|error| format!("{error:?}"))?;
    let (fitted, start) = (start.elapsed(), Instant::now());
    let scores = all.iter().map(|row| forest.score(row)).collect();
    Ok((fitted, start.elapsed(), scores))
}

fn rustyml(fit: &[Row], all: &[Row]) -> Outcome {
    let matrix = |rows: &[Row]| {
        Array2::from_shape_fn((rows.len(), N_FEATURES), |(row, feature)| f64::from(rows[row][feature]))
    };
    let (fit, all) = (matrix(fit), matrix(all));
    let told = |error: &dyn std::fmt::Debug| format!("{error:?}");
    let start = Instant::now();
    let mut forest =
        IsolationForest::new(N_TREES, N_SAMPLES).map_err(|error| told(&error))?.with_random_state(42);
    forest.fit(&fit).map_err(|error| told(&error))?;
    let (fitted, start) = (start.elapsed(), Instant::now());
    let scores = forest.score_samples(&all).map_err(|error| told(&error))?;
    // Larger is stranger, whichever sign it has.
    Ok((fitted, start.elapsed(), scores.iter().map(|score| score.abs()).collect()))
}

fn scry(fit: &[Row], all: &[Row]) -> Outcome {
    let matrix = |rows: &[Row]| -> Vec<Vec<f64>> {
        rows.iter().map(|row| row.iter().copied().map(f64::from).collect()).collect()
    };
    let (fit, all) = (matrix(fit), matrix(all));
    let start = Instant::now();
    let mut forest =
        scry_learn::anomaly::IsolationForest::new().n_estimators(N_TREES).max_samples(N_SAMPLES).seed(42);
    forest.fit(&fit).map_err(|error| format!("{error:?}"))?;
    let (fitted, start) = (start.elapsed(), Instant::now());
    let scores = forest.predict(&all);
    Ok((fitted, start.elapsed(), scores))
}

/// Rows of a NumPy file of 32-bit floats, 41 a row.
fn rows(folder: &str, name: &str) -> Vec<Row> {
    let bytes = body(folder, name);
    let numbers: Vec<f32> =
        bytes.chunks_exact(4).map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect();
    numbers.as_chunks::<N_FEATURES>().0.to_vec()
}

/// 1 for an attack.
fn labels(folder: &str) -> Vec<u8> {
    body(folder, "y.npy")
}

/// What comes after the header of a NumPy file, whose length stands in bytes 8 and 9.
fn body(folder: &str, name: &str) -> Vec<u8> {
    let bytes = fs::read(Path::new(folder).join(name)).unwrap_or_default();
    let header = bytes.get(8..10).map_or(0, |two| usize::from(u16::from_le_bytes([two[0], two[1]])));
    bytes.get(10 + header..).unwrap_or_default().to_vec()
}

/// Area under the ROC curve; ties count half.
fn auc(scores: &[f64], labels: &[u8]) -> f64 {
    let mut order: Vec<usize> = (0..scores.len().min(labels.len())).collect();
    order.sort_by(|a, b| scores[*a].total_cmp(&scores[*b]));
    let n_attacks = labels.iter().filter(|label| **label == 1).count() as f64;
    let n_normal = labels.len() as f64 - n_attacks;
    let (mut sum, mut below) = (0.0, 0.0);
    for tied in order.chunk_by(|a, b| scores[*a] == scores[*b]) {
        let attacks = tied.iter().filter(|row| labels[**row] == 1).count() as f64;
        let normal = tied.len() as f64 - attacks;
        sum += attacks * (below + normal / 2.0);
        below += normal;
    }
    sum / (n_attacks * n_normal)
}
