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
use oddflow::charts::curves::{self, Curve, Kind};
use oddflow::charts::histogram::{self, Picture, Size};
use oddflow::charts::projection::{self, Colour};
use oddflow::charts::theme::{DARK, LIGHT};
use oddflow::charts::{class_distribution, family_pie};
use oddflow::data::label::Family;
use oddflow::engine::questions::projection::{Projected, Projection};
use oddflow::engine::questions::tally::Tally;
use oddflow::evaluation::histogram::ScoreHistogram;
use oddflow::session::bars::Scale;
use serde_json::Value;

fn scores(samples: &[(f64, usize, u64)]) -> Picture {
    let mut histogram = ScoreHistogram::default();
    for (score, family_idx, n) in samples {
        histogram.add(*score, *family_idx, *n);
    }
    let bins = histogram.bins(60);
    let ends = (bins.first().map_or(0.5, |bin| bin.from), bins.last().map_or(0.5, |bin| bin.to));
    let threshold = 0.5625;
    Picture {
        bins,
        scale: Scale::around(ends.0, ends.1, threshold),
        threshold,
        flagged: [1, 400, 0, 0, 2, 0],
    }
}

fn labelled() -> Picture {
    scores(&[(0.375, 0, 99), (0.6, 0, 1), (0.5, 1, 10), (0.65, 1, 400), (0.45, 4, 1), (0.7, 4, 2)])
}

fn tally() -> Tally {
    Tally { samples: [100, 410, 0, 0, 3, 0], distinct: [100, 97, 0, 0, 3, 0] }
}

fn plane() -> Projection {
    let row = |first_line, family, score, x, y| Projected { first_line, family, score, at: [x, y] };
    Projection {
        rows: vec![
            row(1, Family::Normal, 0.38, -1.0, 0.0),
            row(8, Family::Dos, 0.62, 3.0, 2.0),
            row(5000, Family::U2r, 0.75, 1.0, 1.0),
        ],
        explained: [0.44, 0.125],
    }
}

fn lines() -> [Curve; 2] {
    let curve = |name: &str, place, corner| Curve {
        name: name.to_owned(),
        points: vec![(0.0, 0.0), (corner, 1.0 - corner), (1.0, 1.0)],
        place,
    };
    [curve("Isolation Forest", 0, 0.25), curve("Autoencoder", 1, 0.125)]
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
    check("roc-light", &curves::chart(Kind::Roc, &lines(), Some((0.25, 0.75)), &LIGHT));
    check("class-distribution-light", &class_distribution::chart(&tally(), &LIGHT, false));
    check("projection-light", &projection::chart(&plane(), Colour::Family, Some(8), &LIGHT));
    check("projection-score-dark", &projection::chart(&plane(), Colour::Score, None, &DARK));
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
    let bars = &option["series"][1]["data"];
    let height = |index: usize| bars[index]["value"][1].as_f64().unwrap();
    assert!((height(0) - (10.0_f64 / 400.0).sqrt()).abs() < 1e-12, "{bars}");
    assert_eq!(height(1), 1.0);
}

#[test]
fn a_threshold_beyond_the_axis_stands_at_its_end() {
    let mut picture = labelled();
    picture.threshold = 9.0;
    let option = option(&histogram::chart(&picture, &LIGHT, Size::Full));
    assert_eq!(option["series"][0]["markLine"]["data"][0]["xAxis"], option["xAxis"][0]["max"]);
}

#[test]
fn what_is_laid_over_the_chart_is_not_drawn_in_it() {
    let option = option(&histogram::ground(&labelled(), &LIGHT, Size::Full));
    assert!(option["series"][0].get("markLine").is_none() && option.get("title").is_none());
    let tops = histogram::row_tops(&labelled(), Size::Full);
    assert_eq!(tops.len(), 3);
    assert_eq!(option["grid"][1]["top"].as_f64(), Some(tops[1].1));
}

#[test]
fn errors_over_many_decades_lie_on_a_logarithmic_axis() {
    let mut picture = labelled();
    picture.scale = Scale::around(0.001, 50.0, 0.1);
    let option = option(&histogram::chart(&picture, &LIGHT, Size::Full));
    assert_eq!(
        (option["xAxis"][2]["min"].as_f64(), option["xAxis"][2]["max"].as_f64()),
        (Some(-3.0), Some(2.0))
    );
    assert_eq!(option["xAxis"][2]["axisLabel"]["formatter"], "1e{value}");
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

#[test]
fn a_curve_has_its_spot_only_when_it_is_asked_for() {
    let n_series = |at| {
        option(&curves::chart(Kind::PrecisionRecall, &lines(), at, &DARK))["series"].as_array().unwrap().len()
    };
    assert_eq!((n_series(None), n_series(Some((0.5, 0.5)))), (2, 3));
    let told = curves::description(Kind::Roc, &lines(), Some((0.25, 0.75))).replace('\u{a0}', " ");
    assert!(told.ends_with("The threshold stands at recall 75.0 %, false positive rate 25.0 %."), "{told}");
}
