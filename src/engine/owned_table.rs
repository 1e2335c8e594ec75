//! A shard's table in use, with what the shard owns of it.

use super::order::{Settlement, TrainingChoice};
use crate::data::content_hash::draw_key;
use crate::data::label::Family;
use crate::data::table::{Table, Values};
use crate::detectors::TrainOn;

/// One vector in so many is held out.
const HELD_OUT_ONE_IN: u128 = 5;
/// Decides which ones; apart from every seed, so that runs with different seeds hold out the same vectors.
const HELD_OUT_SALT: u64 = 0x6F64_6466_6C6F_7721;

/// What a row is to the shard that holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ownership {
    /// An earlier line in another shard is equal.
    Lost,
    /// Owned, but an earlier line has the same features under another label.
    Shadowed,
    /// Owned, and the first with these features.
    Owned,
}

/// A table of which some rows are owned.
pub struct OwnedTable {
    /// The rows.
    pub table: Table,
    /// Family of every label, by code.
    families: Vec<Family>,
    ownership: Vec<Ownership>,
}

/// Whether a vector is among the fifth that is never fitted when some are held out.
pub const fn is_held_out(vector_hash: u128) -> bool {
    draw_key(HELD_OUT_SALT, vector_hash).is_multiple_of(HELD_OUT_ONE_IN)
}

impl OwnedTable {
    /// Takes a table over as the coordinator settled it.
    pub fn new(mut table: Table, settlement: &Settlement, normal: Option<String>) -> Self {
        table.schema.normal = normal;
        let mut ownership = vec![Ownership::Owned; table.n_rows()];
        let mut mark = |rows: &[u32], as_what| {
            for row in rows {
                if let Some(owned) = ownership.get_mut(*row as usize) {
                    *owned = as_what;
                }
            }
        };
        mark(&settlement.shadowed.0, Ownership::Shadowed);
        mark(&settlement.lost.0, Ownership::Lost);
        for (row, total) in settlement.shared.0.iter().zip(&settlement.copies.0) {
            if let Some(copies) = table.copies.get_mut(*row as usize) {
                *copies = *total;
            }
        }
        let families = match &table.labels.values {
            Values::Categorical(names) => names.iter().map(|name| table.schema.family(name)).collect(),
            Values::Numeric(_) => Vec::new(),
        };
        Self { families, table, ownership }
    }

    /// Whether the row stands for all its copies.
    pub fn owns(&self, row: usize) -> bool {
        self.ownership.get(row).is_some_and(|owned| *owned != Ownership::Lost)
    }

    /// A row's family.
    pub fn family(&self, row: usize) -> Family {
        self.families.get(self.table.labels.codes.at(row) as usize).copied().unwrap_or(Family::Unknown)
    }

    /// Whether a detector may learn from the row or calibrate on it.
    pub fn eligible(&self, row: usize, train_on: TrainOn) -> bool {
        match train_on {
            TrainOn::Normal => self.owns(row) && self.family(row) == Family::Normal,
            TrainOn::Distinct => self.ownership.get(row) == Some(&Ownership::Owned),
            TrainOn::AllRows => self.owns(row),
        }
    }

    /// How often an eligible row counts in training and calibration.
    pub fn count(&self, row: usize, train_on: TrainOn) -> u32 {
        match train_on {
            TrainOn::Normal | TrainOn::Distinct => 1,
            TrainOn::AllRows => self.table.copies.get(row).copied().unwrap_or(0),
        }
    }

    /// Whether an eligible row is never fitted.
    pub fn held_out(&self, row: usize, choice: TrainingChoice) -> bool {
        choice.hold_out && is_held_out(self.vector_hash(row))
    }

    /// Hash of a row's features.
    pub fn vector_hash(&self, row: usize) -> u128 {
        self.table.vector_hashes.get(row).copied().unwrap_or(0)
    }
}
