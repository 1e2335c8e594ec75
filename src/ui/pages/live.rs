//! Live: the scored file as a stream through what was trained.

use std::sync::Arc;

use leptos::prelude::*;

use crate::engine::event::{LoadSummary, ScoreSummary};
use crate::session::format::counted;
use crate::ui::components::empty_state::EmptyState;
use crate::ui::components::live::alerts_card::AlertsCard;
use crate::ui::components::live::controls::{Controls, Figures};
use crate::ui::components::live::drift_card::DriftCard;
use crate::ui::components::live::shares_card::SharesCard;
use crate::ui::components::live::strip_card::StripCard;
use crate::ui::page::Page;
use crate::ui::state::{app_state, memo_of};
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
            <section class="card empty">
                <p>{format!("{} is loaded, but nothing has been trained yet that could judge a stream of it.", file.name)}</p>
                <a class="button primary" href=Page::Train.hash()>"Go to Train"</a>
            </section>
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

    let threshold = Memo::new(move |_| state.live_threshold().1);
    Effect::new(move |before: Option<()>| {
        threshold.track();
        if before.is_some() {
            live.refresh(state, clock::now());
        }
    });
    let view = Memo::new(move |_| live.view.get().unwrap_or_default());
    let is_empty_selection = Memo::new(move |_| {
        let view = view.get();
        view.position > 0 && view.position >= view.n_samples && view.n_meant == 0
    });
    let features = Arc::new(scores.features.clone());
    let alerts_file = Arc::clone(&file);
    let labelled = file.labelled;
    view! {
        <div class="file-bar">
            <h1 class="file-name">{file.name.clone()}</h1>
            <span class="chip">{counted(file.n_samples, "connection", "connections")}</span>
            <span class="chip">"as a stream, in the file’s order"</span>
            <SelectionChip />
            <a class="button small" href=Page::Train.hash()>"Another file"</a>
        </div>
        <Controls />
        <Show when=move || is_empty_selection.get()>
            <section class="card empty" data-testid="live-nothing-selected">
                <p>"The selection means no connection of this file, so nothing was let through."</p>
                <button type="button" class="button" on:click=move |_| state.clear_selection()>"Select all"</button>
            </section>
        </Show>
        <Figures view />
        <div class="columns wide-first">
            <div class="stack">
                <StripCard view threshold />
                <AlertsCard view file=alerts_file features=Arc::clone(&features) />
            </div>
            <div class="stack">
                {if labelled {
                    view! { <SharesCard view /> }.into_any()
                } else {
                    view! {
                        <section class="card">
                            <h2>"What passes?"</h2>
                            <p class="sub">"This file has no labels: we can rank what passes, but not say what it is."</p>
                        </section>
                    }
                    .into_any()
                }}
                <DriftCard view features />
            </div>
        </div>
    }
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
