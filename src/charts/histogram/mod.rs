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
use crate::data::label::{FAMILIES, Family, FamilyCounts};
use crate::evaluation::histogram::Bin;
use crate::session::bars::Scale;
use crate::session::figures::share;
use crate::session::format;
use crate::session::judge::{Judge, Verdict};

use frame::Layout;
pub use frame::Size;

/// Space between the chart's edge and either end of the axis, in CSS pixels.
pub const INSET: i32 = 6;

/// Part of a row's height that its tallest bar takes; the rest is for words.
const BAR_PART: f64 = 0.66;
/// Height of the smallest bar that is not empty, as a part of the tallest.
const LEAST_HEIGHT: f64 = 0.035;

/// What the chart shows.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Bars.
    pub bins: Vec<Bin>,
    /// The axis of scores.
    pub scale: Scale,
    /// The line.
    pub threshold: f64,
    /// What lies right of it, per family.
    pub flagged: FamilyCounts,
}

impl Picture {
    /// The picture of a detector's result at a threshold.
    pub fn of(judge: &Judge, verdict: &Verdict, size: Size) -> Self {
        let mut flagged = FamilyCounts::default();
        for figures in &verdict.figures.families {
            flagged[figures.family.index()] = figures.flagged;
        }
        Self { bins: judge.bars(size.n_bins()), scale: judge.scale(), threshold: verdict.threshold, flagged }
    }
}

/// One family's row.
struct Row {
    family: Family,
    samples: u64,
    flagged: u64,
}

/// Whether the threshold and what it does are drawn, or left to whoever lays them over the chart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Marks {
    Drawn,
    Left,
}

/// Height that the chart wants, in CSS pixels.
pub fn height(picture: &Picture, size: Size) -> u32 {
    Layout { size, n_rows: rows(picture).len() }.height()
}

/// The families that have a row, and how far below the chart's upper edge each begins, in CSS pixels.
pub fn row_tops(picture: &Picture, size: Size) -> Vec<(Family, f64)> {
    let rows = rows(picture);
    let layout = Layout { size, n_rows: rows.len() };
    rows.iter().enumerate().map(|(index, row)| (row.family, layout.row_top(index))).collect()
}

/// The chart.
pub fn chart(picture: &Picture, theme: &Theme, size: Size) -> Chart {
    drawn(picture, theme, size, Marks::Drawn)
}

/// The chart without the threshold and what it does, so that a moving one is laid over it and nothing drawn anew.
pub fn ground(picture: &Picture, theme: &Theme, size: Size) -> Chart {
    drawn(picture, theme, size, Marks::Left)
}

fn drawn(picture: &Picture, theme: &Theme, size: Size, marks: Marks) -> Chart {
    let Picture { bins, scale, .. } = picture;
    let rows = rows(picture);
    let layout = Layout { size, n_rows: rows.len() };
    let mut chart = Chart::new().animation(false).tooltip(theme.tooltip()).legend(
        rows.iter().enumerate().map(|(index, row)| row_name(row, index, theme, layout)).collect::<Vec<_>>(),
    );
    for (index, row) in rows.iter().enumerate() {
        let mut bars = bars(row, index, bins, scale, theme);
        if marks == Marks::Drawn {
            bars = bars.mark_line(threshold(picture.threshold, index, scale, theme));
            chart = chart.title(row_note(row, index, theme, layout));
        }
        chart = chart
            .grid(grid(index, theme, layout))
            .x_axis(score_axis(index, scale, theme, layout))
            .y_axis(height_axis(index, theme))
            .series(bars);
        // Nobody points at a picture.
        if marks == Marks::Left || size == Size::Compact {
            chart = chart.series(touch_bars(row, index, bins, scale, theme));
        }
    }
    chart
}

/// What the chart shows, for those who cannot see it.
pub fn description(picture: &Picture) -> String {
    let rows = rows(picture);
    let alone = rows.len() == 1;
    let parts = rows.iter().map(|row| {
        let peak = picture.bins.iter().max_by_key(|bin| bin.counts[row.family.index()]);
        let peak = format::score(peak.map_or(0.0, |bin| bin.from));
        let flagged = format::percent(share(row.flagged, row.samples));
        let name = name(row.family, alone);
        format!(
            "{name}: {} connections, most frequent score {peak}, {flagged} above the threshold",
            format::count(row.samples)
        )
    });
    format!(
        "Histogram of anomaly scores per family, threshold {}. {}.",
        format::score(picture.threshold),
        parts.collect::<Vec<_>>().join("; ")
    )
}

fn rows(picture: &Picture) -> Vec<Row> {
    let samples = |family: Family| picture.bins.iter().map(|bin| bin.counts[family.index()]).sum();
    let row =
        |family: Family| Row { family, samples: samples(family), flagged: picture.flagged[family.index()] };
    FAMILIES.into_iter().map(row).filter(|row| row.samples > 0).collect()
}

/// A file without labels has one row only; "unknown" would sound as if something were wrong with it.
fn name(family: Family, is_alone: bool) -> &'static str {
    if is_alone && family == Family::Unknown { "all connections" } else { family.name() }
}

fn grid(index: usize, theme: &Theme, layout: Layout) -> Grid {
    Grid::new()
        .tooltip(theme.grid_tooltip())
        .left(INSET)
        .right(INSET)
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
    let label = AxisLabel::new().show(is_last).color(theme.muted).font_size(12.0).font_family(FONT);
    // A template cannot raise to a power.
    let label = if scale.is_log { label.formatter("1e{value}") } else { label };
    let axis = Axis::new()
        .type_(AxisType::Value)
        .grid_index(index as f64)
        .min(scale.from)
        .max(scale.to)
        .interval(scale.step)
        .axis_line(AxisLine::new().show(false))
        .axis_tick(AxisTick::new().show(false))
        .split_line(SplitLine::new().show(false))
        .axis_label(label);
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

fn bars(row: &Row, index: usize, bins: &[Bin], scale: &Scale, theme: &Theme) -> Bar {
    let counts = || bins.iter().map(|bin| bin.counts[row.family.index()]);
    let most = counts().max().unwrap_or(0).max(1) as f64;
    let heights = counts().zip(bins).filter(|(count, _)| *count > 0).map(|(count, bin)| {
        let height = (count as f64 / most).sqrt().max(LEAST_HEIGHT);
        DataPointItem::new(middle_and(bin, scale, height))
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
fn touch_bars(row: &Row, index: usize, bins: &[Bin], scale: &Scale, theme: &Theme) -> Bar {
    let touch = |bin: &Bin| {
        let connections = format::counted(bin.counts[row.family.index()], "connection", "connections");
        let (from, to) = (format::score(bin.from), format::score(bin.to));
        let text = format!("{} · score {from} to {to} · {connections}", name(row.family, false));
        DataPointItem::new(middle_and(bin, scale, 1.0 / BAR_PART)).name(text)
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

fn middle_and(bin: &Bin, scale: &Scale, height: f64) -> CompositeValue {
    CompositeValue::from(vec![(scale.place(bin.from) + scale.place(bin.to)) / 2.0, height])
}

fn threshold(score: f64, index: usize, scale: &Scale, theme: &Theme) -> MarkLine {
    let label = Label::new()
        .show(index == 0)
        .distance(5)
        .align(side(scale.part(score)))
        .formatter(Formatter::String(format!("threshold {}", format::score(score))))
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
        .data(vec![MarkLineVariant::Simple(
            MarkLineData::new().x_axis(scale.from + scale.part(score) * (scale.to - scale.from)),
        )])
}

/// Which side of the label stands at the line, so that it never runs out of the picture.
fn side(part: f64) -> LabelAlign {
    match part {
        ..0.25 => LabelAlign::Left,
        ..0.75 => LabelAlign::Center,
        _ => LabelAlign::Right,
    }
}
