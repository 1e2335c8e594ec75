//! The scored file to take along: all rows or the flagged ones.

use std::sync::Arc;

use leptos::prelude::*;

use crate::detectors::Detector;
use crate::engine::event::{LoadSummary, ScoreSummary};
use crate::export::file_name::file_name;
use crate::session::format::percent;
use crate::session::scored_csv::wish;
use crate::ui::state::app_state;
use crate::ui::state::exporting::Exporting;

/// Buttons, and how far the export is.
#[component]
pub fn ExportBar(
    /// The file.
    file: Arc<LoadSummary>,
    /// Its scores.
    scores: Arc<ScoreSummary>,
    /// Threshold of each detector that was trained.
    thresholds: Signal<[Option<f64>; Detector::ALL.len()]>,
) -> impl IntoView {
    let state = app_state();
    let export = move |flagged_only: bool| {
        let what = if flagged_only { "flagged.csv" } else { "scored.csv" };
        let name = file_name(&file.name, scores.fit.isolation_forest.seed, what);
        state.export_scored_csv(name, wish(&file, &scores, thresholds.get_untracked(), flagged_only));
    };
    let export_flagged = export.clone();
    let is_reading = move || matches!(state.exporting.get(), Exporting::Reading(_));
    let said = move || match state.exporting.get() {
        Exporting::Nothing => None,
        Exporting::Reading(share) => Some(format!("Writing the CSV: {}", percent(share))),
        Exporting::Failed(why) => Some(why),
    };
    view! {
        <div class="export-bar" data-testid="export-bar" data-state=move || if is_reading() { "writing" } else { "resting" }>
            <button type="button" class="button small" data-testid="export-scored-csv" disabled=is_reading on:click=move |_| export(false)>
                "Scored CSV"
            </button>
            <button type="button" class="button small" data-testid="export-flagged-csv" disabled=is_reading on:click=move |_| export_flagged(true)>
                "Flagged rows as CSV"
            </button>
            <Show when=is_reading>
                <button type="button" class="button small" data-testid="export-cancel" on:click=move |_| state.cancel_export()>
                    "Cancel"
                </button>
            </Show>
            <p class="sub" role="status">
                {move || said().unwrap_or_else(|| "Every line as it stands in the file, in its order, with scores, flags and the most telling features behind it. Flagged rows are those that any of the detectors flags.".to_owned())}
            </p>
        </div>
    }
}
