//! The file from its first row to its last: a row of cells a family, so that a few attacks show beside a flood.

use charming::Chart;
use charming::component::Grid;

use crate::charts::axes;
use crate::charts::heat::{self, Cell, count_colors, log_count};
use crate::charts::theme::Theme;
use crate::data::label::{FAMILIES, Family};
use crate::engine::questions::strip::Step;
use crate::session::format::count;

/// Places along the file that are named, so that numbers of seven digits do not touch.
const PLACES: usize = 8;
const NARROW_PLACES: usize = 3;

/// Height that the chart wants, in CSS pixels.
pub fn height(steps: &[Step]) -> u32 {
    families(steps).len() as u32 * 30 + 62
}

/// The chart; on a narrow screen with fewer places named.
pub fn chart(steps: &[Step], theme: &Theme, is_narrow: bool) -> Chart {
    let families = families(steps);
    let mut cells = Vec::new();
    for (y, family) in families.iter().enumerate() {
        for (x, step) in steps.iter().enumerate() {
            let n = step.families[family.index()];
            if n > 0 {
                let last = step.first + step.n_samples - 1;
                let words = format!(
                    "rows {} to {} · {} · {} rows",
                    count(step.first),
                    count(last),
                    family.name(),
                    count(n)
                );
                cells.push(Cell { x, y, value: log_count(n), words });
            }
        }
    }
    let most = steps.iter().flat_map(|step| step.families).max().unwrap_or(0);
    let labels: Vec<String> = steps.iter().map(|step| count(step.first)).collect();
    let names: Vec<String> = families.iter().map(|family| family.name().to_owned()).collect();
    let n_places = if is_narrow { NARROW_PLACES } else { PLACES };
    let step = labels.len().div_ceil(n_places).max(1);
    let x_labels = axes::label(theme.muted).interval(step as f64 - 1.0);
    let x_axis = axes::all_names(&labels, theme).axis_label(x_labels);
    let x_axis = axes::named(x_axis, "row of the file", 28.0, theme);
    let y_axis = axes::all_names(&names, theme).inverse(true);
    // Half of the last place's number may stand beside the cells.
    let grid = Grid::new().left(64).right(if is_narrow { 24 } else { 16 }).top(6).bottom(50);
    heat::chart(cells, (x_axis, y_axis), grid, count_colors(most, theme), theme)
}

fn families(steps: &[Step]) -> Vec<Family> {
    let occurs = |family: &Family| steps.iter().any(|step| step.families[family.index()] > 0);
    FAMILIES.into_iter().filter(occurs).collect()
}

/// What the chart shows, for those who cannot see it.
pub fn description(steps: &[Step]) -> String {
    let parts = families(steps).into_iter().map(|family| {
        let of_family = || steps.iter().filter(move |step| step.families[family.index()] > 0);
        let first = of_family().next().map_or(0, |step| step.first);
        let last = of_family().next_back().map_or(0, |step| step.first + step.n_samples - 1);
        format!("{} between rows {} and {}", family.name(), count(first), count(last))
    });
    format!("Where in the file rows of each family come: {}.", parts.collect::<Vec<_>>().join("; "))
}
