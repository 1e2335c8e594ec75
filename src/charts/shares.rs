//! Shares as a ring. Names and numbers stand in a legend beside or below: at thin slices they would lie over each other.

use charming::Chart;
use charming::component::{Grid, Legend};
use charming::datatype::{CompositeValue, DataPoint, DataPointItem};
use charming::element::{ItemStyle, Label, Orient};
use charming::series::Pie;

use crate::charts::text::shown;
use crate::charts::theme::Theme;
use crate::session::figures::share;
use crate::session::format::{count, percent, shortened};

/// Where a narrow chart's ring has its middle, from above, and its radii, in CSS pixels.
const MIDDLE: f64 = 100.0;
const RADII: [f64; 2] = [50.0, 90.0];
/// Radii of a wide chart's ring: at the least width, 520 pixels, it just stays clear of the edge and of the legend.
const WIDE_RADII: [f64; 2] = [70.0, 130.0];
/// Characters of a name: so many fit beside the ring with their numbers.
const NAME_CHARS: usize = 20;
/// Where a narrow chart's legend begins, from above, and what an entry takes that has a line of its own.
const LEGEND_TOP: u32 = 206;
const LINE: u32 = 22;

/// A slice.
#[derive(Clone, Debug, PartialEq)]
pub struct Slice {
    /// Untrusted text.
    pub name: String,
    /// Samples.
    pub n: u64,
    /// CSS colour.
    pub color: &'static str,
}

/// Height of a ring of so many slices, in CSS pixels.
pub const fn height(n_slices: usize) -> u32 {
    LEGEND_TOP + LINE * n_slices as u32 + 8
}

/// The chart.
pub fn chart(slices: &[Slice], theme: &Theme, is_narrow: bool) -> Chart {
    let total = slices.iter().map(|slice| slice.n).sum();
    let words = |slice: &Slice| {
        format!(
            "{} {} · {}",
            shown(&shortened(&slice.name, NAME_CHARS)),
            percent(share(slice.n, total)),
            count(slice.n)
        )
    };
    let point = |slice: &Slice| {
        let item = DataPointItem::new(slice.n as f64).name(words(slice));
        DataPoint::from(item.item_style(ItemStyle::new().color(slice.color)))
    };
    let legend = match is_narrow {
        true => Legend::new().left("center").top(f64::from(LEGEND_TOP)),
        false => Legend::new().orient(Orient::Vertical).left("56%").top("middle").item_gap(12),
    };
    let legend = legend
        .item_width(12)
        .item_height(12)
        .text_style(theme.text(theme.ink, 12.0))
        .data(slices.iter().map(words).collect::<Vec<String>>());
    let pie = match is_narrow {
        true => Pie::new()
            .center(vec![CompositeValue::from("50%"), CompositeValue::from(MIDDLE)])
            .radius(RADII.to_vec()),
        false => Pie::new().center(vec!["30%", "50%"]).radius(WIDE_RADII.to_vec()),
    };
    let pie = pie
        .item_style(ItemStyle::new().border_color(theme.surface).border_width(1.5))
        .label(Label::new().show(false))
        .data(slices.iter().map(point).collect::<Vec<_>>());
    Chart::new()
        .animation(false)
        .tooltip(theme.tooltip())
        .grid(Grid::new().show(false).tooltip(theme.grid_tooltip()))
        .legend(legend)
        .series(pie)
}

/// What the ring shows, for those who cannot see it.
pub fn description(slices: &[Slice]) -> String {
    let total = slices.iter().map(|slice| slice.n).sum();
    let parts =
        slices.iter().map(|slice| format!("{} {}", shown(&slice.name), percent(share(slice.n, total))));
    parts.collect::<Vec<_>>().join(", ")
}
