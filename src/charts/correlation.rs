//! How features go together: one cell a pair, features that belong together side by side.

use charming::Chart;
use charming::component::Grid;

use crate::charts::axes;
use crate::charts::heat::{self, Cell, Colors};
use crate::charts::text::shown;
use crate::charts::theme::Theme;
use crate::session::clusters::Matrix;

/// From -1 over 0 to 1 on light ground; blue and orange, for red and green are one colour to many.
const LIGHT: [&str; 5] = ["#B35806", "#F1A340", "#F6F8FB", "#7BA6DE", "#1F4E9C"];
/// The same on dark ground.
const DARK: [&str; 5] = ["#F5A623", "#8A5A16", "#1B2438", "#3F73B8", "#8CC4FF"];

/// Height that the chart wants, in CSS pixels.
pub fn height(matrix: &Matrix) -> u32 {
    (matrix.names.len() as u32 * 15 + 150).max(240)
}

/// The chart; on a narrow screen without the names below.
pub fn chart(matrix: &Matrix, theme: &Theme, is_narrow: bool) -> Chart {
    let n = matrix.names.len().max(1);
    let cells = matrix.coefficients.iter().enumerate().map(|(cell, value)| {
        let (x, y) = (cell % n, cell / n);
        let name = |i: usize| matrix.names.get(i).map(|name| shown(name)).unwrap_or_default();
        Cell { x, y, value: *value, words: format!("{} and {}: {value:.3}", name(y), name(x)) }
    });
    let (bottom, left) = if is_narrow { (8, 128) } else { (150, 172) };
    let x_axis = axes::all_names(&matrix.names, theme);
    let x_label = axes::label(theme.muted).interval(0).rotate(90.0).font_size(11.0).show(!is_narrow);
    let y_axis = axes::all_names(&matrix.names, theme).inverse(true);
    let y_label = axes::label(theme.muted).interval(0).font_size(if is_narrow { 9.0 } else { 11.0 });
    let colors = if theme.is_dark() { DARK } else { LIGHT };
    let colors = Colors { from: -1.0, to: 1.0, colors: colors.to_vec() };
    let grid = Grid::new().left(left).right(8).top(6).bottom(bottom);
    heat::chart(
        cells.collect(),
        (x_axis.axis_label(x_label), y_axis.axis_label(y_label)),
        grid,
        colors,
        theme,
    )
}

/// What the chart shows, for those who cannot see it.
pub fn description(matrix: &Matrix) -> String {
    let pairs = matrix.strongest(5);
    let name = |place: usize| matrix.names.get(place).map_or("", String::as_str);
    let parts = pairs.iter().map(|(a, b, value)| format!("{} and {} {value:.2}", name(*a), name(*b)));
    format!(
        "Correlation of {} features. The strongest: {}.",
        matrix.names.len(),
        parts.collect::<Vec<_>>().join(", ")
    )
}
