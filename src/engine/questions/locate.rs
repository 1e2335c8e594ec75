//! Where a line of the file stands among the distinct rows.
//!
//! The line's own shard need not own its row: then the row's content finds the owner with a second question.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Known;
use crate::data::packed::Packed;
use crate::data::reader::line_address;
use crate::engine::owned_table::OwnedTable;

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Wanted {
    /// The row of a line, counted from 1.
    Line(u64),
    /// The row of a line's address.
    Address(u64),
    /// The row with this content.
    Content(Content),
}

/// What tells distinct rows apart.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// One hash of the features.
    vector_hash: Packed<u128>,
    /// The label; `None` in a file without labels.
    pub label: Option<String>,
}

/// What is found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Located {
    /// The line is no sample, or there is no such line.
    #[default]
    Nowhere,
    /// The row's name: address of the first line that holds it.
    Row(u64),
    /// The line holds a copy of a row of another shard.
    CopyOf(Content),
}

impl Content {
    /// Of a shard's row.
    pub fn of(row: usize, owned: &OwnedTable) -> Self {
        Self {
            vector_hash: Packed(vec![owned.vector_hash(row)]),
            label: owned.table.label(row).map(str::to_owned),
        }
    }
}

impl Wanted {
    /// The same with a line's address in place of its number, which shards do not know.
    pub fn addressed(self, lines_before: &BTreeMap<u64, u64>) -> Self {
        let Self::Line(line) = self else { return self };
        let before = |(_, before): &(&u64, &u64)| **before < line;
        let block = lines_before.iter().rev().find(before);
        Self::Address(block.map_or(u64::MAX, |(block, before)| line_address(*block, line - before - 1)))
    }

    /// What a shard finds.
    pub fn part(&self, known: &Known<'_>) -> Located {
        let table = &known.owned.table;
        let content = |row: usize| Content::of(row, known.owned);
        let name =
            |row: usize| table.first_lines.get(row).map_or(Located::Nowhere, |name| Located::Row(*name));
        match self {
            Self::Line(_) => Located::Nowhere,
            Self::Address(address) => match table.row_of_line(*address) {
                Some(row) if known.owned.owns(row) => name(row),
                Some(row) => Located::CopyOf(content(row)),
                None => Located::Nowhere,
            },
            Self::Content(wanted) => {
                let has_hash =
                    |row: &usize| Some(&known.owned.vector_hash(*row)) == wanted.vector_hash.0.first();
                let mut rows = (0..table.n_rows()).filter(|row| known.owned.owns(*row)).filter(has_hash);
                rows.find(|row| content(*row) == *wanted).map_or(Located::Nowhere, name)
            }
        }
    }
}

impl Located {
    /// What any shard found.
    pub fn or(self, other: Self) -> Self {
        if self == Self::Nowhere { other } else { self }
    }
}
