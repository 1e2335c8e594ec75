//! Selecting connections by their scores: dragged over the histogram, or typed.

use leptos::ev::PointerEvent;
use leptos::prelude::*;

use crate::charts::histogram::INSET;
use crate::engine::selection::ScoreRange;
use crate::session::format;
use crate::ui::result_view::ResultView;
use crate::ui::state::app_state;
use crate::web::pointer;

/// Part of the axis below which a drag was only a click.
const LEAST_DRAG: f64 = 0.004;

/// A drag over the histogram under way: where on the axis it began and where it is, 0 to 1.
#[derive(Clone, Copy)]
pub struct ScoreBrush {
    view: ResultView,
    dragged: RwSignal<Option<(f64, f64)>>,
}

impl ScoreBrush {
    /// Of the detector that is shown.
    pub fn new(view: ResultView) -> Self {
        Self { view, dragged: RwSignal::new(None) }
    }

    /// Follows the pointer over the chart. The threshold's line keeps what is meant for it to itself.
    pub fn follow(&self, event: &PointerEvent) {
        let Some(part) = pointer::part_of_target(event, f64::from(INSET)) else { return };
        match event.type_().as_str() {
            "pointerdown" if pointer::is_held(event) && !pointer::is_finger(event) => {
                // Or the text beside the chart would be marked.
                event.prevent_default();
                pointer::hold(event);
                self.dragged.set(Some((part, part)));
            }
            "pointermove" => self.dragged.update(|dragged| {
                if let Some((_, now)) = dragged {
                    *now = part;
                }
            }),
            "pointerup" => {
                if let Some((from, to)) = self.dragged.get_untracked().map(in_order) {
                    self.dragged.set(None);
                    if to - from > LEAST_DRAG {
                        self.select(from, to);
                    }
                }
            }
            _ => {}
        }
    }

    fn select(&self, from: f64, to: f64) {
        let range = self.view.judge.with_untracked(|judge| {
            let scale = judge.scale();
            // At its ends the axis stands for all scores beyond.
            let above = if from <= 0.0 { f64::NEG_INFINITY } else { scale.score(from) };
            let up_to = if to >= 1.0 { f64::INFINITY } else { scale.score(to) };
            ScoreRange { detector: judge.detector, above, up_to }
        });
        app_state().select_scores(Some(range));
    }
}

/// The range that is dragged over or selected, over the chart.
#[component]
pub fn ScoreBand(
    /// The drag.
    brush: ScoreBrush,
) -> impl IntoView {
    let state = app_state();
    let parts = Memo::new(move |_| {
        let selected = || {
            let judge = brush.view.judge.get();
            let range = state.selection.with(|selection| selection.scores)?;
            let scale = judge.scale();
            (range.detector == judge.detector).then(|| (scale.part(range.above), scale.part(range.up_to)))
        };
        brush.dragged.get().map(in_order).or_else(selected)
    });
    let both = 2 * INSET;
    move || {
        parts.get().map(|(from, to)| {
            view! {
                <div
                    class="score-band"
                    data-testid="score-band"
                    style:left=format!("calc({INSET}px + (100% - {both}px) * {from})")
                    style:width=format!("calc((100% - {both}px) * {})", to - from)
                ></div>
            }
        })
    }
}

/// The same range in two fields.
#[component]
pub fn ScoreRangeFields(
    /// The result.
    view: ResultView,
) -> impl IntoView {
    let state = app_state();
    let range = Memo::new(move |_| {
        let detector = view.judge.get().detector;
        let range = state.selection.with(|selection| selection.scores);
        range.filter(|range| range.detector == detector).unwrap_or(ScoreRange {
            detector,
            above: f64::NEG_INFINITY,
            up_to: f64::INFINITY,
        })
    });
    let put = move |range: ScoreRange| {
        let is_all = range.above == f64::NEG_INFINITY && range.up_to == f64::INFINITY;
        state.select_scores((!is_all).then_some(range));
    };
    let typed = |event, open: f64| {
        event_target_value(&event).parse::<f64>().ok().filter(|score| !score.is_nan()).unwrap_or(open)
    };
    let shown = |score: f64| if score.is_finite() { format::score(score) } else { String::new() };
    view! {
        <div class="score-range" role="group" aria-label="Select by score">
            <label>
                "Select scores above"
                <input type="number" step="any" placeholder="least" data-testid="scores-above"
                    prop:value=move || shown(range.get().above)
                    on:change=move |event| put(ScoreRange { above: typed(event, f64::NEG_INFINITY), ..range.get_untracked() }) />
            </label>
            <label>
                "up to"
                <input type="number" step="any" placeholder="greatest" data-testid="scores-up-to"
                    prop:value=move || shown(range.get().up_to)
                    on:change=move |event| put(ScoreRange { up_to: typed(event, f64::INFINITY), ..range.get_untracked() }) />
            </label>
            <button type="button" class="button small" data-testid="select-flagged"
                on:click=move |_| put(ScoreRange { above: view.chosen.get_untracked().score, up_to: f64::INFINITY, ..range.get_untracked() })>
                "Select what is flagged"
            </button>
        </div>
    }
}

fn in_order((a, b): (f64, f64)) -> (f64, f64) {
    (a.min(b), a.max(b))
}
