//! Predict: one connection, judged as it is typed, and the same as a call of the API.

use leptos::prelude::*;

use crate::ui::components::model_card::ModelCard;
use crate::ui::components::predict_calls::PredictCalls;
use crate::ui::components::predict_form::PredictForm;
use crate::ui::components::predict_verdict::PredictVerdict;
use crate::ui::judge::judge;
use crate::ui::state::app_state;

/// The page.
#[component]
pub fn Predict() -> impl IntoView {
    let (state, judge) = (app_state(), judge());
    Effect::new(move |_| {
        state.scored.track();
        judge.prepare();
    });
    // The form is made anew only for a model that asks for something else.
    let model = Memo::new_with_compare(
        move |_| judge.model.get().map(|(model, _)| model),
        |old, new| match (old, new) {
            (Some(Some(old)), Some(Some(new))) => old.version != new.version,
            (Some(None), Some(None)) => false,
            _ => true,
        },
    );
    view! {
        <h1 class="page-title">"Predict"</h1>
        <ModelCard />
        {move || model.get().map(|model| view! {
            <div class="columns">
                <PredictForm model=model.clone() />
                <div class="stack">
                    <PredictVerdict />
                    <PredictCalls />
                </div>
            </div>
        })}
    }
}
