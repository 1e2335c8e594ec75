//! Names, colours and shapes of the groups that rows are told apart by.

use crate::charts::text::shown;
use crate::charts::theme::{Theme, symbol};
use crate::data::label::FAMILIES;
use crate::engine::questions::grouping::Grouping;

/// Colours of labels, then grey; apart for colour-blind eyes, after Okabe & Ito (2008).
const LABELS: [&str; 7] = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8C6BB1"];
const SHAPES: [&str; 7] = ["circle", "rect", "triangle", "diamond", "pin", "arrow", "roundRect"];

/// Labels that are told apart.
pub const MAX_LABELS: usize = LABELS.len();

/// A group as charts draw it.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Untrusted text.
    pub name: String,
    /// CSS colour.
    pub color: &'static str,
    /// ECharts symbol.
    pub symbol: &'static str,
}

/// The groups in the order of their numbers.
pub fn groups(grouping: &Grouping, theme: &Theme) -> Vec<Group> {
    let group = |name: &str, color, symbol| Group { name: name.to_owned(), color, symbol };
    match grouping {
        Grouping::None => vec![group("all rows", theme.accent, "circle")],
        Grouping::Family => FAMILIES
            .into_iter()
            .map(|family| group(family.name(), theme.family(family), symbol(family)))
            .collect(),
        Grouping::Labels(labels) => {
            let looks = LABELS.into_iter().zip(SHAPES);
            let known = labels.iter().zip(looks).map(|(label, (color, symbol))| group(label, color, symbol));
            known.chain([group("other labels", theme.muted, "circle")]).collect()
        }
        Grouping::Score { .. } => vec![
            group("not flagged", theme.families[0], "circle"),
            group("flagged", theme.families[1], "triangle"),
        ],
    }
}

/// Height that a legend takes above a chart, in CSS pixels: on a narrow screen its entries stand in several lines.
pub fn legend_room(groups: &[Group], is_narrow: bool) -> f64 {
    const LINE: f64 = 18.0;
    // A symbol, about seven pixels a letter, and the gap to the next entry; of a phone's width as much is left for them.
    let entry = |group: &Group| 44.0 + 7.0 * shown(&group.name).chars().count() as f64;
    let length: f64 = groups.iter().map(entry).sum();
    let n_lines = if is_narrow { libm::ceil(length / 270.0).max(1.0) } else { 1.0 };
    22.0 + LINE * n_lines
}
