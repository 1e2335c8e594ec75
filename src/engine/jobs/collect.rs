//! Finding the vectors that a detector may learn from, and encoding those that were drawn.

use crate::data::content_hash::draw_key;
use crate::data::packed::Packed;
use crate::engine::order::{Reply, TrainingChoice};
use crate::engine::owned_table::OwnedTable;
use crate::features::encoder::{Encoder, NameCounts};

/// Rows that may be fitted and rows held out, both in the order of their draw keys.
#[derive(Default)]
pub struct Survey {
    fitted: Vec<u32>,
    held_out: Vec<u32>,
}

/// Finds the rows that may be fitted.
pub fn survey(job: u32, table: Option<&OwnedTable>, choice: TrainingChoice, seed: u64) -> (Survey, Reply) {
    let Some(owned) = table else {
        let (keys, counts, held_out_keys) = Default::default();
        let reply = Reply::Surveyed { job, keys, counts, held_out_keys, name_counts: Vec::new() };
        return (Survey::default(), reply);
    };
    let mut fitted: Vec<(u128, u32, u32)> = Vec::new();
    let mut held_out: Vec<(u128, u32, u32)> = Vec::new();
    for row in (0..owned.table.n_rows()).filter(|row| owned.eligible(*row, choice.train_on)) {
        let side = if owned.held_out(row, choice) { &mut held_out } else { &mut fitted };
        let count = owned.count(row, choice.train_on);
        side.push((draw_key(seed, owned.vector_hash(row)), count, row as u32));
    }
    let (keys, counts, fitted) = in_order(fitted);
    let (held_out_keys, _, held_out) = in_order(held_out);
    let counted = fitted.iter().zip(&counts.0);
    let counted: Vec<u32> =
        counted.flat_map(|(row, count)| std::iter::repeat_n(*row, *count as usize)).collect();
    let name_counts = owned.table.columns.iter().map(|column| NameCounts::of(column, &counted)).collect();
    (Survey { fitted, held_out }, Reply::Surveyed { job, keys, counts, held_out_keys, name_counts })
}

/// Keys, counts and rows, by ascending key, then count: so the order of equal keys does not depend on who holds them.
fn in_order(mut rows: Vec<(u128, u32, u32)>) -> (Packed<u128>, Packed<u32>, Vec<u32>) {
    rows.sort_unstable();
    let keys = rows.iter().map(|(key, ..)| *key).collect();
    let (counts, rows) = rows.into_iter().map(|(_, count, row)| (count, row)).unzip();
    (Packed(keys), Packed(counts), rows)
}

/// Encodes the rows at some positions of a survey, row by row.
pub fn collect(
    table: Option<&OwnedTable>,
    survey: &Survey,
    encoder: &Encoder,
    positions: &[u32],
) -> Packed<f32> {
    let rows: Vec<u32> =
        positions.iter().filter_map(|position| survey.fitted.get(*position as usize)).copied().collect();
    encode(table, encoder, &rows)
}

/// Encodes the first rows of a survey that may be fitted, and the first ones held out.
pub fn collect_first(
    table: Option<&OwnedTable>,
    survey: &Survey,
    encoder: &Encoder,
    n_fitted: u32,
    n_held_out: u32,
) -> [Packed<f32>; 2] {
    let first = |rows: &'_ [u32], n: u32| rows.get(..n as usize).unwrap_or(rows).to_vec();
    [first(&survey.fitted, n_fitted), first(&survey.held_out, n_held_out)]
        .map(|rows| encode(table, encoder, &rows))
}

fn encode(table: Option<&OwnedTable>, encoder: &Encoder, rows: &[u32]) -> Packed<f32> {
    Packed(table.map(|owned| encoder.encode(&owned.table, rows)).unwrap_or_default())
}
