//! One feature's values in bins, told apart by group: bars when they are all one, steps on a logarithmic axis when not, so
//! that 50 rows of a rare family show beside 390,000 of a common one.

use charming::Chart;
use charming::component::{Grid, Legend};
use charming::datatype::{DataPoint, DataPointItem};
use charming::element::{AreaStyle, ItemStyle, LineStyle, Step, Symbol, Tooltip, Trigger};
use charming::series::{Bar, Line};

use crate::charts::axes;
use crate::charts::groups::{groups, legend_room};
use crate::charts::text::shown;
use crate::charts::theme::Theme;
use crate::engine::questions::grid::GridQuestion;
use crate::session::axis::Axis;
use crate::session::format::count;

/// Where a logarithmic axis begins: nothing lies on it, one row a little above.
const FLOOR: f64 = 0.5;

/// The chart. `counts` has the samples `[group][bin]`.
pub fn chart(
    axis: &Axis,
    question: &GridQuestion,
    counts: &[u64],
    is_log: bool,
    theme: &Theme,
    is_narrow: bool,
) -> Chart {
    let n_bins = axis.labels.len().max(1);
    let groups = groups(&question.grouping, theme);
    let top = legend_room(&groups, is_narrow);
    let grid = Grid::new().left(62).right(16).top(top).bottom(52).tooltip(theme.grid_tooltip());
    let (bins, edges) = axes::bins(&axis.labels, axis.range_labels(), theme);
    let named = |shown| axes::named(shown, &axis.name, 30.0, theme);
    let mut chart =
        Chart::new().animation(false).grid(grid).x_axis(named(bins)).y_axis(axes::counts(is_log, theme));
    if let Some(edges) = edges {
        chart = chart.x_axis(named(edges).position("bottom"));
    }
    let is_alone = groups.len() == 1;
    for (group, bins) in groups.iter().zip(counts.chunks(n_bins)) {
        if bins.iter().all(|n| *n == 0) {
            continue;
        }
        let height = |n: u64| if is_log && n == 0 { FLOOR } else { n as f64 };
        let item = |(bin, n): (usize, &u64)| {
            let words =
                format!("{}: {} · {} rows", shown(&group.name), shown(&axis.bin_words(bin)), count(*n));
            DataPoint::from(DataPointItem::new(height(*n)).name(words))
        };
        let data: Vec<DataPoint> = bins.iter().enumerate().map(item).collect();
        let color = ItemStyle::new().color(group.color);
        let name = shown(&group.name);
        chart = if is_alone || !is_log {
            chart.series(Bar::new().name(name).stack("all").bar_width("92%").item_style(color).data(data))
        } else {
            chart.series(
                Line::new()
                    .name(name)
                    .step(Step::Middle)
                    .symbol(Symbol::Custom(group.symbol.to_owned()))
                    .symbol_size(6)
                    .show_symbol(n_bins <= 60)
                    .line_style(LineStyle::new().color(group.color).width(1.6))
                    .area_style(AreaStyle::new().color(group.color).opacity(0.06))
                    .item_style(color)
                    .data(data),
            )
        };
    }
    if !is_alone {
        chart = chart.legend(Legend::new().top(4).item_gap(14).text_style(theme.text(theme.ink, 12.0)));
    }
    chart.tooltip(tooltip(theme))
}

fn tooltip(theme: &Theme) -> Tooltip {
    theme.tooltip().trigger(Trigger::Item)
}

/// What the chart shows, for those who cannot see it.
pub fn description(axis: &Axis, question: &GridQuestion, counts: &[u64]) -> String {
    let n_bins = axis.labels.len().max(1);
    let parts = groups(&question.grouping, &crate::charts::theme::LIGHT);
    let parts = parts.iter().zip(counts.chunks(n_bins)).filter_map(|(group, bins)| {
        let (bin, most) = bins.iter().enumerate().max_by_key(|(_, n)| **n).filter(|(_, n)| **n > 0)?;
        let samples = bins.iter().sum();
        Some(format!(
            "{}: {} rows, most of them ({}) with {}",
            group.name,
            count(samples),
            count(*most),
            axis.bin_words(bin)
        ))
    });
    format!("How often values of {} occur. {}.", axis.name, parts.collect::<Vec<_>>().join("; "))
}
