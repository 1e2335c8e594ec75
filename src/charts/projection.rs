//! Some connections on the plane in which they differ most, a symbol a family, coloured by family or by score.

use charming::Chart;
use charming::component::{Axis, Grid, Legend};
use charming::datatype::{CompositeValue, DataPoint, DataPointItem};
use charming::element::{AxisLine, AxisTick, AxisType, ItemStyle, SplitLine, Symbol};
use charming::series::Scatter;

use crate::charts::axes;
use crate::charts::theme::{Theme, symbol};
use crate::data::label::{FAMILIES, Family};
use crate::engine::questions::projection::{Projected, Projection};
use crate::session::format::{count, percent};
use crate::session::scatter::{HEIGHT as UP, INSETS, WIDTH as ACROSS, places};

/// Height that the chart wants, in CSS pixels.
pub const HEIGHT: u32 = 460;
/// Score classes: upper bound and words.
const CLASSES: [(f64, &str); 5] = [
    (0.4, "below 0.4"),
    (0.5, "0.4 to 0.5"),
    (0.6, "0.5 to 0.6"),
    (0.7, "0.6 to 0.7"),
    (f64::INFINITY, "above 0.7"),
];
/// From usual to strange, on light ground and on dark.
const BLUES: [[&str; 5]; 2] = [
    ["#C7D6F2", "#8FB0E6", "#4F7FD0", "#1D4ED8", "#0B1E57"],
    ["#24406E", "#3A66AD", "#629BE8", "#A9CCFF", "#F2F7FF"],
];

/// What colours mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Families.
    Family,
    /// Scores of the Isolation Forest, in classes.
    Score,
}

/// The chart; the row that is explained has a ring.
pub fn chart(projection: &Projection, colour: Colour, explained: Option<u64>, theme: &Theme) -> Chart {
    let placed: Vec<(&Projected, [f64; 2])> = projection.rows.iter().zip(places(projection)).collect();
    let [left, right, top, bottom] = INSETS.map(|part| format!("{}%", part * 100.0));
    let axis = |component: usize, which: &str, gap, length| {
        let name = format!("{which} component · {}", percent(projection.explained[component]));
        let bare = Axis::new()
            .type_(AxisType::Value)
            .min(0)
            .max(length)
            .axis_label(axes::label(theme.muted).show(false))
            .axis_line(AxisLine::new().show(false))
            .axis_tick(AxisTick::new().show(false))
            .split_line(SplitLine::new().show(false));
        axes::named(bare, &name, gap, theme)
    };
    let mut chart = Chart::new()
        .animation(false)
        .tooltip(theme.tooltip())
        .legend(Legend::new().top(4).item_gap(14).text_style(theme.text(theme.ink, 12.0)))
        .grid(Grid::new().tooltip(theme.grid_tooltip()).left(left).right(right).top(top).bottom(bottom))
        .x_axis(axis(0, "first", 12.0, ACROSS))
        // Places are counted from above, as pointers are.
        .y_axis(axis(1, "second", 12.0, UP).inverse(true));
    for (name, color, symbol, rows) in groups(&placed, colour, theme) {
        let style = ItemStyle::new().color(color).border_color(theme.surface).border_width(0.6).opacity(0.85);
        chart = chart.series(
            Scatter::new()
                .name(name)
                .symbol(Symbol::Custom(symbol.to_owned()))
                .symbol_size(8)
                .item_style(style)
                .data(rows.iter().map(point).collect::<Vec<_>>()),
        );
    }
    let ring = placed.iter().find(|(row, _)| Some(row.first_line) == explained);
    if let Some(place) = ring {
        let style = ItemStyle::new().color("transparent").border_color(theme.ink).border_width(2.5);
        chart = chart.series(
            Scatter::new().symbol(Symbol::Circle).symbol_size(18).item_style(style).data(vec![point(place)]),
        );
    }
    chart
}

type Placed<'a> = (&'a Projected, [f64; 2]);

/// Name, colour and symbol of every group with its rows.
fn groups<'a>(
    placed: &[Placed<'a>],
    colour: Colour,
    theme: &Theme,
) -> Vec<(String, &'static str, &'static str, Vec<Placed<'a>>)> {
    let of = |family: Family| placed.iter().filter(move |(row, _)| row.family == family).copied();
    let groups: Vec<_> = match colour {
        Colour::Family => FAMILIES
            .into_iter()
            .map(|family| {
                (family.name().to_owned(), theme.family(family), symbol(family), of(family).collect())
            })
            .collect(),
        Colour::Score => {
            let blues = BLUES[usize::from(theme.is_dark())];
            let lower = [f64::NEG_INFINITY].into_iter().chain(CLASSES.map(|(upper, _)| upper));
            let classes = CLASSES.into_iter().zip(lower).zip(blues);
            let by_class = classes.flat_map(|(((upper, words), lower), color)| {
                FAMILIES.into_iter().map(move |family| {
                    let rows =
                        of(family).filter(|(row, _)| row.score > lower && row.score <= upper).collect();
                    // One entry a class in the legend.
                    (words.to_owned(), color, symbol(family), rows)
                })
            });
            by_class.collect()
        }
    };
    groups.into_iter().filter(|(.., rows): &(_, _, _, Vec<_>)| !rows.is_empty()).collect()
}

fn point(placed: &Placed<'_>) -> DataPoint {
    let (row, at) = placed;
    let place = at.map(|at| CompositeValue::from((at * 10.0).round() / 10.0));
    let words = format!("{} · score {:.3}", row.family.name(), row.score);
    DataPoint::from(DataPointItem::new(CompositeValue::Array(place.to_vec())).name(words))
}

/// What the chart shows, for those who cannot see it.
pub fn description(projection: &Projection) -> String {
    format!(
        "{} distinct connections, at most 250 of each family, on the plane of their first two principal components, which show {} and {} of the variance.",
        count(projection.rows.len() as u64),
        percent(projection.explained[0]),
        percent(projection.explained[1]),
    )
}
