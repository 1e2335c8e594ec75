//! One number that matters, large, with its meaning below.

use leptos::prelude::*;

/// The number as text for eyes and unrounded for machines.
#[component]
pub fn Figure(
    /// As shown.
    text: String,
    /// Unrounded.
    value: f64,
    /// Hook for automation.
    #[prop(optional)]
    testid: Option<&'static str>,
    /// What it means.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="figure">
            <b data-testid=testid data-value=value.to_string()>{text}</b>
            <span>{children()}</span>
        </div>
    }
}
