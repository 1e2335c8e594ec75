//! A picture of connections: some of each family where they differ most. A click on one explains it.

use std::sync::Arc;

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use crate::data::label::{FAMILIES, Family};
use crate::engine::questions::projection::Projection;
use crate::engine::questions::{Answer, Question};
use crate::session::format::{count, percent};
use crate::session::scatter::{Drawing, Shape, hit, path};
use crate::ui::components::family_icon::FamilyIcon;
use crate::ui::rows_view::RowsView;
use crate::ui::state::app_state;
use crate::web::document;

/// Size of the drawing in its own units.
const SIZE: Drawing = Drawing { width: 720.0, height: 420.0 };
/// Score classes, each by its upper bound, drawn paler to darker.
const CLASSES: [f64; 5] = [0.4, 0.5, 0.6, 0.7, f64::INFINITY];

/// What colours mean.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Colour {
    Family,
    Score,
}

/// The card's part with the picture, which is made when it is opened.
#[component]
pub fn ProjectionPicture(
    /// The rows.
    view: RowsView,
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
            {move || picture.get().map(|projection| view! { <Picture view projection /> })}
        </details>
    }
}

#[component]
fn Picture(view: RowsView, projection: Arc<Projection>) -> impl IntoView {
    let colour = RwSignal::new(Colour::Family);
    let places = Arc::new(SIZE.places(&projection));
    let families: Vec<Family> = FAMILIES
        .into_iter()
        .filter(|family| projection.rows.iter().any(|row| row.family == *family))
        .collect();
    let description = format!(
        "{} distinct connections, at most 250 of each family, on the plane of their first two principal components, which show {} and {} of the variance.",
        count(projection.rows.len() as u64),
        percent(projection.explained[0]),
        percent(projection.explained[1]),
    );
    let (clicked, clicked_places) = (Arc::clone(&projection), Arc::clone(&places));
    let click = move |event: MouseEvent| {
        let Some([x, y]) = document::place_in_target(&event) else { return };
        let found = hit(&clicked_places, [x * SIZE.width, y * SIZE.height]);
        if let Some(row) = found.and_then(|row| clicked.rows.get(row)) {
            view.why.explained.set(Some(row.first_line));
        }
    };
    let (marked, marked_places) = (Arc::clone(&projection), Arc::clone(&places));
    let mark = move || {
        let explained = view.why.explained.get()?;
        let row = marked.rows.iter().position(|row| row.first_line == explained)?;
        let [x, y] = *marked_places.get(row)?;
        Some(view! { <circle class="explained" cx=x.to_string() cy=y.to_string() r="8" /> })
    };
    let groups = move || match colour.get() {
        Colour::Family => by_family(&projection, &places),
        Colour::Score => by_score(&projection, &places),
    };
    let choice = move |wanted: Colour, name: &'static str| {
        view! {
            <button type="button" class="chip" class:chosen=move || colour.get() == wanted
                aria-pressed=move || (colour.get() == wanted).to_string() on:click=move |_| colour.set(wanted)>
                {name}
            </button>
        }
    };
    let legend = families
        .into_iter()
        .map(|family| view! { <li class="tag"><FamilyIcon family /> {family.name()}</li> });
    view! {
        <p class="sub">{description.clone()} " Neighbours are alike. A click on a connection explains it."</p>
        <div class="selection" role="group" aria-label="Colours">
            {choice(Colour::Family, "Colour by family")}
            {choice(Colour::Score, "Colour by score")}
            <ul class="selection">{legend.collect_view()}</ul>
        </div>
        <svg viewBox=format!("0 0 {} {}", SIZE.width, SIZE.height) role="img" aria-label=description on:click=click data-testid="projection-picture">
            {groups}
            {mark}
        </svg>
    }
}

fn by_family(projection: &Projection, places: &[[f64; 2]]) -> Vec<AnyView> {
    let group = |family: Family| {
        let own = projection.rows.iter().zip(places).filter(|(row, _)| row.family == family);
        let d = path(own.map(|(_, place)| *place), shape(family));
        view! { <path class="family-icon" data-family=family.name() d=d /> }.into_any()
    };
    FAMILIES.into_iter().map(group).collect()
}

fn by_score(projection: &Projection, places: &[[f64; 2]]) -> Vec<AnyView> {
    let mut groups = Vec::new();
    let mut above = f64::NEG_INFINITY;
    for (class, up_to) in CLASSES.into_iter().enumerate() {
        for family in FAMILIES {
            let is_own = |score: f64, of: Family| of == family && score > above && score <= up_to;
            let own = projection.rows.iter().zip(places).filter(|(row, _)| is_own(row.score, row.family));
            let d = path(own.map(|(_, place)| *place), shape(family));
            groups.push(view! { <path class="by-score" data-class=class.to_string() d=d /> }.into_any());
        }
        above = up_to;
    }
    groups
}

const fn shape(family: Family) -> Shape {
    match family {
        Family::Normal | Family::Unknown => Shape::Circle,
        Family::Dos => Shape::Square,
        Family::Probe => Shape::Triangle,
        Family::R2l => Shape::Diamond,
        Family::U2r => Shape::Cross,
    }
}
