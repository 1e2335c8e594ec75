//! What a page says while there is nothing for it to show, and the ways on.

use leptos::prelude::*;

use crate::session::activity::Phase;
use crate::ui::page::Page;
use crate::ui::state::{Wish, app_state};
use crate::ui::words::activity::meanwhile;

/// Without a file: a sentence and two buttons, or what is to come while something runs.
#[component]
pub fn EmptyState(
    /// What is missing.
    text: &'static str,
) -> impl IntoView {
    let state = app_state();
    let ways_on = move || {
        view! {
            <p>{text}</p>
            <div class="row">
                <button type="button" class="button primary" data-testid="try-sample" on:click=move |_| state.want(Wish::Sample)>
                    "Try the sample"
                </button>
                <button type="button" class="button" data-testid="open-file" on:click=move |_| state.want(Wish::Choose)>
                    "Open a file…"
                </button>
            </div>
        }
    };
    view! { <section class="card empty"><UnlessRunning ways_on /></section> }
}

/// With a file that nothing was trained on: a sentence and the way to Train, or what is to come while something runs.
#[component]
pub fn NothingTrained(
    /// What is missing.
    text: String,
    testid: &'static str,
) -> impl IntoView {
    let ways_on = move || {
        view! {
            <p>{text.clone()}</p>
            <a class="button primary" href=Page::Train.hash()>"Go to Train"</a>
        }
    };
    view! { <section class="card empty" data-testid=testid><UnlessRunning ways_on /></section> }
}

/// Where something trained is shown or asked: that it is the one before, while another one is being trained.
#[component]
pub fn UntilTrained() -> impl IntoView {
    let state = app_state();
    view! {
        <Show when=move || state.phase.get().0 == Some(Phase::Training)>
            <p class="sub" data-testid="until-trained">
                "Training is under way. Until it is done, what was trained before answers here."
            </p>
        </Show>
    }
}

#[component]
fn UnlessRunning<V: IntoView + 'static>(ways_on: impl Fn() -> V + Send + 'static) -> impl IntoView {
    let state = app_state();
    move || match state.phase.get().0 {
        Some(phase) => view! { <p>{meanwhile(phase)}</p> }.into_any(),
        None => ways_on().into_any(),
    }
}
