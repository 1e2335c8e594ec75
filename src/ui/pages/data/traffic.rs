//! The shape of the traffic: which names go together, which occur in which family, and when in the file rows come.

use std::sync::Arc;

use leptos::html::Div;
use leptos::prelude::*;

use super::drawn::{drawn, told};
use super::names::{features_of_names, names_at};
use super::sample::DATA_SAMPLE;
use super::{Described, Sampled, names_of_features};
use crate::charts::{flow, names_by_family, strip};
use crate::data::label::FAMILIES;
use crate::engine::event::LoadSummary;
use crate::engine::questions::describe::{Description, NameSummary};
use crate::engine::questions::flow::{Flow, FlowQuestion};
use crate::engine::questions::strip::{Step, StripQuestion};
use crate::engine::questions::{Answer, Question};
use crate::session::format::{count, shortened};
use crate::session::sample_pages::Page;
use crate::ui::answers::answered_in_sight;
use crate::ui::components::chart_card::ChartCard;
use crate::ui::in_sight::in_sight;
use crate::ui::state::app_state;
use crate::web::document;

/// Levels of a flow before the families.
const MAX_LEVELS: usize = 3;
/// Features with more names are no level of a flow.
const MAX_NAMES: u64 = 150;
/// Rows of a table beside a chart.
const MAX_ROWS: usize = 200;

/// The cards.
#[component]
pub fn Traffic(file: Arc<LoadSummary>, described: Described, sampled: Sampled) -> impl IntoView {
    let state = app_state();
    let features = Memo::new(move |_| described.with(|d| d.as_ref().map(|d| levels(d)).unwrap_or_default()));
    let (strip_place, flow_place) = (NodeRef::<Div>::new(), NodeRef::<Div>::new());
    let flows = answered_in_sight(
        in_sight(flow_place),
        move || {
            let features = features.get();
            let selection = state.selection.get();
            (!features.is_empty()).then_some(Question::Flow(FlowQuestion { selection, features }))
        },
        |answer| match answer {
            Answer::Flow(flow) => Some(flow),
            _ => None,
        },
    );
    let (n_samples, labelled) = (file.n_samples, file.labelled);
    let steps = answered_in_sight(
        in_sight(strip_place),
        move || Some(Question::Strip(StripQuestion { selection: state.selection.get(), n_samples })),
        |answer| match answer {
            Answer::Strip(steps) => Some(steps),
            _ => None,
        },
    );
    let look = move |place: usize| {
        let page = steps.with_untracked(|steps| Page::from_step(steps.as_ref()?, place));
        if let Some(page) = page {
            sampled.set((state.selection.get_untracked(), page));
            document::show(DATA_SAMPLE);
        }
    };
    let names = names_of_features(&file);
    let widest = Memo::new(move |_| described.with(|d| d.as_ref().and_then(|d| widest(d))));
    let widest_names =
        move || described.get().and_then(|d| names_at(&d, widest.get()?).cloned().map(Arc::new));
    let heat_question = move || {
        let name = widest.get().and_then(|i| names.get(i as usize).cloned()).unwrap_or_default();
        format!("Which {} in which family?", shortened(&name, 40))
    };
    let stem = file.name.clone();
    let (flow_stem, heat_stem, strip_stem) =
        (format!("{stem}_flow"), format!("{stem}_names_by_family"), format!("{stem}_strip"));
    view! {
        <div class="in-sight" node_ref=strip_place>
        <ChartCard
            question="When in the file do they come?"
            reading="The file from its first row to its last, a line a family. The stronger the colour, the more rows; empty means none. A click leads to the rows from there on."
            draw=drawn(move || steps.get(), |steps: &Vec<Step>, theme, narrow| strip::chart(steps, theme, narrow))
            height=told(move || steps.get(), |steps: &Vec<Step>| strip::height(steps).max(92))
            description=told(move || steps.get(), |steps: &Vec<Step>| strip::description(steps))
            testid="strip"
                on_cell=move |(step, _)| look(step)
            file_stem=strip_stem
        >
            {move || steps.get().map(|steps| strip_table(&steps, look))}
        </ChartCard>
        </div>
        <div class="in-sight" node_ref=flow_place>
        <Show when=move || features.with(|features| !features.is_empty())>
            <div class="columns">
                <ChartCard
                    question="Which connections go where?"
                    reading="From left to right: what goes together, and the family at the end. Widths grow with the square root of the rows, so that rare ways stay visible; numbers are rows."
                    draw=drawn(move || flows.get(), |flow: &Flow, theme, narrow| flow::chart(flow, theme, narrow))
                    height=flow::HEIGHT
                    description=told(move || flows.get(), flow::description)
                    testid="flow"
                    file_stem=flow_stem.clone()
                >
                    {move || flows.get().map(|flow| flow_table(&flow))}
                </ChartCard>
                {labelled.then(|| view! {
                <ChartCard
                    question=Signal::derive(heat_question.clone())
                    reading="The most frequent names. The stronger the colour, the more rows, each step of colour several times the one before."
                    draw=drawn(widest_names, |names: &NameSummary, theme, _| names_by_family::chart(names, theme))
                    height=told(widest_names, |names: &NameSummary| names_by_family::height(names).max(90))
                    description=told(widest_names, names_by_family::description)
                    testid="names-by-family"
                    file_stem=heat_stem.clone()
                >
                    {move || widest_names().map(|names| heat_table(&names))}
                </ChartCard>
                })}
            </div>
        </Show>
        </div>
    }
}

/// Features of names that are few enough to be levels.
fn levels(description: &Description) -> Vec<u32> {
    let is_level = |feature: &u32| {
        names_at(description, *feature).is_some_and(|names| (1..=MAX_NAMES).contains(&names.distinct()))
    };
    features_of_names(description).into_iter().filter(is_level).take(MAX_LEVELS).collect()
}

/// The level with the most names.
fn widest(description: &Description) -> Option<u32> {
    let distinct = |feature: &u32| names_at(description, *feature).map_or(0, NameSummary::distinct);
    levels(description).into_iter().max_by_key(distinct)
}

fn strip_table<L: Fn(usize) + Copy + Send + 'static>(steps: &[Step], look: L) -> impl IntoView + use<L> {
    let rows = steps.iter().enumerate().map(|(place, step)| {
        let words = format!("{} to {}", count(step.first), count(step.first + step.n_samples - 1));
        let label = format!("Look at rows {words}");
        let cells = step.families.map(|n| view! { <td class="number">{count(n)}</td> });
        let go = view! { <button type="button" class="link" data-testid="look-at-rows" aria-label=label on:click=move |_| look(place)>"Look"</button> };
        view! { <tr><th scope="row">{words}</th>{cells.collect_view()}<td>{go}</td></tr> }
    });
    let rows = rows.collect_view();
    let heads =
        FAMILIES.map(|family| view! { <th scope="col" class="number">{family.name()}</th> }).collect_view();
    table(
        "Rows along the file",
        view! { <th scope="col">"rows"</th>{heads}<th scope="col"><span class="unseen">"look"</span></th> }
            .into_any(),
        rows.into_any(),
    )
}

fn flow_table(flow: &Flow) -> impl IntoView + use<> {
    let mut links = flow.links.clone();
    links.sort_by_key(|link| std::cmp::Reverse(link.samples));
    let rows = links.iter().take(MAX_ROWS).map(|link| {
        let (level, from, to) = (link.level as usize, link.from as usize, link.to as usize);
        view! {
            <tr>
                <th scope="row"><bdi>{shortened(&flow::words(flow, level, from), 60)}</bdi></th>
                <td><bdi>{shortened(&flow::words(flow, level + 1, to), 60)}</bdi></td>
                <td class="number" data-value=link.samples.to_string()>{count(link.samples)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let heads = view! { <th scope="col">"from"</th><th scope="col">"to"</th><th scope="col" class="number">"rows"</th> };
    table("Flow as a table", heads.into_any(), rows.into_any())
}

fn heat_table(names: &NameSummary) -> impl IntoView + use<> {
    let rows = names.names.iter().map(|(name, counts)| {
        let cells = counts.map(|n| view! { <td class="number">{count(n)}</td> });
        view! { <tr><th scope="row"><bdi>{shortened(name, 60)}</bdi></th>{cells.collect_view()}</tr> }
    });
    let rows = rows.collect_view();
    let heads =
        FAMILIES.map(|family| view! { <th scope="col" class="number">{family.name()}</th> }).collect_view();
    table("Names by family", view! { <th scope="col">"name"</th>{heads} }.into_any(), rows.into_any())
}

fn table(label: &'static str, heads: AnyView, rows: AnyView) -> impl IntoView {
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=label>
            <table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>
        </div>
    }
}
