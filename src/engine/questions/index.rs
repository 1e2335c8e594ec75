//! Which rows there are, in an order: the list that a table of all rows pages through.

use serde::{Deserialize, Serialize};

use super::Known;
use super::search::Search;
use crate::data::packed::Packed;
use crate::data::table::Values;
use crate::detectors::Detector;
use crate::engine::selection::Selection;

/// Which rows, and in which order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Listing {
    /// Only these rows.
    pub selection: Selection,
    /// And of them only those that match; empty matches all.
    pub search: String,
    /// What they are ordered by; rows that are equal in it stand in the order of their first lines.
    pub order: RowOrder,
    /// Whether the greatest come first.
    pub descending: bool,
}

/// What rows are ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RowOrder {
    /// A detector's score.
    Score(Detector),
    /// A feature's value; missing numbers stand last.
    Feature(u32),
    /// Samples equal to the row.
    Copies,
    /// Place of the first of them in the file.
    Line,
}

impl Default for RowOrder {
    fn default() -> Self {
        Self::Score(Detector::default())
    }
}

/// A shard's rows in order; the lists run in parallel.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct IndexPart {
    /// What the rows are ordered by, as whole numbers; of names the positions in `names`.
    keys: Packed<u64>,
    /// Address of the first line that holds the row.
    first_lines: Packed<u64>,
    /// Names in byte order, when rows are ordered by them.
    names: Vec<String>,
    n_samples: u64,
}

/// All rows in order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Index {
    /// Address of the first line that holds the row; it names the row in other questions.
    pub first_lines: Packed<u64>,
    /// Samples that are equal to one of them.
    pub n_samples: u64,
}

impl IndexPart {
    /// Puts a shard's rows in order.
    pub fn of(listing: &Listing, known: &Known<'_>) -> Self {
        let table = &known.owned.table;
        let mut rows = listing.selection.rows(known.owned, known.scores);
        if let Some(search) = Search::new(&listing.search, table) {
            rows.retain(|row| search.matches(*row as usize));
        }
        let first_line = |row: u32| table.first_lines.get(row as usize).copied().unwrap_or(0);
        let copies = |row: u32| table.copies.get(row as usize).copied().map_or(0, u64::from);
        let mut names = Vec::new();
        let key: Box<dyn Fn(u32) -> u64> = match listing.order {
            RowOrder::Line => Box::new(|_| 0),
            RowOrder::Copies => Box::new(|row| listing.directed(copies(row))),
            RowOrder::Score(detector) => {
                let scores = known.scores.map(|scores| scores.of(detector)).unwrap_or_default();
                Box::new(move |row| {
                    scores.get(row as usize).map_or(u64::MAX, |score| listing.number_key(*score))
                })
            }
            RowOrder::Feature(feature_idx) => match table.columns.get(feature_idx as usize) {
                None => Box::new(|_| 0),
                Some(column) => {
                    let by_code: Vec<u64> = match &column.values {
                        Values::Numeric(values) => {
                            values.iter().map(|value| listing.number_key(*value)).collect()
                        }
                        Values::Categorical(values) => {
                            names.clone_from(values);
                            (0..values.len() as u64).map(|place| listing.directed(place)).collect()
                        }
                    };
                    Box::new(move |row| {
                        by_code.get(column.codes.at(row as usize) as usize).copied().unwrap_or(u64::MAX)
                    })
                }
            },
        };
        let mut keyed: Vec<(u64, u64)> = rows.iter().map(|row| (key(*row), first_line(*row))).collect();
        // Rows come in the order of their first lines, which a stable sort keeps.
        keyed.sort_by_key(|(key, _)| *key);
        if listing.order == RowOrder::Line && listing.descending {
            keyed.reverse();
        }
        drop(key);
        Self {
            keys: keyed.iter().map(|(key, _)| *key).collect(),
            first_lines: keyed.iter().map(|(_, first_line)| *first_line).collect(),
            names,
            n_samples: rows.iter().map(|row| copies(*row)).sum(),
        }
    }
}

impl Index {
    /// Merges the shards' orders.
    pub fn merged(listing: &Listing, parts: Vec<IndexPart>) -> Self {
        let mut names: Vec<&String> = parts.iter().flat_map(|part| &part.names).collect();
        names.sort_unstable();
        names.dedup();
        let mut keyed = Vec::with_capacity(parts.iter().map(|part| part.keys.0.len()).sum());
        for part in &parts {
            let places: Vec<u64> = part
                .names
                .iter()
                .map(|name| names.binary_search(&name).unwrap_or(0) as u64)
                .map(|place| listing.directed(place))
                .collect();
            let key = |key: u64| match places.is_empty() {
                true => key,
                // What is directed twice is the place itself.
                false => places.get(listing.directed(key) as usize).copied().unwrap_or(u64::MAX),
            };
            keyed.extend(part.keys.0.iter().map(|own| key(*own)).zip(part.first_lines.0.iter().copied()));
        }
        // Parts are runs in order, which this sort finds and merges.
        match (listing.order, listing.descending) {
            (RowOrder::Line, true) => keyed.sort_by(|a, b| b.cmp(a)),
            _ => keyed.sort(),
        }
        Self {
            first_lines: keyed.into_iter().map(|(_, first_line)| first_line).collect(),
            n_samples: parts.iter().map(|part| part.n_samples).sum(),
        }
    }
}

impl Listing {
    const fn directed(&self, key: u64) -> u64 {
        if self.descending { u64::MAX - key } else { key }
    }

    /// Whole numbers that are ordered as numbers are; a missing number comes last either way.
    fn number_key(&self, value: f64) -> u64 {
        if value.is_nan() {
            return u64::MAX;
        }
        // A float's bits are ordered once negative ones are turned over; -0 is 0.
        let bits = if value == 0.0 { 0 } else { value.to_bits() };
        let ordered = if bits >> 63 == 1 { !bits } else { bits | 1 << 63 };
        self.directed(ordered)
    }
}
