//! A feature's most frequent names, on a logarithmic axis so that rare ones show.

use charming::Chart;
use charming::component::Grid;
use charming::datatype::{DataPoint, DataPointItem};
use charming::element::{ItemStyle, Label, LabelPosition};
use charming::series::Bar;

use crate::charts::axes;
use crate::charts::theme::{FONT, Theme};
use crate::engine::questions::describe::NameSummary;
use crate::session::figures::share;
use crate::session::format::{count, percent};

/// Names that are told apart.
pub const MAX_NAMES: usize = 20;

/// Names with their samples, and how many others there are.
pub fn rows(names: &NameSummary) -> Vec<(String, u64)> {
    let total = |counts: &[u64]| counts.iter().sum::<u64>();
    let mut rows: Vec<(String, u64)> =
        names.names.iter().take(MAX_NAMES).map(|(name, counts)| (name.clone(), total(counts))).collect();
    let n_others = names.distinct().saturating_sub(rows.len() as u64);
    if n_others > 0 {
        let rest: u64 = names.names.iter().skip(MAX_NAMES).map(|(_, counts)| total(counts)).sum();
        rows.push((format!("{n_others} others"), rest + total(&names.others)));
    }
    rows
}

/// Height that the chart wants, in CSS pixels.
pub fn height(names: &NameSummary) -> u32 {
    rows(names).len() as u32 * 22 + 30
}

/// The chart.
pub fn chart(names: &NameSummary, theme: &Theme) -> Chart {
    let rows = rows(names);
    let total = rows.iter().map(|(_, n)| n).sum();
    let labels: Vec<String> = rows.iter().map(|(name, _)| name.clone()).collect();
    let item = |(_, n): &(String, u64)| {
        let words = format!("{} · {}", count(*n), percent(share(*n, total)));
        DataPoint::from(DataPointItem::new((*n as f64).max(1.0)).name(words))
    };
    let label = Label::new().show(true).position(LabelPosition::Right).formatter("{b}");
    Chart::new()
        .animation(false)
        .tooltip(theme.tooltip())
        .grid(Grid::new().left(104).right(116).top(4).bottom(22).tooltip(theme.grid_tooltip()))
        .x_axis(axes::counts(true, theme).axis_label(axes::label(theme.muted).show(false)))
        .y_axis(axes::all_names(&labels, theme).inverse(true))
        .series(
            Bar::new()
                .bar_width(13)
                .item_style(ItemStyle::new().color(theme.accent))
                .label(label.color(theme.muted).font_size(12).font_family(FONT))
                .data(rows.iter().map(item).collect::<Vec<_>>()),
        )
}

/// What the chart shows, for those who cannot see it.
pub fn description(names: &NameSummary) -> String {
    let parts = rows(names).into_iter().take(6).map(|(name, n)| format!("{name} {}", count(n)));
    format!(
        "{} names, most frequent first: {}.",
        count(names.distinct()),
        parts.collect::<Vec<_>>().join(", ")
    )
}
