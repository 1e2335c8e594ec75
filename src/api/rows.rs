//! Connections to be drawn from: `GET data?sample=500&seed=42`.

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use super::problem::{Problem, Refusal};
use super::{MAX_CONNECTIONS, json};
use crate::data::block::Block;
use crate::data::error::DataError;
use crate::data::format::{HEAD_BYTES, recognise};
use crate::data::reader::read_lines;
use crate::data::schema::{Corrections, Role};
use crate::data::table::Table;
use crate::data::table_builder::TableBuilder;
use crate::data::value::Value;

/// Connections that are given when nobody says how many.
const DEFAULT_SAMPLE: usize = 500;
const DEFAULT_SEED: u64 = 42;

/// A file's connections, equal ones stored once.
pub struct Rows {
    table: Table,
    label: Option<String>,
}

impl Rows {
    /// Reads a file's plain text.
    ///
    /// # Errors
    /// When it is no table that is known.
    pub fn read(text: Vec<u8>) -> Result<Self, DataError> {
        let head = text.get(..HEAD_BYTES).unwrap_or(&text);
        let schema = recognise(head, text.len() < HEAD_BYTES, &Corrections::default(), None)?.schema;
        let mut builder = TableBuilder::new(schema);
        read_lines(&Block { index: 0, bytes: text, cut: false }, &mut builder);
        let (table, _) = builder.finish().into_table();
        let label = table.schema.fields.iter().find(|field| field.role == Role::Label);
        Ok(Self { label: label.map(|field| field.name.clone()), table })
    }

    /// JSON of some connections in the order of the file, with their labels, so that each of them can be sent to be judged.
    pub(super) fn answer(&self, query: &str) -> Result<Vec<u8>, Refusal> {
        let (n_wanted, seed) = wishes(query).map_err(Refusal::of_fields)?;
        let rows = draw(self.table.order.len(), n_wanted, seed);
        Ok(json(&Sample { rows: self, samples: &rows }))
    }
}

/// Positions of `n_wanted` of `n` samples, ascending; all when there are fewer.
fn draw(n: usize, n_wanted: usize, seed: u64) -> Vec<usize> {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut drawn = std::collections::BTreeSet::new();
    // Floyd's algorithm (Bentley & Floyd, "A sample of brilliance", CACM 1987).
    for last in n.saturating_sub(n_wanted)..n {
        let position = random.gen_range(0..=last as u64) as usize;
        if !drawn.insert(position) {
            drawn.insert(last);
        }
    }
    drawn.into_iter().collect()
}

fn wishes(query: &str) -> Result<(usize, u64), Vec<Problem>> {
    let (mut n_wanted, mut seed, mut problems) = (DEFAULT_SAMPLE, DEFAULT_SEED, Vec::new());
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let digits = Some(value).filter(|value| value.bytes().all(|byte| byte.is_ascii_digit()));
        match name {
            "sample" => match digits.and_then(|value| value.parse().ok()) {
                Some(number) if (1..=MAX_CONNECTIONS).contains(&number) => n_wanted = number,
                _ => problems.push(Problem::new(
                    0,
                    name,
                    format!("it must be a number from 1 to {MAX_CONNECTIONS}"),
                )),
            },
            "seed" => match digits.and_then(|value| value.parse().ok()) {
                Some(number) => seed = number,
                None => {
                    problems.push(Problem::new(0, name, "it must be a whole number below 2^64".to_owned()))
                }
            },
            _ => problems.push(Problem::new(0, name, "there is no such parameter".to_owned())),
        }
    }
    if problems.is_empty() { Ok((n_wanted, seed)) } else { Err(problems) }
}

struct Sample<'a> {
    rows: &'a Rows,
    samples: &'a [usize],
}

impl Serialize for Sample<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.samples.len()))?;
        for sample in self.samples {
            list.serialize_element(&Row {
                rows: self.rows,
                row: self.rows.table.order.at(*sample) as usize,
            })?;
        }
        list.end()
    }
}

struct Row<'a> {
    rows: &'a Rows,
    row: usize,
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let table = &self.rows.table;
        let mut fields = serializer.serialize_map(None)?;
        for (feature, column) in table.schema.features.iter().zip(&table.columns) {
            match column.value(self.row) {
                Value::Number(number) if number.is_finite() && number == (number as i64) as f64 => {
                    fields.serialize_entry(&feature.name, &(number as i64))?;
                }
                value => fields.serialize_entry(&feature.name, &value)?,
            }
        }
        if let (Some(name), Some(label)) = (&self.rows.label, table.label(self.row)) {
            fields.serialize_entry(name, label)?;
        }
        fields.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_as_many_as_wished_and_never_twice_the_same() {
        let check = |n, n_wanted, expected: usize| {
            let drawn = draw(n, n_wanted, 7);
            assert_eq!(drawn.len(), expected);
            assert!(
                drawn.windows(2).all(|pair| pair[0] < pair[1]) && drawn.iter().all(|position| *position < n)
            );
        };
        check(0, 5, 0);
        check(3, 5, 3);
        check(1_000, 500, 500);
        assert_ne!(draw(1_000, 5, 1), draw(1_000, 5, 2));
    }

    #[test]
    fn queries_are_read_strictly() {
        assert_eq!(wishes(""), Ok((500, 42)));
        assert_eq!(wishes("sample=3&seed=18446744073709551615"), Ok((3, u64::MAX)));
        for query in ["sample=0", "sample=10001", "sample=", "seed=-1", "seed=1.5", "simple=3", "sample"] {
            assert_eq!(wishes(query).map_err(|problems| problems.len()), Err(1), "{query}");
        }
    }
}
