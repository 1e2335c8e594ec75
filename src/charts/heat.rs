//! Coloured cells: what the heat maps have in common. A cell's words are its fourth entry, which `web::echarts` makes its name.

use charming::Chart;
use charming::component::{Axis, Grid, VisualMap, VisualMapChannel};
use charming::datatype::{DataFrame, DataPoint};
use charming::element::{Color, Emphasis, ItemStyle};
use charming::series::Heatmap;

use crate::charts::theme::Theme;

/// From few to many on light ground: cividis, which colour-blind eyes read in order; dark ground turns it round.
const CIVIDIS: [&str; 6] = ["#FDE737", "#CBBA69", "#958F78", "#666970", "#31446B", "#00204D"];

/// A coloured cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Column.
    pub x: usize,
    /// Row.
    pub y: usize,
    /// What its colour says.
    pub value: f64,
    /// What the pointer is told.
    pub words: String,
}

/// Colours and what they stand for.
pub struct Colors {
    /// Value of the first colour.
    pub from: f64,
    /// Value of the last colour.
    pub to: f64,
    /// Colours between them.
    pub colors: Vec<&'static str>,
}

/// Colours from one row to the most rows of a cell, on a logarithmic scale.
pub fn count_colors(most: u64, theme: &Theme) -> Colors {
    let mut colors = CIVIDIS.to_vec();
    if theme.is_dark() {
        colors.reverse();
    }
    Colors { from: 0.0, to: log_count(most).max(0.1), colors }
}

/// A count as colours show it.
pub fn log_count(count: u64) -> f64 {
    libm::log10(count.max(1) as f64)
}

/// A chart of cells.
pub fn chart(cells: Vec<Cell>, axes: (Axis, Axis), grid: Grid, colors: Colors, theme: &Theme) -> Chart {
    let point = |cell: Cell| -> DataFrame {
        let numbers = [cell.x as f64, cell.y as f64, (cell.value * 1e4).round() / 1e4];
        numbers.into_iter().map(DataPoint::from).chain([DataPoint::from(cell.words)]).collect()
    };
    let cells: Vec<DataFrame> = cells.into_iter().map(point).collect();
    let channel = VisualMapChannel::new().color(colors.colors.into_iter().map(Color::from).collect());
    Chart::new()
        .animation(false)
        .tooltip(theme.tooltip())
        .grid(grid.tooltip(theme.grid_tooltip()))
        .x_axis(axes.0)
        .y_axis(axes.1)
        .visual_map(
            VisualMap::new().show(false).series_index(0).min(colors.from).max(colors.to).in_range(channel),
        )
        .series(
            Heatmap::new()
                .progressive(0)
                .item_style(ItemStyle::new().border_width(0))
                .emphasis(
                    Emphasis::new().item_style(ItemStyle::new().border_color(theme.accent).border_width(2)),
                )
                .data(cells),
        )
}
