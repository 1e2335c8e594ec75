//! Figures that follow the threshold: rounded for eyes, unrounded for machines.

use leptos::prelude::*;

/// A number within text; a dash where there is none.
#[component]
pub fn Live(
    /// The number.
    #[prop(into)]
    value: Signal<Option<f64>>,
    /// How it is written.
    text: fn(f64) -> String,
    /// Hook for automation.
    #[prop(optional)]
    testid: Option<String>,
) -> impl IntoView {
    view! {
        <span class="live" data-testid=testid data-value=move || value.get().map(|value| value.to_string())>
            {move || value.get().map_or_else(|| "–".to_owned(), text)}
        </span>
    }
}

/// A number that matters, large, with its meaning below.
#[component]
pub fn LiveFigure(
    /// The number.
    #[prop(into)]
    value: Signal<Option<f64>>,
    /// How it is written.
    text: fn(f64) -> String,
    /// Hook for automation.
    #[prop(into)]
    testid: String,
    /// What it means.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="figure">
            <b><Live value text testid /></b>
            <span>{children()}</span>
        </div>
    }
}

/// A whole number.
pub fn whole(value: f64) -> String {
    crate::session::format::count(value as u64)
}
