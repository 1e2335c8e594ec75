//! Settings of a training and its start.

use std::sync::Arc;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use crate::data::label::Family;
use crate::detectors::TrainOn;
use crate::engine::event::{FitSummary, LoadSummary};
use crate::session::figures::attacks;
use crate::session::format::count;
use crate::session::settings::{
    Field, MAX_SAMPLES, MAX_TREES, Preset, Settings, SettingsForm, default_train_on,
};
use crate::ui::components::network_fields::NetworkFields;
use crate::ui::components::settings_fields::{EncodingField, PresetField};
use crate::ui::state::app_state;

/// The card with the form.
#[component]
pub fn TrainingForm(
    /// The file to train on.
    file: Arc<LoadSummary>,
) -> impl IntoView {
    let state = app_state();
    // Who comes back from a result wants to change something in what led to it.
    let last = state.session.with_untracked(|session| session.scored.clone());
    let typed = state.draft.get_untracked();
    let was_typed = typed.is_some();
    let of_last = || last.as_ref().map(|scores| SettingsForm::of(&of_fit(&scores.fit)));
    let form = typed.or_else(of_last).unwrap_or_default();
    let encoding = RwSignal::new(form.encoding);
    let network = RwSignal::new(form.network);
    let [trees, samples, seed, epochs] =
        [form.trees, form.samples, form.seed, form.epochs].map(RwSignal::new);
    let usual = default_train_on(&file);
    // What somebody chose holds while its training runs, and for another file that has such rows.
    let chosen = state.draft_train_on.get_untracked();
    let chosen = chosen.filter(|chosen| *chosen != TrainOn::Normal || usual == TrainOn::Normal);
    let of_last = last.filter(|_| !was_typed).map(|scores| scores.fit.train_on);
    let train_on = RwSignal::new(chosen.or(of_last).unwrap_or(usual));
    let form = move || {
        let (trees, samples, seed) = (trees.get(), samples.get(), seed.get());
        let (encoding, network, epochs) = (encoding.get(), network.get(), epochs.get());
        SettingsForm { trees, samples, seed, encoding, network, epochs }
    };
    let settings = Memo::new(move |_| form().settings());
    Effect::new(move |_| state.draft.set(Some(form())));
    // Only what is chosen from now on: a file that has no such rows takes nothing back.
    Effect::new(move |was_shown: Option<()>| {
        let now = Some(train_on.get()).filter(|train_on| *train_on != usual);
        if was_shown.is_some() {
            state.draft_train_on.set(now);
        }
    });
    let preset = Memo::new(move |_| settings.with(|settings| settings.as_ref().ok().and_then(Preset::of)));
    let take = move |preset: Preset| {
        let kept =
            settings.with_untracked(|settings| settings.as_ref().map(|it| it.isolation_forest.seed).ok());
        let seed = kept.unwrap_or(Settings::default().isolation_forest.seed);
        // Only the original learnt from every copy.
        train_on.update(|train_on| match (preset, *train_on) {
            (Preset::Original, _) => *train_on = TrainOn::AllRows,
            (_, TrainOn::AllRows) => *train_on = usual,
            _ => {}
        });
        let form = SettingsForm::of(&preset.settings(seed));
        trees.set(form.trees);
        samples.set(form.samples);
        encoding.set(form.encoding);
        network.set(form.network);
        epochs.set(form.epochs);
    };
    let is_wrong =
        move |field| settings.with(|settings| settings.as_ref().is_err_and(|wrong| wrong.contains(&field)));
    let is_busy = move || state.phase.get().0.is_some();
    let start = move |event: SubmitEvent| {
        event.prevent_default();
        if let Ok(settings) = settings.get_untracked()
            && !untrack(is_busy)
        {
            state.fit(train_on.get_untracked(), settings);
        }
    };
    view! {
        <section class="card training">
            <h2>"Detectors"</h2>
            <form on:submit=start novalidate>
                <TrainOnField file train_on />
                <PresetField preset take />
                <fieldset class="detector">
                    <legend>"Isolation Forest"</legend>
                    <p class="hint">
                        "Random cuts separate a strange connection after a few steps and a common one after many. As Liu,
                        Ting and Zhou described it in 2008."
                    </p>
                    <div class="fields">
                        <NumberField label="Trees" hint=format!("1 to {MAX_TREES}") value=trees testid="trees" is_wrong=Signal::derive(move || is_wrong(Field::Trees)) />
                        <NumberField label="Samples per tree" hint=format!("2 to {MAX_SAMPLES}") value=samples testid="samples-per-tree" is_wrong=Signal::derive(move || is_wrong(Field::Samples)) />
                    </div>
                    <EncodingField encoding />
                </fieldset>
                <NetworkFields network epochs is_wrong=Signal::derive(move || is_wrong(Field::Epochs)) />
                <NumberField label="Seed" hint=format!("0 to {}: same seed, same result", u64::MAX) value=seed testid="seed" is_wrong=Signal::derive(move || is_wrong(Field::Seed)) />
                <button
                    type="submit"
                    class="button primary"
                    data-testid="train-start"
                    disabled=move || is_busy() || settings.with(Result::is_err)
                >
                    {move || if is_busy() { "Working…" } else { "Train and score" }}
                </button>
            </form>
        </section>
    }
}

fn of_fit(fit: &FitSummary) -> Settings {
    Settings {
        encoding: fit.encoding,
        isolation_forest: fit.isolation_forest.clone(),
        autoencoder: fit.autoencoder.as_ref().map(|fit| fit.params.clone()),
    }
}

#[component]
fn TrainOnField(file: Arc<LoadSummary>, train_on: RwSignal<TrainOn>) -> impl IntoView {
    let state = app_state();
    let choices = untrack(|| state.session.with(|session| session.training_choices()));
    let normal = file.distinct_families[Family::Normal.index()];
    let (n_distinct, n_samples) = (file.n_distinct_vectors, file.n_samples);
    // One attack for ten normal rows is enough: whole floods hide among what the forest takes for usual.
    let many_attacks = attacks(&file.distinct_families) * 10 > normal && file.labelled;
    let name = move |choice| match choice {
        TrainOn::Normal => {
            format!("Rows labelled normal ({} distinct)", count(normal))
        }
        TrainOn::Distinct => format!("All distinct rows ({})", count(n_distinct)),
        TrainOn::AllRows => format!("All rows with their copies ({})", count(n_samples)),
    };
    let options = choices.iter().map(|choice| {
        let choice = *choice;
        view! { <option value=word(choice) selected=move || train_on.get() == choice>{name(choice)}</option> }
    });
    let chosen = move |value: String| {
        if let Some(choice) = choices.iter().find(|choice| word(**choice) == value) {
            train_on.set(*choice);
        }
    };
    let meaning = move || match train_on.get() {
        TrainOn::Normal => {
            "The forest learns what normal traffic looks like; whatever differs scores high. Labels serve to choose \
             these rows, never to score."
        }
        TrainOn::Distinct => {
            "The forest learns from everything, each distinct row once: no labels are used, rare kinds score high."
        }
        TrainOn::AllRows => {
            "As the Python original: what is repeated counts as often as it occurs, so floods look usual. Nothing is \
             kept aside; the threshold comes from the rows learnt from."
        }
    };
    view! {
        <label class="field">
            "Train on"
            <select data-testid="train-on" on:change:target=move |event| chosen(event.target().value())>
                {options.collect_view()}
            </select>
            <span class="hint">{meaning}</span>
        </label>
        <Show when=move || many_attacks && train_on.get() != TrainOn::Normal>
            <p class="warning" role="status">
                "There are many attacks among these rows: what is common looks normal to the forest, so most of them may
                pass, or the ranking even turn round. Training on rows labelled normal avoids that."
            </p>
        </Show>
    }
}

const fn word(choice: TrainOn) -> &'static str {
    match choice {
        TrainOn::Normal => "normal",
        TrainOn::Distinct => "distinct",
        TrainOn::AllRows => "all",
    }
}

/// A whole number as text, with what is wrong with it.
#[component]
pub fn NumberField(
    /// What it is.
    label: &'static str,
    /// What it may be.
    hint: String,
    /// The text.
    value: RwSignal<String>,
    /// Hook for automation.
    testid: &'static str,
    /// Whether the text says no such number.
    is_wrong: Signal<bool>,
) -> impl IntoView {
    let hint_id = format!("{testid}-hint");
    view! {
        <label class="field">
            {label}
            <input
                type="number"
                inputmode="numeric"
                min="0"
                step="1"
                data-testid=testid
                aria-describedby=hint_id.clone()
                aria-invalid=move || is_wrong.get().to_string()
                bind:value=value
            />
            <span class="hint" class:wrong=is_wrong id=hint_id>
                {move || if is_wrong.get() { "A whole number, please: " } else { "" }}
                {hint}
            </span>
        </label>
    }
}
