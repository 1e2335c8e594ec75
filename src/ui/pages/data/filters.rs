//! Which rows are meant: chips for families and labels, and every condition that holds, to be taken away again.

use std::sync::Arc;

use leptos::prelude::*;

use super::{Described, names_of_features};
use crate::data::label::{FAMILIES, Family};
use crate::engine::event::LoadSummary;
use crate::engine::selection::{Selection, Wanted};
use crate::session::figures::share;
use crate::session::format::{count, number, percent, shortened};
use crate::ui::components::family_icon::FamilyIcon;
use crate::ui::components::feature_name::FeatureHelp;
use crate::ui::state::app_state;

/// Characters of a label on a chip.
const LABEL_CHARS: usize = 40;
/// Labels that are offered; the table of labels has the others.
const MAX_LABELS: usize = 60;

/// The card.
#[component]
pub fn Filters(file: Arc<LoadSummary>, described: Described) -> impl IntoView {
    let state = app_state();
    let n_samples = file.n_samples;
    let found = FAMILIES.into_iter().filter(|family| file.labelled && file.families[family.index()] > 0);
    let families = found.map(|family| view! { <FamilyChip family /> }).collect_view();
    let labels: Vec<String> = file.labels.iter().take(MAX_LABELS).map(|label| label.label.clone()).collect();
    let label_chips = (labels.len() > 1).then(|| {
        let chips = labels.into_iter().map(|label| view! { <LabelChip label /> }).collect_view();
        view! {
            <details>
                <summary>"Single labels"</summary>
                <div class="chips" data-testid="label-chips">{chips}</div>
            </details>
        }
    });
    let names = Arc::new(names_of_features(&file));
    let conditions = move || {
        let selection = state.selection.get();
        let names = Arc::clone(&names);
        condition_words(&selection, &names)
            .into_iter()
            .map(|(name, words, without)| {
                view! {
                    <button type="button" class="chip" data-testid="condition" on:click=move |_| state.selection.set(without.clone())>
                        <bdi>{words}</bdi>" ×"
                        <span class="unseen">" remove this condition"</span>
                    </button>
                    {name.map(|name| view! { <FeatureHelp name /> })}
                }
            })
            .collect_view()
    };
    let is_everything = move || state.selection.with(Selection::is_everything);
    let shown = move || {
        let n: u64 = described.with(|d| d.as_ref().map_or(0, |d| d.families().iter().sum()));
        let words = format!("{} of {} rows ({})", count(n), count(n_samples), percent(share(n, n_samples)));
        (n, words)
    };
    view! {
        <section class="card filters" aria-label="Which rows are shown" data-testid="filters">
            <div class="chips">
                {families}
                {conditions}
                <span class="muted" aria-live="polite" data-testid="shown-rows" data-value=move || shown().0.to_string()>
                    {move || shown().1}
                </span>
                <Show when=move || !is_everything()>
                    <button type="button" class="link" data-testid="show-all" on:click=move |_| state.clear_selection()>
                        "Show all rows (Esc)"
                    </button>
                </Show>
            </div>
            {label_chips}
        </section>
    }
}

#[component]
fn FamilyChip(family: Family) -> impl IntoView {
    let state = app_state();
    let is_on = move || state.selection.with(|selection| selection.families.contains(&family));
    let toggle = move |_| {
        state.selection.update(|selection| toggled(&mut selection.families, family));
    };
    view! {
        <button type="button" class="chip" class:on=is_on aria-pressed=move || is_on().to_string() data-testid="family-chip" data-family=family.name() on:click=toggle>
            <FamilyIcon family />
            {family.name()}
        </button>
    }
}

#[component]
fn LabelChip(label: String) -> impl IntoView {
    let state = app_state();
    let words = shortened(&label, LABEL_CHARS);
    let label = StoredValue::new(label);
    let is_on =
        move || state.selection.with(|selection| label.with_value(|label| selection.labels.contains(label)));
    let toggle = move |_| {
        state.selection.update(|selection| toggled(&mut selection.labels, label.get_value()));
    };
    view! {
        <button type="button" class="chip" class:on=is_on aria-pressed=move || is_on().to_string() on:click=toggle>
            <bdi>{words}</bdi>
        </button>
    }
}

fn toggled<T: PartialEq>(list: &mut Vec<T>, item: T) {
    let n_before = list.len();
    list.retain(|known| *known != item);
    if list.len() == n_before {
        list.push(item);
    }
}

/// Every condition on features and scores: the feature's name, the words, and the selection that has it no longer.
fn condition_words(selection: &Selection, names: &[String]) -> Vec<(Option<String>, String, Selection)> {
    let mut words: Vec<_> = selection
        .features
        .iter()
        .enumerate()
        .map(|(place, condition)| {
            let mut without = selection.clone();
            without.features.remove(place);
            let what = match &condition.wanted {
                Wanted::Between { from, to } => format!("{} to {}", number(*from), number(*to)),
                Wanted::OneOf(wanted) => shortened(
                    &wanted.iter().map(|name| shortened(name, 20)).collect::<Vec<_>>().join(", "),
                    80,
                ),
            };
            let name = names.get(condition.feature_idx as usize).cloned();
            let shown = name.as_deref().map(|name| shortened(name, LABEL_CHARS)).unwrap_or_default();
            (name, format!("{shown}: {what}"), without)
        })
        .collect();
    if let Some(range) = &selection.scores {
        let without = Selection { scores: None, ..selection.clone() };
        words.push((
            None,
            format!("score above {} up to {}", number(range.above), number(range.up_to)),
            without,
        ));
    }
    words
}
