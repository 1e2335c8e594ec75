//! Compare: all trainings, side by side.

use leptos::prelude::*;

use crate::session::comparison::{Comparison, MOST, chosen_of};
use crate::session::run::Run;
use crate::ui::components::compare::run_curves::RunCurves;
use crate::ui::components::compare::run_list::RunList;
use crate::ui::components::compare::run_table::RunTable;
use crate::ui::components::empty_state::EmptyState;
use crate::ui::state::app_state;
use crate::ui::words::results::{detector_name, slug};

/// The page.
#[component]
pub fn Compare() -> impl IntoView {
    let state = app_state();
    // The present run with the thresholds as they are now.
    state.record_run();
    let chosen = RwSignal::new(Vec::new());
    // The first runs there are, which may come a moment after the page; from then on the visitor chooses, and a new run joins.
    Effect::new(move |known: Option<Vec<u32>>| {
        let known = known.unwrap_or_default();
        let runs: Vec<u32> = state.runs.with(|runs| runs.newest_first().map(|run| run.id).collect());
        let shown = chosen.with_untracked(|chosen| chosen_of(chosen, &known, &runs));
        if chosen.with_untracked(|chosen| *chosen != shown) {
            chosen.set(shown);
        }
        runs
    });
    let has_runs = Memo::new(move |_| state.runs.with(|runs| runs.newest_first().next().is_some()));
    view! {
        <h1 class="page-title">"Compare"</h1>
        {move || if has_runs.get() {
            view! {
                <DetectorChoice />
                <RunList chosen />
                <Compared chosen />
            }
            .into_any()
        } else {
            view! { <EmptyState text="There are no runs yet. Every training becomes one: try the sample, or open a file and train on it." /> }
                .into_any()
        }}
    }
}

#[component]
fn Compared(chosen: RwSignal<Vec<u32>>) -> impl IntoView {
    let state = app_state();
    move || {
        let wanted = chosen.get();
        let comparison = state.runs.with(|runs| {
            let runs: Vec<&Run> =
                runs.newest_first().filter(|run| wanted.contains(&run.id)).take(MOST).collect();
            Comparison::of(&runs, state.detector.get())
        });
        if comparison.ids.is_empty() {
            return view! { <p class="card muted">"Choose one run or several."</p> }.into_any();
        }
        view! {
            <RunTable comparison=comparison.clone() />
            <RunCurves comparison />
        }
        .into_any()
    }
}

/// The detectors that any of the runs has.
#[component]
fn DetectorChoice() -> impl IntoView {
    let state = app_state();
    move || {
        let all = crate::detectors::Detector::ALL.into_iter().filter(|detector| {
            state.runs.with(|runs| {
                runs.newest_first().any(|run| run.report.detectors.contains_key(detector.name()))
            })
        });
        let all: Vec<_> = all.collect();
        (all.len() > 1).then(|| {
            let buttons = all.into_iter().map(|detector| {
                let is_shown = move || (state.detector.get() == detector).to_string();
                view! {
                    <button
                        type="button"
                        aria-pressed=is_shown
                        data-testid=format!("compare-{}", slug(detector))
                        on:click=move |_| state.detector.set(detector)
                    >
                        {detector_name(detector)}
                    </button>
                }
            });
            view! { <div class="switches"><div class="switch" role="group" aria-label="Detector">{buttons.collect_view()}</div></div> }
        })
    }
}
