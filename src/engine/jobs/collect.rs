//! Finding the vectors that a detector may learn from, and encoding those that were drawn.

use crate::data::content_hash::draw_key;
use crate::data::packed::Packed;
use crate::engine::order::{Reply, TrainingChoice};
use crate::engine::owned_table::OwnedTable;
use crate::features::encoder::{Encoder, NameCounts};

/// Rows that may be fitted, in the order of their draw keys.
#[derive(Default)]
pub struct Survey {
    rows: Vec<u32>,
}

/// Finds the rows that may be fitted.
pub fn survey(job: u32, table: Option<&OwnedTable>, choice: TrainingChoice, seed: u64) -> (Survey, Reply) {
    let Some(owned) = table else {
        let reply = Reply::Surveyed { job, keys: Packed::default(), n_held_out: 0, name_counts: Vec::new() };
        return (Survey::default(), reply);
    };
    let mut n_held_out = 0;
    let mut fitted: Vec<(u128, u32)> = Vec::new();
    for row in (0..owned.table.n_rows()).filter(|row| owned.eligible(*row, choice.train_on)) {
        if owned.held_out(row, choice) {
            n_held_out += 1;
        } else {
            fitted.push((draw_key(seed, owned.vector_hash(row)), row as u32));
        }
    }
    fitted.sort_unstable();
    let rows: Vec<u32> = fitted.iter().map(|(_, row)| *row).collect();
    let name_counts = owned.table.columns.iter().map(|column| NameCounts::of(column, &rows)).collect();
    let keys = fitted.into_iter().map(|(key, _)| key).collect();
    (Survey { rows }, Reply::Surveyed { job, keys, n_held_out, name_counts })
}

/// Encodes the rows at some positions of a survey, row by row.
pub fn collect(
    table: Option<&OwnedTable>,
    survey: &Survey,
    encoder: &Encoder,
    positions: &[u32],
) -> Packed<f32> {
    let rows: Vec<u32> =
        positions.iter().filter_map(|position| survey.rows.get(*position as usize)).copied().collect();
    Packed(table.map(|owned| encoder.encode(&owned.table, &rows)).unwrap_or_default())
}
