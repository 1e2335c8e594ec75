//! What every column of the file is taken for, each to be corrected.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;

use crate::data::schema::{Choice, Corrections, FeatureKind, Unused};
use crate::engine::event::{ColumnRole, ColumnSummary, LoadSummary};
use crate::session::format::counted;
use crate::ui::state::app_state;

/// What a column may be taken for, with its word.
const CHOICES: [(Choice, &str); 4] = [
    (Choice::Numeric, "number"),
    (Choice::Categorical, "name"),
    (Choice::Label, "label"),
    (Choice::Off, "left out"),
];

/// The card.
#[component]
pub fn ColumnsCard(
    /// The file.
    file: Arc<LoadSummary>,
) -> impl IntoView {
    let state = app_state();
    let choices = RwSignal::new(BTreeMap::<String, Choice>::new());
    let normal = RwSignal::new(file.normal.clone());
    let was_normal = file.normal.clone();
    let is_changed = move || !choices.with(BTreeMap::is_empty) || normal.get() != was_normal;
    let is_open =
        file.columns.iter().any(|column| column.name.starts_with("column ")) || file.format == "custom CSV";
    let known = Arc::clone(&file);
    let apply = move |_| {
        // What was corrected before stays so: every column is said.
        let said = |column: &ColumnSummary| (column.name.clone(), choice_of(column.role));
        let mut columns: BTreeMap<String, Choice> = known.columns.iter().map(said).collect();
        columns.extend(choices.get_untracked());
        let label_changed =
            choices.with_untracked(|choices| choices.values().any(|choice| *choice == Choice::Label));
        if label_changed {
            columns.retain(|name, choice| {
                *choice != Choice::Label || choices.with_untracked(|choices| choices.contains_key(name))
            });
        }
        let normal = normal.get_untracked().filter(|_| !label_changed);
        state.correct(Corrections { columns: columns.into_iter().collect(), normal });
    };
    let rows = file.columns.iter().map(|column| column_row(column, choices)).collect_view();
    let labels: Vec<String> = file.labels.iter().map(|label| label.label.clone()).collect();
    // A published format's word for harmless traffic need not occur; the field must not show another one for it.
    let absent = file.normal.clone().filter(|normal| !labels.contains(normal));
    let normal_field = (!labels.is_empty()).then(|| {
        let absent = absent.map(|normal| view! { <option value=normal.clone() selected>{format!("{normal} (not in this file)")}</option> });
        let options = labels.into_iter().map(|label| {
            let is_selected = normal.get_untracked().as_deref() == Some(label.as_str());
            view! { <option value=label.clone() selected=is_selected>{label.clone()}</option> }
        });
        view! {
            <label class="field">
                <span>"Label of harmless connections"</span>
                <select data-testid="normal-label" on:change=move |event| normal.set(Some(event_target_value(&event)))>
                    {absent}
                    {options.collect_view()}
                </select>
            </label>
        }
    });
    view! {
        <section class="card" aria-label="Columns">
            <details open=is_open data-testid="columns">
                <summary><h2>"Columns"</h2><span class="muted">" — what each is taken for; correct what is wrong"</span></summary>
                {normal_field}
                <div class="scroll tall" tabindex="0" role="region" aria-label="Columns of the file">
                    <table data-testid="columns-table">
                        <thead><tr><th scope="col">"column"</th><th scope="col">"taken for"</th><th scope="col">"what is in it"</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                <button type="button" class="button" data-testid="apply-columns" disabled=move || !is_changed() on:click=apply>
                    "Read the file again like this"
                </button>
            </details>
        </section>
    }
}

fn column_row(column: &ColumnSummary, choices: RwSignal<BTreeMap<String, Choice>>) -> impl IntoView + use<> {
    let (name, was) = (column.name.clone(), choice_of(column.role));
    let options =
        CHOICES.map(|(choice, word)| view! { <option value=word selected=choice == was>{word}</option> });
    let choose = move |event| {
        let word = event_target_value(&event);
        let chosen = CHOICES.iter().find(|(_, known)| *known == word).map(|(choice, _)| *choice);
        choices.update(|choices| match chosen {
            Some(choice) if choice != was => {
                choices.insert(name.clone(), choice);
            }
            _ => {
                choices.remove(&name);
            }
        });
    };
    view! {
        <tr>
            <th scope="row">{column.name.clone()}</th>
            <td><select aria-label=format!("{} is taken for", column.name) on:change=choose>{options.collect_view()}</select></td>
            <td>{content(column)}</td>
        </tr>
    }
}

const fn choice_of(role: ColumnRole) -> Choice {
    match role {
        ColumnRole::Feature(FeatureKind::Numeric { .. }) => Choice::Numeric,
        ColumnRole::Feature(FeatureKind::Categorical) => Choice::Categorical,
        ColumnRole::Label => Choice::Label,
        ColumnRole::Unused(_) => Choice::Off,
    }
}

fn content(column: &ColumnSummary) -> String {
    let profile = &column.profile;
    let what = match column.role {
        ColumnRole::Label => "the label".to_owned(),
        ColumnRole::Unused(unused) => reason(unused).to_owned(),
        ColumnRole::Feature(_) => match (&profile.only_value, profile.range) {
            (Some(value), _) => format!("constant: {value}"),
            (None, Some((low, high))) => format!("{low} to {high}"),
            (None, None) if profile.has_more_names => "more than a thousand names".to_owned(),
            (None, None) => {
                // A row without a value is told of apart.
                let names: Vec<&str> =
                    profile.names.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
                let shown = names.iter().take(5).copied().collect::<Vec<_>>().join(", ");
                format!("{}: {shown}", counted(names.len() as u64, "name", "names"))
            }
        },
    };
    let gaps = profile.n_missing + profile.n_not_numbers + profile.n_infinite;
    if gaps == 0 { what } else { format!("{what}; {} without a value", counted(gaps, "row", "rows")) }
}

const fn reason(unused: Unused) -> &'static str {
    match unused {
        Unused::TurnedOff => "turned off",
        Unused::Difficulty => "NSL-KDD’s difficulty, which was measured with the labels known",
        Unused::Identifier => "an identifier: it tells rows apart and says nothing about them",
        Unused::Time => "a date or time",
        Unused::SecondLabel => "another label, from which nothing may be learnt",
        Unused::Empty => "nothing in the first rows",
        Unused::NotInTraining => "the training file does not have it",
    }
}
