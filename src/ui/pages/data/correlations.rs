//! How features of numbers go together.

use std::sync::Arc;

use leptos::html::Div;
use leptos::prelude::*;

use super::drawn::{drawn, told};
use super::explorer::EXPLORER;
use super::names_of_features;
use crate::charts::correlation;
use crate::engine::event::LoadSummary;
use crate::engine::questions::correlation::{Correlation, CorrelationQuestion, Method};
use crate::engine::questions::{Answer, Question};
use crate::session::clusters::Matrix;
use crate::session::explorer::View;
use crate::session::format::shortened;
use crate::ui::answers::answered_in_sight;
use crate::ui::components::chart_card::ChartCard;
use crate::ui::components::feature_name::FeatureName;
use crate::ui::in_sight::in_sight;
use crate::ui::state::app_state;
use crate::web::document;

/// Pairs in the table.
const MAX_PAIRS: usize = 100;
/// Characters of a name in words.
const NAME_CHARS: usize = 60;

/// The card.
#[component]
pub fn Correlations(
    file: Arc<LoadSummary>,
    /// What the explorable chart shows.
    explored: RwSignal<Option<View>>,
) -> impl IntoView {
    let state = app_state();
    let method = RwSignal::new(Method::Pearson);
    let place = NodeRef::<Div>::new();
    let found = answered_in_sight(
        in_sight(place),
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
    let explore = move |x: u32, y: u32| {
        explored.update(|view| *view = view.map(|view| view.against(x, y)));
        document::show(EXPLORER);
    };
    let on_cell = move |(x, y): (usize, usize)| {
        let pair = matrix
            .get_untracked()
            .and_then(|matrix| Some((*matrix.features.get(x)?, *matrix.features.get(y)?)));
        // A feature against itself has nothing to show.
        if let Some((x, y)) = pair.filter(|(x, y)| x != y) {
            explore(x, y);
        }
    };
    let table = move || {
        answer().map(|matrix| {
            let name = |place: usize| matrix.names.get(place).cloned().unwrap_or_default();
            let feature = |place: usize| matrix.features.get(place).copied().unwrap_or_default();
            let rows = matrix.strongest(MAX_PAIRS).into_iter().map(|(a, b, value)| {
                let (x, y) = (feature(a), feature(b));
                let what = format!(
                    "{} against {}",
                    shortened(&name(a), NAME_CHARS),
                    shortened(&name(b), NAME_CHARS)
                );
                view! {
                    <tr>
                        <th scope="row"><FeatureName name=name(a) /></th>
                        <td><FeatureName name=name(b) /></td>
                        <td class="number" data-value=value.to_string()>{format!("{value:.3}")}</td>
                        <td>
                            <button
                                type="button"
                                class="link"
                                data-testid="explore-pair"
                                data-x=x.to_string()
                                data-y=y.to_string()
                                aria-label=format!("Explore {what}")
                                on:click=move |_| explore(x, y)
                            >
                                "Explore"
                            </button>
                        </td>
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
    let fields = move || {
        view! {
            <label class="field correlation-method">
                "Correlation of"
                <select data-testid="correlation-method" on:change=choose>
                    <option value="pearson">"values (Pearson: straight lines)"</option>
                    <option value="spearman">"ranks (Spearman: any rise or fall)"</option>
                </select>
            </label>
        }
    };
    view! {
        <div class="in-sight" node_ref=place>
        <ChartCard
            question="Which features go together?"
            reading="Blue: both rise together; orange: one falls when the other rises. Features that go together stand side by side; constant ones are left out. A click on a cell opens its two features in the chart above."
            draw=drawn(answer, correlation::chart)
            height=told(answer, correlation::height)
            description=told(answer, correlation::description)
            testid="correlation"
            file_stem=format!("{}_correlation", file.name)
            fields=ViewFn::from(fields)
            on_cell=on_cell
        >
            <div class="scroll" tabindex="0" role="region" aria-label="Strongest pairs">
                <table>
                    <thead><tr><th scope="col">"feature"</th><th scope="col">"with"</th><th scope="col" class="number">"coefficient"</th><th scope="col"><span class="unseen">"explore"</span></th></tr></thead>
                    <tbody>{table}</tbody>
                </table>
            </div>
        </ChartCard>
        </div>
    }
}
