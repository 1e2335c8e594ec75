//! Two features against each other: cells coloured by how many rows lie in them, and over them a few drawn rows of every
//! group, so that a million rows are no million points and rare groups show.

use charming::Chart;
use charming::component::{Grid, Legend};
use charming::datatype::{CompositeValue, DataPoint, DataPointItem};
use charming::element::{ItemStyle, Symbol};
use charming::series::Scatter;

use crate::charts::axes;
use crate::charts::groups::{groups, legend_room};
use crate::charts::heat::{self, Cell, count_colors, log_count};
use crate::charts::text::shown;
use crate::charts::theme::Theme;
use crate::engine::questions::grid::{Grid as Counts, GridQuestion};
use crate::engine::questions::grouping::Grouping;
use crate::session::axis::Axis;
use crate::session::format::count;

/// The chart.
pub fn chart(
    x: &Axis,
    y: &Axis,
    question: &GridQuestion,
    counts: &Counts,
    theme: &Theme,
    is_narrow: bool,
) -> Chart {
    let (n_x, n_y) = (x.labels.len().max(1), y.labels.len().max(1));
    let total = totals(&counts.counts.0, n_x * n_y);
    let words = |axis: &Axis, n: usize| -> Vec<String> {
        (0..n).map(|bin| format!("{} {}", shown(&axis.name), shown(&axis.bin_words(bin)))).collect()
    };
    let (x_words, y_words) = (words(x, n_x), words(y, n_y));
    let filled = total.iter().enumerate().filter(|(_, n)| **n > 0);
    let cells: Vec<Cell> = filled
        .map(|(cell, n)| {
            let (at_x, at_y) = (cell % n_x, cell / n_x);
            let word = |words: &[String], at: usize| words.get(at).cloned().unwrap_or_default();
            let words = format!("{} · {} · {} rows", word(&x_words, at_x), word(&y_words, at_y), count(*n));
            Cell { x: at_x, y: at_y, value: log_count(*n), words }
        })
        .collect();
    let most = total.iter().copied().max().unwrap_or(0);
    let (x_axis, x_edges) = axes::bins(&x.labels, x.range_labels(), theme);
    let (y_axis, y_edges) = axes::bins(&y.labels, y.range_labels(), theme);
    let x_named = |axis| axes::named(axis, &x.name, 30.0, theme);
    let y_named = |axis| axes::named(axis, &y.name, 64.0, theme);
    let top = legend_room(&groups(&question.grouping, theme), is_narrow);
    let grid = Grid::new().left(88).right(16).top(top).bottom(52);
    let mut chart =
        heat::chart(cells, (x_named(x_axis), y_named(y_axis)), grid, count_colors(most, theme), theme)
            .x_axis(axes::places(n_x))
            .y_axis(axes::places(n_y));
    if let Some(edges) = x_edges {
        chart = chart.x_axis(x_named(edges).position("bottom"));
    }
    if let Some(edges) = y_edges {
        chart = chart.y_axis(y_named(edges).position("left"));
    }
    if question.grouping == Grouping::None {
        return chart;
    }
    for (number, group) in groups(&question.grouping, theme).iter().enumerate() {
        let of_group = counts.points.iter().filter(|point| point.group as usize == number);
        let points: Vec<DataPoint> = of_group
            .map(|point| {
                let place = |at: f32| CompositeValue::from((f64::from(at) * 100.0).round() / 100.0);
                DataPoint::from(
                    DataPointItem::new(CompositeValue::Array(vec![place(point.x), place(point.y)]))
                        .name(shown(&group.name)),
                )
            })
            .collect();
        if points.is_empty() {
            continue;
        }
        let style = ItemStyle::new().color(group.color).border_color(theme.surface).border_width(0.8);
        chart = chart.series(
            Scatter::new()
                .name(shown(&group.name))
                .x_axis_index(1)
                .y_axis_index(1)
                .symbol(Symbol::Custom(group.symbol.to_owned()))
                .symbol_size(8)
                .item_style(style)
                .data(points),
        );
    }
    chart.legend(Legend::new().top(4).item_gap(14).text_style(theme.text(theme.ink, 12.0)))
}

/// All groups' samples of every cell.
pub fn totals(counts: &[u64], n_cells: usize) -> Vec<u64> {
    let mut total = vec![0; n_cells];
    for of_group in counts.chunks(n_cells.max(1)) {
        total.iter_mut().zip(of_group).for_each(|(sum, n)| *sum += n);
    }
    total
}

/// What the chart shows, for those who cannot see it.
pub fn description(x: &Axis, y: &Axis, counts: &Counts) -> String {
    let total = totals(&counts.counts.0, (x.labels.len() * y.labels.len()).max(1));
    let most = total.iter().enumerate().max_by_key(|(_, n)| **n).unwrap_or((0, &0));
    let (at_x, at_y) = (most.0 % x.labels.len().max(1), most.0 / x.labels.len().max(1));
    format!(
        "Density of {} rows over {} and {}. Most lie together, {}, where {} is {} and {} is {}.",
        count(total.iter().sum()),
        x.name,
        y.name,
        count(*most.1),
        x.name,
        x.bin_words(at_x),
        y.name,
        y.bin_words(at_y)
    )
}
