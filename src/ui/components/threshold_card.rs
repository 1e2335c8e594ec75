//! What the threshold does: four cells, precision and recall, and the same in plain words.

use std::sync::Arc;

use leptos::prelude::*;

use crate::engine::event::ScoreSummary;
use crate::session::figures::{Figures, Graded};
use crate::session::format::{count, counted, decimal, percent};
use crate::ui::components::family_table::FlaggedTable;
use crate::ui::words::results::{threshold_origin, trade};

/// The card.
#[component]
pub fn ThresholdCard(
    /// The scores.
    scores: Arc<ScoreSummary>,
    /// What they come to.
    figures: Figures,
) -> impl IntoView {
    let graded = figures.graded;
    let flagged = format!(
        "{} of {} lie above it.",
        count(figures.flagged),
        counted(figures.n_samples, "connection", "connections")
    );
    view! {
        <section class="card threshold">
            <h2>"At this threshold"</h2>
            <p class="sub">
                <b data-testid="threshold" data-value=scores.isolation_forest.threshold.to_string()>{decimal(scores.isolation_forest.threshold)}</b>
                " — "
                {threshold_origin(&scores.fit)}
            </p>
            {match graded {
                Some(graded) => view! {
                    <Confusion graded />
                    <FlaggedTable families=figures.families />
                }
                .into_any(),
                None => view! {
                    <p>{flagged}</p>
                    <p class="sub">"Without labels of both kinds we can rank, not grade: nobody knows here which flags are right."</p>
                }
                .into_any(),
            }}
        </section>
    }
}

#[component]
fn Confusion(graded: Graded) -> impl IntoView {
    let cell = |number: u64, label: &'static str, is_good: bool| {
        view! {
            <td class:good=is_good>
                <b data-value=number.to_string()>{count(number)}</b>
                <span>{label}</span>
            </td>
        }
    };
    let precision = graded.precision().map(|precision| {
        view! { <span data-value=precision.to_string()>{format!("Precision {}", percent(precision))}</span> }
    });
    view! {
        <table class="confusion">
            <caption class="visually-hidden">"Flagged or passed, against the labels"</caption>
            <thead>
                <tr>
                    <td></td>
                    <th scope="col">"flagged"</th>
                    <th scope="col">"passed"</th>
                </tr>
            </thead>
            <tbody>
                <tr>
                    <th scope="row">"attack"</th>
                    {cell(graded.caught, "caught", true)}
                    {cell(graded.missed, "missed", false)}
                </tr>
                <tr>
                    <th scope="row">"normal"</th>
                    {cell(graded.false_alarms, "false alarms", false)}
                    {cell(graded.quiet, "quiet", true)}
                </tr>
            </tbody>
        </table>
        <p class="rates">
            {precision}
            <span data-value=graded.recall().to_string()>{format!("Recall {}", percent(graded.recall()))}</span>
            <span data-value=graded.f1().to_string()>{format!("F1 {}", percent(graded.f1()))}</span>
        </p>
        <p class="sub">{trade(&graded)}</p>
    }
}
