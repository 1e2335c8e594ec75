//! One chart to explore any feature with, by itself, in groups, or against another.

use std::sync::Arc;

use charming::Chart;
use leptos::html::Div;
use leptos::prelude::*;

use super::drawn::{drawn, told};
use super::explorer_fields::ExplorerFields;
use super::{Described, names_of_features};
use crate::charts::groups::{MAX_LABELS, groups};
use crate::charts::theme::{LIGHT, Theme};
use crate::charts::{boxes, density, distribution};
use crate::engine::event::LoadSummary;
use crate::engine::questions::Answer;
use crate::engine::questions::grid::Grid;
use crate::evaluation::description::NumberSummary;
use crate::session::explorer::{Knowledge, View, Wish};
use crate::session::format::{count, number, shortened};
use crate::ui::answers::answered_with;
use crate::ui::components::chart_card::ChartCard;
use crate::ui::in_sight::in_sight;
use crate::ui::state::app_state;
use crate::web::echarts::{BrushOn, Brushed};

/// Id of the card, which gets the focus when another card opens a view in it.
pub const EXPLORER: &str = "explorer-card";
/// Height of the chart in CSS pixels, whatever it shows: another one would move what stands below and have the chart drawn twice.
const HEIGHT: u32 = 420;
/// Cells in the table of a density.
const MAX_CELLS: usize = 100;

/// What was wished, and what came of it.
struct Explored {
    wish: Wish,
    log_counts: bool,
    found: Found,
}

enum Found {
    Grid(Grid),
    Boxes(Vec<NumberSummary>),
}

/// The card with its fields.
#[component]
pub fn Explorer(
    file: Arc<LoadSummary>,
    described: Described,
    /// What is chosen; `None` until the file is described.
    view: RwSignal<Option<View>>,
) -> impl IntoView {
    let state = app_state();
    let place = NodeRef::<Div>::new();
    let is_near = in_sight(place);
    Effect::new(move |_| {
        if let Some(description) = described.get()
            && view.with_untracked(Option::is_none)
        {
            view.set(Some(View::of(&description)));
        }
    });
    let names = Arc::new(names_of_features(&file));
    let labels: Vec<String> = file.labels.iter().take(MAX_LABELS).map(|label| label.label.clone()).collect();
    let asked_names = Arc::clone(&names);
    let explored = answered_with(
        Some(is_near),
        move || {
            let (description, view) = (described.get()?, view.get()?);
            let threshold = state.scored.with(|s| s.as_ref().map(|s| s.isolation_forest.threshold));
            let known =
                Knowledge { description: &description, names: &asked_names, labels: &labels, threshold };
            // The description is of the selection; when that changes, the new description comes and asks again.
            let wish = view.wish(known, state.selection.get_untracked())?;
            Some((wish.question(), (wish, view.log_counts)))
        },
        |(wish, log_counts), answer| {
            let found = match answer {
                Answer::Grid(grid) => Found::Grid(grid),
                Answer::Boxes(boxes) => Found::Boxes(boxes),
                _ => return None,
            };
            Some(Explored { wish, log_counts, found })
        },
    );
    let answer = move || explored.get();
    let brush = Signal::derive(move || explored.with(|e| e.as_ref().map(|e| brush_of(&e.wish))));
    let on_brushed = Callback::new(move |brushed: Brushed| {
        let narrowed = explored.with_untracked(|explored| {
            let selection = state.selection.get_untracked();
            explored.as_ref().map(|e| e.wish.brushed(&selection, brushed.x, brushed.y))
        });
        if let Some(narrowed) = narrowed {
            state.selection.set(narrowed);
        }
    });
    view! {
        <div id=EXPLORER class="in-sight" tabindex="-1" role="group" aria-label="How are the values spread?" node_ref=place>
        <ChartCard
            question="How are the values spread?"
            reading="Choose what to see. Drag over the chart (on a narrow screen type a range) to keep only the rows there; Esc shows all again. In a density, colour says how many rows lie in a cell, and up to 150 rows a group are drawn over it."
            draw=drawn(answer, draw)
            height=told(answer, height)
            description=told(answer, description)
            testid="explorer"
            file_stem=format!("{}_explored", file.name)
            brush
            on_brushed
            fields=ViewFn::from(move || {
                let names = Arc::clone(&names);
                view! { <ExplorerFields view names described /> }
            })
        >
            {move || answer().map(|explored| table(&explored))}
        </ChartCard>
        </div>
    }
}

fn draw(explored: &Explored, theme: &Theme, is_narrow: bool) -> Chart {
    match (&explored.wish, &explored.found) {
        (Wish::Histogram(axis, question), Found::Grid(grid)) => {
            distribution::chart(axis, question, &grid.counts.0, explored.log_counts, theme, is_narrow)
        }
        (Wish::Boxes(axis, question), Found::Boxes(found)) => {
            boxes::chart(axis, &question.grouping, found, theme)
        }
        (Wish::Density(x, y, question), Found::Grid(grid)) => {
            density::chart(x, y, question, grid, theme, is_narrow)
        }
        _ => Chart::new(),
    }
}

fn height(explored: &Explored) -> u32 {
    match (&explored.wish, &explored.found) {
        (Wish::Boxes(..), Found::Boxes(found)) => boxes::height(found).max(HEIGHT),
        _ => HEIGHT,
    }
}

fn description(explored: &Explored) -> String {
    match (&explored.wish, &explored.found) {
        (Wish::Histogram(axis, question), Found::Grid(grid)) => {
            distribution::description(axis, question, &grid.counts.0)
        }
        (Wish::Boxes(axis, question), Found::Boxes(found)) => {
            boxes::description(axis, &question.grouping, found)
        }
        (Wish::Density(x, y, _), Found::Grid(grid)) => density::description(x, y, grid),
        _ => String::new(),
    }
}

const fn brush_of(wish: &Wish) -> BrushOn {
    match wish {
        Wish::Histogram(..) => BrushOn { x_axis: 0, y_axis: None },
        // By places: words stand at the edges of bins.
        Wish::Boxes(..) => BrushOn { x_axis: 0, y_axis: None },
        Wish::Density(..) => BrushOn { x_axis: 0, y_axis: Some(0) },
    }
}

fn table(explored: &Explored) -> impl IntoView + use<> {
    let (heads, rows): (Vec<String>, Vec<Vec<String>>) = match (&explored.wish, &explored.found) {
        (Wish::Histogram(axis, question), Found::Grid(grid)) => {
            let n_bins = axis.labels.len().max(1);
            let shown: Vec<_> = groups(&question.grouping, &LIGHT)
                .into_iter()
                .zip(grid.counts.0.chunks(n_bins))
                .filter(|(_, bins)| bins.iter().any(|n| *n > 0))
                .collect();
            let heads =
                std::iter::once(axis.name.clone()).chain(shown.iter().map(|(group, _)| group.name.clone()));
            let row = |bin: usize| {
                let cells = shown.iter().map(|(_, bins)| count(bins.get(bin).copied().unwrap_or(0)));
                std::iter::once(axis.bin_words(bin)).chain(cells).collect()
            };
            (heads.collect(), (0..n_bins).map(row).collect())
        }
        (Wish::Boxes(axis, question), Found::Boxes(found)) => {
            let heads = [axis.name.as_str(), "rows", "min", "25 %", "50 %", "75 %", "max"];
            let rows = groups(&question.grouping, &LIGHT).into_iter().zip(found).filter(|(_, n)| n.count > 0);
            let row = |(group, numbers): (crate::charts::groups::Group, &NumberSummary)| {
                [group.name, count(numbers.count)].into_iter().chain(numbers.quartiles.map(number)).collect()
            };
            (heads.map(str::to_owned).to_vec(), rows.map(row).collect())
        }
        (Wish::Density(x, y, _), Found::Grid(grid)) => {
            let (n_x, n_y) = (x.labels.len().max(1), y.labels.len().max(1));
            let total = density::totals(&grid.counts.0, n_x * n_y);
            let mut cells: Vec<(usize, u64)> =
                total.into_iter().enumerate().filter(|(_, n)| *n > 0).collect();
            cells.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
            let row =
                |(cell, n): (usize, u64)| vec![x.bin_words(cell % n_x), y.bin_words(cell / n_x), count(n)];
            let heads = vec![x.name.clone(), y.name.clone(), "rows".to_owned()];
            (heads, cells.into_iter().take(MAX_CELLS).map(row).collect())
        }
        _ => (Vec::new(), Vec::new()),
    };
    let heads =
        heads.into_iter().map(|head| view! { <th scope="col"><bdi>{shortened(&head, 60)}</bdi></th> });
    let rows = rows.into_iter().map(|cells| {
        let cells = cells.into_iter().map(|cell| view! { <td><bdi>{shortened(&cell, 60)}</bdi></td> });
        view! { <tr>{cells.collect_view()}</tr> }
    });
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="The chart as a table">
            <table><thead><tr>{heads.collect_view()}</tr></thead><tbody>{rows.collect_view()}</tbody></table>
        </div>
    }
}
