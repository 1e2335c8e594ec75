//! The score histogram with its table.

use std::sync::Arc;

use leptos::prelude::*;

use crate::charts::histogram::{self, Size};
use crate::data::label::Family;
use crate::engine::event::{LoadSummary, ScoreSummary};
use crate::export::strangest::file_name;
use crate::session::figures::Figures;
use crate::session::format::count;
use crate::ui::components::chart_canvas::Draw;
use crate::ui::components::chart_card::ChartCard;

/// Rows of the table; the chart has finer bins.
const TABLE_BINS: usize = 20;

/// The card.
#[component]
pub fn HistogramCard(
    /// The file.
    file: Arc<LoadSummary>,
    /// Its scores.
    scores: Arc<ScoreSummary>,
) -> impl IntoView {
    let (question, reading) = if file.labelled {
        (
            "Where do attacks separate from normal traffic?",
            "One row per family, each scaled to its own tallest bar; heights grow with the square root of the count, \
             so that rare attacks stay visible. Everything right of the line is flagged.",
        )
    } else {
        (
            "Which connections stand apart?",
            "Heights grow with the square root of the count, so that single connections stay visible. Everything \
             right of the line is flagged.",
        )
    };
    let drawn = Arc::clone(&scores);
    let draw: Draw = Arc::new(move |theme, is_narrow| {
        histogram::chart(&drawn.isolation_forest, theme, if is_narrow { Size::Narrow } else { Size::Full })
    });
    let seed = scores.fit.isolation_forest.seed;
    view! {
        <ChartCard
            question
            reading
            draw
            height=histogram::height(&scores.isolation_forest, Size::Full)
            description=histogram::description(&scores.isolation_forest)
            testid="histogram"
            file_stem=file_name(&file.name, seed, "histogram")
        >
            <HistogramTable file scores />
        </ChartCard>
    }
}

#[component]
fn HistogramTable(file: Arc<LoadSummary>, scores: Arc<ScoreSummary>) -> impl IntoView {
    let families: Vec<Family> = Figures::new(&file.families, &scores.isolation_forest.flagged)
        .families
        .iter()
        .map(|figures| figures.family)
        .collect();
    let heads = families
        .iter()
        .map(|family| view! { <th scope="col" class="number">{family.name()}</th> })
        .collect_view();
    let rows = scores.isolation_forest.histogram.bins(TABLE_BINS).into_iter().map(|bin| {
        let cells = families
            .iter()
            .map(|family| view! { <td class="number" data-value=bin.counts[family.index()].to_string()>{count(bin.counts[family.index()])}</td> })
            .collect_view();
        view! {
            <tr>
                <th scope="row">{format!("{:.3} – {:.3}", bin.from, bin.to)}</th>
                {cells}
            </tr>
        }
    });
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="Histogram as a table">
            <table>
                <thead>
                    <tr>
                        <th scope="col">"score"</th>
                        {heads}
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}
