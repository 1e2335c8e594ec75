//! Data: what is in the loaded file, before anything is trained on it.

mod classes;
mod correlations;
mod drawn;
mod explorer;
mod explorer_fields;
mod feature_table;
mod filters;
mod names;
mod sample;
mod traffic;

use std::sync::Arc;

use leptos::prelude::*;

use crate::engine::event::LoadSummary;
use crate::engine::questions::describe::Description;
use crate::engine::questions::{Answer, Question};
use crate::engine::selection::Selection;
use crate::session::sample_pages::Page;
use crate::ui::answers::answered;
use crate::ui::components::doctor_card::DoctorCard;
use crate::ui::components::empty_state::EmptyState;
use crate::ui::components::later::Later;
use crate::ui::components::load_summary_card::LoadSummaryCard;
use crate::ui::in_sight::DrawnInSight;
use crate::ui::state::app_state;
use crate::web::idle::in_turn;

use classes::Classes;
use correlations::Correlations;
use explorer::Explorer;
use feature_table::FeatureTable;
use filters::Filters;
use names::Names;
use sample::DataSample;
use traffic::Traffic;

/// What is known of the rows that are meant.
type Described = RwSignal<Option<Arc<Description>>>;

/// The page of rows that is shown, and the selection that it is of: in another one it would be another page.
type Sampled = RwSignal<(Selection, Page)>;

/// Names of the features in the order of the table. Of a file to be scored it is the order of the one to be trained on.
fn names_of_features(file: &LoadSummary) -> Vec<String> {
    let trained_on = app_state().loaded.get_untracked();
    trained_on.as_deref().unwrap_or(file).feature_names()
}

/// The page.
#[component]
pub fn Data() -> impl IntoView {
    let state = app_state();
    view! {
        <h1 class="page-title">"Data"</h1>
        {move || match state.scored_file.get() {
            Some(file) => view! { <FileContent file /> }.into_any(),
            None => view! { <EmptyState text="No file is loaded yet. Open one to see what is in it, or try the sample." /> }
                .into_any(),
        }}
    }
}

#[component]
fn FileContent(file: Arc<LoadSummary>) -> impl IntoView {
    let state = app_state();
    let described: Described = answered(
        move || Some(Question::Describe(state.selection.get())),
        |answer| match answer {
            Answer::Describe(description) => Some(description),
            _ => None,
        },
    );
    // Tables follow when the chart's question is on its way: to fill them takes as long as to answer it.
    let tabulated: Described = RwSignal::new(None);
    Effect::new(move |_| {
        let newest = described.get();
        in_turn(move || {
            let _ = tabulated.try_set(newest);
        });
    });
    // Drawing all charts of so long a page would take a change of the selection too long.
    provide_context(DrawnInSight);
    let explored = RwSignal::new(None);
    let sampled: Sampled = RwSignal::new((Selection::default(), Page::FIRST));
    let file = StoredValue::new(file);
    view! {
        <div class="columns">
            <LoadSummaryCard file=file.get_value() />
            <DoctorCard file=file.get_value() />
        </div>
        <Filters file=file.get_value() described />
        <Later><Classes file=file.get_value() described=tabulated /></Later>
        <Later><Explorer file=file.get_value() described view=explored /></Later>
        <Later><FeatureTable file=file.get_value() described=tabulated /></Later>
        <Later><Names file=file.get_value() described=tabulated /></Later>
        <Later><Traffic file=file.get_value() described sampled /></Later>
        <Later><Correlations file=file.get_value() explored /></Later>
        <Later><DataSample file=file.get_value() described sampled /></Later>
    }
}
