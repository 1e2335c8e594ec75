//! The fields of a training's settings that are choices: presets, and what becomes of features.

use leptos::prelude::*;

use crate::features::encoder::{CategoryEncoding, Encoding};
use crate::session::settings::{PRESETS, Preset};

/// Word in the markup for settings that are no preset.
const OWN: &str = "own";

/// Chooses a preset; shows which one the settings are.
#[component]
pub fn PresetField(
    /// The preset that the settings are; none for others.
    preset: Memo<Option<Preset>>,
    /// Takes a preset's settings over.
    take: impl Fn(Preset) + 'static,
) -> impl IntoView {
    let options = PRESETS.map(|each| {
        view! { <option value=each.word() selected=move || preset.get() == Some(each)>{name(each)}</option> }
    });
    let chosen = move |word: String| {
        if let Some(preset) = PRESETS.into_iter().find(|preset| preset.word() == word) {
            take(preset);
        }
    };
    view! {
        <label class="field">
            "Settings"
            <select
                data-testid="preset"
                prop:value=move || preset.get().map_or(OWN, Preset::word)
                on:change:target=move |event| chosen(event.target().value())
            >
                {options.into_iter().collect_view()}
                <option value=OWN disabled selected=move || preset.get().is_none()>"Own settings"</option>
            </select>
            <span class="hint">{move || meaning(preset.get())}</span>
        </label>
    }
}

/// Chooses what becomes of features.
#[component]
pub fn EncodingField(
    /// The choice.
    encoding: RwSignal<Encoding>,
) -> impl IntoView {
    let options = CATEGORIES.map(|(categories, word, text)| {
        let is_chosen = move || encoding.get().categories == categories;
        view! { <option value=word selected=is_chosen>{text}</option> }
    });
    let chosen = move |word: String| {
        if let Some((categories, ..)) = CATEGORIES.into_iter().find(|(_, known, _)| *known == word) {
            encoding.update(|encoding| encoding.categories = categories);
        }
    };
    let shown = move || {
        let categories = encoding.get().categories;
        CATEGORIES
            .into_iter()
            .find(|(each, ..)| *each == categories)
            .map(|(_, word, _)| word)
            .unwrap_or_default()
    };
    view! {
        <label class="field">
            "Names (service, flag, protocol) count as"
            <select data-testid="encoding" prop:value=shown on:change:target=move |event| chosen(event.target().value())>
                {options.into_iter().collect_view()}
            </select>
        </label>
        <label class="check">
            <input
                type="checkbox"
                data-testid="log1p"
                prop:checked=move || encoding.get().log1p
                on:change:target=move |event| {
                    let log1p = event.target().checked();
                    encoding.update(|encoding| encoding.log1p = log1p);
                }
            />
            "Bend bytes, seconds and counters by log(1 + x)"
        </label>
    }
}

const CATEGORIES: [(CategoryEncoding, &str, &str); 3] = [
    (CategoryEncoding::NegLogFrequency, "frequency", "how rare they are: −log(frequency)"),
    (CategoryEncoding::OneHot, "one-hot", "one yes-or-no column each"),
    (CategoryEncoding::Ordinal, "ordinal", "their number in the alphabet"),
];

const fn name(preset: Preset) -> &'static str {
    match preset {
        Preset::Standard => "Quick: 100 trees of 256 samples",
        Preset::Recommended => "Recommended: 200 trees of 8,192 samples",
        Preset::Original => "As the Python original: 256 samples, names as numbers",
    }
}

const fn meaning(preset: Option<Preset>) -> &'static str {
    match preset {
        Some(Preset::Standard) => {
            "As many trees and samples as scikit-learn takes: quicker, but floods can hide."
        }
        Some(Preset::Recommended) => "Finds most: a flood stands out only against many samples.",
        Some(Preset::Original) => "For comparison: it ranks worse than the others.",
        None => "A mixture of your own.",
    }
}
