//! The keys, shown by `?`.

use leptos::html::Dialog;
use leptos::prelude::*;

use crate::ui::shortcuts::{HELP, HELP_OF_PARTS};
use crate::ui::state::app_state;

/// The dialog, open while the state says so.
#[component]
pub fn HelpDialog() -> impl IntoView {
    let state = app_state();
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        if state.help_is_open.get() && !dialog.open() {
            let _ = dialog.show_modal();
        } else if !state.help_is_open.get() && dialog.open() {
            dialog.close();
        }
    });
    let keys = HELP.into_iter().chain(HELP_OF_PARTS).map(|(keys, meaning)| {
        let keys = keys.split(' ').map(|key| view! { <kbd>{key}</kbd> }).collect_view();
        view! {
            <div>
                <dt>{keys}</dt>
                <dd>{meaning}</dd>
            </div>
        }
    });
    view! {
        <dialog class="help" node_ref=dialog on:close=move |_| state.help_is_open.set(false) aria-labelledby="help-title">
            <div class="dialog-head">
                <h2 id="help-title">"Keys"</h2>
                <button type="button" class="icon-button" aria-label="Close" on:click=move |_| state.help_is_open.set(false)>
                    <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 3l10 10M13 3 3 13" /></svg>
                </button>
            </div>
            <dl class="keys">{keys.collect_view()}</dl>
        </dialog>
    }
}
