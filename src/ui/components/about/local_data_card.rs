//! What this site keeps in the browser, and a button that deletes it.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::session::format::bytes;
use crate::ui::state::app_state;
use crate::ui::words::about::{deleted, stored};
use crate::web::local_data::{self, Stored};

/// The card.
#[component]
pub fn LocalDataCard() -> impl IntoView {
    let state = app_state();
    let found = RwSignal::new(Stored::default());
    let outcome = RwSignal::new(String::new());
    spawn_local(async move {
        let stored = local_data::stored().await;
        let _ = found.try_set(stored);
    });
    let delete = move |_| {
        spawn_local(async move {
            let before = local_data::stored().await.entries.len();
            local_data::delete().await;
            state.forget_stored();
            let after = local_data::stored().await;
            let _ = outcome.try_set(deleted(before, after.entries.len()));
            let _ = found.try_set(after);
        });
    };
    let entries = move || {
        let entry = |(kind, name): (&'static str, String)| {
            view! {
                <li>
                    <code>{name}</code>
                    " "
                    <span class="muted">{kind}</span>
                </li>
            }
        };
        found.get().entries.into_iter().map(entry).collect_view()
    };
    let host = move || {
        let used = found.with(|found| found.host_bytes)?;
        Some(format!("All sites of this host together: {}, as the browser reckons.", bytes(used)))
    };
    view! {
        <section class="card prose">
            <h2>"What stays in this browser"</h2>
            <p>{move || found.with(|found| stored(found.entries.len()))}</p>
            <ul class="stored" data-testid="stored">{entries}</ul>
            <p>{host}</p>
            <button type="button" class="button" data-testid="delete-local-data" on:click=delete>"Delete all local data"</button>
            <p role="status" data-testid="deleted">{move || outcome.get()}</p>
        </section>
    }
}
