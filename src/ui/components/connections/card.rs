//! The card of all connections: what is selected, the table, and the row that is explained.

use std::sync::Arc;

use leptos::prelude::*;

use crate::detectors::Detector;
use crate::engine::event::{LoadSummary, ScoreSummary};
use crate::engine::questions::index::RowOrder;
use crate::export::file_name::file_name;
use crate::session::format::{count, counted};
use crate::ui::components::connections::export_bar::ExportBar;
use crate::ui::components::connections::grid::Grid;
use crate::ui::components::connections::line_finder::LineFinder;
use crate::ui::components::connections::projection::ProjectionPicture;
use crate::ui::components::connections::selection_bar::SelectionBar;
use crate::ui::components::connections::why_panel::WhyPanel;
use crate::ui::rows_view::RowsView;
use crate::ui::state::app_state;
use crate::ui::words::rows::detector_head;

/// Characters of a search that are read.
const MAX_SEARCH: &str = "200";

/// The heading's id.
pub const CONNECTIONS: &str = "connections-title";

/// The card.
#[component]
pub fn Connections(
    /// The file that is scored.
    file: Arc<LoadSummary>,
    /// Its scores.
    scores: Arc<ScoreSummary>,
    /// Threshold of each detector that was trained.
    #[prop(into)]
    thresholds: Signal<[Option<f64>; Detector::ALL.len()]>,
) -> impl IntoView {
    let state = app_state();
    if untrack(|| state.is_provisional.get()) {
        return view! {
            <section class="card">
                <h2>"Which connections are the strangest?"</h2>
                <p class="sub">"The list comes when training is done."</p>
            </section>
        }
        .into_any();
    }
    let view = RowsView::new(state, &scores);
    let labelled = file.labelled;
    let file_stem = file_name(&file.name, scores.fit.isolation_forest.seed, "projection");
    view! {
        <section class="card connections" aria-labelledby=CONNECTIONS on:keydown=move |event| view.why.close_on_escape(&event)>
            <div class="card-head">
                <div>
                    <h2 id=CONNECTIONS tabindex="-1">"Which connections are the strangest?"</h2>
                    <p class="sub">
                        "Every distinct row once, with its number of copies. " <kbd>"j"</kbd> " and " <kbd>"k"</kbd>
                        " go down and up, " <kbd>"Enter"</kbd> " explains the row."
                    </p>
                </div>
                <Found view />
            </div>
            <SelectionBar file=Arc::clone(&file) scores=Arc::clone(&scores) />
            <div class="rows-tools">
                <label>
                    <span>"Search"</span>
                    <input type="search" id="rows-search" maxlength=MAX_SEARCH placeholder="http SF 1032" data-testid="rows-search"
                        prop:value=move || view.search.get()
                        on:input=move |event| view.search.set(event_target_value(&event)) />
                </label>
                <OrderChoice view />
                <LineFinder view />
            </div>
            <Grid view labelled />
            <WhyPanel view=view.why file=Arc::clone(&file) thresholds go=move |steps| view.explain_neighbour(steps) takes_focus=false />
            <ProjectionPicture view file_stem />
            <ExportBar file scores thresholds />
        </section>
    }
    .into_any()
}

/// How many rows there are.
#[component]
fn Found(view: RowsView) -> impl IntoView {
    move || {
        view.index.get().map(|index| {
            let n_distinct = index.first_lines.0.len() as u64;
            view! {
                <p class="found" role="status" data-testid="selection-count" data-value=index.n_samples.to_string() data-distinct=n_distinct.to_string()>
                    <b>{counted(index.n_samples, "connection", "connections")}</b>
                    {format!(" in {} distinct", count(n_distinct))}
                </p>
            }
        })
    }
}

/// What the rows are ordered by, for those who see no column heads.
#[component]
fn OrderChoice(view: RowsView) -> impl IntoView {
    let scores = view
        .why
        .detectors
        .get_value()
        .into_iter()
        .map(|detector| (RowOrder::Score(detector), format!("score, {}", detector_head(detector))));
    let features = view.why.features.get_value();
    let features =
        features.iter().enumerate().map(|(idx, name)| (RowOrder::Feature(idx as u32), name.clone()));
    let others = [(RowOrder::Copies, "copies".to_owned()), (RowOrder::Line, "line".to_owned())];
    let choices: Vec<(RowOrder, String)> = scores.chain(others).chain(features).collect();
    let choices = StoredValue::new(choices);
    let options = choices.with_value(|choices| {
        let option = |(place, (order, name)): (usize, &(RowOrder, String))| {
            let order = *order;
            view! { <option value=place.to_string() prop:selected=move || view.order.get().0 == order>{name.clone()}</option> }
        };
        choices.iter().enumerate().map(option).collect_view()
    });
    let choose = move |event| {
        let place = event_target_value(&event).parse::<usize>().ok();
        let order = choices.with_value(|choices| choices.get(place?).map(|(order, _)| *order));
        if let Some(order) = order.filter(|order| view.order.get_untracked().0 != *order) {
            view.order_by(order);
        }
    };
    let turn = move |_| view.order.update(|(_, descending)| *descending = !*descending);
    view! {
        <label>
            <span>"Order by"</span>
            <select data-testid="rows-order" on:change=choose>{options}</select>
        </label>
        <button type="button" class="button small" on:click=turn data-testid="rows-direction">
            {move || if view.order.get().1 { "greatest first" } else { "least first" }}
        </button>
    }
}
