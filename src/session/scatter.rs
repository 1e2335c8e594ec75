//! The picture of rows on a plane: where they stand on a drawing, and which one is meant by a click.

use crate::engine::questions::projection::{Projected, Projection};

/// Half the size of a mark.
const MARK: f64 = 3.2;
/// Room around the outermost marks.
const EDGE: f64 = 10.0;
/// How far from a row a click may be.
const REACH: f64 = 14.0;

/// Size of a drawing, in its own units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drawing {
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Drawing {
    /// Where every row stands.
    pub fn places(&self, projection: &Projection) -> Vec<[f64; 2]> {
        let range = |axis: usize| {
            let values = projection.rows.iter().map(|row| row.at[axis]);
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), at| (low.min(at), high.max(at)))
        };
        let (across, up) = (range(0), range(1));
        let part =
            |at: f64, (low, high): (f64, f64)| if high > low { (at - low) / (high - low) } else { 0.5 };
        let place = |row: &Projected| {
            let x = EDGE + part(row.at[0], across) * (self.width - 2.0 * EDGE);
            let y = EDGE + (1.0 - part(row.at[1], up)) * (self.height - 2.0 * EDGE);
            [x, y]
        };
        projection.rows.iter().map(place).collect()
    }
}

/// The row next to a click; `None` when none is near.
pub fn hit(places: &[[f64; 2]], at: [f64; 2]) -> Option<usize> {
    let square = |place: &[f64; 2]| {
        let (x, y) = (place[0] - at[0], place[1] - at[1]);
        x * x + y * y
    };
    let nearest = places.iter().map(square).enumerate().min_by(|a, b| a.1.total_cmp(&b.1));
    nearest.filter(|(_, square)| *square <= REACH * REACH).map(|(row, _)| row)
}

/// Marks of some places as one SVG path; `shape` tells families apart without colours.
pub fn path(places: impl Iterator<Item = [f64; 2]>, shape: Shape) -> String {
    let mut path = String::new();
    for [x, y] in places {
        path.push_str(&format!("M{:.1} {:.1}{}", x, y - MARK, shape.outline()));
    }
    path
}

/// The outline of a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Normal rows.
    Circle,
    /// Denial of service.
    Square,
    /// Probes.
    Triangle,
    /// Remote to local.
    Diamond,
    /// User to root.
    Cross,
}

impl Shape {
    /// From the middle of the mark's upper edge.
    const fn outline(self) -> &'static str {
        match self {
            Self::Circle => "a3.2 3.2 0 1 1 0 6.4a3.2 3.2 0 1 1 0-6.4z",
            Self::Square => "h3v6.4h-6v-6.4z",
            Self::Triangle => "l3.6 6.4h-7.2z",
            Self::Diamond => "l3.4 3.2l-3.4 3.2l-3.4-3.2z",
            Self::Cross => "h1.2v2h2v2.4h-2v2h-2.4v-2h-2v-2.4h2v-2z",
        }
    }
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
        let drawing = Drawing { width: 120.0, height: 70.0 };
        let places = drawing.places(&projection(&[[-1.0, 0.0], [3.0, 2.0], [1.0, 1.0]]));
        assert_eq!(places, [[10.0, 60.0], [110.0, 10.0], [60.0, 35.0]]);
        assert_eq!(drawing.places(&projection(&[[4.0, 4.0]])), [[60.0, 35.0]]);
    }

    #[test]
    fn a_click_means_the_nearest_row_if_any_is_near() {
        let places = [[10.0, 60.0], [110.0, 10.0]];
        assert_eq!(hit(&places, [12.0, 55.0]), Some(0));
        assert_eq!(hit(&places, [60.0, 35.0]), None);
        assert_eq!(hit(&[], [0.0, 0.0]), None);
    }

    #[test]
    fn marks_are_one_path() {
        let drawn = path([[10.0, 10.0], [20.0, 5.5]].into_iter(), Shape::Diamond);
        assert_eq!(drawn, "M10.0 6.8l3.4 3.2l-3.4 3.2l-3.4-3.2zM20.0 2.3l3.4 3.2l-3.4 3.2l-3.4-3.2z");
    }
}
