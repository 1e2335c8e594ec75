//! A feature's name with its meaning one click away.

use leptos::prelude::*;

use crate::data::dictionary::{self, FeatureEntry};
use crate::session::format::shortened;

/// Characters of a name in a table.
const NAME_CHARS: usize = 60;

/// The name; a button that tells the meaning when the dictionary has it.
#[component]
pub fn FeatureName(name: String) -> impl IntoView {
    let Some(entry) = dictionary::of(&name) else {
        return view! { <bdi>{shortened(&name, NAME_CHARS)}</bdi> }.into_any();
    };
    let is_open = RwSignal::new(false);
    view! {
        <button
            type="button"
            class="term"
            aria-expanded=move || is_open.get().to_string()
            data-testid="term"
            on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
        >
            {entry.name}
        </button>
        <Show when=move || is_open.get()>{meaning(entry)}</Show>
    }
    .into_any()
}

/// A button beside a name that is something else already, such as a field's label; nothing when the dictionary lacks the name.
#[component]
pub fn FeatureHelp(name: String) -> impl IntoView {
    dictionary::of(&name).map(|entry| {
        let is_open = RwSignal::new(false);
        view! {
            <button
                type="button"
                class="term-help"
                aria-expanded=move || is_open.get().to_string()
                aria-label=format!("What is {}?", entry.name)
                data-testid="term-help"
                on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
            >
                "?"
            </button>
            <Show when=move || is_open.get()>{meaning(entry)}</Show>
        }
    })
}

fn meaning(entry: &'static FeatureEntry) -> impl IntoView {
    let about = format!(" · {} · {}: {}", entry.unit, entry.group.name(), entry.group.meaning());
    view! {
        <span class="meaning" data-testid="meaning">
            {entry.meaning}
            <span class="muted">{about}</span>
        </span>
    }
}
