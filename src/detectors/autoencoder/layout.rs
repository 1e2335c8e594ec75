//! Where features lie among a network's inputs and outputs: numbers first, then a place for every name.
//!
//! Both parts fill whole panels; the places that fill them up are always 0 and count nowhere.

use super::kernels::{LANES, Lanes, n_panels};
use crate::features::input_kind::InputKind;

/// A place that no input has.
pub const NO_PLACE: u32 = u32::MAX;

/// The places of a matrix' columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// Columns of the matrix.
    pub n_columns: usize,
    /// Neighbouring columns of numbers, in order.
    pub runs: Vec<Run>,
    /// Columns of names, in order.
    pub groups: Vec<Group>,
    /// Panels of numbers.
    pub number_panels: usize,
    /// Of every place the column that it belongs to, [`NO_PLACE`] for those that fill up.
    pub columns: Vec<u32>,
}

/// Neighbouring columns of numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Run {
    /// First column.
    pub column: usize,
    /// How many columns.
    pub len: usize,
    /// Place of the first.
    pub place: usize,
}

/// A column of names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Group {
    /// The column.
    pub column: usize,
    /// Place of the first name.
    pub place: usize,
    /// How many names.
    pub n_names: usize,
}

impl Layout {
    /// The places of these columns; without `one_hot` ranks of names are numbers like any other.
    pub fn new(inputs: &[InputKind], one_hot: bool) -> Self {
        let (mut runs, mut groups) = (Vec::<Run>::new(), Vec::new());
        let mut columns = Vec::new();
        for (column, kind) in inputs.iter().enumerate() {
            match kind {
                InputKind::Category { n_names } if one_hot => groups.push((column, *n_names as usize)),
                _ => {
                    match runs.last_mut().filter(|run| run.column + run.len == column) {
                        Some(run) => run.len += 1,
                        None => runs.push(Run { column, len: 1, place: columns.len() }),
                    }
                    columns.push(column as u32);
                }
            }
        }
        let number_panels = n_panels(columns.len());
        columns.resize(number_panels * LANES, NO_PLACE);
        let place = |(column, n_names): (usize, usize)| {
            let group = Group { column, place: columns.len(), n_names };
            columns.extend(std::iter::repeat_n(column as u32, n_names));
            group
        };
        let groups = groups.into_iter().map(place).collect();
        columns.resize(n_panels(columns.len()) * LANES, NO_PLACE);
        Self { n_columns: inputs.len(), runs, groups, number_panels, columns }
    }

    /// Panels of numbers and names.
    pub fn n_panels(&self) -> usize {
        self.columns.len() / LANES
    }

    /// The places that are none of those that fill up.
    pub fn places(&self) -> Vec<u32> {
        (0_u32..)
            .zip(&self.columns)
            .filter(|(_, column)| **column != NO_PLACE)
            .map(|(place, _)| place)
            .collect()
    }

    /// For every place what `of_column` says of its column, 0 for those that fill up.
    pub fn spread(&self, of_column: impl Fn(usize) -> f32) -> Vec<Lanes> {
        let value = |column: u32| if column == NO_PLACE { 0.0 } else { of_column(column as usize) };
        let (panels, _) = self.columns.as_chunks::<LANES>();
        panels.iter().map(|columns| columns.map(value)).collect()
    }

    /// A name's place, [`NO_PLACE`] for an unseen one.
    pub fn name_place(group: &Group, rank: f32) -> u32 {
        // NaN and whatever lies outside the ranks is no name that was seen.
        if rank >= 0.0 && rank < group.n_names as f32 {
            (group.place + rank as usize) as u32
        } else {
            NO_PLACE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INPUTS: [InputKind; 4] =
        [InputKind::Number, InputKind::Category { n_names: 3 }, InputKind::Number, InputKind::Number];

    #[test]
    fn numbers_come_first_and_names_have_places_of_their_own() {
        let layout = Layout::new(&INPUTS, true);
        let runs = [Run { column: 0, len: 1, place: 0 }, Run { column: 2, len: 2, place: 1 }];
        assert_eq!(layout.runs, runs);
        assert_eq!(layout.groups, [Group { column: 1, place: 8, n_names: 3 }]);
        assert_eq!((layout.number_panels, layout.n_panels()), (1, 2));
        assert_eq!(layout.places(), [0, 1, 2, 8, 9, 10]);
        let place = |rank| Layout::name_place(&layout.groups[0], rank);
        assert_eq!([0.0, 2.0, 3.0, -1.0, f32::NAN].map(place), [8, 10, NO_PLACE, NO_PLACE, NO_PLACE]);
    }

    #[test]
    fn without_places_for_names_ranks_are_numbers() {
        let layout = Layout::new(&INPUTS, false);
        assert_eq!(layout.runs, [Run { column: 0, len: 4, place: 0 }]);
        assert_eq!((layout.groups.len(), layout.n_panels(), layout.places().len()), (0, 1, 4));
        assert_eq!(Layout::new(&[], true).n_panels(), 0);
    }
}
