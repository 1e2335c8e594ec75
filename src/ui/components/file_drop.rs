//! Files dropped anywhere in the window, and the file field behind every Open button.

use leptos::ev;
use leptos::prelude::*;

use crate::ui::state::{FILE_FIELD, Wish, app_state};
use crate::web::files::{self, OpenedFile};

/// The field, which is never seen, and a veil over the page while a file hovers above it.
#[component]
pub fn FileDrop() -> impl IntoView {
    let state = app_state();
    let hovers = RwSignal::new(false);
    let hover = move |event: ev::DragEvent| {
        if files::are_dragged(&event) {
            event.prevent_default();
            hovers.set(true);
        }
    };
    let leave = move |event: ev::DragEvent| {
        if files::leave_window(&event) {
            hovers.set(false);
        }
    };
    let give = move |files: Vec<OpenedFile>| {
        let mut files = files.into_iter();
        match (files.next(), files.next(), files.len()) {
            (Some(file), None, _) => state.want(Wish::Load(file)),
            (Some(first), Some(second), 0) => state.want(Wish::Pair(first, second)),
            (None, ..) => {}
            (_, _, more) => state.session.update(|session| session.refuse_several(more as u32 + 2)),
        }
    };
    let drop = move |event: ev::DragEvent| {
        hovers.set(false);
        if files::are_dragged(&event) {
            event.prevent_default();
            give(files::dropped(&event));
        }
    };
    let listeners = [
        window_event_listener(ev::dragenter, hover),
        window_event_listener(ev::dragover, hover),
        window_event_listener(ev::dragleave, leave),
        window_event_listener(ev::drop, drop),
    ];
    on_cleanup(move || listeners.into_iter().for_each(|listener| listener.remove()));
    view! {
        <input
            type="file"
            id=FILE_FIELD
            class="visually-hidden"
            tabindex="-1"
            aria-label="Table of connections"
            data-testid="file-input"
            multiple
            on:change=move |event| give(files::chosen(&event))
        />
        <div class="drop-veil" class:shown=move || hovers.get() aria-hidden="true">
            <p>"Drop it anywhere"</p>
        </div>
    }
}
