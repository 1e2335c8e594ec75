//! Which names of a feature occur in which family: one cell a pair.

use charming::Chart;
use charming::component::Grid;

use crate::charts::axes;
use crate::charts::heat::{self, Cell, count_colors, log_count};
use crate::charts::text::shown;
use crate::charts::theme::Theme;
use crate::data::label::FAMILIES;
use crate::engine::questions::describe::NameSummary;
use crate::session::format::count;

/// Names that are shown.
pub const MAX_NAMES: usize = 30;

/// Height that the chart wants, in CSS pixels.
pub fn height(names: &NameSummary) -> u32 {
    names.names.len().min(MAX_NAMES) as u32 * 18 + 40
}

/// The chart.
pub fn chart(names: &NameSummary, theme: &Theme) -> Chart {
    let occurs =
        |place: &usize| names.names.iter().any(|(_, counts)| counts.get(*place).is_some_and(|n| *n > 0));
    let families: Vec<usize> = (0..FAMILIES.len()).filter(occurs).collect();
    let shown_names = || names.names.iter().take(MAX_NAMES);
    let mut cells = Vec::new();
    for (y, (name, counts)) in shown_names().enumerate() {
        for (x, place) in families.iter().enumerate() {
            let n = counts.get(*place).copied().unwrap_or(0);
            let family = FAMILIES.get(*place).map_or("", |family| family.name());
            if n > 0 {
                let words = format!("{} · {family} · {} rows", shown(name), count(n));
                cells.push(Cell { x, y, value: log_count(n), words });
            }
        }
    }
    let family_names: Vec<String> =
        families.iter().filter_map(|place| Some(FAMILIES.get(*place)?.name().to_owned())).collect();
    let labels: Vec<String> = shown_names().map(|(name, _)| name.clone()).collect();
    let most = shown_names().flat_map(|(_, counts)| counts.iter().copied()).max().unwrap_or(0);
    let x_axis = axes::all_names(&family_names, theme).position("top");
    let y_axis = axes::all_names(&labels, theme).inverse(true);
    let grid = Grid::new().left(108).right(10).top(28).bottom(6);
    heat::chart(cells, (x_axis, y_axis), grid, count_colors(most, theme), theme)
}

/// What the chart shows, for those who cannot see it.
pub fn description(names: &NameSummary) -> String {
    let parts = names.names.iter().take(5).map(|(name, counts)| {
        let families = FAMILIES.iter().zip(counts).filter(|(_, n)| **n > 0);
        let families: Vec<String> =
            families.map(|(family, n)| format!("{} {}", family.name(), count(*n))).collect();
        format!("{name}: {}", families.join(", "))
    });
    format!("Names by family. {}.", parts.collect::<Vec<_>>().join("; "))
}
