//! How strange the last connections were, as bars against the threshold.

use leptos::prelude::*;

use crate::session::format::{count, decimal};
use crate::session::live::View;
use crate::session::live::recent::{HEIGHT, WIDTH};
use crate::ui::page::Page;

/// The card.
#[component]
pub fn StripCard(view: Memo<View>, threshold: Memo<f64>) -> impl IntoView {
    let strip = Memo::new(move |_| view.with(|view| view.strip.clone()));
    let reading = move || {
        let (n, per_column) = strip.with(|strip| (strip.n, strip.per_column));
        match (n, per_column) {
            (0, _) => "Nothing has passed yet.".to_owned(),
            (1, _) => "The last connection.".to_owned(),
            (n, 1) => {
                format!("The last {} connections, the newest on the right, one a bar.", count(n as u64))
            }
            (n, per_column) => format!(
                "The last {} connections, the newest on the right, {per_column} a bar, which shows the strangest of them.",
                count(n as u64)
            ),
        }
    };
    let description = move || {
        let n_above = strip.with(|strip| strip.above.matches('M').count());
        let n_bars = n_above + strip.with(|strip| strip.below.matches('M').count());
        format!(
            "Bars of anomaly scores, {n_above} of {n_bars} above the threshold {}",
            decimal(threshold.get())
        )
    };
    view! {
        <section class="card live-strip">
            <h2>"How strange is what passes?"</h2>
            <p class="sub">
                {reading} " Bars that cross the line are alerts; the line is the threshold " <b data-value=move || threshold.get().to_string()>{move || decimal(threshold.get())}</b> ", which is moved on the page " <a href=Page::Results.hash()>"Results"</a> "."
            </p>
            <svg role="img" aria-label=description viewBox=format!("0 0 {WIDTH} {HEIGHT}") preserveAspectRatio="none" data-testid="live-strip">
                <path class="below" d=move || strip.with(|strip| strip.below.clone()) />
                <path class="above" d=move || strip.with(|strip| strip.above.clone()) />
                <path class="threshold" d=move || strip.with(|strip| format!("M0 {:.1}H{WIDTH}", strip.threshold)) />
            </svg>
        </section>
    }
}
