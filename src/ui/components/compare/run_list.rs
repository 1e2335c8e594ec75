//! All runs: chosen for the comparison, renamed, opened again, deleted.

use leptos::prelude::*;

use crate::session::run::Run;
use crate::ui::state::app_state;
use crate::ui::words::runs::told;

/// The list.
#[component]
pub fn RunList(
    /// Runs that are compared, by their numbers.
    chosen: RwSignal<Vec<u32>>,
) -> impl IntoView {
    let state = app_state();
    let runs = move || state.runs.with(|runs| runs.newest_first().cloned().collect::<Vec<Run>>());
    view! {
        <section class="card">
            <h2>"Which runs?"</h2>
            <p class="sub">
                "Every training is kept here, in this browser: its settings and its figures, no row. The same settings, seed and file give
                the same result again, to the last bit."
            </p>
            <ul class="runs">
                <For each=runs key=|run| (run.id, run.name.clone(), run.report.date.clone()) children=move |run| view! { <Entry run chosen /> } />
            </ul>
        </section>
    }
}

#[component]
fn Entry(run: Run, chosen: RwSignal<Vec<u32>>) -> impl IntoView {
    let state = app_state();
    let id = run.id;
    let is_chosen = move || chosen.with(|chosen| chosen.contains(&id));
    let turn = move |_| {
        chosen.update(|chosen| {
            if chosen.contains(&id) {
                chosen.retain(|other| *other != id);
            } else {
                chosen.push(id);
            }
        });
    };
    let rename = move |event| {
        let name = event_target_value(&event);
        state.change_runs(|runs| runs.rename(id, &name));
    };
    let delete = move |_| {
        chosen.update(|chosen| chosen.retain(|other| *other != id));
        state.change_runs(|runs| runs.delete(id));
    };
    let told = told(&run);
    let name = run.name.clone();
    let reopen = move |_| state.reopen(&run);
    view! {
        <li data-testid="run" data-value=id.to_string()>
            <label class="check">
                <input type="checkbox" aria-label=format!("Compare {name}") prop:checked=is_chosen on:change=turn />
            </label>
            <input type="text" class="run-name" maxlength="60" aria-label="Name of the run" data-testid="run-name" value=name on:change=rename />
            <p class="sub">{told}</p>
            <div class="actions">
                <button type="button" class="link" data-testid="run-reopen" on:click=reopen>"Open again"</button>
                <button type="button" class="link" data-testid="run-delete" on:click=delete>"Delete"</button>
            </div>
        </li>
    }
}
