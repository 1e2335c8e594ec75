//! What is flagged of every family and of every label; labels that training did not know are told apart.

use leptos::prelude::*;

use crate::data::label::{FAMILIES, Family};
use crate::session::format::{count, percent};
use crate::session::judge::Caught;
use crate::ui::components::family_icon::FamilyIcon;
use crate::ui::components::results::live::{Live, whole};
use crate::ui::result_view::ResultView;

/// The card; nothing without labels.
#[component]
pub fn RecallCard(
    /// The result.
    view: ResultView,
) -> impl IntoView {
    move || {
        let judge = view.judge.get();
        judge.is_graded().then(|| {
            let unseen = untrack(|| view.verdict.get()).unseen.is_some();
            view! {
                <section class="card">
                    <h2>"What is caught, and what slips through?"</h2>
                    <FamilyTable view />
                    {unseen.then(|| view! { <Unseen view /> })}
                    <details>
                        <summary>"Every label"</summary>
                        <LabelTable view />
                    </details>
                </section>
            }
        })
    }
}

#[component]
fn FamilyTable(view: ResultView) -> impl IntoView {
    let occurs = untrack(|| view.verdict.get());
    let of = move |family: Family| {
        Memo::new(move |_| {
            let verdict = view.verdict.get();
            let figures = verdict.figures.families.iter().find(|figures| figures.family == family);
            figures.map_or_else(Caught::default, |figures| Caught {
                of: figures.samples,
                flagged: figures.flagged,
            })
        })
    };
    let rows = FAMILIES
        .into_iter()
        .filter(|family| occurs.figures.families.iter().any(|figures| figures.family == *family))
        .map(|family| {
            let caught = of(family);
            let samples = untrack(|| caught.get()).of;
            view! {
                <tr data-testid="family-count" data-family=family.name() data-value=samples.to_string()>
                    <th scope="row">
                        <span class="tag">
                            <FamilyIcon family />
                            {family.name()}
                        </span>
                    </th>
                    <Cells caught=caught.into() />
                </tr>
            }
        });
    view! {
        <table class="flagged-table">
            <caption class="visually-hidden">"Flagged per family"</caption>
            <Heads first="family" />
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}

#[component]
fn LabelTable(view: ResultView) -> impl IntoView {
    let labels = untrack(|| view.verdict.get()).labels.clone();
    let rows = labels.into_iter().enumerate().map(|(position, label)| {
        let caught = Signal::derive(move || {
            view.verdict.get().labels.get(position).map_or_else(Caught::default, |label| label.caught)
        });
        view! {
            <tr data-testid="label-count" data-value=label.caught.of.to_string()>
                <th scope="row">
                    <span class="tag">
                        <FamilyIcon family=label.family />
                        {label.label}
                        {label.is_unseen.then(|| view! { <span class="chip">"unseen in training"</span> })}
                    </span>
                </th>
                <Cells caught />
            </tr>
        }
    });
    view! {
        <div class="scroll tall" tabindex="0" role="region" aria-label="Flagged per label">
            <table class="flagged-table">
                <Heads first="label" />
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Unseen(view: ResultView) -> impl IntoView {
    let caught = move || view.verdict.get().unseen.unwrap_or_default();
    view! {
        <p class="sub">
            "Of attacks whose label the training file does not have, "
            <b><Live value=Signal::derive(move || caught().share()) text=percent testid="recall-unseen".to_owned() /></b>
            " are flagged ("
            {move || format!("{} of {}", count(caught().flagged), count(caught().of))}
            ")."
        </p>
    }
}

#[component]
fn Heads(first: &'static str) -> impl IntoView {
    view! {
        <thead>
            <tr>
                <th scope="col">{first}</th>
                <th scope="col" class="number">"rows"</th>
                <th scope="col" class="number">"flagged"</th>
                <th scope="col" class="number">"share"</th>
            </tr>
        </thead>
    }
}

#[component]
fn Cells(caught: Signal<Caught>) -> impl IntoView {
    view! {
        <td class="number"><Live value=Signal::derive(move || Some(caught.get().of as f64)) text=whole /></td>
        <td class="number"><Live value=Signal::derive(move || Some(caught.get().flagged as f64)) text=whole /></td>
        <td class="number"><Live value=Signal::derive(move || caught.get().share()) text=percent /></td>
    }
}
