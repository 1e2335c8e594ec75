//! How the last job ended, if not well or at the cost of another one: what happened, what to do, what was kept.

use leptos::prelude::*;

use crate::data::error::DataError;
use crate::data::zip::ZipEntry;
use crate::engine::error::EngineError;
use crate::session::Notice;
use crate::session::format::bytes;
use crate::ui::state::app_state;
use crate::ui::words::activity::{cancelled, training_ended};
use crate::ui::words::errors::{explain, kept};
use crate::web::document;

/// The panel, while there is something to say.
#[component]
pub fn NoticePanel() -> impl IntoView {
    let state = app_state();
    let notice = Memo::new(move |_| state.session.with(|session| session.notice.clone()));
    // Who scrolled down to the button that led here would not see what came of it.
    Effect::new(move |_| {
        if notice.with(Option::is_some) {
            document::scroll_to_top();
        }
    });
    let still_there = Memo::new(move |_| state.session.with(kept));
    move || {
        notice.get().map(|notice| match (&notice, explain(&notice)) {
            (Notice::Cancelled { phase }, _) => view! {
                <div class="card notice" role="status" data-testid="cancelled-message">
                    <p>{cancelled(*phase)} " " {still_there}</p>
                    <Dismiss />
                </div>
            }
            .into_any(),
            (Notice::TrainingEnded { file, had_results }, _) => view! {
                <div class="card notice" role="status" data-testid="ended-message">
                    <p>{training_ended(file, *had_results)}</p>
                    <Dismiss />
                </div>
            }
            .into_any(),
            (_, Some(explanation)) => view! {
                <div class="card notice error" role="alert" data-testid="error-message">
                    <p>
                        <strong>{explanation.what}</strong>
                        " "
                        {explanation.advice}
                        " "
                        {still_there}
                    </p>
                    <Entries notice=notice.clone() />
                    <Dismiss />
                </div>
            }
            .into_any(),
            _ => ().into_any(),
        })
    }
}

/// The files of an archive, one of which is to be chosen.
#[component]
fn Entries(notice: Notice) -> impl IntoView {
    let state = app_state();
    let Notice::Failed { error: EngineError::Data(DataError::SeveralFiles { entries }), .. } = notice else {
        return ().into_any();
    };
    let entry = |entry: ZipEntry| {
        let (name, size) = (entry.name.clone(), bytes(entry.n_inflated));
        view! {
            <li>
                <button type="button" class="chip" on:click=move |_| state.choose_entry(entry.clone())>
                    {name}
                    <span class="muted">{size}</span>
                </button>
            </li>
        }
    };
    view! { <ul class="entries" data-testid="archive-entries">{entries.into_iter().map(entry).collect_view()}</ul> }
        .into_any()
}

#[component]
fn Dismiss() -> impl IntoView {
    let state = app_state();
    let dismiss = move |_| state.session.update(|session| session.dismiss_notice());
    view! { <button type="button" class="link" on:click=dismiss>"Dismiss"</button> }
}
