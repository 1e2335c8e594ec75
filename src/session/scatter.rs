//! The picture of rows on a plane: where they stand on a drawing, and which one is meant by a click.

use crate::engine::questions::projection::{Projected, Projection};

/// Width of the plane, in its own units.
pub const WIDTH: f64 = 720.0;
/// Height of the plane, in its own units.
pub const HEIGHT: f64 = 420.0;
/// Parts of a chart around the plane: left, right, top and bottom.
pub const INSETS: [f64; 4] = [0.05, 0.02, 0.10, 0.08];

/// Room around the outermost rows.
const EDGE: f64 = 10.0;
/// How far from a row a click may be.
const REACH: f64 = 14.0;

/// Where every row stands, counted from the plane's upper left corner.
pub fn places(projection: &Projection) -> Vec<[f64; 2]> {
    let range = |axis: usize| {
        let values = projection.rows.iter().map(|row| row.at[axis]);
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), at| (low.min(at), high.max(at)))
    };
    let (across, up) = (range(0), range(1));
    let part = |at: f64, (low, high): (f64, f64)| if high > low { (at - low) / (high - low) } else { 0.5 };
    let place = |row: &Projected| {
        let x = EDGE + part(row.at[0], across) * (WIDTH - 2.0 * EDGE);
        let y = EDGE + (1.0 - part(row.at[1], up)) * (HEIGHT - 2.0 * EDGE);
        [x, y]
    };
    projection.rows.iter().map(place).collect()
}

/// Number of the row next to a click at these parts of the chart's width and height; `None` when none is near.
pub fn hit(projection: &Projection, [x, y]: [f64; 2]) -> Option<usize> {
    let [left, right, top, bottom] = INSETS;
    let at = [(x - left) / (1.0 - left - right) * WIDTH, (y - top) / (1.0 - top - bottom) * HEIGHT];
    let square = |place: &[f64; 2]| {
        let (x, y) = (place[0] - at[0], place[1] - at[1]);
        x * x + y * y
    };
    let places = places(projection);
    let nearest = places.iter().map(square).enumerate().min_by(|a, b| a.1.total_cmp(&b.1));
    nearest.filter(|(_, square)| *square <= REACH * REACH).map(|(row, _)| row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::label::Family;

    fn projection(at: &[[f64; 2]]) -> Projection {
        let row = |at: &[f64; 2]| Projected { first_line: 0, family: Family::Dos, score: 0.5, at: *at };
        Projection { rows: at.iter().map(row).collect(), explained: [0.5, 0.2] }
    }

    #[test]
    fn the_outermost_rows_stand_at_the_edges() {
        let found = places(&projection(&[[-1.0, 0.0], [3.0, 2.0], [1.0, 1.0]]));
        assert_eq!(found, [[10.0, 410.0], [710.0, 10.0], [360.0, 210.0]]);
        assert_eq!(places(&projection(&[[4.0, 4.0]])), [[360.0, 210.0]]);
    }

    #[test]
    fn a_click_means_the_nearest_row_if_any_is_near() {
        let rows = projection(&[[-1.0, 0.0], [3.0, 2.0]]);
        let [left, right, top, bottom] = INSETS;
        let part = |x: f64, y: f64| {
            [left + x / WIDTH * (1.0 - left - right), top + y / HEIGHT * (1.0 - top - bottom)]
        };
        assert_eq!(hit(&rows, part(12.0, 405.0)), Some(0));
        assert_eq!(hit(&rows, part(705.0, 15.0)), Some(1));
        assert_eq!(hit(&rows, part(360.0, 210.0)), None);
        assert_eq!(hit(&projection(&[]), [0.0, 0.0]), None);
    }
}
