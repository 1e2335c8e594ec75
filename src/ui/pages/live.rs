//! Live: the scored file as a stream through what was trained.

use std::sync::Arc;

use leptos::prelude::*;

use crate::engine::event::{LoadSummary, ScoreSummary};
use crate::engine::questions::{Answer, Question};
use crate::session::format::counted;
use crate::ui::answers::answered;
use crate::ui::components::empty_state::{EmptyState, NothingTrained, UntilTrained};
use crate::ui::components::live::alerts_card::AlertsCard;
use crate::ui::components::live::controls::{Controls, Figures};
use crate::ui::components::live::drift_card::DriftCard;
use crate::ui::components::live::shares_card::SharesCard;
use crate::ui::components::live::strip_card::StripCard;
use crate::ui::page::Page;
use crate::ui::state::{app_state, memo_of};
use crate::ui::words::results::detector_name;
use crate::web::clock;
use crate::web::frames::Frames;

/// The page.
#[component]
pub fn LivePage() -> impl IntoView {
    let state = app_state();
    // Not the scores of the first trees: the workers keep none of these.
    let scored = memo_of(state.session, |session| session.scored.clone());
    move || {
        match (state.scored_file.get(), scored.get()) {
        (Some(file), Some(scores)) => view! { <Stream file scores /> }.into_any(),
        (Some(file), None) => view! {
            <h1 class="page-title">"Live"</h1>
            <NothingTrained
                text=format!("{} is loaded. A stream of it can be judged once there are results for it: train first.", file.name)
                testid="live-no-model"
            />
        }
        .into_any(),
        (None, _) => view! {
            <h1 class="page-title">"Live"</h1>
            <EmptyState text="Here a file passes connection by connection and alerts come as they happen. There is no file yet: try the sample, or open one." />
        }
        .into_any(),
    }
    }
}

#[component]
fn Stream(file: Arc<LoadSummary>, scores: Arc<ScoreSummary>) -> impl IntoView {
    let state = app_state();
    let live = state.live;
    let (of_file, of_scores) = (Arc::clone(&file), Arc::clone(&scores));
    Effect::new(move |_| {
        state.selection.track();
        live.prepare(state, Arc::clone(&of_file), Arc::clone(&of_scores));
    });
    let frames = StoredValue::new_local(Some(Frames::start(move |now| live.tick(state, now))));
    on_cleanup(move || frames.set_value(None));

    let judged = Memo::new(move |_| state.live_threshold());
    let threshold = Memo::new(move |_| judged.get().1);
    // At the start, too: the threshold may have been moved while another page was shown.
    Effect::new(move |_| {
        judged.track();
        live.refresh(state, clock::now());
    });
    let view = Memo::new(move |_| live.view.get().unwrap_or_default());
    let selects_nothing = selects_nothing();
    let features = Arc::new(scores.features.clone());
    let labelled = file.labelled;
    let parts = {
        let file = Arc::clone(&file);
        move || {
            view! {
                <Controls />
                <Figures view />
                <div class="columns wide-first">
                    <div class="stack">
                        <StripCard view threshold />
                        <AlertsCard view file=Arc::clone(&file) scores=Arc::clone(&scores) />
                    </div>
                    <div class="stack">
                        {if labelled { view! { <SharesCard view /> }.into_any() } else { view! { <NoLabels /> }.into_any() }}
                        <DriftCard view features=Arc::clone(&features) />
                    </div>
                </div>
            }
        }
    };
    view! {
        <div class="file-bar">
            <h1 class="file-name">{file.name.clone()}</h1>
            <span class="chip">{counted(file.n_samples, "connection", "connections")}</span>
            <span class="chip">"as a stream, in the file’s order"</span>
            <span class="chip" data-testid="live-detector">{move || detector_name(judged.get().0)}</span>
            <SelectionChip />
            <a class="button small" href=Page::Train.hash()>"Another file"</a>
        </div>
        <UntilTrained />
        <Show when=move || selects_nothing.get() fallback=parts>
            <section class="card empty" data-testid="live-nothing-selected">
                <p>"The selection means no connection of this file, so there is nothing to let through."</p>
                <button type="button" class="button primary" on:click=move |_| state.clear_selection()>"Select all"</button>
            </section>
        </Show>
    }
}

/// Stands in the place of what needs labels.
#[component]
fn NoLabels() -> impl IntoView {
    view! {
        <section class="card" data-testid="live-no-labels">
            <h2>"What passes?"</h2>
            <p class="sub">"This file has no labels: we can rank what passes, but not say what it is."</p>
        </section>
    }
}

/// Whether the selection means no row at all; not before that is known.
fn selects_nothing() -> Memo<bool> {
    let state = app_state();
    let tally = answered(
        move || {
            let selection = state.selection.get();
            (!selection.is_everything()).then_some(Question::Tally(selection))
        },
        |answer| match answer {
            Answer::Tally(tally) => Some(tally),
            _ => None,
        },
    );
    Memo::new(move |_| {
        tally.with(|tally| tally.as_ref().is_some_and(|tally| tally.distinct.iter().sum::<u64>() == 0))
    })
}

/// Says that not all rows are let through.
#[component]
fn SelectionChip() -> impl IntoView {
    let state = app_state();
    let is_part = Memo::new(move |_| state.selection.with(|selection| !selection.is_everything()));
    view! {
        <Show when=move || is_part.get()>
            <span class="chip lively">"only the selected rows"</span>
            <button type="button" class="link" on:click=move |_| state.clear_selection()>"Select all"</button>
        </Show>
    }
}
