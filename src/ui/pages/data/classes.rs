//! Which families and labels the rows have: pie, bars, tables, and what every attack does.

use std::sync::Arc;

use leptos::prelude::*;

use super::Described;
use super::drawn::{drawn, told};
use crate::charts::{class_distribution, family_pie, label_pie};
use crate::data::attacks::explanation;
use crate::data::label::{FAMILIES, Family};
use crate::engine::event::{LabelCount, LoadSummary};
use crate::engine::questions::describe::Description;
use crate::engine::questions::tally::Tally;
use crate::session::figures::share;
use crate::session::format::{count, counted, percent, shortened};
use crate::ui::components::chart_card::ChartCard;
use crate::ui::components::family_icon::FamilyIcon;

/// Characters of a label in a table.
const LABEL_CHARS: usize = 120;

/// The cards; nothing for a file without labels.
#[component]
pub fn Classes(file: Arc<LoadSummary>, described: Described) -> impl IntoView {
    file.labelled.then(|| {
        let stem = file.name.clone();
        let pie = drawn(move || described.get(), |d: &Description, theme, is_narrow| family_pie::chart(&d.families(), theme, is_narrow));
        let bars = drawn(move || described.get(), |d: &Description, theme, narrow| {
            class_distribution::chart(&tally(d), theme, narrow)
        });
        let height = told(move || described.get(), |d: &Description| class_distribution::height(&tally(d)).max(90));
        view! {
            <div class="columns">
                <ChartCard
                    question="How many connections of which family?"
                    reading="Full colour: all connections; pale: distinct rows. Each gridline is ten times the one before, so that rare families show."
                    draw=bars
                    height
                    description=told(move || described.get(), |d: &Description| class_distribution::description(&tally(d)))
                    testid="class-distribution"
                    file_stem=format!("{stem}_families")
                >
                    <p class="sub">"The numbers stand in the table below."</p>
                </ChartCard>
                <ChartCard
                    question="What share has each family?"
                    reading="A pie hides what is rare: read it together with the bars beside it."
                    draw=pie
                    height=told(move || described.get(), |d: &Description| family_pie::height(&d.families()))
                    description=told(move || described.get(), |d: &Description| family_pie::description(&d.families()))
                    testid="family-pie"
                    file_stem=format!("{stem}_shares")
                >
                    <p class="sub">"The numbers stand in the table below."</p>
                </ChartCard>
            </div>
            <section class="card" data-testid="families">
                <h2>"What is in each family?"</h2>
                <p class="sub">"Families and attacks with their numbers; open a family for what its attacks do."</p>
                {move || described.get().map(|d| view! { <FamilyTable description=d stem=stem.clone() /> })}
            </section>
        }
    })
}

fn tally(description: &Description) -> Tally {
    Tally { samples: description.families(), distinct: description.distinct_families() }
}

#[component]
fn FamilyTable(description: Arc<Description>, stem: String) -> impl IntoView {
    let tally = tally(&description);
    let (n_samples, n_distinct) = (tally.samples.iter().sum(), tally.distinct.iter().sum());
    let found = FAMILIES.into_iter().filter(|family| tally.samples[family.index()] > 0);
    let rows = found.clone().map(|family| {
        let (all, distinct) = (tally.samples[family.index()], tally.distinct[family.index()]);
        view! {
            <tr data-testid="family-row" data-family=family.name() data-value=all.to_string()>
                <th scope="row"><span class="tag"><FamilyIcon family />{family.name()}</span></th>
                <td class="number" data-value=all.to_string()>{count(all)}</td>
                <td class="number" data-value=share(all, n_samples).to_string()>{percent(share(all, n_samples))}</td>
                <td class="number" data-value=distinct.to_string()>{count(distinct)}</td>
                <td class="number" data-value=share(distinct, n_distinct).to_string()>{percent(share(distinct, n_distinct))}</td>
            </tr>
        }
    });
    let breakdown = found.map(|family| {
        let labels: Vec<LabelCount> =
            description.labels.iter().filter(|label| label.family == family).cloned().collect();
        view! { <Breakdown family labels n_samples stem=stem.clone() /> }
    });
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="Families">
            <table data-testid="families-table">
                <thead>
                    <tr>
                        <th scope="col">"family"</th>
                        <th scope="col" class="number">"connections"</th>
                        <th scope="col" class="number">"share"</th>
                        <th scope="col" class="number">"distinct"</th>
                        <th scope="col" class="number">"share"</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
        <div class="breakdowns">{breakdown.collect_view()}</div>
    }
}

#[component]
fn Breakdown(family: Family, labels: Vec<LabelCount>, n_samples: u64, stem: String) -> impl IntoView {
    let n_labels = labels.len() as u64;
    let pie = (n_labels > 1).then(|| {
        let labels = Arc::new(labels.clone());
        let answer = move || Some(Arc::clone(&labels));
        view! {
            <ChartCard
                question=format!("Which labels has {}?", family.name())
                reading="Shares of the family’s connections; a pie hides what is rare, the table below does not."
                draw=drawn(answer.clone(), |labels: &Vec<LabelCount>, theme, is_narrow| label_pie::chart(labels, theme, is_narrow))
                height=told(answer.clone(), |labels: &Vec<LabelCount>| label_pie::height(labels))
                description=told(answer, |labels: &Vec<LabelCount>| label_pie::description(labels))
                testid="label-pie"
                file_stem=format!("{stem}_{}", family.name())
            >
                <p class="sub">"The numbers stand in the table below."</p>
            </ChartCard>
        }
    });
    let rows = labels.into_iter().map(|label| {
        let meaning = explanation(&label.label);
        view! {
            <tr>
                <th scope="row">
                    <bdi>{shortened(&label.label, LABEL_CHARS)}</bdi>
                    {meaning.map(|meaning| view! { <span class="meaning">{meaning}</span> })}
                </th>
                <td class="number" data-value=label.samples.to_string()>{count(label.samples)}</td>
                <td class="number" data-value=share(label.samples, n_samples).to_string()>{percent(share(label.samples, n_samples))}</td>
                <td class="number" data-value=label.distinct.to_string()>{count(label.distinct)}</td>
            </tr>
        }
    });
    view! {
        <details class="breakdown">
            <summary>
                <span class="tag"><FamilyIcon family /><b>{family.name()}</b></span>
                <span class="muted">{format!(" {} · {}", counted(n_labels, "label", "labels"), family.explanation())}</span>
            </summary>
            {pie}
            <div class="scroll tall" tabindex="0" role="region" aria-label=format!("Labels of {}", family.name())>
                <table data-testid="labels-table">
                    <thead>
                        <tr>
                            <th scope="col">"label"</th>
                            <th scope="col" class="number">"connections"</th>
                            <th scope="col" class="number">"share of all"</th>
                            <th scope="col" class="number">"distinct"</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </details>
    }
}
