//! How the autoencoder learns or learnt.

use std::sync::Arc;

use leptos::prelude::*;

use crate::charts::losses;
use crate::detectors::autoencoder::training::EpochLoss;
use crate::session::{Activity, Session};
use crate::ui::components::chart_canvas::Draw;
use crate::ui::components::chart_card::ChartCard;
use crate::ui::state::app_state;

/// The card, once an epoch is through.
#[component]
pub fn LossesCard() -> impl IntoView {
    let state = app_state();
    let losses = Memo::new(move |_| state.session.with(losses_of));
    let has_some = Memo::new(move |_| losses.with(|losses| !losses.is_empty()));
    // An epoch changes the drawing, it does not make a new one.
    let draw = Memo::new_with_compare(
        move |_| -> Draw {
            let drawn = losses.get();
            Arc::new(move |theme, _| losses::chart(&drawn, theme))
        },
        |_, _| true,
    );
    let row = |(epoch, loss): (usize, EpochLoss)| {
        view! {
            <tr>
                <th scope="row">{epoch + 1}</th>
                <td class="number">{format!("{:.6}", loss.training)}</td>
                <td class="number">{loss.validation.map(|loss| format!("{loss:.6}"))}</td>
            </tr>
        }
    };
    let reading = Signal::derive(move || {
        let stopped = state.session.with(stopped).map_or_else(String::new, |(learnt, wanted)| {
            format!(" It stopped by itself after epoch {learnt} of {wanted} and is what it was at its best.")
        });
        format!(
            "Lower is better. When the validation loss no longer falls, more epochs bring nothing.{stopped}"
        )
    });
    view! {
        <Show when=move || has_some.get()>
            <ChartCard
                question="Does the autoencoder still learn?"
                reading
                draw
                height=losses::HEIGHT
                description=Signal::derive(move || losses.with(|losses| losses::description(losses)))
                testid="losses"
                file_stem="losses".to_owned()
            >
                <table>
                    <thead><tr><th scope="col">"Epoch"</th><th scope="col" class="number">"Training"</th><th scope="col" class="number">"Validation"</th></tr></thead>
                    <tbody>{move || losses.get().into_iter().enumerate().map(row).collect_view()}</tbody>
                </table>
            </ChartCard>
        </Show>
    }
}

/// Losses of the training that runs, or of the one that stands.
fn losses_of(session: &Session) -> Vec<EpochLoss> {
    match &session.activity {
        Activity::Training { learning, .. } => {
            learning.as_ref().map(|learning| learning.losses.clone()).unwrap_or_default()
        }
        Activity::Scoring { losses, .. } => losses.clone(),
        _ => {
            let fit = session.scored.as_ref().and_then(|scores| scores.fit.autoencoder.as_ref());
            fit.map(|fit| fit.losses.clone()).unwrap_or_default()
        }
    }
}

/// The epochs that the network that stands learnt and should have learnt, if they are fewer.
fn stopped(session: &Session) -> Option<(usize, u32)> {
    let fit = session.scored.as_ref()?.fit.autoencoder.as_ref()?;
    let is_at_rest = matches!(session.activity, Activity::Resting);
    let n_learnt = fit.losses.len();
    (is_at_rest && n_learnt > 0 && n_learnt < fit.params.epochs as usize)
        .then_some((n_learnt, fit.params.epochs))
}
