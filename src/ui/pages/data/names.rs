//! Features of names: their most frequent ones, a chart and a table each.

use std::sync::Arc;

use leptos::prelude::*;

use super::drawn::{drawn, told};
use super::{Described, names_of_features};
use crate::charts::name_bars;
use crate::engine::event::LoadSummary;
use crate::engine::questions::describe::{Description, FeatureDescription, NameSummary};
use crate::session::figures::share;
use crate::session::format::{count, percent, shortened};
use crate::ui::components::chart_card::ChartCard;

/// Features that are shown; a custom file may have very many.
const MAX_FEATURES: usize = 6;
/// Characters of a name in a table.
const NAME_CHARS: usize = 120;

/// The cards.
#[component]
pub fn Names(file: Arc<LoadSummary>, described: Described) -> impl IntoView {
    let names = names_of_features(&file);
    let stem = file.name.clone();
    let features =
        Memo::new(move |_| described.with(|d| d.as_ref().map(|d| features_of_names(d)).unwrap_or_default()));
    let cards = move || {
        let cards = features.get().into_iter().take(MAX_FEATURES).map(|feature_idx| {
            let name = names.get(feature_idx as usize).cloned().unwrap_or_default();
            let file_stem = format!("{stem}_{}", shortened(&name, 40));
            view! { <NameCard feature_idx name file_stem described /> }
        });
        cards.collect_view()
    };
    view! { <div class="columns three">{cards}</div> }
}

/// Positions of the features of names.
pub fn features_of_names(description: &Description) -> Vec<u32> {
    let features = (0..).zip(&description.features);
    features.filter(|(_, f)| matches!(f, FeatureDescription::Categorical(_))).map(|(i, _)| i).collect()
}

/// One feature's names, when it has names.
pub fn names_at(description: &Description, feature_idx: u32) -> Option<&NameSummary> {
    match description.features.get(feature_idx as usize) {
        Some(FeatureDescription::Categorical(names)) => Some(names),
        _ => None,
    }
}

#[component]
fn NameCard(feature_idx: u32, name: String, file_stem: String, described: Described) -> impl IntoView {
    let answer = move || described.get().and_then(|d| names_at(&d, feature_idx).cloned().map(Arc::new));
    let rows = move || {
        let rows = answer().map(|names| name_bars::rows(&names)).unwrap_or_default();
        let total = rows.iter().map(|(_, n)| n).sum();
        let row = move |(name, n): (String, u64)| {
            view! {
                <tr>
                    <th scope="row"><bdi>{shortened(&name, NAME_CHARS)}</bdi></th>
                    <td class="number" data-value=n.to_string()>{count(n)}</td>
                    <td class="number">{percent(share(n, total))}</td>
                </tr>
            }
        };
        rows.into_iter().map(row).collect_view()
    };
    view! {
        <ChartCard
            question=format!("Which names has {}?", shortened(&name, 40))
            reading="Most frequent first; the axis is logarithmic, so that rare names show."
            draw=drawn(answer, |names: &NameSummary, theme, _| name_bars::chart(names, theme))
            height=told(answer, |names: &NameSummary| name_bars::height(names).max(60))
            description=told(answer, |names: &NameSummary| name_bars::description(names))
            testid="names"
            file_stem
        >
            <div class="scroll" tabindex="0" role="region" aria-label="Names as a table">
                <table>
                    <thead><tr><th scope="col">"name"</th><th scope="col" class="number">"rows"</th><th scope="col" class="number">"share"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </ChartCard>
    }
}
