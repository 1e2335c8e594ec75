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
    let shown = Memo::new(move |_| state.session.with(shown));
    move || {
        let losses = shown.get();
        (!losses.is_empty()).then(move || {
            let drawn = Arc::new(losses.clone());
            let draw: Draw = Arc::new(move |theme, _| losses::chart(&drawn, theme));
            let rows: Vec<_> = losses.iter().enumerate().map(|(epoch, loss)| {
                view! {
                    <tr>
                        <th scope="row">{epoch + 1}</th>
                        <td class="number">{format!("{:.6}", loss.training)}</td>
                        <td class="number">{loss.validation.map(|loss| format!("{loss:.6}"))}</td>
                    </tr>
                }
            }).collect();
            view! {
                <ChartCard
                    question="Does the autoencoder still learn?"
                    reading="Lower is better. When the validation loss no longer falls, more epochs bring nothing."
                    draw
                    height=losses::HEIGHT
                    description=losses::description(&losses)
                    testid="losses"
                    file_stem="losses".to_owned()
                >
                    <table>
                        <thead><tr><th scope="col">"Epoch"</th><th scope="col" class="number">"Training"</th><th scope="col" class="number">"Validation"</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </ChartCard>
            }
        })
    }
}

/// Losses of the training that runs, or of the one that stands.
fn shown(session: &Session) -> Vec<EpochLoss> {
    match &session.activity {
        Activity::Training { learning: Some(learning), .. } => learning.losses.clone(),
        _ => {
            let fit = session.scored.as_ref().and_then(|scores| scores.fit.autoencoder.as_ref());
            fit.map(|fit| fit.losses.clone()).unwrap_or_default()
        }
    }
}
