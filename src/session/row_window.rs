//! Which rows of a long list are in sight: the arithmetic of a table that only builds what is seen.

/// Browsers end elements at some 16 to 33 million pixels; longer lists are scrolled faster than their rows are high.
const MAX_HEIGHT: f64 = 8_000_000.0;
/// Rows built above and below those in sight, so that small movements show no gap.
const BEYOND: usize = 4;

/// A list and the part of it that can be seen; sizes are in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RowWindow {
    /// Rows in all.
    pub n_rows: usize,
    /// Height of each.
    pub row_height: f64,
    /// Height of the part that can be seen.
    pub view_height: f64,
}

/// Rows that are built, and where.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Built {
    /// The first.
    pub start: usize,
    /// The first that is not.
    pub end: usize,
    /// Where the first one stands below the list's start.
    pub top: f64,
}

impl RowWindow {
    /// Height of the element that is scrolled through.
    pub fn content_height(&self) -> f64 {
        self.list_height().min(MAX_HEIGHT)
    }

    /// Rows to build when so much is scrolled.
    pub fn built(&self, scroll_top: f64) -> Built {
        let list_top = self.list_top(scroll_top);
        let first = (list_top / self.row_height) as usize;
        let start = first.saturating_sub(BEYOND).min(self.n_rows);
        let end = (first + self.n_in_view() + 1 + BEYOND).min(self.n_rows);
        Built { start, end, top: scroll_top - (list_top - start as f64 * self.row_height) }
    }

    /// Whole rows that are seen at once, at least one.
    pub fn n_in_view(&self) -> usize {
        ((self.view_height / self.row_height) as usize).max(1)
    }

    /// How much is to be scrolled for a row to be seen, if it is not; `None`, too, as long as nothing can be seen at all.
    pub fn scroll_to(&self, row: usize, scroll_top: f64) -> Option<f64> {
        if self.view_height <= 0.0 {
            return None;
        }
        let list_top = self.list_top(scroll_top);
        let top = row as f64 * self.row_height;
        let bottom = top + self.row_height;
        let wanted = if top < list_top {
            top
        } else if bottom > list_top + self.view_height {
            bottom - self.view_height
        } else {
            return None;
        };
        Some(wanted / self.speed())
    }

    fn list_height(&self) -> f64 {
        self.n_rows as f64 * self.row_height
    }

    /// How much of the list is above what is seen.
    fn list_top(&self, scroll_top: f64) -> f64 {
        scroll_top.max(0.0) * self.speed()
    }

    /// Pixels of the list a scrolled one: 1 unless the list is longer than an element can be.
    fn speed(&self) -> f64 {
        let scrolled = self.content_height() - self.view_height;
        if scrolled > 0.0 { (self.list_height() - self.view_height) / scrolled } else { 1.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(n_rows: usize) -> RowWindow {
        RowWindow { n_rows, row_height: 40.0, view_height: 400.0 }
    }

    #[test]
    fn only_rows_in_sight_are_built() {
        let check = |n_rows, scroll_top, (start, end, top)| {
            assert_eq!(window(n_rows).built(scroll_top), Built { start, end, top }, "{scroll_top}");
        };
        check(0, 0.0, (0, 0, 0.0));
        check(3, 0.0, (0, 3, 0.0));
        check(1_000, 0.0, (0, 15, 0.0));
        check(1_000, 4_010.0, (96, 115, 3_840.0));
        check(1_000, 39_600.0, (986, 1_000, 39_440.0));
        check(1_000, -5.0, (0, 15, -5.0));
    }

    #[test]
    fn the_longest_list_can_be_scrolled_to_its_end() {
        let long = window(4_898_431);
        assert_eq!(long.content_height(), MAX_HEIGHT);
        let built = long.built(MAX_HEIGHT - 400.0);
        assert_eq!(built.end, 4_898_431);
        // The last row ends where the element does.
        let end = built.top + (built.end - built.start) as f64 * 40.0;
        assert!((end - MAX_HEIGHT).abs() < 0.001, "{end}");
    }

    #[test]
    fn a_row_is_brought_into_sight_with_the_least_movement() {
        let check = |row, scroll_top, expected| {
            assert_eq!(window(1_000).scroll_to(row, scroll_top), expected, "row {row}");
        };
        check(0, 0.0, None);
        check(9, 0.0, None);
        check(10, 0.0, Some(40.0));
        check(5, 400.0, Some(200.0));
        // Before the page has laid it out.
        assert_eq!(RowWindow { view_height: 0.0, ..window(1_000) }.scroll_to(0, 0.0), None);
        let long = window(4_898_431);
        let scrolled = long.scroll_to(3_000_000, 0.0).expect("it is not seen yet");
        let built = long.built(scrolled);
        assert!(built.start < 3_000_000 && 3_000_000 < built.end);
    }
}
