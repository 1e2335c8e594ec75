//! One of the strangest connections, and all its values below it when it is open.

use std::sync::Arc;

use leptos::prelude::*;

use crate::engine::event::{ScoreSummary, StrangeSample};
use crate::session::format::{count, decimal};
use crate::session::strangest::value;
use crate::ui::components::family_icon::FamilyIcon;
use crate::ui::components::strangest_table::AT_FIRST;

/// The row.
#[component]
pub fn StrangestRow(
    /// The scores that it is part of.
    scores: Arc<ScoreSummary>,
    /// Features that have a column.
    features: Arc<[&'static str]>,
    /// Its place, from 0.
    index: usize,
    /// Whether there is a column of labels.
    labelled: bool,
    /// The row that is open.
    open_row: RwSignal<Option<usize>>,
) -> impl IntoView {
    let sample = scores.isolation_forest.strangest.get(index).cloned()?;
    let is_later = index >= AT_FIRST;
    let is_open = move || open_row.get() == Some(index);
    let toggle =
        move |_| open_row.update(|open| *open = if *open == Some(index) { None } else { Some(index) });
    let cells = features
        .iter()
        .map(|feature| {
            view! { <td data-label=*feature>{value(&scores, &sample, feature).unwrap_or_default().to_owned()}</td> }
        })
        .collect_view();
    let n_columns = features.len() + if labelled { 5 } else { 4 };
    let details = Arc::clone(&scores);
    Some(view! {
        <tr class:open=is_open class:later=is_later on:click=toggle>
            <td data-label="rank">
                // Without a listener of its own: its click reaches the row.
                <button type="button" class="rank" aria-expanded=move || is_open().to_string() aria-label=format!("Rank {}: all values", index + 1)>
                    {index + 1}
                </button>
            </td>
            <td data-label="line" class="number" data-value=sample.line.to_string()>{count(sample.line)}</td>
            {labelled.then(|| view! { <Label sample=sample.clone() /> })}
            <td data-label="score" class="number" data-value=sample.score.to_string()>{decimal(sample.score)}</td>
            <td data-label="copies" class="number" data-value=sample.copies.to_string()>{count(sample.copies)}</td>
            {cells}
        </tr>
        <Show when=is_open>
            <AllValues scores=Arc::clone(&details) index n_columns />
        </Show>
    })
}

#[component]
fn Label(sample: StrangeSample) -> impl IntoView {
    let label = sample.label.unwrap_or_default();
    let family = sample.family;
    let text = if label == family.name() { label } else { format!("{} · {label}", family.name()) };
    view! {
        <td data-label="label">
            <span class="tag">
                <FamilyIcon family />
                {text}
            </span>
        </td>
    }
}

#[component]
fn AllValues(scores: Arc<ScoreSummary>, index: usize, n_columns: usize) -> impl IntoView {
    let sample = scores.isolation_forest.strangest.get(index)?;
    let values = scores.features.iter().zip(&sample.values).map(|(name, value)| {
        view! {
            <div>
                <dt>{name.clone()}</dt>
                <dd>{value.clone()}</dd>
            </div>
        }
    });
    Some(view! {
        <tr class="all-values">
            <td colspan=n_columns.to_string()>
                <dl>{values.collect_view()}</dl>
            </td>
        </tr>
    })
}
