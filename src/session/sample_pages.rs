//! Paging through the rows that are meant: which come next, and where among all of them they stand.

use crate::engine::questions::excerpt::Which;
use crate::engine::questions::strip::Step;

/// Rows of a page.
pub const PAGE_ROWS: u32 = 20;

/// A page of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Which rows.
    pub which: Which,
    /// Rows that are meant before its first one and up to its last one; unknown of rows at random and of the last ones.
    span: Option<(u64, u64)>,
}

impl Page {
    /// The first rows.
    pub const FIRST: Self = Self { which: Which::First, span: Some((0, PAGE_ROWS as u64)) };
    /// The last ones.
    pub const LAST: Self = Self { which: Which::Last, span: None };

    /// The rows from a step along the file on; the steps count the same rows as are meant.
    pub fn from_step(steps: &[Step], place: usize) -> Option<Self> {
        let (before, step) = (steps.get(..place)?, steps.get(place)?);
        let n_before = before.iter().flat_map(|step| step.families).sum();
        let which = step.address.checked_sub(1).map_or(Which::First, Which::After);
        Some(Self { which, span: Some((n_before, n_before + u64::from(PAGE_ROWS))) })
    }

    /// Other rows at random.
    #[must_use]
    pub const fn drawn_anew(self) -> Self {
        let seed = if let Which::Random(seed) = self.which { seed.wrapping_add(1) } else { 1 };
        Self { which: Which::Random(seed), span: None }
    }

    /// What is shown instead once other rows are meant: a place among the former ones says nothing there.
    #[must_use]
    pub const fn in_another_selection(self) -> Self {
        match self.which {
            Which::Last | Which::Random(_) => self,
            Which::First | Which::After(_) | Which::Before(_) => Self::FIRST,
        }
    }

    /// The next page, behind the row at this address; `n` rows are meant.
    #[must_use]
    pub fn after(self, address: u64, n: u64) -> Self {
        let span = self.last(n).map(|last| (last, last + u64::from(PAGE_ROWS)));
        Self { which: Which::After(address), span }
    }

    /// The page before the row at this address.
    #[must_use]
    pub fn before(self, address: u64, n: u64) -> Self {
        let end = self.first(n).map(|first| first - 1);
        let span = end.map(|end| (end.saturating_sub(u64::from(PAGE_ROWS)), end));
        Self { which: Which::Before(address), span }
    }

    /// Number of its first row among the `n` that are meant, counted from 1; `None` when they do not follow each other.
    pub fn first(self, n: u64) -> Option<u64> {
        self.span_of(n).map(|(n_before, _)| n_before + 1)
    }

    /// Number of its last row.
    pub fn last(self, n: u64) -> Option<u64> {
        self.span_of(n).map(|(_, end)| end)
    }

    fn span_of(self, n: u64) -> Option<(u64, u64)> {
        let (n_before, end) = match self.which {
            Which::Last => (n.saturating_sub(u64::from(PAGE_ROWS)), n),
            _ => self.span?,
        };
        (n_before < n).then_some((n_before, end.min(n)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(page: Page, n: u64) -> Option<(u64, u64)> {
        page.first(n).zip(page.last(n))
    }

    #[test]
    fn pages_say_where_they_are() {
        let second = Page::FIRST.after(19, 45);
        let third = second.after(39, 45);
        assert_eq!(place(Page::FIRST, 45), Some((1, 20)));
        assert_eq!((second.which, place(second, 45)), (Which::After(19), Some((21, 40))));
        assert_eq!(place(third, 45), Some((41, 45)));
        let back = third.before(40, 45);
        assert_eq!((back.which, place(back, 45)), (Which::Before(40), Some((21, 40))));
    }

    #[test]
    fn from_the_end_the_first_page_may_be_short() {
        assert_eq!(place(Page::LAST, 45), Some((26, 45)));
        let before = Page::LAST.before(25, 45);
        assert_eq!(place(before, 45), Some((6, 25)));
        assert_eq!(place(before.before(5, 45), 45), Some((1, 5)));
    }

    #[test]
    fn a_step_along_the_file_is_a_page_among_the_rows_that_are_meant() {
        let step = |first: u64, address: u64, n: u64| Step {
            first,
            address,
            n_samples: 100,
            families: [n, 0, 1, 0, 0, 0],
        };
        let steps = [step(1, 0, 50), step(101, 1 << 32, 0), step(201, (1 << 32) + 100, 30)];
        let third = Page::from_step(&steps, 2);
        assert_eq!(third.map(|page| page.which), Some(Which::After((1 << 32) + 99)));
        assert_eq!(third.and_then(|page| place(page, 83)), Some((53, 72)));
        assert_eq!(Page::from_step(&steps, 0), Some(Page::FIRST));
        assert_eq!(Page::from_step(&steps, 3), None);
    }

    #[test]
    fn few_rows_and_rows_at_random_have_no_pages() {
        assert_eq!(place(Page::FIRST, 7), Some((1, 7)));
        assert_eq!(place(Page::FIRST, 0), None);
        assert_eq!(place(Page::FIRST.drawn_anew(), 45), None);
        assert_ne!(Page::FIRST.drawn_anew(), Page::FIRST.drawn_anew().drawn_anew());
        assert_eq!(Page::FIRST.after(19, 45).in_another_selection(), Page::FIRST);
    }
}
