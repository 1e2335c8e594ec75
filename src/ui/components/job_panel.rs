//! What runs: words, numbers, a bar, the time left and Cancel. On every page, so that nobody has to look for it.

use leptos::prelude::*;

use crate::session::Phase;
use crate::ui::state::app_state;
use crate::ui::words::activity::{announcement, at_rest, detail, headline, wait};
use crate::web::clock;

/// The panel, while something runs; and the voice for screen readers, always.
#[component]
pub fn JobPanel() -> impl IntoView {
    let state = app_state();
    let runs = move || state.phase.get().0.is_some();
    let spoken = Memo::new(move |_| {
        state.session.with(|session| match session.activity.phase() {
            Some(_) => announcement(&session.activity),
            None => at_rest(session),
        })
    });
    view! {
        <p class="visually-hidden" role="status">{spoken}</p>
        <Show when=runs>
            <RunningJob />
        </Show>
    }
}

#[component]
fn RunningJob() -> impl IntoView {
    let state = app_state();
    let of_activity = move |words: fn(&crate::session::Activity) -> String| {
        state.session.with(|session| words(&session.activity))
    };
    let what = Memo::new(move |_| of_activity(headline));
    let how_much = Memo::new(move |_| of_activity(detail));
    let left = move || {
        let since = state.phase.get().1;
        state.session.with(|session| wait(&session.activity, clock::now() - since))
    };
    // Without a value the bar shows that work goes on, not how far it is.
    let fraction = Memo::new(move |_| {
        state.session.with(|session| session.activity.fraction()).map(|fraction| format!("{fraction:.3}"))
    });
    let is_learning = Memo::new(move |_| state.session.with(|session| session.activity.is_learning()));
    let cancel_id = move || match state.phase.get().0 {
        Some(Phase::Fetching | Phase::Loading) => "load-cancel",
        _ => "train-cancel",
    };
    view! {
        <section class="card job" aria-label="Progress">
            <div class="job-words">
                <strong>{what}</strong>
                <span class="muted">{how_much}</span>
            </div>
            <progress data-testid="progress" max="1" value=move || fraction.get() aria-label=move || what.get()></progress>
            <div class="job-end">
                <span class="muted time-left">{left}</span>
                <Show when=move || is_learning.get()>
                    <button type="button" class="button" data-testid="learn-stop" on:click=move |_| state.stop_learning()>
                        "Enough learnt"
                    </button>
                </Show>
                <button type="button" class="button" data-testid=cancel_id on:click=move |_| state.cancel()>
                    "Cancel"
                </button>
            </div>
        </section>
    }
}
