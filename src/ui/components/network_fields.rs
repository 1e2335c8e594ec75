//! The fields of the autoencoder's settings.

use leptos::prelude::*;

use crate::session::settings::{MAX_EPOCHS, NETWORKS, Network};
use crate::ui::components::training_form::NumberField;

/// Word in the markup for no autoencoder.
const NONE: &str = "none";

/// Chooses an autoencoder and its epochs.
#[component]
pub fn NetworkFields(
    /// The choice; `None` for none.
    network: RwSignal<Option<Network>>,
    /// Its epochs as text.
    epochs: RwSignal<String>,
    /// Whether that is no such number.
    is_wrong: Signal<bool>,
) -> impl IntoView {
    let options = NETWORKS.map(|each| {
        view! { <option value=each.word() selected=move || network.get() == Some(each)>{name(each)}</option> }
    });
    let chosen = move |word: String| {
        let found = NETWORKS.into_iter().find(|network| network.word() == word);
        network.set(found);
        if let Some(found) = found {
            epochs.set(found.params(0).epochs.to_string());
        }
    };
    view! {
        <fieldset class="detector">
            <legend>"Autoencoder"</legend>
            <p class="hint">
                "A small neural network learns to draw each connection anew from a few numbers. What it has never seen it
                draws badly."
            </p>
            <label class="field">
                "Network"
                <select
                    data-testid="network"
                    prop:value=move || network.get().map_or(NONE, Network::word)
                    on:change:target=move |event| chosen(event.target().value())
                >
                    {options.into_iter().collect_view()}
                    <option value=NONE selected=move || network.get().is_none()>"None: the forest alone"</option>
                </select>
            </label>
            <Show when=move || network.get().is_some()>
                <NumberField label="Epochs" hint=format!("1 to {MAX_EPOCHS}: times through all rows") value=epochs testid="epochs" is_wrong />
            </Show>
        </fieldset>
    }
}

const fn name(network: Network) -> &'static str {
    match network {
        Network::Recommended => "Recommended: names as columns, wider, finds most",
        Network::Original => "As the Python original: 41-32-16-32-41",
    }
}
