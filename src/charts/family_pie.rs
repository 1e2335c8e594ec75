//! Shares of the families as a pie; never alone, for a pie hides what is rare.

use charming::Chart;

use crate::charts::shares::{self, Slice};
use crate::charts::theme::{LIGHT, Theme};
use crate::data::label::{FAMILIES, FamilyCounts};

/// The chart.
pub fn chart(counts: &FamilyCounts, theme: &Theme, is_narrow: bool) -> Chart {
    shares::chart(&slices(counts, theme), theme, is_narrow)
}

/// Height that the chart wants, in CSS pixels.
pub fn height(counts: &FamilyCounts) -> u32 {
    shares::height(slices(counts, &LIGHT).len())
}

/// What the chart shows, for those who cannot see it.
pub fn description(counts: &FamilyCounts) -> String {
    format!("Pie of families: {}.", shares::description(&slices(counts, &LIGHT)))
}

fn slices(counts: &FamilyCounts, theme: &Theme) -> Vec<Slice> {
    let found = FAMILIES.into_iter().zip(counts).filter(|(_, n)| **n > 0);
    found
        .map(|(family, n)| Slice { name: family.name().to_owned(), n: *n, color: theme.family(family) })
        .collect()
}
