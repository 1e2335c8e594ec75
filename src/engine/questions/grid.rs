//! How many rows lie where: along one feature or over two, told apart by group. A million rows are as many numbers as a
//! thousand; of single rows only a few a group are drawn, by hash, so that rare groups show.

use serde::{Deserialize, Serialize};

use super::Known;
use super::grouping::Grouping;
use crate::data::content_hash::draw_key;
use crate::data::packed::Packed;
use crate::data::table::{Column, Values};
use crate::engine::selection::Selection;

/// Orders the rows from which some are drawn.
const DRAW_SALT: u64 = 0x0DD_F10;

/// A feature and the bins along it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Binned {
    /// Which feature.
    pub feature_idx: u32,
    /// Its bins.
    pub bins: Bins,
}

/// Bins along a feature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Bins {
    /// Between each two of these ascending numbers; the last bin has its upper end, too.
    Edges(Vec<f64>),
    /// One a name, and a last one for all others.
    Names(Vec<String>),
}

impl Bins {
    /// How many there are.
    pub const fn len(&self) -> usize {
        match self {
            Self::Edges(edges) => edges.len().saturating_sub(1),
            Self::Names(names) => names.len() + 1,
        }
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where a number lies: its bin and how far into it; `None` outside and for what is missing.
    pub fn place(&self, number: f64) -> Option<f64> {
        let Self::Edges(edges) = self else { return None };
        let bin =
            edges.partition_point(|edge| *edge <= number).checked_sub(1)?.min(self.len().checked_sub(1)?);
        let (from, to) = (*edges.get(bin)?, *edges.get(bin + 1)?);
        // Of a constant feature the only bin has no width.
        let into = if to > from { (number - from) / (to - from) } else { 0.5 };
        (number <= to).then_some(bin as f64 + into.min(0.999_999))
    }

    /// Place of every code of a column, below 0 for those outside.
    fn places(&self, column: &Column) -> Vec<f32> {
        match (&column.values, self) {
            (Values::Numeric(values), _) => {
                values.iter().map(|value| self.place(*value).map_or(-1.0, within_bin)).collect()
            }
            (Values::Categorical(names), Self::Names(known)) => {
                let bin = |name: &String| known.iter().position(|known| known == name).unwrap_or(known.len());
                names.iter().map(|name| bin(name) as f32 + 0.5).collect()
            }
            (Values::Categorical(names), Self::Edges(_)) => vec![-1.0; names.len()],
        }
    }
}

/// A place with less precision, in the same bin: rounded up at a bin's end it would be in the next one.
fn within_bin(place: f64) -> f32 {
    let rounded = place as f32;
    if f64::from(rounded) >= libm::floor(place) + 1.0 { rounded.next_down() } else { rounded }
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GridQuestion {
    /// Which rows.
    pub selection: Selection,
    /// Along which feature.
    pub x: Binned,
    /// And over which.
    pub y: Option<Binned>,
    /// Told apart how.
    pub grouping: Grouping,
    /// Rows drawn of each group.
    pub n_points: u32,
}

/// Counts and drawn rows, of a shard or of all.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    /// Samples `[group][y][x]`, one line after the other.
    pub counts: Packed<u64>,
    /// Samples that lie in no bin.
    pub outside: u64,
    /// Drawn rows.
    pub points: Vec<Point>,
}

/// A drawn row.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Its group.
    pub group: u32,
    /// Place among all, the smallest are drawn.
    pub key: u128,
    /// Bin along the first feature and how far into it.
    pub x: f32,
    /// The same along the second.
    pub y: f32,
}

impl Grid {
    /// Counts a shard's rows.
    pub fn of(question: &GridQuestion, known: &Known<'_>) -> Self {
        let table = &known.owned.table;
        let column = |binned: &Binned| table.columns.get(binned.feature_idx as usize);
        let Some(x_column) = column(&question.x) else { return Self::default() };
        let x_places = question.x.bins.places(x_column);
        let y = question.y.as_ref().and_then(|y| Some((column(y)?, y)));
        let y = y.map(|(column, y)| (column, y.bins.places(column)));
        let n_x = question.x.bins.len();
        let n_y = question.y.as_ref().map_or(1, |y| y.bins.len());
        let groups = question.grouping.groups(known);
        let n_groups = question.grouping.n_groups();
        let mut grid = Self { counts: Packed(vec![0; n_groups * n_x * n_y]), ..Self::default() };
        let mut drawn: Vec<Smallest> = vec![Smallest::default(); n_groups];
        for row in question.selection.rows(known.owned, known.scores) {
            let row = row as usize;
            let place = |column: &Column, places: &[f32]| {
                places.get(column.codes.at(row) as usize).copied().unwrap_or(-1.0)
            };
            let at_x = place(x_column, &x_places);
            let at_y = y.as_ref().map_or(0.0, |(column, places)| place(column, places));
            let copies = table.copies.get(row).copied().map_or(0, u64::from);
            if at_x < 0.0 || at_y < 0.0 {
                grid.outside += copies;
                continue;
            }
            let group = groups.get(row).copied().unwrap_or(0) as usize;
            let cell = (group * n_y + at_y as usize) * n_x + at_x as usize;
            if let Some(count) = grid.counts.0.get_mut(cell) {
                *count += copies;
            }
            if question.n_points > 0
                && let Some(drawn) = drawn.get_mut(group)
            {
                let key = draw_key(DRAW_SALT, known.owned.vector_hash(row));
                let point = Point { group: group as u32, key, x: at_x, y: at_y };
                drawn.add(point, question.n_points as usize);
            }
        }
        for mut group in drawn {
            keep_smallest(&mut group.points, question.n_points as usize);
            grid.points.extend(group.points);
        }
        grid
    }
}

/// The answer from all parts.
pub fn merge(parts: Vec<Grid>, question: &GridQuestion) -> Grid {
    let mut sum = Grid::default();
    for part in parts {
        sum.counts.0.resize(sum.counts.0.len().max(part.counts.0.len()), 0);
        sum.counts.0.iter_mut().zip(part.counts.0).for_each(|(sum, n)| *sum += n);
        sum.outside += part.outside;
        sum.points.extend(part.points);
    }
    let mut points = Vec::new();
    for group in 0..question.grouping.n_groups() as u32 {
        let mut of_group: Vec<Point> =
            sum.points.iter().copied().filter(|point| point.group == group).collect();
        keep_smallest(&mut of_group, question.n_points as usize);
        points.extend(of_group);
    }
    Grid { points, ..sum }
}

/// A group's points with the smallest keys, and some more.
#[derive(Clone, Default)]
struct Smallest {
    points: Vec<Point>,
    /// Points with this key or a larger one are not among them; `None` until there are enough.
    bound: Option<u128>,
}

impl Smallest {
    fn add(&mut self, point: Point, n: usize) {
        if self.bound.is_some_and(|bound| point.key >= bound) {
            return;
        }
        self.points.push(point);
        // Now and then the largest go, so that the list stays short.
        if self.points.len() >= 8 * n + 64 {
            let (_, next, _) = self.points.select_nth_unstable_by_key(n, |point| point.key);
            self.bound = Some(next.key);
            self.points.truncate(n);
        }
    }
}

fn keep_smallest(points: &mut Vec<Point>, n: usize) {
    // Equal vectors under several labels have the same key; their places are the same, so any order of them is.
    points.sort_unstable_by_key(|point| point.key);
    points.truncate(n);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_points_with_the_smallest_keys_are_kept() {
        let mut smallest = Smallest::default();
        for number in 0..10_000_u32 {
            let key = draw_key(1, u128::from(number));
            smallest.add(Point { group: 0, key, x: 0.0, y: 0.0 }, 50);
        }
        assert!(smallest.points.len() < 8 * 50 + 64);
        keep_smallest(&mut smallest.points, 50);
        let mut keys: Vec<u128> = (0..10_000).map(|number| draw_key(1, number)).collect();
        keys.sort_unstable();
        assert!(smallest.points.iter().map(|point| point.key).eq(keys.into_iter().take(50)));
    }

    #[test]
    fn numbers_find_their_bin_and_the_last_one_is_closed() {
        let bins = Bins::Edges(vec![0.0, 1.0, 10.0]);
        let bin = |number| bins.place(number).map(|place| place as usize);
        assert_eq!([-0.1, 0.0, 1.0, 10.0].map(bin), [None, Some(0), Some(1), Some(1)]);
        assert_eq!((bin(10.5), bin(f64::NAN)), (None, None));
        assert_eq!(bins.place(0.25), Some(0.25));
        let many = Bins::Edges((0..=200).map(f64::from).collect());
        let ends = (0..200).map(|bin| if bin == 199 { 200.0 } else { f64::from(bin + 1).next_down() });
        let found = ends.map(|end| many.place(end).map(within_bin).map(|place| place as usize));
        assert!(found.eq((0..200).map(Some)));
        assert_eq!(Bins::Edges(vec![3.0, 3.0]).place(3.0), Some(0.5));
    }
}
