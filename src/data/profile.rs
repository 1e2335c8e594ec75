//! Profiles: what a column holds, summed up. Profiles of shards add up in any order to the same profile.

use serde::{Deserialize, Serialize};

use crate::data::number::Gap;
use crate::data::table::{Column, Values};

/// Names that a profile keeps; of a column with more, unseen names are not told.
pub const MAX_NAMES: usize = 1000;

/// One column's values, summed up. Counts are of samples, copies included.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ColumnProfile {
    /// Samples.
    pub n_samples: u64,
    /// The value of all samples as text; `None` when there are several, or none.
    pub only_value: Option<String>,
    /// Samples without a value.
    pub n_missing: u64,
    /// Samples with something else than a number.
    pub n_not_numbers: u64,
    /// Samples with infinity or a number that is too large.
    pub n_infinite: u64,
    /// Samples whose name was not UTF-8.
    pub n_latin1: u64,
    /// Samples outside of the documented range.
    pub n_out_of_range: u64,
    /// The first text that is no number, with the address of its line.
    pub first_misfit: Option<(u64, String)>,
    /// Smallest and largest number.
    pub range: Option<(f64, f64)>,
    /// Names in byte order; none when there are more than [`MAX_NAMES`].
    pub names: Vec<String>,
    /// Whether there are too many names to keep.
    pub has_more_names: bool,
}

impl ColumnProfile {
    /// Sums a column up. `copies` has the samples of each row, `documented` the range that documentation gives.
    pub fn of(column: &Column, copies: &[u32], documented: Option<(f64, f64)>) -> Self {
        let mut counts = vec![0_u64; column.n_values()];
        column.codes.for_each_in(0..column.codes.len(), |row, code| {
            if let (Some(count), Some(copies)) = (counts.get_mut(code), copies.get(row)) {
                *count += u64::from(*copies);
            }
        });
        let mut profile = Self {
            n_samples: counts.iter().sum(),
            only_value: is_constant(&column.values).then(|| column.text(0)),
            ..Self::default()
        };
        match &column.values {
            Values::Numeric(numbers) => {
                for (number, count) in numbers.iter().zip(&counts) {
                    profile.count_number(*number, *count, documented);
                }
            }
            Values::Categorical(names) => {
                let missing = names.iter().position(String::is_empty);
                profile.n_missing = missing.and_then(|code| counts.get(code)).copied().unwrap_or(0);
                profile.has_more_names = names.len() > MAX_NAMES;
                if !profile.has_more_names {
                    profile.names.clone_from(names);
                }
            }
        }
        profile
    }

    fn count_number(&mut self, number: f64, count: u64, documented: Option<(f64, f64)>) {
        if number.is_nan() {
            let is = |gap: Gap| number.to_bits() == gap.number().to_bits();
            if is(Gap::NotANumber) {
                self.n_not_numbers += count;
            } else if is(Gap::Infinite) {
                self.n_infinite += count;
            } else {
                self.n_missing += count;
            }
            return;
        }
        let (low, high) = self.range.unwrap_or((number, number));
        self.range = Some((low.min(number), high.max(number)));
        if documented.is_some_and(|(least, most)| number < least || number > most) {
            self.n_out_of_range += count;
        }
    }

    /// Adds another shard's profile of the same column.
    pub fn add(&mut self, other: &Self) {
        if other.n_samples == 0 {
            return;
        }
        if self.n_samples == 0 {
            self.clone_from(other);
            return;
        }
        if self.only_value != other.only_value {
            self.only_value = None;
        }
        self.n_samples += other.n_samples;
        self.n_missing += other.n_missing;
        self.n_not_numbers += other.n_not_numbers;
        self.n_infinite += other.n_infinite;
        self.n_latin1 += other.n_latin1;
        self.n_out_of_range += other.n_out_of_range;
        self.first_misfit = match (self.first_misfit.take(), &other.first_misfit) {
            (Some(mine), Some(theirs)) => Some(mine.min(theirs.clone())),
            (mine, theirs) => mine.or_else(|| theirs.clone()),
        };
        self.range = match (self.range, other.range) {
            (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
            (mine, theirs) => mine.or(theirs),
        };
        self.names.extend(other.names.iter().cloned());
        self.names.sort_unstable();
        self.names.dedup();
        self.has_more_names |= other.has_more_names || self.names.len() > MAX_NAMES;
        if self.has_more_names {
            self.names.clear();
        }
    }
}

/// Whether all values read alike; missing numbers do, whatever stands in their place.
fn is_constant(values: &Values) -> bool {
    match values {
        // Those that are missing come last.
        Values::Numeric(numbers) => {
            numbers.len() == 1 || numbers.first().is_some_and(|number| number.is_nan())
        }
        Values::Categorical(names) => names.len() == 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::codes::Codes;

    fn column(values: Values, codes: &[u32]) -> Column {
        Column { codes: Codes::of(codes.iter().copied(), 255), values }
    }

    #[test]
    fn numbers_are_counted_with_their_copies() {
        let numbers =
            vec![-1.0, 0.5, 2.0, Gap::Missing.number(), Gap::NotANumber.number(), Gap::Infinite.number()];
        let column = column(Values::Numeric(numbers), &[0, 1, 2, 3, 4, 5]);
        let profile = ColumnProfile::of(&column, &[1, 10, 100, 1000, 10_000, 100_000], Some((0.0, 1.0)));
        assert_eq!((profile.n_missing, profile.n_not_numbers, profile.n_infinite), (1000, 10_000, 100_000));
        assert_eq!((profile.n_out_of_range, profile.range), (101, Some((-1.0, 2.0))));
        assert_eq!((profile.n_samples, profile.only_value), (111_111, None));
    }

    #[test]
    fn missing_numbers_are_one_value_in_one_shard_as_in_two() {
        let [missing, not_a_number] = [Gap::Missing, Gap::NotANumber].map(Gap::number);
        let profile = |numbers: &[f64]| {
            let codes: Vec<u32> = (0..numbers.len() as u32).collect();
            let column = column(Values::Numeric(numbers.to_vec()), &codes);
            ColumnProfile::of(&column, &vec![1; numbers.len()], None)
        };
        let mut dealt = profile(&[missing]);
        dealt.add(&profile(&[not_a_number]));
        assert_eq!(profile(&[missing, not_a_number]), dealt);
        assert_eq!(dealt.only_value.as_deref(), Some(""));
        assert_eq!(profile(&[1.0, missing]).only_value, None);
    }

    #[test]
    fn profiles_of_shards_add_up() {
        let names =
            |names: &[&str]| Values::Categorical(names.iter().map(|name| (*name).to_owned()).collect());
        let mut first = ColumnProfile::of(&column(names(&["", "tcp"]), &[0, 1, 1]), &[1, 1, 2], None);
        let second = ColumnProfile::of(&column(names(&["icmp"]), &[0]), &[5], None);
        let mut other_way = second.clone();
        other_way.add(&first);
        first.add(&second);
        assert_eq!(first, other_way);
        assert_eq!((first.n_samples, first.n_missing, first.only_value.as_deref()), (9, 1, None));
        assert_eq!(first.names, ["", "icmp", "tcp"]);
        let mut empty = ColumnProfile::default();
        empty.add(&second);
        assert_eq!(empty.only_value.as_deref(), Some("icmp"));
    }
}
