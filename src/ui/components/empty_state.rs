//! What a page says while there is nothing for it to show, and the ways on.

use leptos::prelude::*;

use crate::ui::state::{Wish, app_state};

/// A sentence and two buttons.
#[component]
pub fn EmptyState(
    /// What is missing.
    text: &'static str,
) -> impl IntoView {
    let state = app_state();
    view! {
        <section class="card empty">
            <p>{text}</p>
            <div class="row">
                <button type="button" class="button primary" data-testid="try-sample" on:click=move |_| state.want(Wish::Sample)>
                    "Try the sample"
                </button>
                <button type="button" class="button" data-testid="open-file" on:click=move |_| state.want(Wish::Choose)>
                    "Open a file…"
                </button>
            </div>
        </section>
    }
}
