//! The score histogram with its threshold and its table.

use std::sync::Arc;

use leptos::prelude::*;

use crate::charts::histogram::{self, Picture, Size};
use crate::data::label::Family;
use crate::session::format::{self, count};
use crate::session::judge::Judge;
use crate::ui::components::chart_canvas::Draw;
use crate::ui::components::chart_card::ChartCard;
use crate::ui::components::results::score_brush::{ScoreBrush, ScoreRangeFields};
use crate::ui::components::results::threshold_line::ThresholdOverlay;
use crate::ui::result_view::ResultView;

/// Rows of the table; the chart has finer bins.
const TABLE_BINS: usize = 20;

/// The card, of the judge that is shown now; another judge gets another card.
#[component]
pub fn HistogramCard(
    /// The result.
    view: ResultView,
    /// Whose scores.
    judge: Arc<Judge>,
    /// Name of exported pictures without their ending.
    file_stem: String,
) -> impl IntoView {
    let (question, reading) = if judge.is_graded() {
        (
            "Where do attacks separate from normal traffic?",
            "One row per family, each scaled to its own tallest bar; heights grow with the square root of the count, \
             so that rare attacks stay visible. Everything right of the line is flagged: drag it, or use ← → while it has the \
             focus, [ ] anywhere. Dragging beside the line selects the connections there.",
        )
    } else {
        (
            "Which connections stand apart?",
            "Heights grow with the square root of the count, so that single connections stay visible. Everything \
             right of the line is flagged: drag it, or use ← → while it has the focus, [ ] anywhere. \
             Dragging beside the line selects the connections there.",
        )
    };
    let ground = untrack(|| Picture::of(&judge, &view.verdict.get(), Size::Full));
    let drawn = ground.clone();
    let size = |is_narrow| if is_narrow { Size::Narrow } else { Size::Full };
    let draw: Draw = Arc::new(move |theme, is_narrow| histogram::ground(&drawn, theme, size(is_narrow)));
    let whole = Arc::clone(&judge);
    let picture: Draw = Arc::new(move |theme, is_narrow| {
        let verdict = untrack(|| view.verdict.get());
        histogram::chart(&Picture::of(&whole, &verdict, size(is_narrow)), theme, size(is_narrow))
    });
    let told = ground.clone();
    let description = Signal::derive(move || {
        let verdict = view.verdict.get();
        let mut told = told.clone();
        told.threshold = verdict.threshold;
        for figures in &verdict.figures.families {
            told.flagged[figures.family.index()] = figures.flagged;
        }
        histogram::description(&told)
    });
    let brush = ScoreBrush::new(view);
    view! {
        <ChartCard
            question
            reading
            draw
            height=histogram::height(&ground, Size::Full)
            description
            testid="histogram"
            file_stem
            picture
            overlay=view! { <ThresholdOverlay view picture=ground brush /> }.into_any()
            on_pointer=move |event| brush.follow(&event)
            fields=ViewFn::from(move || view! { <ScoreRangeFields view /> })
        >
            <HistogramTable judge />
        </ChartCard>
    }
}

#[component]
fn HistogramTable(judge: Arc<Judge>) -> impl IntoView {
    let bars = judge.bars(TABLE_BINS);
    let occurs = |family: &Family| bars.iter().any(|bar| bar.counts[family.index()] > 0);
    let families: Vec<Family> = crate::data::label::FAMILIES.into_iter().filter(occurs).collect();
    let heads = families.iter().map(|family| view! { <th scope="col" class="number">{family.name()}</th> });
    let heads = heads.collect_view();
    let rows = bars.iter().map(|bar| {
        let cell = |family: &Family| {
            let n = bar.counts[family.index()];
            view! { <td class="number" data-value=n.to_string()>{count(n)}</td> }
        };
        view! {
            <tr>
                <th scope="row">{format!("{} – {}", format::score(bar.from), format::score(bar.to))}</th>
                {families.iter().map(cell).collect_view()}
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
