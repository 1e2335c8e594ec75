//! How an autoencoder learnt: training and validation loss by epoch.

use charming::Chart;
use charming::component::{Axis, Grid, Legend};
use charming::element::{AxisLabel, AxisType, LineStyle, LineStyleType, NameLocation, SplitLine, Symbol};
use charming::series::Line;

use crate::charts::theme::{FONT, Theme};
use crate::detectors::autoencoder::training::EpochLoss;

/// Height of the chart, in CSS pixels.
pub const HEIGHT: u32 = 200;

const TRAINING: &str = "training loss";
const VALIDATION: &str = "validation loss";

/// The chart.
pub fn chart(losses: &[EpochLoss], theme: &Theme) -> Chart {
    let points = |value: fn(&EpochLoss) -> Option<f64>| -> Vec<Vec<f64>> {
        let numbered = losses.iter().enumerate();
        numbered.filter_map(|(epoch, loss)| Some(vec![epoch as f64 + 1.0, value(loss)?])).collect()
    };
    let line = |name: &str, colour: &'static str, kind: LineStyleType, symbol: Symbol| {
        Line::new()
            .name(name)
            .symbol(symbol)
            .symbol_size(7)
            .line_style(LineStyle::new().color(colour).type_(kind).width(2))
            .item_style(charming::element::ItemStyle::new().color(colour))
    };
    let label = || AxisLabel::new().color(theme.muted).font_size(12).font_family(FONT);
    let grid_line = SplitLine::new().show(true).line_style(LineStyle::new().color(theme.line));
    // Most of what is learnt late is a small part of the first epoch's loss. No logarithm has a place for 0.
    let all = losses.iter().flat_map(|loss| [Some(loss.training), loss.validation]).flatten();
    let scale = if all.clone().all(|loss| loss > 0.0) { AxisType::Log } else { AxisType::Value };
    let validation = points(|loss| loss.validation);
    let mut chart = Chart::new()
        .animation(false)
        .legend(Legend::new().top(0).left("center").text_style(theme.text(theme.ink, 12.0)))
        .grid(Grid::new().left(64).right(16).top(30).bottom(36))
        .x_axis(
            Axis::new()
                .type_(AxisType::Value)
                .name("epoch")
                .name_location(NameLocation::Middle)
                .name_gap(22)
                .name_text_style(theme.text(theme.muted, 12.0))
                .min(1)
                .max(losses.len().max(2) as f64)
                .min_interval(1.0)
                .axis_label(label())
                .split_line(SplitLine::new().show(false)),
        )
        .y_axis(Axis::new().type_(scale).scale(true).axis_label(label()).split_line(grid_line))
        .series(
            line(TRAINING, theme.accent, LineStyleType::Solid, Symbol::Circle)
                .data(points(|loss| Some(loss.training))),
        );
    if !validation.is_empty() {
        chart = chart
            .series(line(VALIDATION, theme.muted, LineStyleType::Dashed, Symbol::Diamond).data(validation));
    }
    chart
}

/// What the chart shows, for those who cannot see it.
pub fn description(losses: &[EpochLoss]) -> String {
    let (Some(first), Some(last)) = (losses.first(), losses.last()) else {
        return "No epoch is through yet.".to_owned();
    };
    let validation = last.validation.map(|loss| format!(", validation loss {loss:.5}")).unwrap_or_default();
    format!(
        "Lines of the autoencoder's losses over {} epochs: training loss from {:.5} to {:.5}{validation}.",
        losses.len(),
        first.training,
        last.training
    )
}
