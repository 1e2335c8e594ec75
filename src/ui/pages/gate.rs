//! What stands in a page's place until somebody signs in.

use leptos::prelude::*;

use crate::ui::state::app_state;

/// A sentence and a way in.
#[component]
pub fn Gate() -> impl IntoView {
    let state = app_state();
    Effect::new(move |_| state.login_is_open.set(true));
    view! {
        <h1 class="page-title">"Please sign in"</h1>
        <section class="card empty">
            <p>"This page needs a demo login, by one click. Home and About are open to all."</p>
            <button type="button" class="button primary" on:click=move |_| state.login_is_open.set(true)>"Sign in"</button>
        </section>
    }
}
