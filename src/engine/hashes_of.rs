//! A shard's hashes in one part of all, in order, with the rows that have them.

use super::order::{HashesPart, RowsPart};
use super::owned_table::OwnedTable;
use crate::data::packed::Packed;
use crate::data::table::Table;

/// What a shard compares with others: see [`super::merge`].
#[derive(Default)]
pub struct HashesOf {
    /// Upper half of the hash of each row in the part, ascending, with the row.
    rows: Vec<(u64, u32)>,
    /// Hashes of the vectors in the part that the shard owns of the table to be trained on, ascending.
    training: Vec<u128>,
}

impl HashesOf {
    /// Those of a table in part `part` of `of`; `training` is the table to be trained on when this one is to be scored.
    pub fn new(table: &Table, training: Option<&OwnedTable>, part: u32, of: u32) -> Self {
        let is_in = |hash: &u128| ((*hash >> 96) as u64 * u64::from(of)) >> 32 == u64::from(part);
        // Counted first: a list that grows leaves memory that is never given back.
        let n_rows = table.vector_hashes.iter().filter(|hash| is_in(hash)).count();
        let mut rows: Vec<(u64, u32)> = Vec::with_capacity(n_rows);
        let hashes = table.vector_hashes.iter().zip(0..).filter(|(hash, _)| is_in(hash));
        rows.extend(hashes.map(|(hash, row)| (upper(*hash), row)));
        // Every shard sorts its own, so that the coordinator only merges what is in order.
        rows.sort_unstable();
        let mut known: Vec<u128> = Vec::new();
        if let Some(owned) = training {
            let hashes = owned.table.vector_hashes.iter().enumerate();
            known.extend(hashes.filter(|(row, hash)| is_in(hash) && owned.owns(*row)).map(|(_, hash)| *hash));
            known.sort_unstable();
        }
        Self { rows, training: known }
    }

    /// The upper halves.
    pub fn upper(&self) -> HashesPart {
        HashesPart {
            hashes: self.rows.iter().map(|(hash, _)| *hash).collect(),
            training: self.training.iter().map(|hash| upper(*hash)).collect(),
        }
    }

    /// The rows with some of these upper halves, which ascend, in the order of hash and label.
    pub fn rows(&self, table: &Table, wanted: &[u64]) -> RowsPart {
        let hash_of = |row: u32| table.vector_hashes.get(row as usize).copied().unwrap_or(0);
        let found = both(&self.rows, |(hash, _)| *hash, wanted);
        let mut keys: Vec<(u128, u32, u32)> =
            found.map(|(_, row)| (hash_of(*row), table.labels.codes.at(*row as usize), *row)).collect();
        keys.sort_unstable();
        let mut rows = RowsPart::default();
        for (hash, label, row) in keys {
            rows.rows.0.push(row);
            rows.vector_hashes.0.push(hash);
            rows.labels.0.push(label);
            rows.copies.0.push(table.copies.get(row as usize).copied().unwrap_or(0));
            rows.first_lines.0.push(table.first_lines.get(row as usize).copied().unwrap_or(0));
        }
        rows.training_hashes = Packed(both(&self.training, |hash| upper(*hash), wanted).copied().collect());
        rows
    }
}

/// Those hashes of a part that several rows have, or a row and a vector that is trained on, ascending. One entry a shard.
pub fn repeated(parts: &[HashesPart]) -> Packed<u64> {
    // The stable sort finds the parts in order and merges them.
    let merged = |mut hashes: Vec<u64>| {
        hashes.sort();
        hashes
    };
    let hashes = merged(parts.iter().flat_map(|part| part.hashes.0.iter().copied()).collect());
    let known = merged(parts.iter().flat_map(|part| part.training.0.iter().copied()).collect());
    let same = hashes.chunk_by(|a, b| a == b).filter_map(|same| same.split_first());
    let repeated = same.filter(|(hash, others)| !others.is_empty() || known.binary_search(hash).is_ok());
    repeated.map(|(hash, _)| *hash).collect()
}

const fn upper(hash: u128) -> u64 {
    (hash >> 64) as u64
}

/// Those of an ascending list whose keys are in another one.
fn both<'a, T>(
    list: &'a [T],
    key: impl Fn(&T) -> u64 + 'a,
    wanted: &'a [u64],
) -> impl Iterator<Item = &'a T> {
    let mut wanted = wanted.iter().peekable();
    list.iter().filter(move |item| {
        while wanted.next_if(|hash| **hash < key(item)).is_some() {}
        wanted.peek().is_some_and(|hash| **hash == key(item))
    })
}
