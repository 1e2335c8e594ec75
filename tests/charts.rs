//! Charts as the option that ECharts gets: snapshots, so that a change of a picture is a change that somebody sees.
//!
//! After a wished change: `UPDATE_SNAPSHOTS=1 cargo test --features charts --test charts`.
#![cfg(feature = "charts")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

use std::path::PathBuf;
use std::{env, fs};

use charming::Chart;
use oddflow::charts::histogram::{self, Size};
use oddflow::charts::theme::{DARK, LIGHT};
use oddflow::charts::{class_distribution, family_pie};
use oddflow::data::packed::Packed;
use oddflow::engine::event::DetectorSummary;
use oddflow::engine::questions::tally::Tally;
use oddflow::evaluation::histogram::ScoreHistogram;
use oddflow::evaluation::sweep::Sweep;
use serde_json::Value;

fn scores(samples: &[(f64, usize, u64)]) -> DetectorSummary {
    let mut histogram = ScoreHistogram::default();
    for (score, family_idx, n) in samples {
        histogram.add(*score, *family_idx, *n);
    }
    DetectorSummary {
        sweep: Sweep::default(),
        calibration: Packed::default(),
        histogram,
        threshold: 0.5625,
        flagged: [1, 400, 0, 0, 2, 0],
        auc: None,
        auc_distinct: None,
        strangest: Vec::new(),
    }
}

fn labelled() -> DetectorSummary {
    scores(&[(0.375, 0, 99), (0.6, 0, 1), (0.5, 1, 10), (0.65, 1, 400), (0.45, 4, 1), (0.7, 4, 2)])
}

fn tally() -> Tally {
    Tally { samples: [100, 410, 0, 0, 3, 0], distinct: [100, 97, 0, 0, 3, 0] }
}

fn option(chart: &Chart) -> Value {
    serde_json::to_value(chart).expect("a chart is JSON")
}

#[track_caller]
fn check(name: &str, chart: &Chart) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/snapshots/{name}.json"));
    let found = format!("{:#}\n", option(chart));
    if env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &found).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == expected, "{name} is not as in {}; it is now:\n{found}", path.display());
}

#[test]
fn options_are_as_they_were() {
    check("histogram-light", &histogram::chart(&labelled(), &LIGHT, Size::Full));
    check("histogram-compact-dark", &histogram::chart(&labelled(), &DARK, Size::Compact));
    check("class-distribution-light", &class_distribution::chart(&tally(), &LIGHT, false));
    check("family-pie-dark", &family_pie::chart(&tally().samples, &DARK, false));
}

#[test]
fn every_family_that_occurs_has_its_row_and_no_other() {
    let option = option(&histogram::chart(&labelled(), &LIGHT, Size::Full));
    let names: Vec<_> =
        option["legend"].as_array().unwrap().iter().map(|row| row["data"][0]["name"].clone()).collect();
    assert_eq!(names, ["normal", "dos", "u2r"]);
    assert_eq!(option["grid"].as_array().unwrap().len(), 3);
}

#[test]
fn bars_are_square_roots_of_counts_scaled_to_the_tallest() {
    let option = option(&histogram::chart(&labelled(), &LIGHT, Size::Full));
    // The second family's bars: 10 and 400 samples, so sqrt(10 / 400) and 1.
    let bars = &option["series"][2]["data"];
    let height = |index: usize| bars[index]["value"][1].as_f64().unwrap();
    assert!((height(0) - (10.0_f64 / 400.0).sqrt()).abs() < 1e-12, "{bars}");
    assert_eq!(height(1), 1.0);
}

#[test]
fn the_threshold_lies_on_the_axis_even_beyond_every_score() {
    let mut summary = labelled();
    summary.threshold = 0.9;
    let option = option(&histogram::chart(&summary, &LIGHT, Size::Full));
    assert!(option["xAxis"][0]["max"].as_f64().unwrap() >= 0.9);
    assert_eq!(option["series"][0]["markLine"]["data"][0]["xAxis"], 0.9);
}

#[test]
fn a_file_without_labels_has_one_row_of_all_connections() {
    let summary = scores(&[(0.4, 5, 10), (0.7, 5, 1)]);
    let option = option(&histogram::chart(&summary, &LIGHT, Size::Full));
    let rows = &option["legend"];
    assert_eq!(rows[0]["data"][0]["name"], "all connections");
    assert!(histogram::description(&summary).contains("all connections: 11 connections"));
}

#[test]
fn no_scores_at_all_is_an_empty_chart_and_no_panic() {
    let summary = scores(&[]);
    let option = option(&histogram::chart(&summary, &LIGHT, Size::Full));
    assert!(option.get("series").is_none());
    assert!(histogram::height(&summary, Size::Full) > 0);
}
