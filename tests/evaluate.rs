//! `oddflow evaluate` as somebody at a terminal runs it: arguments in, JSON or a table out.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops at the first surprise"
)]

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample.csv.gz");

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oddflow"));
    command.arg("evaluate").args(arguments).output().unwrap()
}

fn json(arguments: &[&str]) -> Value {
    let output = run(&[arguments, &["--json"]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What the program says when it refuses.
fn refusal(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(!output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

/// A real KDD file, when the machine has it.
fn real(name: &str) -> Option<String> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let path = std::env::var_os("ODDFLOW_KDD").map_or(beside, PathBuf::from).join(name);
    if !path.is_file() {
        println!("skipped: {} is not there", path.display());
        return None;
    }
    Some(path.to_str().unwrap().to_owned())
}

#[test]
fn json_has_every_figure_per_row_and_per_distinct_row() {
    let found = json(&["--train", SAMPLE, "--preset", "standard"]);
    assert_eq!((found["train"].as_str(), found["test"].as_str()), (Some(SAMPLE), Some(SAMPLE)));
    for unit in ["rows", "distinct"] {
        let figures = &found["detectors"]["isolation_forest"][unit];
        for name in
            ["auc", "average_precision", "threshold", "precision", "recall", "f1", "false_positive_rate"]
        {
            let value = figures[name].as_f64().unwrap();
            assert!((0.0..=1.0).contains(&value), "{unit}, {name}: {value}");
        }
        assert!(figures["auc"].as_f64().unwrap() > 0.9);
        assert!(figures["recall_by_family"]["dos"].is_f64() && figures["recall_unseen"].is_null());
        assert!(figures["average_precision_by_family"]["dos"].as_f64().unwrap() > 0.5);
    }
    for stage in ["load", "fit", "score"] {
        assert!(found["seconds"][stage].as_f64().unwrap() >= 0.0);
    }
}

#[test]
fn the_same_seed_gives_the_same_figures() {
    let figures = |seed| {
        let options =
            ["--train", SAMPLE, "--split", "distinct-normal-half", "--samples", "64", "--seed", seed];
        json(&options)["detectors"].clone()
    };
    assert_eq!(figures("1"), figures("1"));
    assert_ne!(figures("1"), figures("2"));
}

#[test]
fn a_split_trains_on_half_of_the_normal_vectors_and_tests_the_rest() {
    let whole = json(&["--train", SAMPLE]);
    let split = json(&["--train", SAMPLE, "--split", "distinct-normal-half"]);
    let count = |found: &Value, name: &str| found["settings"][name].as_u64().unwrap();
    let n_learnt = |found: &Value| count(found, "n_training") + count(found, "n_held_out");
    assert_eq!(n_learnt(&whole) / 2, n_learnt(&split));
    let tested = |found: &Value, unit: &str| found["detectors"]["isolation_forest"][unit].clone();
    let n = |figures: Value| (figures["n"].as_u64().unwrap(), figures["n_attacks"].as_u64().unwrap());
    let (n_tested, n_attacks) = n(tested(&split, "distinct"));
    let (n_all, n_all_attacks) = n(tested(&whole, "distinct"));
    assert_eq!((n_all - n_tested, n_attacks), (n_learnt(&split), n_all_attacks));
    assert_eq!(n(tested(&split, "whole_file")), n(tested(&whole, "rows")));
}

#[test]
fn both_detectors_stand_beside_their_fusion_and_what_they_must_beat() {
    let options = ["--train", SAMPLE, "--detectors", "isolation_forest,autoencoder", "--epochs", "4"];
    let found = json(&[&options[..], &["--split", "distinct-normal-half", "--trees", "20"]].concat());
    let auc = |name: &str| found["detectors"][name]["distinct"]["auc"].as_f64().unwrap();
    for name in ["isolation_forest", "autoencoder", "fused"] {
        assert!(auc(name) > 0.9, "{name}: {}", auc(name));
    }
    assert!(auc("autoencoder") > auc("autoencoder_never_trained") + 0.1);
    assert_eq!(found["autoencoder_history"].as_array().unwrap().len(), 4);
    assert_eq!(found["settings"]["autoencoder"]["hidden"][1], 16);
    assert!(found["best_single_feature"]["auc"].as_f64().unwrap() > 0.5);
    assert!(json(&["--train", SAMPLE, "--trees", "2"])["best_single_feature"].is_null());
}

#[test]
fn the_original_autoencoder_learns_from_every_copy() {
    let options = ["--train", SAMPLE, "--preset", "original", "--train-on", "all"];
    let found = json(&[&options[..], &["--detectors", "autoencoder"]].concat());
    let history = found["autoencoder_history"].as_array().unwrap();
    let loss = |epoch: usize| history[epoch]["validation"].as_f64().unwrap();
    assert!(history.len() == 5 && loss(4) < loss(0), "{history:?}");
    // The 99th percentile of the errors of all rows, which are the tested ones, too.
    let rows = &found["detectors"]["autoencoder"]["rows"];
    let count = |name: &str| rows[name].as_f64().unwrap();
    let n_normal = count("n") - count("n_attacks");
    let n_flagged = count("recall") * count("n_attacks") + count("false_positive_rate") * n_normal;
    // By numpy's rule the percentile lies behind that many of the n - 1 steps from the least error to the greatest.
    let steps = count("n") - 1.0;
    let n_above = steps - (steps * 0.99).floor();
    assert!(n_flagged.round() <= n_above && n_flagged > 0.9 * n_above, "{n_flagged} of {n_above}");
}

#[test]
fn the_original_s_threshold_comes_from_the_rows_that_were_trained_on() {
    let original = json(&["--train", SAMPLE, "--preset", "original", "--train-on", "all"]);
    let settings = &original["settings"];
    assert_eq!(settings["n_held_out"], 0);
    assert_eq!(settings["n_training"], settings["n_samples"]);
    let rows = &original["detectors"]["isolation_forest"]["rows"];
    let precision_times_flagged = rows["recall"].as_f64().unwrap() * rows["n_attacks"].as_f64().unwrap();
    let n_flagged = precision_times_flagged
        + rows["false_positive_rate"].as_f64().unwrap()
            * (rows["n"].as_f64().unwrap() - rows["n_attacks"].as_f64().unwrap());
    // No more than a contamination of .01 lies above; ties may keep it lower.
    assert!(n_flagged <= 0.01 * rows["n"].as_f64().unwrap() + 0.5, "{n_flagged}");
}

#[test]
fn without_json_it_prints_a_table() {
    let output = run(&["--train", SAMPLE, "--trees", "5"]);
    let text = String::from_utf8(output.stdout).unwrap();
    for words in ["ROC AUC", "isolation_forest, distinct rows", "recall of probe", "seconds: load"] {
        assert!(text.contains(words), "{words} is not in:\n{text}");
    }
}

#[test]
fn matrices_are_written_for_numpy() {
    let folder = std::env::temp_dir().join(format!("oddflow-matrices-{}", std::process::id()));
    json(&["--train", SAMPLE, "--trees", "2", "--matrices", folder.to_str().unwrap()]);
    let x = std::fs::read(folder.join("x.npy")).unwrap();
    assert!(x.starts_with(b"\x93NUMPY\x01\x00"));
    let head = String::from_utf8_lossy(&x[..128]);
    assert!(head.contains("'descr': '<f4', 'fortran_order': False"), "{head}");
    assert_eq!((x.iter().position(|byte| *byte == b'\n').unwrap() + 1) % 64, 0);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_cannot_be_done_is_told() {
    let check = |arguments: &[&str], words: &str| {
        let told = refusal(arguments);
        assert!(told.contains(words), "{told}");
    };
    check(&["--train", "nowhere.csv"], "cannot read nowhere.csv");
    check(&["--train", SAMPLE, "--trees", "0"], "n_estimators is 0");
    check(&["--train", SAMPLE, "--test", SAMPLE, "--split", "distinct-normal-half"], "cannot be used with");
    check(&["--train", SAMPLE, "--detectors", "crystal_ball"], "crystal_ball");
    check(&["--train", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")], "Cargo.toml");
}

#[test]
fn attacks_of_labels_that_training_lacks_are_told_apart() {
    let (Some(ten), Some(nsl)) = (real("kddcup.data_10_percent.gz"), real("KDDTrain+_20Percent.txt.gz"))
    else {
        return;
    };
    let found = json(&["--train", &nsl, "--test", &ten, "--samples", "256"]);
    let figures = &found["detectors"]["isolation_forest"]["distinct"];
    // NSL-KDD's 20 % lacks perl (3 distinct rows in the 10 % file) and some more of its rarest labels.
    assert!(figures["recall_unseen"].is_f64(), "{figures}");
    assert!(figures["auc"].as_f64().unwrap() > 0.9, "{figures}");
}
