//! Whether the stream still looks like what was trained on.

use std::sync::Arc;

use leptos::prelude::*;

use crate::session::format::count;
use crate::session::live::View;
use crate::session::live::drift::{DriftReport, WINDOW};
use crate::ui::words::live::{drift, stability};

/// Features shown: the most shifted ones.
const SHOWN: usize = 6;

/// The card.
#[component]
pub fn DriftCard(view: Memo<View>, features: Arc<Vec<String>>) -> impl IntoView {
    let report = Memo::new(move |_| view.with(|view| view.drift.clone()));
    let names = Arc::clone(&features);
    let sentence = move || report.with(|report| drift(report, &names));
    let rows = move || report.with(|report| rows(report, &features).collect_view());
    view! {
        <section class="card live-drift">
            <h2>"Does the model still know this traffic?"</h2>
            <p class="verdict" data-testid="live-drift" data-value=move || report.with(|report| report.scores.map(|index| index.to_string()).unwrap_or_default())>
                {sentence}
            </p>
            <p class="sub">
                {format!("Population stability of the last {} connections against those trained on, as often as these occur: below .1 stable, from .25 on shifted.", count(WINDOW))}
            </p>
            <table>
                <thead>
                    <tr>
                        <th scope="col">"of"</th>
                        <th scope="col" class="number">"index"</th>
                        <th scope="col">"so it is"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
}

fn rows(report: &DriftReport, features: &[String]) -> impl Iterator<Item = impl IntoView + use<>> {
    let name = |feature: &usize| features.get(*feature).cloned().unwrap_or_default();
    let scores = report.scores.map(|index| ("scores".to_owned(), index));
    let telling = report.features.iter().take(SHOWN).map(|(feature, index)| (name(feature), *index));
    let rows: Vec<(String, f64)> = scores.into_iter().chain(telling).collect();
    rows.into_iter().map(|(name, index)| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="number" data-value=index.to_string()>{format!("{index:.2}")}</td>
                <td>{stability(index)}</td>
            </tr>
        }
    })
}
