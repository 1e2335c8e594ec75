//! The threshold over the histogram: a line to be dragged or moved by keys, and beside each row how much of it is flagged.

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::prelude::*;

use crate::charts::histogram::{self, Picture, Size};
use crate::data::label::Family;
use crate::session::format;
use crate::session::judge::Caught;
use crate::ui::components::results::live::Live;
use crate::ui::components::results::score_brush::{ScoreBand, ScoreBrush};
use crate::ui::result_view::ResultView;
use crate::web::pointer;

/// Steps of a page key.
const PAGE: f64 = 10.0;

/// What is laid over the chart that was drawn of `picture`.
#[component]
pub fn ThresholdOverlay(
    /// The result.
    view: ResultView,
    /// What is below.
    picture: Picture,
    /// Drags over the chart beside the line.
    brush: ScoreBrush,
) -> impl IntoView {
    let notes = histogram::row_tops(&picture, Size::Full).into_iter().map(|(family, top)| {
        view! { <p class="row-note" style:top=format!("{}px", top + 4.0)><Note view family /></p> }
    });
    view! {
        <div class="threshold-overlay">
            <ScoreBand brush />
            {notes.collect_view()}
            <Line view />
        </div>
    }
}

#[component]
fn Note(view: ResultView, family: Family) -> impl IntoView {
    let caught = Memo::new(move |_| {
        let verdict = view.verdict.get();
        let figures = verdict.figures.families.iter().find(|figures| figures.family == family);
        figures
            .map_or_else(Caught::default, |figures| Caught { of: figures.samples, flagged: figures.flagged })
    });
    view! {
        <Live value=Signal::derive(move || caught.get().share()) text=format::percent />
        <span class="wide-only">" of " {move || format::count(caught.get().of)}</span>
        " flagged"
    }
}

#[component]
fn Line(view: ResultView) -> impl IntoView {
    let scale = Memo::new(move |_| view.judge.get().scale());
    let part = move || scale.get().part(view.chosen.get().score);
    let moved = move |event: PointerEvent| {
        if let Some(part) =
            pointer::part_of_parent(&event, f64::from(histogram::INSET)).filter(|_| pointer::is_held(&event))
        {
            view.put(scale.get_untracked().score(part));
        }
    };
    let pressed = move |event: PointerEvent| {
        // Or the text beside the line would be marked.
        event.prevent_default();
        // Nor is it a drag over the chart.
        event.stop_propagation();
        pointer::hold(&event);
    };
    let keyed = move |event: KeyboardEvent| {
        match event.key().as_str() {
            "ArrowLeft" | "ArrowDown" => view.step(-1.0),
            "ArrowRight" | "ArrowUp" => view.step(1.0),
            "PageDown" => view.step(-PAGE),
            "PageUp" => view.step(PAGE),
            "Home" => view.put(scale.get_untracked().score(0.0)),
            "End" => view.put(scale.get_untracked().score(1.0)),
            _ => return,
        }
        event.prevent_default();
    };
    let (inset, both) = (histogram::INSET, 2 * histogram::INSET);
    let side = move || if part() > 0.5 { "left" } else { "right" };
    view! {
        <div
            class="threshold-line"
            role="slider"
            tabindex="0"
            aria-label="Threshold"
            aria-orientation="horizontal"
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=move || (part() * 100.0).round().to_string()
            aria-valuetext=move || format::score(view.chosen.get().score)
            data-testid="threshold-line"
            style:left=move || format!("calc({inset}px + (100% - {both}px) * {})", part())
            on:pointerdown=pressed
            on:pointermove=moved
            on:keydown=keyed
        >
            <span class="threshold-tag" data-side=side>"threshold " {move || format::score(view.chosen.get().score)}</span>
        </div>
    }
}
