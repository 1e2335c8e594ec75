//! The report as a page for people and as JSON for programs.

use std::sync::Arc;

use leptos::prelude::*;

use crate::charts::curves::{self, Kind};
use crate::charts::histogram::{self, Picture, Size};
use crate::charts::theme::LIGHT;
use crate::detectors::Detector;
use crate::engine::event::{LoadSummary, ScoreSummary};
use crate::export::file_name::file_name;
use crate::export::report_html;
use crate::ui::components::results::curve_card::curve;
use crate::ui::page::Page;
use crate::ui::result_view::ResultView;
use crate::ui::state::app_state;
use crate::ui::words::results::{curve_question, detector_name};
use crate::web::{downloads, echarts};

/// Width of the report's charts, in CSS pixels.
const WIDTH: u32 = 900;

/// The buttons.
#[component]
pub fn ExportButtons(
    /// The result.
    view: ResultView,
    /// The scored file.
    file: Arc<LoadSummary>,
    /// Its scores.
    scores: Arc<ScoreSummary>,
) -> impl IntoView {
    let state = app_state();
    let seed = scores.fit.isolation_forest.seed;
    let names = ["report.html", "report.json"].map(|what| file_name(&file.name, seed, what));
    let [html_name, json_name] = names;
    let save_html = move |_| {
        if let Some(report) = state.report() {
            let text = report_html::html(&report, &pictures(view));
            downloads::save(&html_name, "text/html", text.as_bytes());
        }
    };
    let save_json = move |_| {
        if let Some(report) = state.report() {
            downloads::save(&json_name, "application/json", report.json().as_bytes());
        }
    };
    view! {
        <div class="export">
            <a class="button small" href=Page::Compare.hash()>"Compare runs"</a>
            <button type="button" class="button small" data-testid="export-report-html" on:click=save_html>"Report"</button>
            <button type="button" class="button small" data-testid="export-report-json" on:click=save_json>"Report as JSON"</button>
            <a class="button small" href=Page::Train.hash()>"Change settings"</a>
        </div>
    }
}

/// Every detector's histogram and both curves, each with its title.
fn pictures(view: ResultView) -> Vec<(String, String)> {
    let judges = view.judges.get_untracked();
    let mut pictures = Vec::new();
    for judge in judges.iter() {
        let verdict = judge.verdict(untrack(|| view.chosen_of(judge)).score);
        let picture = Picture::of(judge, &verdict, Size::Full);
        let chart = histogram::chart(&picture, &LIGHT, Size::Full);
        let title = match judge.detector {
            Detector::Fused => "Anomaly scores of both detectors together per family".to_owned(),
            detector => format!("Anomaly scores of the {} per family", detector_name(detector)),
        };
        pictures.extend(
            echarts::svg(&chart, WIDTH, histogram::height(&picture, Size::Full)).ok().map(|svg| (title, svg)),
        );
    }
    if judges.first().is_some_and(|judge| judge.is_graded()) {
        for kind in [Kind::Roc, Kind::PrecisionRecall] {
            let lines: Vec<_> = judges.iter().map(|judge| curve(kind, judge)).collect();
            let chart = curves::chart(kind, &lines, None, &LIGHT);
            let svg = echarts::svg(&chart, WIDTH, curves::HEIGHT).ok();
            pictures.extend(svg.map(|svg| (curve_question(kind).to_owned(), svg)));
        }
    }
    pictures
}
