//! The explorable chart: what the visitor chose, and which question that is.

use crate::detectors::Detector;
use crate::engine::questions::Question;
use crate::engine::questions::boxes::BoxesQuestion;
use crate::engine::questions::describe::{Description, FeatureDescription};
use crate::engine::questions::grid::GridQuestion;
use crate::engine::questions::grouping::Grouping;
use crate::engine::selection::{FeatureCondition, Selection, Wanted};
use crate::session::axis::{Axis, Holds, Scale};

/// Rows drawn of each group over a density.
const N_POINTS: u32 = 150;
/// Cells along one axis of a density.
const N_CELLS: usize = 40;

/// Kind of chart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// One feature in bins.
    #[default]
    Histogram,
    /// One feature's quartiles, group by group.
    Boxes,
    /// Two features against each other.
    Density,
}

/// What tells rows apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Colour {
    /// Nothing.
    Nothing,
    /// Families.
    #[default]
    Family,
    /// The most frequent labels.
    Label,
    /// Whether the score is above the threshold.
    Score,
}

/// What the visitor chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    /// Kind of chart.
    pub kind: Kind,
    /// Feature along the chart.
    pub x: u32,
    /// Feature upwards, of a density.
    pub y: u32,
    /// What tells rows apart.
    pub colour: Colour,
    /// Bins of a histogram.
    pub n_bins: usize,
    /// How the first feature is laid out.
    pub x_scale: Scale,
    /// How the second feature is laid out.
    pub y_scale: Scale,
    /// Whether counts are on a logarithmic axis.
    pub log_counts: bool,
}

/// What is known beside the rows.
#[derive(Clone, Copy)]
pub struct Knowledge<'a> {
    /// Features of the rows that are meant.
    pub description: &'a Description,
    /// Their names.
    pub names: &'a [String],
    /// The most frequent labels of the file.
    pub labels: &'a [String],
    /// The threshold of the Isolation Forest's scores, when there are any.
    pub threshold: Option<f64>,
}

/// A question with the axes that its answer is drawn on.
#[derive(Clone, Debug, PartialEq)]
pub enum Wish {
    /// A histogram.
    Histogram(Axis, GridQuestion),
    /// Box plots.
    Boxes(Axis, BoxesQuestion),
    /// A density.
    Density(Axis, Axis, GridQuestion),
}

impl View {
    /// What to show of a file first: the first feature with a heavy tail, on a logarithmic axis.
    pub fn of(description: &Description) -> Self {
        let mut numbers = (0..).zip(&description.features).filter_map(|(i, feature)| match feature {
            FeatureDescription::Numeric(numbers) if numbers.distinct > 1 => Some((i, numbers)),
            _ => None,
        });
        let first = numbers.clone().find(|(_, n)| n.is_log && n.distinct > 100).or_else(|| numbers.next());
        let x = first.map_or(0, |(i, _)| i);
        let y = numbers.find(|(i, n)| *i > x && n.is_log && n.distinct > 100).map_or(x + 1, |(i, _)| i);
        Self {
            kind: Kind::default(),
            x,
            y: y.min(description.features.len().saturating_sub(1) as u32),
            colour: Colour::default(),
            n_bins: 40,
            x_scale: Scale::Log,
            y_scale: Scale::Log,
            log_counts: true,
        }
    }

    /// The same with these two features against each other.
    #[must_use]
    pub const fn against(self, x: u32, y: u32) -> Self {
        Self { kind: Kind::Density, x, y, ..self }
    }

    /// The question; `None` when the features are not there.
    pub fn wish(&self, known: Knowledge<'_>, selection: Selection) -> Option<Wish> {
        let axis = |feature_idx: u32, scale, n_bins| {
            let feature = known.description.features.get(feature_idx as usize)?;
            let name = known.names.get(feature_idx as usize).map_or("", String::as_str);
            Some(Axis::new(name, feature_idx, feature, scale, n_bins))
        };
        let grouping = self.grouping(known);
        let is_number =
            matches!(known.description.features.get(self.x as usize), Some(FeatureDescription::Numeric(_)));
        Some(match self.kind {
            Kind::Boxes if is_number => {
                let axis = axis(self.x, self.x_scale, N_CELLS)?;
                Wish::Boxes(axis, BoxesQuestion { selection, feature_idx: self.x, grouping })
            }
            // Names have no quartiles.
            Kind::Histogram | Kind::Boxes => {
                let axis = axis(self.x, self.x_scale, self.n_bins)?;
                let x = axis.binned.clone();
                Wish::Histogram(axis, GridQuestion { selection, x, y: None, grouping, n_points: 0 })
            }
            Kind::Density => {
                let (across, up) =
                    (axis(self.x, self.x_scale, N_CELLS)?, axis(self.y, self.y_scale, N_CELLS)?);
                let (x, y) = (across.binned.clone(), Some(up.binned.clone()));
                Wish::Density(across, up, GridQuestion { selection, x, y, grouping, n_points: N_POINTS })
            }
        })
    }

    /// Bins of a histogram and what they hold, when there are others than were asked for; `None` when there are as many.
    pub fn other_bins(&self, description: &Description) -> Option<(usize, Holds)> {
        let feature = description.features.get(self.x as usize)?;
        let axis = Axis::new("", self.x, feature, self.x_scale, self.n_bins);
        (axis.labels.len() != self.n_bins).then_some((axis.labels.len(), axis.holds))
    }

    fn grouping(&self, known: Knowledge<'_>) -> Grouping {
        match (self.colour, known.threshold) {
            (Colour::Family, _) => Grouping::Family,
            (Colour::Label, _) => Grouping::Labels(known.labels.to_vec()),
            (Colour::Score, Some(threshold)) => {
                Grouping::Score { detector: Detector::IsolationForest, threshold }
            }
            (Colour::Nothing | Colour::Score, _) => Grouping::None,
        }
    }
}

impl Wish {
    /// The question.
    pub fn question(&self) -> Question {
        match self {
            Self::Histogram(_, question) | Self::Density(_, _, question) => Question::Grid(question.clone()),
            Self::Boxes(_, question) => Question::Boxes(question.clone()),
        }
    }

    /// The selection with the bins that were brushed: first and last along the chart, and upwards.
    pub fn brushed(&self, selection: &Selection, x: (usize, usize), y: Option<(usize, usize)>) -> Selection {
        let mut narrowed = selection.clone();
        let (across, up) = match self {
            Self::Histogram(axis, _) | Self::Boxes(axis, _) => (axis, None),
            Self::Density(across, up, _) => (across, Some(up)),
        };
        for (axis, (from, to)) in [(Some(across), Some(x)), (up, y)].into_iter().filter_map(|(a, b)| a.zip(b))
        {
            let wanted = match axis.range(from, to) {
                Some((from, to)) => Wanted::Between { from, to },
                None => Wanted::OneOf(axis.names(from, to)),
            };
            let feature_idx = axis.binned.feature_idx;
            narrowed.features.retain(|condition| condition.feature_idx != feature_idx);
            narrowed.features.push(FeatureCondition { feature_idx, wanted });
        }
        narrowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::questions::describe::NameSummary;
    use crate::evaluation::description::NumberSummary;

    fn description() -> Description {
        let numbers = NumberSummary::of(&[(0.0, 5), (1.0, 1), (3.0, 1)]);
        let names = NameSummary { names: vec![("tcp".to_owned(), [1; 6])], ..NameSummary::default() };
        let features = vec![FeatureDescription::Categorical(names), FeatureDescription::Numeric(numbers)];
        Description { labels: Vec::new(), features }
    }

    #[test]
    fn what_is_brushed_becomes_the_condition_on_the_feature() {
        let description = description();
        let names = ["protocol", "bytes"].map(str::to_owned);
        let known = Knowledge { description: &description, names: &names, labels: &[], threshold: None };
        let view = View { kind: Kind::Density, x: 1, y: 0, x_scale: Scale::Linear, ..View::of(&description) };
        let wish = view.wish(known, Selection::default()).expect("features");
        let once = wish.brushed(&Selection::default(), (1, 3), Some((0, 0)));
        let twice = wish.brushed(&once, (0, 0), None);
        assert_eq!(once.features[1].wanted, Wanted::OneOf(vec!["tcp".to_owned()]));
        assert_eq!(once.features[0].wanted, Wanted::Between { from: 1.0, to: 4.0 });
        assert_eq!(twice.features.len(), 2);
    }

    #[test]
    fn bins_are_told_where_there_are_others_than_were_asked_for() {
        let description = description();
        let view = View { x: 1, x_scale: Scale::Linear, ..View::of(&description) };
        assert_eq!(view.other_bins(&description), Some((4, Holds::Numbers)));
        assert_eq!(View { n_bins: 3, ..view }.other_bins(&description), None);
        assert_eq!(View { x: 0, ..view }.other_bins(&description), Some((2, Holds::Names)));
    }

    #[test]
    fn names_have_no_boxes_and_scores_no_colour_before_a_training() {
        let description = description();
        let known = Knowledge { description: &description, names: &[], labels: &[], threshold: None };
        let view = View { kind: Kind::Boxes, x: 0, colour: Colour::Score, ..View::of(&description) };
        let both = view.against(1, 0);
        assert_eq!((both.kind, both.x, both.y, both.colour), (Kind::Density, 1, 0, Colour::Score));
        let Some(Wish::Histogram(_, question)) = view.wish(known, Selection::default()) else {
            panic!("no histogram")
        };
        assert_eq!(question.grouping, Grouping::None);
        assert!(View { x: 9, ..view }.wish(known, Selection::default()).is_none());
    }
}
