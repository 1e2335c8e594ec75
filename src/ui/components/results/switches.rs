//! Which detector is shown, and what counts: connections or distinct rows.

use leptos::prelude::*;

use crate::evaluation::sweep::Per;
use crate::ui::result_view::ResultView;
use crate::ui::state::app_state;
use crate::ui::words::results::{detector_name, rows_of, slug};

/// One button a detector, when there are several.
#[component]
pub fn DetectorSwitch(
    /// The result.
    view: ResultView,
) -> impl IntoView {
    let state = app_state();
    move || {
        let judges = view.judges.get();
        let button = |detector| {
            let is_shown = move || (view.judge.get().detector == detector).to_string();
            view! {
                <button
                    type="button"
                    aria-pressed=is_shown
                    data-testid=format!("detector-{}", slug(detector))
                    on:click=move |_| state.detector.set(detector)
                >
                    {detector_name(detector)}
                </button>
            }
        };
        (judges.len() > 1).then(|| {
            let buttons = judges.iter().map(|judge| button(judge.detector)).collect_view();
            view! { <div class="switch" role="group" aria-label="Detector">{buttons}</div> }
        })
    }
}

/// Two buttons: with copies or without.
#[component]
pub fn PerSwitch() -> impl IntoView {
    let state = app_state();
    let button = move |per: Per, testid: &'static str| {
        let is_chosen = move || (state.per.get() == per).to_string();
        view! {
            <button type="button" aria-pressed=is_chosen data-testid=testid on:click=move |_| state.per.set(per)>
                {rows_of(per)}
            </button>
        }
    };
    view! {
        <div class="switch" role="group" aria-label="What counts">
            {button(Per::Sample, "per-row")} {button(Per::DistinctRow, "per-distinct-row")}
        </div>
    }
}
