//! Axes as all charts have them.

use charming::component::Axis;
use charming::element::{
    AxisLabel, AxisLine, AxisTick, AxisType, BoundaryGap, LineStyle, NameLocation, SplitLine,
};

use crate::charts::text::shown;
use crate::charts::theme::{FONT, Theme};

/// Labels on one axis before some are left out.
const MAX_LABELS: usize = 12;

/// An axis of names or bins; with many of them only every so many are named.
pub fn names(labels: &[String], theme: &Theme) -> Axis {
    every(labels, 1.max(labels.len().div_ceil(MAX_LABELS)), theme)
}

/// An axis of the edges of bins, first to last, for what is drawn by its place among them. Where some have no words, all words
/// that there are stand.
pub fn edges(labels: &[String], theme: &Theme) -> Axis {
    let is_chosen = labels.iter().any(String::is_empty);
    let axis = if is_chosen { all_names(labels, theme) } else { names(labels, theme) };
    // They are numbers: no words stand for an empty one, as they do for a name.
    axis.data(labels.to_vec()).boundary_gap(BoundaryGap::CategoryAxis(false))
}

/// The axis of bins, and over bins of ranges the one of their edges, which is shown instead of it: words stand where a range
/// begins, and not under its middle.
pub fn bins(labels: &[String], range_labels: Option<Vec<String>>, theme: &Theme) -> (Axis, Option<Axis>) {
    match range_labels {
        Some(edge_labels) => (names(labels, theme).show(false), Some(edges(&edge_labels, theme))),
        None => (names(labels, theme), None),
    }
}

/// The same as names, with every label.
pub fn all_names(labels: &[String], theme: &Theme) -> Axis {
    every(labels, 1, theme)
}

fn every(labels: &[String], step: usize, theme: &Theme) -> Axis {
    Axis::new()
        .type_(AxisType::Category)
        .data(labels.iter().map(|label| shown(label)).collect())
        .axis_label(label(theme.muted).interval(step as f64 - 1.0))
        .axis_line(AxisLine::new().show(false))
        .axis_tick(AxisTick::new().show(false))
}

/// An axis of counts, logarithmic or not.
pub fn counts(is_log: bool, theme: &Theme) -> Axis {
    let axis = Axis::new()
        .axis_label(label(theme.muted))
        .axis_line(AxisLine::new().show(false))
        .split_line(SplitLine::new().show(true).line_style(LineStyle::new().color(theme.line)));
    // Single rows stand a little above the floor.
    if is_log { axis.type_(AxisType::Log).min(0.5) } else { axis.type_(AxisType::Value).min(0) }
}

/// An axis that only says where bins are, under one of names.
pub fn places(n_bins: usize) -> Axis {
    Axis::new().type_(AxisType::Value).min(0).max(n_bins as f64).show(false)
}

/// Names an axis in the middle, so far from it.
pub fn named(axis: Axis, name: &str, gap: f64, theme: &Theme) -> Axis {
    axis.name(shown(name))
        .name_location(NameLocation::Middle)
        .name_gap(gap)
        .name_text_style(theme.text(theme.ink, 12.0))
}

/// Text along an axis.
pub fn label(color: &'static str) -> AxisLabel {
    AxisLabel::new().color(color).font_size(12.0).font_family(FONT)
}
