//! Data: what is in the loaded file, before anything is trained on it.

use std::sync::Arc;

use leptos::prelude::*;

use crate::charts::class_distribution;
use crate::data::label::FAMILIES;
use crate::engine::event::LoadSummary;
use crate::session::figures::share;
use crate::session::format::{count, percent};
use crate::ui::components::chart_canvas::Draw;
use crate::ui::components::chart_card::ChartCard;
use crate::ui::components::doctor_card::DoctorCard;
use crate::ui::components::empty_state::EmptyState;
use crate::ui::components::family_icon::FamilyIcon;
use crate::ui::components::load_summary_card::LoadSummaryCard;
use crate::ui::state::app_state;

/// The page.
#[component]
pub fn Data() -> impl IntoView {
    let state = app_state();
    view! {
        <h1 class="page-title">"Data"</h1>
        {move || match state.loaded.get() {
            Some(file) => view! { <FileContent file /> }.into_any(),
            None => view! { <EmptyState text="No file is loaded yet. Open one to see what is in it, or try the sample." /> }
                .into_any(),
        }}
    }
}

#[component]
fn FileContent(file: Arc<LoadSummary>) -> impl IntoView {
    let labelled = file.labelled;
    let labels = Arc::clone(&file);
    view! {
        <div class="columns">
            <LoadSummaryCard file=Arc::clone(&file) />
            <DoctorCard file=Arc::clone(&file) />
        </div>
        <Show when=move || labelled>
            <div class="columns">
                <ClassDistribution file=Arc::clone(&labels) />
                <LabelTable file=Arc::clone(&labels) />
            </div>
        </Show>
    }
}

#[component]
fn ClassDistribution(file: Arc<LoadSummary>) -> impl IntoView {
    let drawn = Arc::clone(&file);
    let draw: Draw = Arc::new(move |theme, is_narrow| class_distribution::chart(&drawn, theme, is_narrow));
    let rows = FAMILIES.into_iter().filter(|family| file.families[family.index()] > 0).map(|family| {
        let (all, distinct) = (file.families[family.index()], file.distinct_families[family.index()]);
        view! {
            <tr>
                <th scope="row"><span class="tag"><FamilyIcon family />{family.name()}</span></th>
                <td class="number" data-value=all.to_string()>{count(all)}</td>
                <td class="number" data-value=share(all, file.n_samples).to_string()>{percent(share(all, file.n_samples))}</td>
                <td class="number" data-value=distinct.to_string()>{count(distinct)}</td>
                <td class="number" data-value=share(distinct, file.n_distinct).to_string()>{percent(share(distinct, file.n_distinct))}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <ChartCard
            question="How many connections of which family?"
            reading="Full colour: all connections; pale: distinct rows. Each gridline is ten times the one before, so that rare families show."
            draw
            height=class_distribution::height(&file)
            description=class_distribution::description(&file)
            testid="class-distribution"
            file_stem=format!("{}_families", file.name)
        >
            <table>
                <thead>
                    <tr>
                        <th scope="col">"family"</th>
                        <th scope="col" class="number">"connections"</th>
                        <th scope="col" class="number">"share"</th>
                        <th scope="col" class="number">"distinct"</th>
                        <th scope="col" class="number">"share"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </ChartCard>
    }
}

#[component]
fn LabelTable(file: Arc<LoadSummary>) -> impl IntoView {
    let rows = file.labels.iter().map(|label| {
        view! {
            <tr>
                <th scope="row"><span class="tag"><FamilyIcon family=label.family />{label.label.clone()}</span></th>
                <td>{label.family.name()}</td>
                <td class="number" data-value=label.samples.to_string()>{count(label.samples)}</td>
                <td class="number" data-value=share(label.samples, file.n_samples).to_string()>{percent(share(label.samples, file.n_samples))}</td>
                <td class="number" data-value=label.distinct.to_string()>{count(label.distinct)}</td>
            </tr>
        }
    });
    view! {
        <section class="card">
            <h2>"Which labels are in it?"</h2>
            <p class="sub">"As they stand in the file, most frequent first, with the family that the published lists give them."</p>
            <div class="scroll tall" tabindex="0" role="region" aria-label="Labels">
                <table data-testid="labels-table">
                    <thead>
                        <tr>
                            <th scope="col">"label"</th>
                            <th scope="col">"family"</th>
                            <th scope="col" class="number">"connections"</th>
                            <th scope="col" class="number">"share"</th>
                            <th scope="col" class="number">"distinct"</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}
