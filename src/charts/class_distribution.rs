//! Connections per family: all of them and the distinct ones, on a logarithmic axis so that rare families show.

use charming::Chart;
use charming::component::{Axis, Grid};
use charming::datatype::DataPointItem;
use charming::element::{
    AxisLabel, AxisLine, AxisTick, AxisType, ItemStyle, Label, LabelPosition, LineStyle, SplitLine,
};
use charming::series::Bar;

use crate::charts::theme::{FONT, Theme};
use crate::data::label::{FAMILIES, Family, FamilyCounts};
use crate::engine::questions::tally::Tally;
use crate::session::figures::share;
use crate::session::format;

/// Height of one family's pair of bars, in CSS pixels.
const ROW: u32 = 52;
/// Appended to a colour: half transparent. An item's opacity would pale its label, too.
const PALE: &str = "80";
/// Room for the axis.
const AXIS: u32 = 34;

/// Height that the chart wants, in CSS pixels.
pub fn height(tally: &Tally) -> u32 {
    families(tally).len() as u32 * ROW + AXIS
}

/// The chart; on a narrow screen with fewer words.
pub fn chart(tally: &Tally, theme: &Theme, is_narrow: bool) -> Chart {
    let distinct = if is_narrow { "" } else { " distinct" };
    Chart::new()
        .animation(false)
        .tooltip(theme.tooltip())
        .grid(
            Grid::new()
                .tooltip(theme.grid_tooltip())
                .left(64)
                .right(if is_narrow { 112 } else { 150 })
                .top(2)
                .bottom(f64::from(AXIS - 4)),
        )
        .x_axis(count_axis(theme, is_narrow))
        .y_axis(family_axis(tally, theme))
        .series(bars(tally, &tally.samples, "", "", theme))
        .series(bars(tally, &tally.distinct, distinct, PALE, theme))
}

/// What the chart shows, for those who cannot see it.
pub fn description(tally: &Tally) -> String {
    let parts = families(tally).into_iter().map(|family| {
        let (all, distinct) = (tally.samples[family.index()], tally.distinct[family.index()]);
        format!("{}: {} connections, {} distinct", family.name(), format::count(all), format::count(distinct))
    });
    format!("Bars of connections per family. {}.", parts.collect::<Vec<_>>().join("; "))
}

fn families(tally: &Tally) -> Vec<Family> {
    FAMILIES.into_iter().filter(|family| tally.samples[family.index()] > 0).collect()
}

fn count_axis(theme: &Theme, is_narrow: bool) -> Axis {
    Axis::new()
        .type_(AxisType::Log)
        .min(1)
        // Six decades of numbers run into each other on a phone; the bars have theirs anyway.
        .axis_label(label(theme.muted).show(!is_narrow))
        .axis_line(AxisLine::new().show(false))
        .split_line(SplitLine::new().show(true).line_style(LineStyle::new().color(theme.line)))
}

fn family_axis(tally: &Tally, theme: &Theme) -> Axis {
    Axis::new()
        .type_(AxisType::Category)
        .inverse(true)
        .data(families(tally).into_iter().map(Family::name).collect())
        .axis_label(label(theme.ink))
        .axis_line(AxisLine::new().show(false))
        .axis_tick(AxisTick::new().show(false))
}

fn bars(tally: &Tally, counts: &FamilyCounts, what: &str, alpha: &str, theme: &Theme) -> Bar {
    let total = counts.iter().sum();
    let bar = |family: Family| {
        let samples = counts[family.index()];
        let text = format!("{}{what} · {}", format::count(samples), format::percent(share(samples, total)));
        let color = ItemStyle::new().color(format!("{}{alpha}", theme.family(family)));
        // A logarithmic axis has no place for a bar of one: it starts there.
        DataPointItem::new((samples as f64).max(1.15)).name(text).item_style(color)
    };
    Bar::new()
        .bar_gap("12%")
        .bar_width(15)
        .label(
            Label::new()
                .show(true)
                .position(LabelPosition::Right)
                .formatter("{b}")
                .color(theme.muted)
                .font_size(12)
                .font_family(FONT),
        )
        .data(families(tally).into_iter().map(bar).collect::<Vec<_>>())
}

fn label(color: &'static str) -> AxisLabel {
    AxisLabel::new().color(color).font_size(12.0).font_family(FONT)
}
