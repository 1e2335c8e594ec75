//! How features of numbers go together.

use std::sync::Arc;

use leptos::prelude::*;

use super::drawn::{drawn, told};
use super::names_of_features;
use crate::charts::correlation;
use crate::engine::event::LoadSummary;
use crate::engine::questions::correlation::{Correlation, CorrelationQuestion, Method};
use crate::engine::questions::{Answer, Question};
use crate::session::clusters::Matrix;
use crate::session::format::shortened;
use crate::ui::answers::answered;
use crate::ui::components::chart_card::ChartCard;
use crate::ui::state::app_state;

/// Pairs in the table.
const MAX_PAIRS: usize = 100;

/// The card.
#[component]
pub fn Correlations(file: Arc<LoadSummary>) -> impl IntoView {
    let state = app_state();
    let method = RwSignal::new(Method::Pearson);
    let found = answered(
        move || {
            let (selection, method) = (state.selection.get(), method.get());
            Some(Question::Correlation(CorrelationQuestion { selection, method }))
        },
        |answer| match answer {
            Answer::Correlation(correlation) => Some(correlation),
            _ => None,
        },
    );
    let names = Arc::new(names_of_features(&file));
    let matrix =
        Memo::new(move |_| found.get().map(|found: Arc<Correlation>| Arc::new(Matrix::new(&found, &names))));
    let answer = move || matrix.get();
    let table = move || {
        answer().map(|matrix| {
            let rows = matrix.strongest(MAX_PAIRS).into_iter().map(|(a, b, value)| {
                view! {
                    <tr>
                        <th scope="row"><bdi>{shortened(a, 60)}</bdi></th>
                        <td><bdi>{shortened(b, 60)}</bdi></td>
                        <td class="number" data-value=value.to_string()>{format!("{value:.3}")}</td>
                    </tr>
                }
            });
            rows.collect_view()
        })
    };
    let choose = move |event| {
        let is_spearman = event_target_value(&event) == "spearman";
        method.set(if is_spearman { Method::Spearman } else { Method::Pearson });
    };
    view! {
        <ChartCard
            question="Which features go together?"
            reading="Blue: both rise together; orange: one falls when the other rises. Features that go together stand side by side; constant ones are left out."
            draw=drawn(answer, correlation::chart)
            height=told(answer, correlation::height)
            description=told(answer, correlation::description)
            testid="correlation"
            file_stem=format!("{}_correlation", file.name)
        >
            <div class="scroll" tabindex="0" role="region" aria-label="Strongest pairs">
                <table>
                    <thead><tr><th scope="col">"feature"</th><th scope="col">"with"</th><th scope="col" class="number">"coefficient"</th></tr></thead>
                    <tbody>{table}</tbody>
                </table>
            </div>
        </ChartCard>
        <label class="field correlation-method">
            "Correlation of"
            <select data-testid="correlation-method" on:change=choose>
                <option value="pearson">"values (Pearson: straight lines)"</option>
                <option value="spearman">"ranks (Spearman: any rise or fall)"</option>
            </select>
        </label>
    }
}
