//! Counts per family as a list.

use std::sync::Arc;

use leptos::prelude::*;

use crate::engine::event::LoadSummary;
use crate::session::figures::{Figures, share};
use crate::session::format::{count, percent};
use crate::ui::components::family_icon::FamilyIcon;

/// Connections per family of a file.
#[component]
pub fn FamilyCountList(
    /// The file.
    file: Arc<LoadSummary>,
) -> impl IntoView {
    let n_samples = file.n_samples;
    let items = Figures::new(&file.families, &[0; 6]).families.into_iter().map(move |part| {
        view! {
            <li data-testid="family-count" data-family=part.family.name() data-value=part.samples.to_string()>
                <FamilyIcon family=part.family />
                <span class="family-name">{part.family.name()}</span>
                <b>{count(part.samples)}</b>
                <span class="muted" data-value=share(part.samples, n_samples).to_string()>
                    {percent(share(part.samples, n_samples))}
                </span>
            </li>
        }
    });
    view! { <ul class="family-counts">{items.collect_view()}</ul> }
}
