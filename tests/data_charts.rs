//! Charts of the Data page as the option that ECharts gets: snapshots, and what no text from a file may do to them.
//!
//! After a wished change: `UPDATE_SNAPSHOTS=1 cargo test --features charts --test data_charts`.
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
use oddflow::charts::theme::{DARK, LIGHT};
use oddflow::charts::{
    boxes, correlation, density, distribution, flow, label_pie, name_bars, names_by_family, strip,
};
use oddflow::data::label::Family;
use oddflow::data::packed::Packed;
use oddflow::engine::event::LabelCount;
use oddflow::engine::questions::correlation::Correlation;
use oddflow::engine::questions::describe::{FeatureDescription, NameSummary};
use oddflow::engine::questions::flow::{Flow, Link};
use oddflow::engine::questions::grid::{Grid, GridQuestion, Point};
use oddflow::engine::questions::grouping::Grouping;
use oddflow::engine::questions::strip::Step;
use oddflow::engine::selection::Selection;
use oddflow::evaluation::description::NumberSummary;
use oddflow::session::axis::{Axis, Scale};
use oddflow::session::clusters::Matrix;
use serde_json::Value;

/// A template, a style, markup, a script's end, a mark of direction and more than anybody wants to read.
fn hostile() -> String {
    format!("{{b}}{{x|y}}<img src=x onerror=alert(1)></script>\u{202e}{}", "x".repeat(10_000))
}

fn numbers() -> FeatureDescription {
    FeatureDescription::Numeric(NumberSummary::of(&[(0.0, 50), (3.0, 4), (70.0, 2), (950.0, 1)]))
}

fn names(name: &str) -> NameSummary {
    let known = vec![(name.to_owned(), [90, 10, 0, 0, 0, 0]), ("smtp".to_owned(), [0, 0, 0, 1, 0, 0])];
    NameSummary { names: known, n_others: 3, others: [5, 0, 0, 0, 0, 0] }
}

fn x_axis(name: &str) -> Axis {
    Axis::new(name, 0, &numbers(), Scale::Log, 10)
}

fn y_axis(name: &str) -> Axis {
    Axis::new("service", 1, &FeatureDescription::Categorical(names(name)), Scale::Linear, 10)
}

fn question(name: &str, grouping: Grouping) -> GridQuestion {
    GridQuestion {
        selection: Selection::default(),
        x: x_axis(name).binned,
        y: Some(y_axis(name).binned),
        grouping,
        n_points: 2,
    }
}

fn grid(name: &str) -> Grid {
    let n_cells = x_axis(name).labels.len() * y_axis(name).labels.len();
    let mut counts = vec![0; 2 * n_cells];
    counts[0] = 1000;
    counts[n_cells + 4] = 1;
    let points = vec![Point { group: 1, key: 1, x: 4.5, y: 0.25 }];
    Grid { counts: Packed(counts), outside: 0, points }
}

fn flows(name: &str) -> Flow {
    let levels =
        vec![vec![Some(name.to_owned())], vec![Some(name.to_owned()), None], vec![Some("normal".to_owned())]];
    let link = |level, from, to, samples| Link { level, from, to, samples };
    Flow { levels, links: vec![link(0, 0, 0, 9), link(0, 0, 1, 4), link(1, 0, 0, 9), link(1, 1, 0, 4)] }
}

fn matrix(name: &str) -> Matrix {
    let coefficients = Packed(vec![1.0, -0.5, -0.5, 1.0]);
    Matrix::new(&Correlation { features: vec![0, 1], coefficients }, &[name.to_owned(), "bytes".to_owned()])
}

fn label_counts(name: &str) -> Vec<LabelCount> {
    let label = |label: &str, samples| LabelCount {
        label: label.to_owned(),
        family: Family::Probe,
        samples,
        distinct: 1,
    };
    vec![label("satan", 1_589), label(name, 3)]
}

fn steps() -> Vec<Step> {
    vec![
        Step { first: 1, address: 0, n_samples: 100, families: [99, 0, 0, 0, 1, 0] },
        Step { first: 101, address: 100, n_samples: 100, families: [0, 100, 0, 0, 0, 0] },
    ]
}

/// Every chart of the page with one name in all places where a file's names stand.
fn charts(name: &str) -> Vec<(&'static str, Chart)> {
    let labels = Grouping::Labels(vec![name.to_owned()]);
    let along = GridQuestion { y: None, ..question(name, labels.clone()) };
    let n_bins = x_axis(name).labels.len();
    let counts: Vec<u64> = (0..2 * n_bins as u64).collect();
    let found = [NumberSummary::of(&[(0.0, 5), (3.0, 2)]), NumberSummary::of(&[(70.0, 1)])];
    vec![
        ("distribution-log", distribution::chart(&x_axis(name), &along, &counts, true, &LIGHT, false)),
        ("distribution-stacked", distribution::chart(&x_axis(name), &along, &counts, false, &DARK, false)),
        ("boxes", boxes::chart(&x_axis(name), &labels, &found, &LIGHT)),
        (
            "density",
            density::chart(&x_axis(name), &y_axis(name), &question(name, labels), &grid(name), &DARK, false),
        ),
        ("name-bars", name_bars::chart(&names(name), &LIGHT)),
        ("names-by-family", names_by_family::chart(&names(name), &LIGHT)),
        ("flow", flow::chart(&flows(name), &LIGHT, false)),
        ("correlation", correlation::chart(&matrix(name), &DARK, false)),
        ("flow-narrow", flow::chart(&flows(name), &LIGHT, true)),
        ("label-pie", label_pie::chart(&label_counts(name), &DARK, true)),
        ("strip", strip::chart(&steps(), &LIGHT, false)),
        ("strip-narrow", strip::chart(&steps(), &LIGHT, true)),
    ]
}

fn option(chart: &Chart) -> Value {
    serde_json::to_value(chart).expect("a chart is JSON")
}

#[test]
fn options_are_as_they_were() {
    let mut broken = Vec::new();
    for (name, chart) in charts("http") {
        let path =
            PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/snapshots/data-{name}.json"));
        let found = format!("{:#}\n", option(&chart));
        if env::var_os("UPDATE_SNAPSHOTS").is_some() {
            fs::write(&path, &found).unwrap();
        }
        if fs::read_to_string(&path).unwrap_or_default() != found {
            broken.push(format!("{name} is not as in {}; it is now:\n{found}", path.display()));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// Every text in an option.
fn texts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(entries) => entries.values().for_each(|item| texts(item, found)),
        _ => {}
    }
}

#[test]
fn names_are_neither_templates_nor_styles_nor_long() {
    for (name, chart) in charts(&hostile()) {
        let mut found = Vec::new();
        texts(&option(&chart), &mut found);
        // `{b}` alone is the formatter of our own.
        for text in found.iter().filter(|text| *text != "{b}") {
            assert!(
                !text.contains("{b}") && !text.contains("{x|") && !text.contains('\u{202e}'),
                "{name}: {text}"
            );
            assert!(text.chars().count() < 160, "{name}: {text}");
        }
        assert!(
            name.starts_with("strip") || found.iter().any(|text| text.contains("{\u{200b}b}")),
            "{name} shows no name"
        );
    }
}

#[test]
fn nodes_of_a_flow_have_names_of_their_own() {
    for is_narrow in [false, true] {
        let chart = option(&flow::chart(&flows("tcp"), &LIGHT, is_narrow));
        let nodes = chart["series"][0]["data"].as_array().unwrap();
        let mut names: Vec<&str> = nodes.iter().map(|node| node["name"].as_str().unwrap()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 4);
    }
}

#[test]
fn single_rows_stand_above_the_floor_of_a_logarithmic_axis() {
    let question = GridQuestion { y: None, ..question("x", Grouping::Family) };
    let n_bins = x_axis("x").labels.len();
    let mut counts = vec![0; 6 * n_bins];
    counts[4 * n_bins] = 1;
    let chart = option(&distribution::chart(&x_axis("x"), &question, &counts, true, &LIGHT, false));
    assert_eq!(chart["series"].as_array().unwrap().len(), 1);
    let data = &chart["series"][0]["data"];
    assert!(data[0]["value"].as_f64() > chart["yAxis"][0]["min"].as_f64(), "{data}");
}
