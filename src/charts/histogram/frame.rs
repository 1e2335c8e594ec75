//! Where the histogram's rows lie and which scores its axis shows.

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
    pub const fn n_bins(self) -> usize {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_lie_one_below_the_other_within_the_height() {
        let layout = Layout { size: Size::Full, n_rows: 3 };
        assert_eq!(layout.row_top(1) - layout.row_top(0), f64::from(layout.row_height()));
        assert!(layout.row_top(3) < f64::from(layout.height()));
        assert!(layout.is_last(2) && !layout.is_last(1));
    }
}
