//! Shares of a family's labels as a pie; the table beside it has those that are too many for one.

use charming::Chart;

use crate::charts::groups::{MAX_LABELS, groups};
use crate::charts::shares::{self, Slice};
use crate::charts::theme::{LIGHT, Theme};
use crate::engine::event::LabelCount;
use crate::engine::questions::grouping::Grouping;

/// The chart.
pub fn chart(labels: &[LabelCount], theme: &Theme, is_narrow: bool) -> Chart {
    shares::chart(&slices(labels, theme), theme, is_narrow)
}

/// Height that the chart wants, in CSS pixels.
pub fn height(labels: &[LabelCount]) -> u32 {
    shares::height(slices(labels, &LIGHT).len())
}

/// What the chart shows, for those who cannot see it.
pub fn description(labels: &[LabelCount]) -> String {
    format!("Pie of labels: {}.", shares::description(&slices(labels, &LIGHT)))
}

/// The most frequent labels, and the others together.
fn slices(labels: &[LabelCount], theme: &Theme) -> Vec<Slice> {
    let mut labels: Vec<&LabelCount> = labels.iter().collect();
    labels.sort_by_key(|label| std::cmp::Reverse(label.samples));
    let (told, others) = labels.split_at(MAX_LABELS.min(labels.len()));
    let names = told.iter().map(|label| label.label.clone()).collect();
    let counts =
        told.iter().map(|label| label.samples).chain([others.iter().map(|label| label.samples).sum()]);
    let found = groups(&Grouping::Labels(names), theme).into_iter().zip(counts).filter(|(_, n)| *n > 0);
    found.map(|(group, n)| Slice { name: group.name, n, color: group.color }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::label::Family;

    #[test]
    fn what_is_too_much_for_colours_is_one_slice() {
        let label = |samples: u64| LabelCount {
            label: format!("label{samples}"),
            family: Family::Probe,
            samples,
            distinct: 1,
        };
        let labels: Vec<LabelCount> = (1..=MAX_LABELS as u64 + 2).map(label).collect();
        let slices = slices(&labels, &LIGHT);
        assert_eq!(slices.len(), MAX_LABELS + 1);
        assert_eq!(slices.first().map(|slice| slice.n), Some(MAX_LABELS as u64 + 2));
        assert_eq!(slices.last().map(|slice| (slice.name.as_str(), slice.n)), Some(("other labels", 3)));
    }
}
