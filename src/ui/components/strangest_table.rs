//! The strangest connections: a table on wide screens, cards on narrow ones, all values of a row on demand.

use std::sync::Arc;

use leptos::prelude::*;

use crate::engine::event::{LoadSummary, ScoreSummary};
use crate::export::strangest::file_name;
use crate::session::strangest::{SHOWN_FEATURES, to_csv};
use crate::ui::components::strangest_row::StrangestRow;
use crate::web::{downloads, idle};

/// Rows shown until somebody asks for all.
pub const AT_FIRST: usize = 20;
/// Rows built in one go: some 5 ms of the page's time.
const AT_ONCE: usize = 10;

/// The card with the table and its download.
#[component]
pub fn StrangestTable(
    /// The file.
    file: Arc<LoadSummary>,
    /// Its scores.
    scores: Arc<ScoreSummary>,
) -> impl IntoView {
    let labelled = file.labelled;
    let open_row = RwSignal::new(None::<usize>);
    let is_short = RwSignal::new(scores.isolation_forest.strangest.len() > AT_FIRST);
    let saved = Arc::clone(&scores);
    let save = move |_| {
        let name = file_name(&file.name, saved.fit.isolation_forest.seed, "strangest.csv");
        downloads::save(&name, "text/csv", &to_csv(&saved));
    };
    let features =
        SHOWN_FEATURES.into_iter().filter(|shown| scores.features.iter().any(|name| name == shown));
    let features: Arc<[&'static str]> = features.collect();
    let heads = features.iter().map(|name| view! { <th scope="col">{*name}</th> }).collect_view();
    let n_rows = scores.isolation_forest.strangest.len();
    // Rows come a few at a time after the first paint: all at once they would hold the page up.
    let n_built = RwSignal::new(0);
    build_more(n_built, n_rows);
    let row_scores = Arc::clone(&scores);
    let row = move |index: usize| {
        view! {
            <StrangestRow scores=Arc::clone(&row_scores) features=Arc::clone(&features) index labelled open_row />
        }
    };
    view! {
        <section class="card strangest">
            <div class="card-head">
                <div>
                    <h2>"Which connections are the strangest?"</h2>
                    <p class="sub">
                        {format!("The {} strangest distinct rows. Press a rank for all values of its row.", scores.isolation_forest.strangest.len())}
                    </p>
                </div>
                <button type="button" class="button small" on:click=save>"Download CSV"</button>
            </div>
            <table class="cards" class:short=is_short data-testid="results-table">
                <caption class="visually-hidden">"Strangest connections first"</caption>
                <thead>
                    <tr>
                        <th scope="col">"rank"</th>
                        <th scope="col" class="number">"line"</th>
                        {labelled.then(|| view! { <th scope="col">"label"</th> })}
                        <th scope="col" class="number">"score"</th>
                        <th scope="col" class="number">"copies"</th>
                        {heads}
                    </tr>
                </thead>
                <tbody>
                    <For each=move || 0..n_built.get() key=|index| *index children=row />
                </tbody>
            </table>
            <Show when=move || is_short.get()>
                <button type="button" class="button small more" data-testid="show-all" on:click=move |_| is_short.set(false)>
                    "Show all"
                </button>
            </Show>
        </section>
    }
}

/// Lets the next rows be built once the page has nothing better to do, as long as the table is shown.
fn build_more(n_built: RwSignal<usize>, n_rows: usize) {
    idle::after_paint(move || {
        let still_shown = n_built.try_update(|n_built| *n_built = (*n_built + AT_ONCE).min(n_rows));
        if still_shown.is_some() && n_built.get_untracked() < n_rows {
            build_more(n_built, n_rows);
        }
    });
}
