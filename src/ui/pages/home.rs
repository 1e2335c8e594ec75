//! Home: what this is in one sentence, two ways to begin, and a true result beside them.

use leptos::prelude::*;

use crate::session::Activity;
use crate::session::format::bytes;
use crate::ui::components::preview_card::PreviewCard;
use crate::ui::state::{Wish, app_state};
use crate::web::idle;

/// The page.
#[component]
pub fn Home() -> impl IntoView {
    let state = app_state();
    let may_preview = Memo::new(move |_| {
        state.session.with(|session| {
            session.loaded.is_none() && session.activity == Activity::Resting && session.preview.may_begin()
        })
    });
    Effect::new(move |_| {
        if may_preview.get() {
            idle::after_paint(move || state.begin_preview());
        }
    });
    view! {
        <div class="hero">
            <div class="pitch">
                <h1>"Find the strange connections. Keep the capture to yourself."</h1>
                <p class="lead">
                    "An Isolation Forest, trained in this tab on your own file, shows which connections are unlike the rest.
                    The file is read here and nowhere else."
                </p>
                <div class="row">
                    <button type="button" class="button primary large" data-testid="try-sample" on:click=move |_| state.want(Wish::Sample)>
                        "Try the sample"
                    </button>
                    <button type="button" class="button large" data-testid="open-file" on:click=move |_| state.want(Wish::Choose)>
                        "Open a file…"
                    </button>
                </div>
                <div class="drop-zone" data-testid="drop-zone" on:click=move |_| state.want(Wish::Choose)>
                    <b>"Drop a table of connections here"</b>
                    <span class="muted">"KDD’99, NSL-KDD, ARFF or your own CSV; plain, .gz or .zip; with or without labels — anywhere on the page will do"</span>
                </div>
                <OfferedFiles />
            </div>
            <PreviewCard />
        </div>
        <ol class="steps">
            <li class="card"><b>"1 · Open"</b>"Format and labels are recognised; copies, gaps and broken lines are told before you train."</li>
            <li class="card"><b>"2 · Train"</b>"A forest in a second or so, to be cancelled at any time. Same seed, same result, to the last bit."</li>
            <li class="card"><b>"3 · Look"</b>"The strangest connections first, every value of theirs at hand. With labels, how good the ranking is."</li>
        </ol>
    }
}

/// Files that the host has put beside the page.
#[component]
fn OfferedFiles() -> impl IntoView {
    let state = app_state();
    let file = move |offered: crate::web::fetch::OfferedFile| {
        let name = offered.name.clone();
        view! {
            <li>
                <button type="button" class="chip" on:click=move |_| state.want(Wish::Offered(name.clone()))>
                    {offered.name.clone()}
                    <span class="muted">{bytes(offered.bytes)}</span>
                </button>
            </li>
        }
    };
    view! {
        <Show when=move || !state.offered.with(Vec::is_empty)>
            <div class="offered">
                <p class="muted">"Or a file that lies beside this page:"</p>
                <ul>
                    <For each=move || state.offered.get() key=|offered| offered.name.clone() children=file />
                </ul>
            </div>
        </Show>
    }
}
