//! Names, colours and shapes of the groups that rows are told apart by.

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
