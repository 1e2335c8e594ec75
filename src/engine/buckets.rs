//! Buckets: a feature's values coarsely, the same for every file and any number of shards, so that distributions can be compared.

use crate::data::content_hash::hash_bytes;
use crate::data::table::{Column, Table, Values};

/// Buckets of a feature.
pub const N_BUCKETS: usize = 24;
/// Numbers between 0 and 1 are often rates.
const RATE_BUCKETS: f64 = 4.0;
/// First bucket of numbers above 1, each four times as wide as the one before; the last one has all that are larger.
const ABOVE_ONE: usize = 8;

/// The bucket of every code of a column.
fn buckets(column: &Column) -> Vec<u8> {
    match &column.values {
        Values::Numeric(numbers) => numbers.iter().map(|number| of_number(*number)).collect(),
        // Two names may share one; a shift between them goes unseen, any other one shows.
        Values::Categorical(names) => {
            names.iter().map(|name| (hash_bytes(0, name.as_bytes()) % N_BUCKETS as u128) as u8).collect()
        }
    }
}

/// How much weight of a table's rows, given as pairs, falls into each bucket `[n_features, N_BUCKETS]`.
pub fn counted(table: &Table, weighted_rows: &[(u32, u32)]) -> Vec<u32> {
    let mut counts = vec![0; table.columns.len() * N_BUCKETS];
    for (column, counts) in table.columns.iter().zip(counts.chunks_mut(N_BUCKETS)) {
        let by_code = buckets(column);
        for (row, weight) in weighted_rows {
            let bucket = by_code.get(column.codes.at(*row as usize) as usize).copied().unwrap_or(0);
            if let Some(count) = counts.get_mut(usize::from(bucket)) {
                *count += weight;
            }
        }
    }
    counts
}

/// Missing, negative, nought, rates, one, and powers of four above.
fn of_number(number: f64) -> u8 {
    if number.is_nan() {
        0
    } else if number < 0.0 {
        1
    } else if number == 0.0 {
        2
    } else if number < 1.0 {
        3 + (number * RATE_BUCKETS) as u8
    } else if number == 1.0 {
        7
    } else {
        let exponent = ((number.to_bits() >> 52) & 0x7FF) as usize;
        (ABOVE_ONE + exponent.saturating_sub(1023) / 2).min(N_BUCKETS - 1) as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_fall_into_buckets_that_no_file_decides() {
        let check = |number, expected| assert_eq!(of_number(number), expected, "{number}");
        check(f64::NAN, 0);
        check(-3.0, 1);
        check(0.0, 2);
        check(0.24, 3);
        check(0.99, 6);
        check(1.0, 7);
        check(1.5, 8);
        check(3.99, 8);
        check(4.0, 9);
        check(693_375_640.0, 22); // 2^29.4
        check(f64::INFINITY, 23);
    }
}
