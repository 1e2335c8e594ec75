//! The threshold in all its ways: a slider, a number, presets; and what it does.

use leptos::prelude::*;

use crate::session::format;
use crate::session::threshold::{Origin, PRESETS};
use crate::ui::components::results::confusion::ConfusionTable;
use crate::ui::result_view::ResultView;
use crate::ui::state::app_state;
use crate::ui::words::results::{NO_GRADES, cost, origin_of, preset_name};

/// The card.
#[component]
pub fn ThresholdCard(
    /// The result.
    view: ResultView,
) -> impl IntoView {
    let is_graded = Memo::new(move |_| view.judge.get().is_graded());
    view! {
        <section class="card threshold">
            <h2>"At this threshold"</h2>
            <p class="sub">{move || origin_of(view.chosen.get(), &view.judge.get())}</p>
            <Controls view />
            <Show
                when=move || is_graded.get()
                fallback=move || view! { <p class="sub">{NO_GRADES}</p> }
            >
                <ConfusionTable view />
            </Show>
            <Cost view />
        </section>
    }
}

#[component]
fn Controls(view: ResultView) -> impl IntoView {
    let part = move || view.judge.with(|judge| judge.scale().part(view.chosen.get().score));
    let slid = move |event| {
        if let Ok(part) = event_target_value(&event).parse::<f64>() {
            view.put(view.judge.with_untracked(|judge| judge.scale().score(part)));
        }
    };
    let typed = move |event| {
        if let Some(score) = event_target_value(&event).parse().ok().filter(|score: &f64| score.is_finite()) {
            view.put(score);
        }
    };
    let score = move || view.chosen.get().score;
    view! {
        <input
            type="range"
            min="0"
            max="1"
            step="0.002"
            aria-label="Threshold"
            aria-valuetext=move || format::score(score())
            data-testid="threshold-slider"
            prop:value=move || part().to_string()
            on:input=slid
        />
        <div class="threshold-fields">
            <label>
                "Threshold"
                <input
                    type="number"
                    step="any"
                    data-testid="threshold"
                    data-value=move || score().to_string()
                    prop:value=move || format::score(score())
                    on:change=typed
                />
            </label>
            <Preset view />
        </div>
    }
}

#[component]
fn Preset(view: ResultView) -> impl IntoView {
    let percent = RwSignal::new(5.0);
    let chosen = move |event| match Origin::preset(&event_target_value(&event)) {
        Some(Origin::Contamination(_)) => {
            view.take_preset(Origin::Contamination(percent.get_untracked() / 100.0))
        }
        Some(preset) => view.take_preset(preset),
        None => {}
    };
    let typed = move |event| {
        let number = event_target_value(&event).parse().ok();
        if let Some(number) = number.filter(|number: &f64| (0.0..=100.0).contains(number)) {
            percent.set(number);
            view.take_preset(Origin::Contamination(number / 100.0));
        }
    };
    let word = Memo::new(move |_| view.chosen.get().origin.word());
    let options = move || {
        let judge = view.judge.get();
        let holds_out = judge.scores().fit.n_held_out > 0;
        let presets = PRESETS.into_iter().filter(move |preset| preset.is_offered(&judge));
        presets
            .map(|preset| {
                let is_chosen = move || word.get() == preset.word();
                view! { <option value=preset.word() selected=is_chosen>{preset_name(preset, holds_out)}</option> }
            })
            .collect_view()
    };
    view! {
        <label>
            "Set by"
            <select data-testid="threshold-preset" prop:value=move || word.get() on:change=chosen>
                {options}
                <option value=Origin::ByHand.word() selected=move || word.get() == Origin::ByHand.word()>"hand"</option>
            </select>
        </label>
        <Show when=move || word.get() == "contamination">
            <label>
                "Per cent of rows flagged"
                <input
                    type="number"
                    min="0"
                    max="100"
                    step="any"
                    data-testid="contamination"
                    prop:value=move || percent.get().to_string()
                    on:change=typed
                />
            </label>
        </Show>
    }
}

#[component]
fn Cost(view: ResultView) -> impl IntoView {
    let state = app_state();
    let typed = move |event| {
        if let Some(number) = event_target_value(&event).parse().ok().filter(|number| *number > 0) {
            state.hourly.set(number);
        }
    };
    view! {
        <label class="cost">
            <span>"Connections an hour"</span>
            <input
                type="number"
                min="1"
                step="1"
                data-testid="hourly"
                prop:value=move || state.hourly.get().to_string()
                on:change=typed
            />
        </label>
        <p class="sub" data-testid="cost">{move || cost(&view.verdict.get(), state.hourly.get())}</p>
    }
}
