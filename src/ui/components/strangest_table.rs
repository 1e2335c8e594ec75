//! The strangest connections: a table on wide screens, cards on narrow ones, all values of a row on demand.

use std::sync::Arc;

use leptos::prelude::*;

use crate::engine::event::{LoadSummary, ScoreSummary};
use crate::export::strangest::file_name;
use crate::session::strangest::{SHOWN_FEATURES, to_csv};
use crate::ui::components::strangest_row::StrangestRow;
use crate::web::downloads;

/// Rows shown until somebody asks for all.
pub const AT_FIRST: usize = 20;

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
    let is_short = RwSignal::new(scores.strangest.len() > AT_FIRST);
    let saved = Arc::clone(&scores);
    let save = move |_| {
        let name = file_name(&file.name, saved.fit.isolation_forest.seed, "strangest.csv");
        downloads::save(&name, "text/csv", &to_csv(&saved));
    };
    let features =
        SHOWN_FEATURES.into_iter().filter(|shown| scores.features.iter().any(|name| name == shown));
    let features: Arc<[&'static str]> = features.collect();
    let heads = features.iter().map(|name| view! { <th scope="col">{*name}</th> }).collect_view();
    let rows = (0..scores.strangest.len()).map(|index| {
        view! {
            <StrangestRow scores=Arc::clone(&scores) features=Arc::clone(&features) index labelled open_row />
        }
    });
    view! {
        <section class="card strangest">
            <div class="card-head">
                <div>
                    <h2>"Which connections are the strangest?"</h2>
                    <p class="sub">
                        {format!("The {} strangest distinct rows. Press a rank for all values of its row.", scores.strangest.len())}
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
                <tbody>{rows.collect_view()}</tbody>
            </table>
            <Show when=move || is_short.get()>
                <button type="button" class="button small more" data-testid="show-all" on:click=move |_| is_short.set(false)>
                    "Show all"
                </button>
            </Show>
        </section>
    }
}
