//! After a reload, or when a run is opened again: which file the page waits for, and what happens when it comes.

use leptos::prelude::*;

use crate::session::format::counted;
use crate::ui::state::{SAMPLE, Wish, app_state};

/// The card, while a run is waited for.
#[component]
pub fn AwaitedCard() -> impl IntoView {
    let state = app_state();
    let run = Memo::new(move |_| {
        let id = state.awaited.get()?;
        state.runs.with(|runs| runs.get(id).cloned())
    });
    move || {
        run.get().map(|run| {
            let trained = run.trained_file().clone();
            let has_trained = state.loaded.with(|file| run.trained_file_is(file.as_deref()));
            let wanted = run.test_file().filter(|_| has_trained).unwrap_or(&trained).clone();
            let other = state.loaded.with(|file| file.as_ref().map(|file| file.name.clone())).filter(|_| !has_trained);
            let other = other.map(|name| {
                view! { <p>"The file that is loaded now, " <b>{name}</b> ", is another one."</p> }
            });
            let is_sample = trained.name == SAMPLE;
            view! {
                <section class="card empty" data-testid="awaited">
                    <h2>{format!("{}: give the file again, and it goes on", run.name)}</h2>
                    <p>
                        "Settings, thresholds and figures are kept in this browser, rows are not. Drop "
                        <b>{wanted.name.clone()}</b>
                        {format!(" ({}, fingerprint ", counted(wanted.samples, "row", "rows"))}
                        <code>{wanted.fingerprint.clone()}</code>
                        ") anywhere on this page: it is trained as before and gives the same result."
                    </p>
                    {other}
                    <div class="row">
                        <button type="button" class="button primary" data-testid="awaited-open" on:click=move |_| if is_sample {
                            state.want(Wish::Offered(SAMPLE.to_owned()));
                        } else {
                            state.want(Wish::Choose);
                        }>
                            {if is_sample { "Fetch the sample again" } else { "Open the file…" }}
                        </button>
                        <button type="button" class="button" data-testid="awaited-forget" on:click=move |_| state.awaited.set(None)>
                            "Forget it"
                        </button>
                    </div>
                </section>
            }
        })
    }
}
