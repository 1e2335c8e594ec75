//! Of two files given at once: which one is to be trained on?

use leptos::html::Dialog;
use leptos::prelude::*;

use crate::ui::state::app_state;

/// The question.
#[component]
pub fn PairDialog() -> impl IntoView {
    let state = app_state();
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match state.pair.with(Option::is_some) {
            true if !dialog.open() => {
                let _ = dialog.show_modal();
            }
            false if dialog.open() => dialog.close(),
            _ => {}
        }
    });
    let names = move || state.pair.get().unwrap_or_default();
    let choose = move |first: bool| move |_| state.choose_of_pair(Some(first));
    view! {
        <dialog node_ref=dialog aria-labelledby="pair-title" data-testid="pair-dialog" on:cancel=move |_: leptos::ev::Event| state.choose_of_pair(None)>
            <h2 id="pair-title">"Which file is to be trained on?"</h2>
            <p class="sub">"The other one is scored by what was learnt from it."</p>
            <div class="stack">
                <button type="button" class="button" data-testid="train-on-first" on:click=choose(true)>"Train on " {move || names().0}</button>
                <button type="button" class="button" data-testid="train-on-second" on:click=choose(false)>"Train on " {move || names().1}</button>
                <button type="button" class="button quiet" on:click=move |_| state.choose_of_pair(None)>"Open neither"</button>
            </div>
        </dialog>
    }
}
