//! What is selected, as chips with a way to take each condition back, and families and labels to choose from.

use std::sync::Arc;

use leptos::prelude::*;

use crate::data::label::{FAMILIES, Family};
use crate::engine::event::{LoadSummary, ScoreSummary};
use crate::session::format::count;
use crate::ui::components::family_icon::FamilyIcon;
use crate::ui::state::app_state;
use crate::ui::words::rows::{condition, score_range};

/// The bar.
#[component]
pub fn SelectionBar(
    /// The file whose rows are selected.
    file: Arc<LoadSummary>,
    /// Its scores, which name the features in the order that conditions count them.
    scores: Arc<ScoreSummary>,
) -> impl IntoView {
    let state = app_state();
    let families = FAMILIES.into_iter().filter(|family| file.families[family.index()] > 0);
    let families = file.labelled.then(|| {
        let chips =
            families.map(|family| view! { <FamilyChip family n_samples=file.families[family.index()] /> });
        view! { <div class="selection" role="group" aria-label="Families">{chips.collect_view()}</div> }
    });
    let is_something = move || state.selection.with(|selection| !selection.is_everything());
    view! {
        <div class="selection-bar">
            {families}
            {file.labelled.then(|| view! { <LabelChoice file=Arc::clone(&file) /> })}
            <Conditions scores />
            <Show when=is_something>
                <button type="button" class="button small" data-testid="select-all" on:click=move |_| state.clear_selection()>
                    "Select all rows"
                </button>
            </Show>
        </div>
    }
}

#[component]
fn FamilyChip(family: Family, n_samples: u64) -> impl IntoView {
    let state = app_state();
    let is_chosen = move || state.selection.with(|selection| selection.families.contains(&family));
    let toggle = move |_| state.toggle_family(family);
    view! {
        <button type="button" class="chip" class:chosen=is_chosen aria-pressed=move || is_chosen().to_string()
            data-testid=format!("family-{}", family.name()) on:click=toggle>
            <FamilyIcon family />
            {family.name()}
            <span class="muted">{count(n_samples)}</span>
        </button>
    }
}

/// One label more; the chosen ones stand among the chips.
#[component]
fn LabelChoice(file: Arc<LoadSummary>) -> impl IntoView {
    let state = app_state();
    let options = file.labels.iter().map(|label| {
        view! { <option value=label.label.clone()>{format!("{} ({})", label.label, count(label.samples))}</option> }
    });
    let chosen = RwSignal::new(String::new());
    let choose = move |event| {
        let label = event_target_value(&event);
        chosen.set(String::new());
        state.selection.update(|selection| {
            if !selection.labels.contains(&label) {
                selection.labels.push(label);
            }
        });
    };
    view! {
        <label class="label-choice">
            <span class="visually-hidden">"Only this label"</span>
            <select prop:value=move || chosen.get() on:change=choose data-testid="label-choice">
                <option value="" disabled=true selected=true>"Only label …"</option>
                {options.collect_view()}
            </select>
        </label>
    }
}

/// Labels, conditions on features and the range of scores, each with a button that takes it away.
#[component]
fn Conditions(scores: Arc<ScoreSummary>) -> impl IntoView {
    let state = app_state();
    let chip = |text: String, take_away: Box<dyn Fn()>| {
        let name = format!("Take away: {text}");
        view! {
            <li class="chip chosen">
                <span>{text}</span>
                <button type="button" aria-label=name on:click=move |_| take_away()>"×"</button>
            </li>
        }
    };
    move || {
        let selection = state.selection.get();
        let labels = selection.labels.iter().enumerate().map(|(place, label)| {
            let take_away = move || {
                state.selection.update(|selection| {
                    if place < selection.labels.len() {
                        selection.labels.remove(place);
                    }
                });
            };
            chip(format!("label {label}"), Box::new(take_away))
        });
        let features = selection.features.iter().enumerate().map(|(place, wanted)| {
            let take_away = move || {
                state.selection.update(|selection| {
                    if place < selection.features.len() {
                        selection.features.remove(place);
                    }
                });
            };
            chip(condition(wanted, &scores.features), Box::new(take_away))
        });
        let range = selection
            .scores
            .iter()
            .map(|range| chip(score_range(range), Box::new(move || state.select_scores(None))));
        let chips = labels.chain(features).chain(range).collect_view();
        view! { <ul class="selection" aria-label="Conditions" data-testid="selection-chips">{chips}</ul> }
    }
}
