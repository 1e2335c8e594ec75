//! Flagged or passed, against the labels: four cells, three rates, and what it costs in plain words.

use leptos::prelude::*;

use crate::evaluation::confusion::Confusion;
use crate::session::cells::behind;
use crate::session::format::percent;
use crate::ui::components::connections::card::CONNECTIONS;
use crate::ui::components::results::live::{Live, whole};
use crate::ui::result_view::ResultView;
use crate::ui::state::app_state;
use crate::ui::words::results::trade;
use crate::web::document;

/// The four cells.
#[component]
pub fn ConfusionTable(
    /// The result.
    view: ResultView,
) -> impl IntoView {
    let state = app_state();
    let cell = move |testid: &'static str,
                     label: &'static str,
                     is_attack: bool,
                     is_flagged: bool,
                     count: fn(&Confusion) -> u64| {
        let value = Signal::derive(move || view.verdict.get().confusion.map(|cells| count(&cells) as f64));
        let select = move |_| {
            let (detector, threshold) =
                (view.judge.with_untracked(|judge| judge.detector), view.chosen.get_untracked().score);
            state.selection.set(behind(is_attack, is_flagged, detector, threshold));
            document::show(CONNECTIONS);
        };
        view! {
            <td class:good=is_attack == is_flagged>
                <button type="button" title="Select these connections" on:click=select>
                    <b><Live value text=whole testid=testid.to_owned() /></b>
                    <span>{label}</span>
                </button>
            </td>
        }
    };
    let rate = move |label: &'static str, rate: fn(&Confusion) -> Option<f64>| {
        let value = Signal::derive(move || view.verdict.get().confusion.and_then(|cells| rate(&cells)));
        view! { <span>{label} " " <Live value text=percent /></span> }
    };
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
                    {cell("confusion-tp", "caught", true, true, |cells| cells.true_positives)}
                    {cell("confusion-fn", "missed", true, false, |cells| cells.false_negatives)}
                </tr>
                <tr>
                    <th scope="row">"normal"</th>
                    {cell("confusion-fp", "false alarms", false, true, |cells| cells.false_positives)}
                    {cell("confusion-tn", "quiet", false, false, |cells| cells.true_negatives)}
                </tr>
            </tbody>
        </table>
        <p class="rates">
            {rate("Precision", Confusion::precision)} {rate("Recall", Confusion::recall)} {rate("F1", Confusion::f1)}
        </p>
        <p class="sub">{move || view.verdict.get().figures.graded.map(|graded| trade(&graded))}</p>
    }
}
