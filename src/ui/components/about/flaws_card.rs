//! The flaws of KDD'99, told straight, with figures of the loaded file.

use leptos::prelude::*;

use crate::session::shortcomings::Shortcomings;
use crate::ui::state::app_state;
use crate::ui::words::about::flaws;

/// The card.
#[component]
pub fn FlawsCard() -> impl IntoView {
    let state = app_state();
    let lead = move || match state.scored_file.get() {
        Some(file) => format!("Figures of {}, which is loaded now.", file.name),
        None => "Load a file to see what each comes to in it.".to_owned(),
    };
    let list = move || {
        let found = state.scored_file.get().map(|file| Shortcomings::of(&file));
        let flaw = |(title, text, figure): (&'static str, &'static str, Option<String>)| {
            view! {
                <dt>{title}</dt>
                <dd>
                    {text}
                    {figure.map(|figure| view! { <b data-testid="flaw-figure">{figure}</b> })}
                </dd>
            }
        };
        flaws(found.as_ref()).into_iter().map(flaw).collect_view()
    };
    view! {
        <section class="card prose">
            <h2>"What is wrong with KDD’99"</h2>
            <p>{lead}</p>
            <dl class="flaws">{list}</dl>
            <p>"A good figure here is a good figure here. It promises nothing about today’s traffic."</p>
        </section>
    }
}
