//! ROC and precision-recall curves: one line a detector or run, and where the threshold stands on it.

use charming::Chart;
use charming::component::{Axis, Grid, Legend};
use charming::element::{
    AxisLabel, AxisLine, AxisTick, AxisType, ItemStyle, LineStyle, LineStyleType, NameLocation, SplitLine,
    Symbol,
};
use charming::series::{Line, Scatter};

use crate::charts::theme::{FONT, Theme};
use crate::evaluation::curves::Point;
use crate::session::format;

/// Height that the chart wants, in CSS pixels.
pub const HEIGHT: u32 = 316;
/// Space between the chart's left edge and the axis, in CSS pixels; for what is laid over it. Where the axis' numbers and name
/// find no room in it, ECharts moves the axis.
pub const LEFT: i32 = 58;
/// The same on the right.
pub const RIGHT: i32 = 14;
/// The same on top.
pub const TOP: i32 = 12;
/// The same below.
pub const BOTTOM: i32 = 88;

/// Which curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Recall over the false positive rate.
    Roc,
    /// Precision over recall.
    PrecisionRecall,
}

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// What the legend says; never text of a file.
    pub name: String,
    /// Its points.
    pub points: Vec<Point>,
    /// Its place among the lines, which gives its colour and dashes.
    pub place: usize,
}

impl Kind {
    /// What lies across and what goes up.
    const fn axes(self) -> (&'static str, &'static str) {
        match self {
            Self::Roc => ("false positive rate", "recall"),
            Self::PrecisionRecall => ("recall", "precision"),
        }
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Roc => "ROC curve",
            Self::PrecisionRecall => "precision-recall curve",
        }
    }
}

/// The chart; `at` is where the threshold stands, when it is to be drawn.
pub fn chart(kind: Kind, curves: &[Curve], at: Option<Point>, theme: &Theme) -> Chart {
    let (across, up) = kind.axes();
    let names = curves.iter().map(|curve| curve.name.clone()).collect::<Vec<_>>();
    let mut chart = Chart::new()
        .animation(false)
        .grid(Grid::new().left(LEFT).right(RIGHT).top(TOP).bottom(BOTTOM))
        .legend(
            Legend::new()
                .data(names)
                .bottom(0)
                .left("center")
                .item_width(26)
                .text_style(theme.text(theme.ink, 12.0)),
        )
        .x_axis(axis(across, 26.0, theme))
        .y_axis(axis(up, 32.0, theme));
    if kind == Kind::Roc {
        chart = chart.series(chance(theme));
    }
    for curve in curves {
        chart = chart.series(line(curve, theme));
    }
    match at {
        Some((x, y)) => chart.series(
            Scatter::new()
                .symbol_size(13)
                .item_style(ItemStyle::new().color(theme.accent).border_color(theme.surface).border_width(3))
                .data(vec![vec![x, y]]),
        ),
        None => chart,
    }
}

/// What the chart shows, for those who cannot see it.
pub fn description(kind: Kind, curves: &[Curve], at: Option<Point>) -> String {
    let (across, up) = kind.axes();
    let names: Vec<_> = curves.iter().map(|curve| curve.name.as_str()).collect();
    let stands = at.map_or_else(String::new, |(x, y)| {
        format!(" The threshold stands at {up} {}, {across} {}.", format::percent(y), format::percent(x))
    });
    format!("{} of {}: {up} over {across}.{stands}", kind.name(), names.join(", "))
}

/// What guessing would give.
fn chance(theme: &Theme) -> Line {
    Line::new()
        .show_symbol(false)
        .silent(true)
        .line_style(LineStyle::new().color(theme.line).width(1).type_(LineStyleType::Dashed))
        .data(vec![vec![0.0, 0.0], vec![1.0, 1.0]])
}

fn line(curve: &Curve, theme: &Theme) -> Line {
    let colours = [theme.accent, theme.families[1], theme.families[2], theme.families[3], theme.muted];
    let colour = colours[curve.place % colours.len()];
    let dash = match curve.place % 3 {
        0 => LineStyleType::Solid,
        1 => LineStyleType::Dashed,
        _ => LineStyleType::Dotted,
    };
    Line::new()
        .name(curve.name.clone())
        .show_symbol(false)
        .symbol(Symbol::None)
        .silent(true)
        .item_style(ItemStyle::new().color(colour))
        .line_style(LineStyle::new().color(colour).width(2).type_(dash))
        .data(curve.points.iter().map(|(x, y)| vec![*x, *y]).collect::<Vec<_>>())
}

fn axis(name: &'static str, gap: f64, theme: &Theme) -> Axis {
    Axis::new()
        .type_(AxisType::Value)
        .min(0)
        .max(1)
        .interval(0.2)
        .name(name)
        .name_location(NameLocation::Middle)
        .name_gap(gap)
        .name_text_style(theme.text(theme.muted, 12.0))
        .axis_line(AxisLine::new().show(false))
        .axis_tick(AxisTick::new().show(false))
        .split_line(SplitLine::new().show(true).line_style(LineStyle::new().color(theme.line)))
        .axis_label(AxisLabel::new().color(theme.muted).font_size(12.0).font_family(FONT))
}
