//! Which file is trained on and which is scored, each to be changed.

use leptos::ev;
use leptos::prelude::*;

use crate::session::doctor::examine;
use crate::session::format::counted;
use crate::ui::components::skipped_lines::SkippedLines;
use crate::ui::state::{Wish, app_state};
use crate::ui::words::findings::finding;
use crate::web::files;

/// The card.
#[component]
pub fn FilesCard() -> impl IntoView {
    let state = app_state();
    let choose = move |wish: fn(files::OpenedFile) -> Wish| {
        move |event: ev::Event| {
            if let Some(file) = files::chosen(&event).into_iter().next() {
                state.want(wish(file));
            }
        }
    };
    let has_results = Memo::new(move |_| state.session.with(|session| session.scored.is_some()));
    let test = move || {
        let file = state.test.get()?;
        let findings = examine(&file).into_iter().map(|found| {
            let (heading, words) = finding(&found, file.n_samples);
            view! { <li><b>{heading}</b>": "{words}</li> }
        });
        let findings = findings.collect_view();
        Some(view! {
            <p data-testid="test-summary" data-samples=file.n_samples.to_string()>
                <b>{file.name.clone()}</b>
                {format!(" · {} · {}", file.format, counted(file.n_samples, "connection", "connections"))}
            </p>
            <ul class="findings">{findings}</ul>
            <SkippedLines file=file.clone() />
            <button
                type="button"
                class="button quiet"
                data-testid="forget-test"
                disabled=move || state.phase.get().0.is_some()
                on:click=move |_| state.forget_test()
            >
                "Score the training file instead"
            </button>
        })
    };
    view! {
        <section class="card" aria-label="Files">
            <h2>"Which file is scored?"</h2>
            <p class="sub">"The file that is trained on, unless you choose another one with the same columns, in any order."</p>
            <Show when=move || has_results.get()>
                <p class="sub">"Another file here drops the present results: train again then."</p>
            </Show>
            {test}
            <label class="field">
                <span>"Train on another file"</span>
                <input type="file" data-testid="train-file-input" on:change=choose(Wish::Load) />
            </label>
            <label class="field">
                <span>"Score another file"</span>
                <input type="file" data-testid="test-file-input" on:change=choose(Wish::LoadTest) />
            </label>
        </section>
    }
}
