//! Where the histogram's rows lie and which scores its axis shows.

use crate::evaluation::histogram::Bin;

/// How much room there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// A page's main chart.
    Full,
    /// The same on a phone: as high, with fewer words.
    Narrow,
    /// A card beside other things.
    Compact,
}

/// Where rows lie, in CSS pixels.
#[derive(Clone, Copy)]
pub(super) struct Layout {
    /// How much room there is.
    pub(super) size: Size,
    /// Rows, one a family.
    pub(super) n_rows: usize,
}

impl Size {
    /// Bars that a row may have.
    pub(super) const fn n_bins(self) -> usize {
        match self {
            Self::Full | Self::Narrow => 60,
            Self::Compact => 48,
        }
    }
}

impl Layout {
    /// Room for the threshold's label.
    const TOP: u32 = 26;

    /// A row that is alone may be as high as three.
    pub(super) const fn row_height(self) -> u32 {
        match (self.size, self.n_rows) {
            (Size::Compact, _) => 50,
            (_, 0 | 1) => 210,
            _ => 74,
        }
    }

    /// Room for the axis.
    const fn bottom(self) -> u32 {
        match self.size {
            Size::Full | Size::Narrow => 50,
            Size::Compact => 26,
        }
    }

    pub(super) fn row_top(self, index: usize) -> f64 {
        f64::from(Self::TOP + index as u32 * self.row_height())
    }

    pub(super) const fn height(self) -> u32 {
        Self::TOP + self.n_rows as u32 * self.row_height() + self.bottom()
    }

    pub(super) const fn is_last(self, index: usize) -> bool {
        index + 1 == self.n_rows
    }
}

/// The visible part of the score axis, out to round numbers.
pub(super) struct Scale {
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) step: f64,
}

impl Scale {
    pub(super) fn around(bins: &[Bin], threshold: f64) -> Self {
        let from = bins.first().map_or(threshold, |bin| bin.from.min(threshold));
        let to = bins.last().map_or(threshold, |bin| bin.to.max(threshold));
        let step = if to - from > 0.3 { 0.1 } else { 0.05 };
        // Whole steps are counted in integers: 7 * 0.1 would end as 0.7000000000000001 on the axis.
        let at = |steps: f64| (steps * step * 100.0).round() / 100.0;
        Self {
            from: at((from / step).floor()),
            to: at((to / step).ceil().max((from / step).floor() + 1.0)),
            step,
        }
    }

    /// Where a score lies, 0 at the left and 1 at the right.
    pub(super) fn part(&self, score: f64) -> f64 {
        (score - self.from) / (self.to - self.from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_ends_at_round_numbers_around_bins_and_threshold() {
        let check = |from: f64, to: f64, threshold: f64, expected: (f64, f64, f64)| {
            let bin = Bin { from, to, counts: [0; 6] };
            let scale = Scale::around(&[bin], threshold);
            assert_eq!((scale.from, scale.to, scale.step), expected);
        };
        check(0.33, 0.71, 0.5, (0.3, 0.8, 0.1));
        check(0.41, 0.52, 0.5, (0.4, 0.55, 0.05));
        check(0.41, 0.52, 0.9, (0.4, 0.9, 0.1));
        check(0.4, 0.4, 0.4, (0.4, 0.45, 0.05));
    }

    #[test]
    fn rows_lie_one_below_the_other_within_the_height() {
        let layout = Layout { size: Size::Full, n_rows: 3 };
        assert_eq!(layout.row_top(1) - layout.row_top(0), f64::from(layout.row_height()));
        assert!(layout.row_top(3) < f64::from(layout.height()));
        assert!(layout.is_last(2) && !layout.is_last(1));
    }
}
