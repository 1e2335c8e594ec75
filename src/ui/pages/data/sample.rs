//! Some rows as they stand in the file.

use std::sync::Arc;

use leptos::html::Div;
use leptos::prelude::*;

use super::{Described, Sampled, names_of_features};
use crate::engine::event::LoadSummary;
use crate::engine::questions::excerpt::{ExcerptQuestion, Sample, Which};
use crate::engine::questions::{Answer, Question};
use crate::session::format::{count, shortened};
use crate::session::sample_pages::{PAGE_ROWS, Page};
use crate::ui::answers::answered_in_sight;
use crate::ui::components::family_icon::FamilyIcon;
use crate::ui::in_sight::in_sight;
use crate::ui::state::app_state;

/// Id of the card, which gets the focus when another card leads to its rows.
pub const DATA_SAMPLE: &str = "data-sample";
/// Characters of a value in the table.
const VALUE_CHARS: usize = 60;

/// The card.
#[component]
pub fn DataSample(file: Arc<LoadSummary>, described: Described, sampled: Sampled) -> impl IntoView {
    let state = app_state();
    let place = NodeRef::<Div>::new();
    let page = Memo::new(move |_| {
        let (of, page) = sampled.get();
        if of == state.selection.get() { page } else { page.in_another_selection() }
    });
    let turn_to = move |page: Page| sampled.set((state.selection.get_untracked(), page));
    let samples = answered_in_sight(
        in_sight(place),
        move || {
            let (selection, which) = (state.selection.get(), page.get().which);
            Some(Question::Excerpt(ExcerptQuestion { selection, which, n: PAGE_ROWS }))
        },
        |answer| match answer {
            Answer::Excerpt(samples) => Some(samples),
            _ => None,
        },
    );
    let n_meant = move || described.with(|d| d.as_ref().map_or(0, |d| d.families().iter().sum::<u64>()));
    let heads = names_of_features(&file)
        .into_iter()
        .map(|name| view! { <th scope="col"><bdi>{shortened(&name, VALUE_CHARS)}</bdi></th> })
        .collect_view();
    let rows = move || samples.get().map(|samples| samples.iter().map(row).collect_view());
    let is_random = move || matches!(page.get().which, Which::Random(_));
    let is_first = move || !is_random() && page.get().first(n_meant()) == Some(1);
    let is_last = move || page.get().which == Which::Last;
    let edge = move |end: fn(&[Sample]) -> Option<&Sample>| {
        samples.with_untracked(|samples| samples.as_ref().and_then(|s| end(s)).map(|sample| sample.address))
    };
    let next = move |_| {
        if let Some(address) = edge(<[Sample]>::last) {
            turn_to(page.get_untracked().after(address, n_meant()));
        }
    };
    let previous = move |_| {
        if let Some(address) = edge(<[Sample]>::first) {
            turn_to(page.get_untracked().before(address, n_meant()));
        }
    };
    let has_previous = move || page.get().first(n_meant()).is_some_and(|first| first > 1);
    let has_next = move || page.get().last(n_meant()).is_some_and(|last| last < n_meant());
    let where_it_is = move || {
        let (page, n) = (page.get(), n_meant());
        match page.first(n).zip(page.last(n)) {
            Some((first, last)) => format!("rows {} to {} of {}", count(first), count(last), count(n)),
            None if n == 0 => "no rows".to_owned(),
            None => format!("drawn from {} rows, in the order of the file", count(n)),
        }
    };
    view! {
        <div class="in-sight" node_ref=place>
        <section class="card" id=DATA_SAMPLE tabindex="-1" aria-label="How do the rows look?" data-testid="data-sample">
            <h2>"How do the rows look?"</h2>
            <div class="chips">
                <button type="button" class="chip" class:on=is_first aria-pressed=move || is_first().to_string() data-testid="first-rows" on:click=move |_| turn_to(Page::FIRST)>
                    "First 20"
                </button>
                <button type="button" class="chip" class:on=is_last aria-pressed=move || is_last().to_string() data-testid="last-rows" on:click=move |_| turn_to(Page::LAST)>
                    "Last 20"
                </button>
                <button type="button" class="chip" class:on=is_random aria-pressed=move || is_random().to_string() data-testid="random-rows" on:click=move |_| turn_to(page.get_untracked().drawn_anew())>
                    "Random 20"
                </button>
                <button type="button" class="button small" data-testid="previous-rows" disabled=move || !has_previous() on:click=previous>
                    "Previous 20"
                </button>
                <button type="button" class="button small" data-testid="next-rows" disabled=move || !has_next() on:click=next>
                    "Next 20"
                </button>
                <span class="muted" aria-live="polite" data-testid="sample-place">{where_it_is}</span>
            </div>
            <div class="scroll tall" tabindex="0" role="region" aria-label="Rows of the file">
                <table data-testid="sample-table">
                    <thead><tr><th scope="col" class="number">"row"</th><th scope="col">"label"</th>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
        </div>
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
