//! Score histogram: one row of bars per family over one axis of scores, with the threshold across all rows.
//!
//! Rows are scaled each to its own tallest bar and heights follow the square root of the count (Tukey's rootogram),
//! so that 50 connections of a rare family show as well as 390,000 of a common one. Stacking would hide the former.

mod frame;

use charming::Chart;
use charming::component::{Axis, Grid, Legend, Title};
use charming::datatype::{CompositeValue, DataPointItem};
use charming::element::font_settings::FontWeight;
use charming::element::{
    AxisLabel, AxisLine, AxisTick, AxisType, Emphasis, Formatter, ItemStyle, Label, LabelAlign, LineStyle,
    LineStyleType, MarkLine, MarkLineData, MarkLineVariant, NameLocation, SplitLine, Symbol,
};
use charming::series::Bar;

use crate::charts::theme::{FONT, Theme, symbol};
use crate::data::label::{FAMILIES, Family};
use crate::engine::event::DetectorSummary;
use crate::evaluation::histogram::Bin;
use crate::session::figures::share;
use crate::session::format;

pub use frame::Size;
use frame::{Layout, Scale};

/// Part of a row's height that its tallest bar takes; the rest is for words.
const BAR_PART: f64 = 0.66;
/// Height of the smallest bar that is not empty, as a part of the tallest.
const LEAST_HEIGHT: f64 = 0.035;

/// One family's row.
struct Row {
    family: Family,
    samples: u64,
    flagged: u64,
}

/// Height that the chart wants, in CSS pixels.
pub fn height(summary: &DetectorSummary, size: Size) -> u32 {
    let n_rows = rows(summary, &summary.histogram.bins(size.n_bins())).len();
    Layout { size, n_rows }.height()
}

/// The chart.
pub fn chart(summary: &DetectorSummary, theme: &Theme, size: Size) -> Chart {
    let bins = summary.histogram.bins(size.n_bins());
    let rows = rows(summary, &bins);
    let layout = Layout { size, n_rows: rows.len() };
    let scale = Scale::around(&bins, summary.threshold);
    let mut chart = Chart::new().animation(false).tooltip(theme.tooltip()).legend(
        rows.iter().enumerate().map(|(index, row)| row_name(row, index, theme, layout)).collect::<Vec<_>>(),
    );
    for (index, row) in rows.iter().enumerate() {
        chart = chart
            .grid(grid(index, theme, layout))
            .title(row_note(row, index, theme, layout))
            .x_axis(score_axis(index, &scale, theme, layout))
            .y_axis(height_axis(index, theme))
            .series(bars(row, index, &bins, theme).mark_line(threshold(
                summary.threshold,
                index,
                &scale,
                theme,
            )))
            .series(touch_bars(row, index, &bins, theme));
    }
    chart
}

/// What the chart shows, for those who cannot see it.
pub fn description(summary: &DetectorSummary) -> String {
    let bins = summary.histogram.bins(Size::Full.n_bins());
    let rows = rows(summary, &bins);
    let alone = rows.len() == 1;
    let parts = rows.iter().map(|row| {
        let peak = bins.iter().max_by_key(|bin| bin.counts[row.family.index()]).map_or(0.0, |bin| bin.from);
        let flagged = format::percent(share(row.flagged, row.samples));
        let name = name(row.family, alone);
        format!(
            "{name}: {} connections, most frequent score {peak:.2}, {flagged} above the threshold",
            format::count(row.samples)
        )
    });
    format!(
        "Histogram of anomaly scores per family, threshold {}. {}.",
        format::decimal(summary.threshold),
        parts.collect::<Vec<_>>().join("; ")
    )
}

fn rows(summary: &DetectorSummary, bins: &[Bin]) -> Vec<Row> {
    let samples = |family: Family| bins.iter().map(|bin| bin.counts[family.index()]).sum();
    let row =
        |family: Family| Row { family, samples: samples(family), flagged: summary.flagged[family.index()] };
    FAMILIES.into_iter().map(row).filter(|row| row.samples > 0).collect()
}

/// A file without labels has one row only; "unknown" would sound as if something were wrong with it.
fn name(family: Family, is_alone: bool) -> &'static str {
    if is_alone && family == Family::Unknown { "all connections" } else { family.name() }
}

fn grid(index: usize, theme: &Theme, layout: Layout) -> Grid {
    Grid::new()
        .tooltip(theme.grid_tooltip())
        .left(6)
        .right(6)
        .top(layout.row_top(index))
        .height(f64::from(layout.row_height()))
}

/// A legend of one entry is the only text in ECharts that brings the family's shape with it, also into exports.
fn row_name(row: &Row, index: usize, theme: &Theme, layout: Layout) -> Legend {
    Legend::new()
        .data(vec![(name(row.family, layout.n_rows == 1), symbol(row.family))])
        .left(2)
        .top(layout.row_top(index) + 2.0)
        .padding(2.0)
        .item_width(11)
        .item_height(11)
        .text_style(theme.text(theme.ink, 13.0).font_weight(FontWeight::Number(600)))
}

fn row_note(row: &Row, index: usize, theme: &Theme, layout: Layout) -> Title {
    let flagged = format::percent(share(row.flagged, row.samples));
    let note = match layout.size {
        Size::Full => format!("{flagged} of {} flagged", format::count(row.samples)),
        Size::Narrow | Size::Compact => format!("{flagged} flagged"),
    };
    Title::new()
        .text(note)
        .right(2)
        .top(layout.row_top(index) + 3.0)
        .padding(2.0)
        // The threshold's line may pass here.
        .background_color(theme.surface)
        .text_style(theme.text(theme.muted, 12.0).font_weight(FontWeight::Normal))
}

fn score_axis(index: usize, scale: &Scale, theme: &Theme, layout: Layout) -> Axis {
    let is_last = layout.is_last(index);
    let axis = Axis::new()
        .type_(AxisType::Value)
        .grid_index(index as f64)
        .min(scale.from)
        .max(scale.to)
        .interval(scale.step)
        .axis_line(AxisLine::new().show(false))
        .axis_tick(AxisTick::new().show(false))
        .split_line(SplitLine::new().show(false))
        .axis_label(AxisLabel::new().show(is_last).color(theme.muted).font_size(12.0).font_family(FONT));
    if is_last && layout.size != Size::Compact {
        axis.name("anomaly score — higher is stranger")
            .name_location(NameLocation::Middle)
            .name_gap(28.0)
            .name_text_style(theme.text(theme.muted, 12.0))
    } else {
        axis
    }
}

/// Without words: its one line is the row's ground.
fn height_axis(index: usize, theme: &Theme) -> Axis {
    Axis::new()
        .type_(AxisType::Value)
        .grid_index(index as f64)
        .min(0)
        .max(1.0 / BAR_PART)
        .interval(1.0 / BAR_PART)
        .axis_label(AxisLabel::new().show(false))
        .axis_line(AxisLine::new().show(false))
        .axis_tick(AxisTick::new().show(false))
        .split_line(SplitLine::new().show(true).line_style(LineStyle::new().color(theme.line)))
}

fn bars(row: &Row, index: usize, bins: &[Bin], theme: &Theme) -> Bar {
    let counts = || bins.iter().map(|bin| bin.counts[row.family.index()]);
    let most = counts().max().unwrap_or(0).max(1) as f64;
    let heights = counts().zip(bins).filter(|(count, _)| *count > 0).map(|(count, bin)| {
        let height = (count as f64 / most).sqrt().max(LEAST_HEIGHT);
        DataPointItem::new(middle_and(bin, height))
    });
    Bar::new()
        .name(name(row.family, false))
        .x_axis_index(index as f64)
        .y_axis_index(index as f64)
        .bar_width("90%")
        .item_style(ItemStyle::new().color(theme.family(row.family)))
        .data(heights.collect::<Vec<_>>())
}

/// Bars as high as the row that cannot be seen: the pointer finds a bin anywhere above it, however low its bar is.
fn touch_bars(row: &Row, index: usize, bins: &[Bin], theme: &Theme) -> Bar {
    let touch = |bin: &Bin| {
        let connections = format::counted(bin.counts[row.family.index()], "connection", "connections");
        let text =
            format!("{} · score {:.3} to {:.3} · {connections}", name(row.family, false), bin.from, bin.to);
        DataPointItem::new(middle_and(bin, 1.0 / BAR_PART)).name(text)
    };
    Bar::new()
        .x_axis_index(index as f64)
        .y_axis_index(index as f64)
        .bar_width("100%")
        .bar_gap("-100%")
        .item_style(ItemStyle::new().color("transparent"))
        .emphasis(Emphasis::new().item_style(ItemStyle::new().color(theme.hover)))
        .data(bins.iter().map(touch).collect::<Vec<_>>())
}

fn middle_and(bin: &Bin, height: f64) -> CompositeValue {
    CompositeValue::from(vec![(bin.from + bin.to) / 2.0, height])
}

fn threshold(score: f64, index: usize, scale: &Scale, theme: &Theme) -> MarkLine {
    let label = Label::new()
        .show(index == 0)
        .distance(5)
        .align(side(scale.part(score)))
        .formatter(Formatter::String(format!("threshold {}", format::decimal(score))))
        .color(theme.ink)
        .font_size(12)
        .font_weight(FontWeight::Number(600))
        .font_family(FONT);
    MarkLine::new()
        .silent(true)
        // ECharts rounds to two digits otherwise, and the line would stand beside its own label.
        .precision(6)
        .symbol(vec![Symbol::None, Symbol::None])
        .label(label)
        .line_style(LineStyle::new().color(theme.accent).width(2).type_(LineStyleType::Solid))
        .data(vec![MarkLineVariant::Simple(MarkLineData::new().x_axis(score))])
}

/// Which side of the label stands at the line, so that it never runs out of the picture.
fn side(part: f64) -> LabelAlign {
    match part {
        ..0.25 => LabelAlign::Left,
        ..0.75 => LabelAlign::Center,
        _ => LabelAlign::Right,
    }
}
