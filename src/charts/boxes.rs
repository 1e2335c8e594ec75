//! Box plots of one feature, a group a row: least, quartiles, greatest. Boxes lie on the bins of the axis, so that zero has a
//! place on a logarithmic one, too.

use charming::Chart;
use charming::component::Grid;
use charming::datatype::{CompositeValue, DataPoint, DataPointItem};
use charming::element::ItemStyle;
use charming::series::Boxplot;

use crate::charts::axes;
use crate::charts::groups::{Group, groups};
use crate::charts::text::shown;
use crate::charts::theme::Theme;
use crate::engine::questions::grouping::Grouping;
use crate::evaluation::description::NumberSummary;
use crate::session::axis::Axis;
use crate::session::format::{count, number};

const ROW: u32 = 46;

/// Height that the chart wants, in CSS pixels.
pub fn height(boxes: &[NumberSummary]) -> u32 {
    boxes.iter().filter(|numbers| numbers.count > 0).count() as u32 * ROW + 84
}

/// The chart.
pub fn chart(axis: &Axis, grouping: &Grouping, boxes: &[NumberSummary], theme: &Theme) -> Chart {
    let rows: Vec<(Group, &NumberSummary)> =
        groups(grouping, theme).into_iter().zip(boxes).filter(|(_, numbers)| numbers.count > 0).collect();
    let names: Vec<String> = rows.iter().map(|(group, _)| group.name.clone()).collect();
    let place =
        |value: f64| CompositeValue::from((axis.binned.bins.place(value).unwrap_or(0.0) * 1e3).round() / 1e3);
    let item = |(group, numbers): &(Group, &NumberSummary)| {
        let five = numbers.quartiles;
        let words = format!(
            "{} ({} rows): {} to {}, half of them {} to {}, median {}",
            shown(&group.name),
            count(numbers.count),
            number(five[0]),
            number(five[4]),
            number(five[1]),
            number(five[3]),
            number(five[2])
        );
        let style =
            ItemStyle::new().color(format!("{}55", group.color)).border_color(group.color).border_width(1.6);
        DataPoint::from(
            DataPointItem::new(CompositeValue::Array(five.map(place).to_vec())).name(words).item_style(style),
        )
    };
    let data: Vec<DataPoint> = rows.iter().map(item).collect();
    // Boxes end within bins, so words stand at the bins' edges and not under their middles.
    let labels = match axis.edge_labels() {
        Some(edges) => axes::edges(&edges, theme),
        None => axes::names(&axis.labels, theme),
    };
    Chart::new()
        .animation(false)
        .tooltip(theme.tooltip())
        .grid(Grid::new().left(104).right(18).top(12).bottom(54).tooltip(theme.grid_tooltip()))
        .x_axis(axes::places(axis.labels.len()))
        .x_axis(axes::named(labels, &axis.name, 30.0, theme).position("bottom"))
        .y_axis(axes::all_names(&names, theme).inverse(true))
        .series(Boxplot::new().data(data))
}

/// What the chart shows, for those who cannot see it.
pub fn description(axis: &Axis, grouping: &Grouping, boxes: &[NumberSummary]) -> String {
    let rows = groups(grouping, &crate::charts::theme::LIGHT).into_iter().zip(boxes);
    let parts = rows.filter(|(_, numbers)| numbers.count > 0).map(|(group, numbers)| {
        format!(
            "{}: median {}, {} to {}",
            group.name,
            number(numbers.quartiles[2]),
            number(numbers.min()),
            number(numbers.max())
        )
    });
    format!("Box plots of {}. {}.", axis.name, parts.collect::<Vec<_>>().join("; "))
}
