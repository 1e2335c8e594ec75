//! Shares of the families as a pie; never alone, for a pie hides what is rare.

use charming::Chart;
use charming::datatype::{DataPoint, DataPointItem};
use charming::element::{ItemStyle, Label};
use charming::series::Pie;

use crate::charts::theme::{FONT, Theme};
use crate::data::label::{FAMILIES, FamilyCounts};
use crate::session::figures::share;
use crate::session::format::{count, percent};

/// The chart.
pub fn chart(counts: &FamilyCounts, theme: &Theme, is_narrow: bool) -> Chart {
    let total = counts.iter().sum();
    let slices = FAMILIES.into_iter().zip(counts).filter(|(_, n)| **n > 0).map(|(family, n)| {
        let name = format!("{} {}", family.name(), percent(share(*n, total)));
        DataPointItem::new(*n as f64)
            .name(format!("{name} · {}", count(*n)))
            .item_style(ItemStyle::new().color(theme.family(family)))
    });
    let label =
        Label::new().show(!is_narrow).color(theme.ink).font_size(12).font_family(FONT).formatter("{b}");
    let pie = Pie::new()
        .radius(vec!["46%", if is_narrow { "86%" } else { "68%" }])
        .item_style(ItemStyle::new().border_color(theme.surface).border_width(1.5))
        .avoid_label_overlap(true)
        .label(label)
        .data(slices.map(DataPoint::from).collect::<Vec<_>>());
    Chart::new().animation(false).tooltip(theme.tooltip()).series(pie)
}

/// What the chart shows, for those who cannot see it.
pub fn description(counts: &FamilyCounts) -> String {
    let total = counts.iter().sum();
    let parts = FAMILIES.into_iter().zip(counts).filter(|(_, n)| **n > 0);
    let parts = parts.map(|(family, n)| format!("{} {}", family.name(), percent(share(*n, total))));
    format!("Pie of families: {}.", parts.collect::<Vec<_>>().join(", "))
}
