//! The table of features of numbers: its columns, and its rows in a wished order.

use std::cmp::Ordering;

use crate::engine::questions::describe::{Description, FeatureDescription};
use crate::evaluation::description::NumberSummary;

/// A column of figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// Samples with a number.
    Count,
    /// Arithmetic mean.
    Mean,
    /// Standard deviation.
    Std,
    /// Least number.
    Min,
    /// First quartile.
    Q1,
    /// Median.
    Median,
    /// Third quartile.
    Q3,
    /// Greatest number.
    Max,
    /// Samples with zero.
    Zeros,
    /// Different numbers.
    Distinct,
    /// Skew.
    Skew,
}

/// All columns in their order.
pub const FIGURES: [Figure; 11] = [
    Figure::Count,
    Figure::Mean,
    Figure::Std,
    Figure::Min,
    Figure::Q1,
    Figure::Median,
    Figure::Q3,
    Figure::Max,
    Figure::Zeros,
    Figure::Distinct,
    Figure::Skew,
];

impl Figure {
    /// The column's head.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Mean => "mean",
            Self::Std => "std",
            Self::Min => "min",
            Self::Q1 => "25 %",
            Self::Median => "50 %",
            Self::Q3 => "75 %",
            Self::Max => "max",
            Self::Zeros => "zeros",
            Self::Distinct => "distinct",
            Self::Skew => "skew",
        }
    }

    /// The figure of a feature.
    pub const fn of(self, numbers: &NumberSummary) -> f64 {
        let [min, q1, median, q3, max] = numbers.quartiles;
        match self {
            Self::Count => numbers.count as f64,
            Self::Mean => numbers.mean,
            Self::Std => numbers.std,
            Self::Min => min,
            Self::Q1 => q1,
            Self::Median => median,
            Self::Q3 => q3,
            Self::Max => max,
            Self::Zeros => numbers.zeros as f64,
            Self::Distinct => numbers.distinct as f64,
            Self::Skew => numbers.skew,
        }
    }

    /// Whether it is a whole number of samples or values.
    pub const fn is_count(self) -> bool {
        matches!(self, Self::Count | Self::Zeros | Self::Distinct)
    }
}

/// How rows are ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// As the columns stand in the file.
    #[default]
    File,
    /// By name.
    Name,
    /// By a figure, largest first; what has none comes last.
    Largest(Figure),
    /// By a figure, smallest first; what has none comes last.
    Smallest(Figure),
}

impl Order {
    /// The order after a figure's head is chosen: largest first, then smallest first, then as in the file.
    pub fn after(self, figure: Figure) -> Self {
        match self {
            Self::Largest(same) if same == figure => Self::Smallest(figure),
            Self::Smallest(same) if same == figure => Self::File,
            _ => Self::Largest(figure),
        }
    }
}

/// Features of numbers with their position in the table, in a wished order.
pub fn rows<'a>(
    description: &'a Description,
    names: &[String],
    order: Order,
) -> Vec<(u32, &'a NumberSummary)> {
    let mut rows: Vec<(u32, &NumberSummary)> = (0..)
        .zip(&description.features)
        .filter_map(|(feature_idx, feature)| match feature {
            FeatureDescription::Numeric(numbers) => Some((feature_idx, numbers)),
            FeatureDescription::Categorical(_) => None,
        })
        .collect();
    let by = |a: f64, b: f64, compare: fn(&f64, &f64) -> Ordering| {
        a.is_nan().cmp(&b.is_nan()).then_with(|| compare(&a, &b))
    };
    match order {
        Order::File => {}
        Order::Name => rows.sort_by_key(|(feature_idx, _)| names.get(*feature_idx as usize)),
        Order::Largest(figure) => {
            rows.sort_by(|(_, a), (_, b)| by(figure.of(a), figure.of(b), |a, b| b.total_cmp(a)));
        }
        Order::Smallest(figure) => {
            rows.sort_by(|(_, a), (_, b)| by(figure.of(a), figure.of(b), f64::total_cmp));
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_ordered_by_any_figure_and_what_has_none_comes_last() {
        let numbers = |values: &[(f64, u64)]| FeatureDescription::Numeric(NumberSummary::of(values));
        let features = vec![numbers(&[(1.0, 2)]), numbers(&[]), numbers(&[(5.0, 1)])];
        let description = Description { labels: Vec::new(), features };
        let names = ["b", "c", "a"].map(str::to_owned);
        let order = |order| rows(&description, &names, order).iter().map(|(i, _)| *i).collect::<Vec<_>>();
        assert_eq!(order(Order::File), [0, 1, 2]);
        assert_eq!(order(Order::Name), [2, 0, 1]);
        assert_eq!(order(Order::Largest(Figure::Mean)), [2, 0, 1]);
        assert_eq!(order(Order::Smallest(Figure::Mean)), [0, 2, 1]);
        let third = Order::File.after(Figure::Max).after(Figure::Max).after(Figure::Max);
        assert_eq!(third, Order::File);
    }
}
