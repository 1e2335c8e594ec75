//! A picture of connections: some of each family where they differ most. A click on one explains it.

use std::sync::Arc;

use leptos::ev::PointerEvent;
use leptos::prelude::*;

use crate::charts::projection::{self, Colour};
use crate::data::label::{FAMILIES, Family};
use crate::engine::questions::projection::{Projected, Projection};
use crate::engine::questions::{Answer, Question};
use crate::session::scatter::hit;
use crate::ui::components::chart_canvas::Draw;
use crate::ui::components::chart_card::ChartCard;
use crate::ui::components::family_icon::FamilyIcon;
use crate::ui::rows_view::RowsView;
use crate::ui::state::app_state;
use crate::web::document;

/// Rows of each family in the table, the strangest ones.
const N_TOLD: usize = 20;

/// The card's part with the picture, which is made when it is opened.
#[component]
pub fn ProjectionPicture(
    /// The rows.
    view: RowsView,
    /// Name of exported pictures without their ending.
    file_stem: String,
) -> impl IntoView {
    let state = app_state();
    let picture = RwSignal::new(None::<Arc<Projection>>);
    let is_asked = StoredValue::new(false);
    let open = move |_| {
        if is_asked.try_update_value(|asked| std::mem::replace(asked, true)) == Some(false) {
            state.ask(Question::Projection, move |answer| {
                if let Answer::Projection(projection) = answer {
                    picture.try_set(Some(Arc::new(projection)));
                }
            });
        }
    };
    view! {
        <details class="projection" on:toggle=open data-testid="projection">
            <summary>"Where do they differ most? A picture of some connections of each family"</summary>
            {move || picture.get().map(|projection| view! { <Picture view projection file_stem=file_stem.clone() /> })}
        </details>
    }
}

#[component]
fn Picture(view: RowsView, projection: Arc<Projection>, file_stem: String) -> impl IntoView {
    let colour = RwSignal::new(Colour::Family);
    let description = projection::description(&projection);
    let clicked = Arc::clone(&projection);
    let click = Callback::new(move |event: PointerEvent| {
        if event.type_() != "pointerup" {
            return;
        }
        let found = document::place_in_target(&event).and_then(|part| hit(&clicked, part));
        if let Some(row) = found.and_then(|row| clicked.rows.get(row)) {
            view.why.explained.set(Some(row.first_line));
        }
    });
    let table = table(view, &projection);
    let draw = Signal::derive(move || -> Draw {
        let (projection, colour, explained) =
            (Arc::clone(&projection), colour.get(), view.why.explained.get());
        Arc::new(move |theme, _| projection::chart(&projection, colour, explained, theme))
    });
    let choice = move |wanted: Colour, name: &'static str| {
        view! {
            <button type="button" class="chip" class:chosen=move || colour.get() == wanted
                aria-pressed=move || (colour.get() == wanted).to_string() on:click=move |_| colour.set(wanted)>
                {name}
            </button>
        }
    };
    let fields = move || {
        view! {
            <div class="selection" role="group" aria-label="Colours">
                {choice(Colour::Family, "Colour by family")}
                {choice(Colour::Score, "Colour by score")}
            </div>
        }
    };
    view! {
        <ChartCard
            question="Which connections are alike?"
            reading="Neighbours are alike, as far as a plane can show it. A click on a connection explains it; the table does the same without a pointer."
            draw
            height=projection::HEIGHT
            description
            testid="projection-picture"
            file_stem
            fields=ViewFn::from(fields)
            on_pointer=click
        >
            {table}
        </ChartCard>
    }
}

/// The strangest rows of each family, each with a way to its reasons.
fn table(view: RowsView, projection: &Projection) -> impl IntoView + use<> {
    let strangest = |family| {
        let mut rows: Vec<Projected> =
            projection.rows.iter().filter(|row| row.family == family).copied().collect();
        rows.sort_by(|a, b| b.score.total_cmp(&a.score));
        rows.truncate(N_TOLD);
        rows
    };
    let row = move |row: Projected| {
        let explain = move |_| view.why.explained.set(Some(row.first_line));
        let family = if row.family == Family::Unknown { "" } else { row.family.name() };
        let label = format!("Explain the {family} connection with score {:.3}", row.score).replace("  ", " ");
        view! {
            <tr>
                <th scope="row"><span class="tag"><FamilyIcon family=row.family />{row.family.name()}</span></th>
                <td class="number" data-value=row.score.to_string()>{format!("{:.3}", row.score)}</td>
                <td class="number">{format!("{:.2}", row.at[0])}</td>
                <td class="number">{format!("{:.2}", row.at[1])}</td>
                <td><button type="button" class="link" aria-label=label on:click=explain>"Explain"</button></td>
            </tr>
        }
    };
    let rows = FAMILIES.into_iter().flat_map(strangest).map(row).collect_view();
    view! {
        <p class="sub">{format!("The {N_TOLD} strangest of each family.")}</p>
        <div class="scroll tall" tabindex="0" role="region" aria-label="Connections of the picture">
            <table>
                <thead>
                    <tr>
                        <th scope="col">"family"</th>
                        <th scope="col" class="number">"score"</th>
                        <th scope="col" class="number">"first component"</th>
                        <th scope="col" class="number">"second component"</th>
                        <th scope="col"><span class="visually-hidden">"reasons"</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}
