//! Counts per family: as a list, and as a table with what was flagged.

use std::sync::Arc;

use leptos::prelude::*;

use crate::engine::event::LoadSummary;
use crate::session::figures::{FamilyFigures, Figures, share};
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

/// Connections per family and how many of them are flagged.
#[component]
pub fn FlaggedTable(
    /// The families that occur.
    families: Vec<FamilyFigures>,
) -> impl IntoView {
    let rows = families.into_iter().map(|part| {
        view! {
            <tr data-testid="family-count" data-family=part.family.name() data-value=part.samples.to_string()>
                <th scope="row">
                    <span class="tag">
                        <FamilyIcon family=part.family />
                        {part.family.name()}
                    </span>
                </th>
                <td class="number" data-value=part.samples.to_string()>{count(part.samples)}</td>
                <td class="number" data-value=part.flagged.to_string()>{count(part.flagged)}</td>
                <td class="number" data-value=part.flagged_share().to_string()>{percent(part.flagged_share())}</td>
            </tr>
        }
    });
    view! {
        <table class="flagged-table">
            <thead>
                <tr>
                    <th scope="col">"family"</th>
                    <th scope="col" class="number">"rows"</th>
                    <th scope="col" class="number">"flagged"</th>
                    <th scope="col" class="number">"share"</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}
