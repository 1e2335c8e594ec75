//! Train: what was loaded, and the settings of a training.

use std::sync::Arc;

use leptos::prelude::*;

use crate::ui::components::columns_card::ColumnsCard;
use crate::ui::components::empty_state::EmptyState;
use crate::ui::components::files_card::FilesCard;
use crate::ui::components::later::Later;
use crate::ui::components::load_summary_card::LoadSummaryCard;
use crate::ui::components::losses_card::LossesCard;
use crate::ui::components::training_form::TrainingForm;
use crate::ui::state::app_state;

/// The page.
#[component]
pub fn Train() -> impl IntoView {
    let state = app_state();
    // A file that is read again takes the place of what stands.
    let stood_before = StoredValue::new(false);
    let shown = move || match state.loaded.get() {
        Some(file) => {
            let at_once = stood_before.try_update_value(|stood| std::mem::replace(stood, true)) == Some(true);
            let (trained_on, columns_of) = (Arc::clone(&file), Arc::clone(&file));
            view! {
                <div class="columns">
                    <div class="stack">
                        <LoadSummaryCard file />
                        <Later at_once><FilesCard /></Later>
                        <Later at_once><ColumnsCard file=Arc::clone(&columns_of) /></Later>
                    </div>
                    <div class="stack">
                        <Later at_once><TrainingForm file=Arc::clone(&trained_on) /></Later>
                        <Later at_once><LossesCard /></Later>
                    </div>
                </div>
            }
            .into_any()
        }
        None => {
            stood_before.set_value(false);
            view! {
                <EmptyState text="No file is loaded yet. Drop one anywhere, open one, or try the sample." />
            }
            .into_any()
        }
    };
    view! {
        <h1 class="page-title">"Train"</h1>
        {shown}
    }
}
