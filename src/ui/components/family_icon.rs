//! A family's shape in its colour, so that nobody needs the colour.

use leptos::prelude::*;

use crate::data::label::Family;

/// The shape; the family's name stands beside it as text.
#[component]
pub fn FamilyIcon(
    /// Whose.
    family: Family,
) -> impl IntoView {
    view! {
        <svg class="family-icon" data-family=family.name() viewBox="0 0 12 12" aria-hidden="true">
            <path d=outline(family) />
        </svg>
    }
}

const fn outline(family: Family) -> &'static str {
    match family {
        Family::Normal => "M6 1a5 5 0 1 1 0 10A5 5 0 1 1 6 1Z",
        Family::Dos => "M1 1h10v10H1Z",
        Family::Probe => "M6 .5 12 11.5H0Z",
        Family::R2l => "M6 0 12 6 6 12 0 6Z",
        Family::U2r => "M4 0h4v4h4v4H8v4H4V8H0V4h4Z",
        Family::Unknown => "M3 1h6a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H3a2 2 0 0 1-2-2V3a2 2 0 0 1 2-2Z",
    }
}
