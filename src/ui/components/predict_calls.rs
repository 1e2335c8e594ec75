//! The same connection as JSON: to be edited or pasted, the answer beside it, and the calls that give it elsewhere.

use leptos::prelude::*;

use crate::session::prediction::{Draft, curl_call, fetch_call};
use crate::ui::judge::judge;
use crate::web::clipboard;

/// The card.
#[component]
pub fn PredictCalls() -> impl IntoView {
    let judge = judge();
    let draft = judge.draft;
    let request = Memo::new(move |_| {
        judge.judged.with(|judged| judged.as_ref().map(|judged| judged.request.clone()).unwrap_or_default())
    });
    // An answer stands beside the text that it is for, never beside another one.
    let answered = move || judge.judged.get().filter(|_| draft.with(Draft::is_answered));
    let response = move || answered().map(|judged| judged.response.clone());
    let status = move || answered().map(|judged| judged.status.to_string());
    let refusal = move || draft.with(|draft| draft.refusal().map(str::to_owned));
    let waits = move || match draft.with(|draft| (draft.is_answered(), draft.refusal().is_some())) {
        (true, _) => "",
        (false, true) => "None: the text above could not be read.",
        (false, false) => "Press Predict to have the text above judged.",
    };
    let text = move || draft.with(|draft| draft.shown(&request.get()));
    let submit = move |_| judge.paste(draft.with_untracked(|draft| draft.shown(&request.get_untracked())));
    view! {
        <section class="card predict-calls" aria-label="As JSON">
            <h2>"As JSON"</h2>
            <label for="predict-json">"A JSON object or a line of a file, to edit or to paste into"</label>
            <textarea
                id="predict-json"
                rows="6"
                spellcheck="false"
                data-testid="predict-json"
                prop:value=text
                on:input=move |event| draft.update(|draft| draft.type_in(event_target_value(&event)))
            ></textarea>
            <div class="row">
                <button type="button" class="button primary" data-testid="predict-submit" on:click=submit>"Predict"</button>
            </div>
            <p class="error" role="alert" data-testid="predict-error">{refusal}</p>
            <h3>"Answer"</h3>
            <p class="sub" data-testid="predict-waits">{waits}</p>
            <pre data-testid="predict-answer" data-status=status tabindex="0">{response}</pre>
            <details>
                <summary>"In a script of this site: fetch"</summary>
                <p class="sub">"The service worker answers with the model that this browser keeps, also offline."</p>
                <Call text=Signal::derive(move || fetch_call(&request.get())) />
            </details>
            <details>
                <summary>"In a shell: curl"</summary>
                <p class="sub">"Needs " <code>"oddflow serve"</code> ", which answers with a model of its own or with " <code>"--model FILE"</code> "."</p>
                <Call text=Signal::derive(move || curl_call(&request.get())) />
            </details>
        </section>
    }
}

#[component]
fn Call(text: Signal<String>) -> impl IntoView {
    view! {
        <pre tabindex="0">{move || text.get()}</pre>
        <button type="button" class="button small" on:click=move |_| clipboard::copy(&text.get_untracked())>"Copy"</button>
    }
}
