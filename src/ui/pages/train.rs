//! Train: what was loaded, and the settings of a training.

use leptos::prelude::*;

use crate::ui::components::columns_card::ColumnsCard;
use crate::ui::components::empty_state::EmptyState;
use crate::ui::components::files_card::FilesCard;
use crate::ui::components::load_summary_card::LoadSummaryCard;
use crate::ui::components::losses_card::LossesCard;
use crate::ui::components::training_form::TrainingForm;
use crate::ui::state::app_state;

/// The page.
#[component]
pub fn Train() -> impl IntoView {
    let state = app_state();
    view! {
        <h1 class="page-title">"Train"</h1>
        {move || match state.loaded.get() {
            Some(file) => view! {
                <div class="columns">
                    <div class="stack">
                        <LoadSummaryCard file=file.clone() />
                        <FilesCard />
                        <ColumnsCard file=file.clone() />
                    </div>
                    <div class="stack">
                        <TrainingForm file />
                        <LossesCard />
                    </div>
                </div>
            }
            .into_any(),
            None => view! {
                <EmptyState text="No file is loaded yet. Drop one anywhere, open one, or try the sample." />
            }
            .into_any(),
        }}
    }
}
