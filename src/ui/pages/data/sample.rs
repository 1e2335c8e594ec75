//! Some rows as they stand in the file.

use std::sync::Arc;

use leptos::prelude::*;

use super::names_of_features;
use crate::engine::event::LoadSummary;
use crate::engine::questions::excerpt::{ExcerptQuestion, Sample, Which};
use crate::engine::questions::{Answer, Question};
use crate::session::format::{count, shortened};
use crate::ui::answers::answered;
use crate::ui::components::family_icon::FamilyIcon;
use crate::ui::state::app_state;

/// Rows that are shown.
const N: u32 = 20;
/// Characters of a value in the table.
const VALUE_CHARS: usize = 60;

/// The card.
#[component]
pub fn DataSample(file: Arc<LoadSummary>) -> impl IntoView {
    let state = app_state();
    let which = RwSignal::new(Which::First);
    let samples = answered(
        move || {
            let (selection, which) = (state.selection.get(), which.get());
            Some(Question::Excerpt(ExcerptQuestion { selection, which, n: N }))
        },
        |answer| match answer {
            Answer::Excerpt(samples) => Some(samples),
            _ => None,
        },
    );
    let heads = names_of_features(&file)
        .into_iter()
        .map(|name| view! { <th scope="col"><bdi>{shortened(&name, VALUE_CHARS)}</bdi></th> })
        .collect_view();
    let rows = move || samples.get().map(|samples| samples.iter().map(row).collect_view());
    let draw_others = move |_| {
        which.update(|which| {
            *which = Which::Random(if let Which::Random(seed) = which { *seed + 1 } else { 1 });
        });
    };
    view! {
        <section class="card" data-testid="data-sample">
            <h2>"How do the rows look?"</h2>
            <div class="chips">
                <button type="button" class="chip" class:on=move || which.get() == Which::First aria-pressed=move || (which.get() == Which::First).to_string() on:click=move |_| which.set(Which::First)>
                    "First 20"
                </button>
                <button type="button" class="chip" class:on=move || which.get() == Which::Last aria-pressed=move || (which.get() == Which::Last).to_string() on:click=move |_| which.set(Which::Last)>
                    "Last 20"
                </button>
                <button type="button" class="chip" class:on=move || matches!(which.get(), Which::Random(_)) data-testid="random-rows" on:click=draw_others>
                    "Random 20"
                </button>
            </div>
            <div class="scroll tall" tabindex="0" role="region" aria-label="Rows of the file">
                <table data-testid="sample-table">
                    <thead><tr><th scope="col" class="number">"row"</th><th scope="col">"label"</th>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}

fn row(sample: &Sample) -> impl IntoView + use<> {
    let values =
        sample.values.iter().map(|value| view! { <td><bdi>{shortened(value, VALUE_CHARS)}</bdi></td> });
    let label = sample.label.as_ref().map(|label| shortened(label, VALUE_CHARS));
    let family = sample.family;
    view! {
        <tr>
            <th scope="row" class="number">{count(sample.number)}</th>
            <td>{label.map(|label| view! { <span class="tag"><FamilyIcon family /><bdi>{label}</bdi></span> })}</td>
            {values.collect_view()}
        </tr>
    }
}
