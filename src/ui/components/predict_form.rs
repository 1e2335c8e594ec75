//! A field for every feature of a connection, and ways to fill them.

use std::sync::Arc;

use leptos::prelude::*;

use crate::api::form::fields_of_row;
use crate::engine::desk::OpenedModel;
use crate::session::format::count;
use crate::session::prediction::{EXAMPLES, FieldGroup, field_groups, takes_kdd_examples};
use crate::ui::components::feature_name::FeatureHelp;
use crate::ui::judge::{TYPICAL, judge};
use crate::ui::state::app_state;
use crate::ui::words::models::hint;

/// Strange rows of the loaded file that are offered.
const MAX_ROWS: usize = 20;

/// The form.
#[component]
pub fn PredictForm(
    /// The model whose features are asked for.
    model: Arc<OpenedModel>,
) -> impl IntoView {
    let groups = field_groups(&model.about).into_iter().map(|FieldGroup { title, features }| match title {
        None => view! { <Fields model=Arc::clone(&model) features /> }.into_any(),
        Some(title) => view! { <TitledGroup model=Arc::clone(&model) title features /> }.into_any(),
    });
    let groups = groups.collect_view();
    view! {
        <section class="card predict-form" aria-label="Connection">
            <h2>"Connection"</h2>
            <Fill model=Arc::clone(&model) />
            {groups}
        </section>
    }
}

#[component]
fn Fields(model: Arc<OpenedModel>, features: Vec<usize>) -> impl IntoView {
    let fields = features.into_iter().map(|idx| view! { <Field model=Arc::clone(&model) idx /> });
    view! { <div class="predict-fields">{fields.collect_view()}</div> }
}

/// Fields that are shown when asked for, and when one of them is wrong.
#[component]
fn TitledGroup(model: Arc<OpenedModel>, title: &'static str, features: Vec<usize>) -> impl IntoView {
    let judge = judge();
    let head = format!("{title} ({})", features.len());
    let (looked_at, places) = (Arc::clone(&model), features.clone());
    let has_wrong = Memo::new(move |_| {
        judge.fields.with(|fields| {
            let mut texts =
                places.iter().filter_map(|idx| looked_at.about.features.get(*idx).zip(fields.get(*idx)));
            texts.any(|(feature, text)| hint(feature, text).1)
        })
    });
    let details = NodeRef::<leptos::html::Details>::new();
    Effect::new(move |_| {
        if let Some(details) = details.get().filter(|_| has_wrong.get()) {
            details.set_open(true);
        }
    });
    view! {
        <details node_ref=details>
            <summary>{head}</summary>
            <Fields model features />
        </details>
    }
}

/// Fills all fields at once.
#[component]
fn Fill(model: Arc<OpenedModel>) -> impl IntoView {
    let (state, judge) = (app_state(), judge());
    let n_features = model.about.features.len();
    let is_kdd = takes_kdd_examples(&model.about);
    let names: Vec<String> = model.about.features.iter().map(|feature| feature.name.clone()).collect();
    let rows = Memo::new(move |_| {
        let scores = state.scored.get().filter(|scores| scores.features == names)?;
        Some(scores.isolation_forest.strangest.iter().take(MAX_ROWS).cloned().collect::<Vec<_>>())
    });
    let is_filled_with = move |choice: &str| judge.filled.with(|filled| filled == choice);
    let examples = EXAMPLES.iter().enumerate().filter(|_| is_kdd).map(|(idx, example)| {
        let text = example.family.with_label(example.label);
        let value = format!("example-{idx}");
        view! { <option value=value.clone() prop:selected=move || is_filled_with(&value)>{text}</option> }
    });
    let examples = examples.collect_view();
    let choose = move |event: leptos::ev::Event| {
        let chosen = event_target_value(&event);
        let number =
            |prefix: &str| chosen.strip_prefix(prefix).and_then(|number| number.parse::<usize>().ok());
        if chosen == TYPICAL {
            judge.fill(vec![String::new(); n_features], TYPICAL);
        } else if let Some(example) = number("example-").and_then(|idx| EXAMPLES.get(idx)) {
            judge.fill(example.line.split(',').map(str::to_owned).collect(), &chosen);
        } else if let Some(values) =
            number("row-").and_then(|idx| rows.get_untracked()?.get(idx).map(|row| row.values.clone()))
        {
            judge.fill(fields_of_row(values), &chosen);
        }
    };
    let row_options = move || {
        rows.get().into_iter().flatten().enumerate().map(|(idx, row)| {
            let label = row.label.map(|label| format!(" · {label}")).unwrap_or_default();
            let value = format!("row-{idx}");
            view! { <option value=value.clone() prop:selected=move || is_filled_with(&value)>{format!("line {}{label}", count(row.line))}</option> }
        }).collect_view()
    };
    view! {
        <label class="predict-fill">
            "Fill with "
            <select data-testid="predict-fill" on:change=choose>
                <option value="" disabled=true prop:selected=move || is_filled_with("")>"own values"</option>
                <option value=TYPICAL prop:selected=move || is_filled_with(TYPICAL)>"typical values"</option>
                <optgroup label="Examples">{examples}</optgroup>
                <optgroup label="Strangest rows of the loaded file">{row_options}</optgroup>
            </select>
        </label>
    }
}

#[component]
fn Field(model: Arc<OpenedModel>, idx: usize) -> impl IntoView {
    let judge = judge();
    let feature = model.about.features.get(idx)?.clone();
    let (id, list, hint_id) = (format!("field-{idx}"), format!("names-{idx}"), format!("hint-{idx}"));
    let text = Memo::new(move |_| judge.fields.with(|fields| fields.get(idx).cloned().unwrap_or_default()));
    let looked_at = feature.clone();
    let told = Memo::new(move |_| hint(&looked_at, &text.get()));
    let names =
        feature.names.iter().map(|name| view! { <option value=name.clone()></option> }).collect_view();
    let typed = move |event: leptos::ev::Event| judge.type_in(idx, event_target_value(&event));
    Some(view! {
        <div class="predict-field">
            <div class="label-row">
                <label for=id.clone()>{feature.name.clone()}</label>
                <FeatureHelp name=feature.name.clone() />
            </div>
            <input
                id=id
                type="text"
                autocomplete="off"
                spellcheck="false"
                inputmode=if feature.is_categorical() { "text" } else { "decimal" }
                list=feature.is_categorical().then(|| list.clone())
                data-feature=feature.name.clone()
                aria-describedby=hint_id.clone()
                aria-invalid=move || told.with(|(_, is_wrong)| is_wrong.to_string())
                prop:value=move || text.get()
                on:input=typed
            />
            {feature.is_categorical().then(|| view! { <datalist id=list.clone()>{names}</datalist> })}
            <span class="predict-hint" id=hint_id class:wrong=move || told.with(|(_, is_wrong)| *is_wrong)>
                {move || told.with(|(words, _)| words.clone())}
            </span>
        </div>
    })
}
