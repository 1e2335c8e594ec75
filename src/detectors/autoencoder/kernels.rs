//! Matrix products in panels of eight columns, which compilers turn into vector instructions.
//!
//! A matrix `[n, m]` lies as `m / 8` panels, each of `n` rows of eight neighbouring columns. Every element of a product is
//! summed in the order of the inner index and never fused, so that bits depend neither on the machine nor on how rows are cut
//! into chunks.

/// Columns of a panel.
pub const LANES: usize = 8;
/// Rows that are computed together: their sums stay in registers. Every chunk has a multiple of them.
pub const TILE_ROWS: usize = 4;

/// A row of a panel.
pub type Lanes = [f32; LANES];

/// Panels that hold so many columns.
pub const fn n_panels(n_columns: usize) -> usize {
    n_columns.div_ceil(LANES)
}

/// `c += a b` with `c` and `a` of `n_rows` rows and `b` of `b_rows`, both multiples of the tile's sides.
///
/// `a` may have fewer columns than `b` has rows: the rows beyond them are left out. Most of what a network sees is 0, and of
/// what ReLU leaves: a column of `a` that is 0 in all rows of a tile is passed over, since its products with finite numbers are 0,
/// too. `active` is room for a note of which are not.
pub fn add_product(
    c: &mut [Lanes],
    a: &[Lanes],
    b: &[Lanes],
    (n_rows, b_rows): (usize, usize),
    active: &mut Vec<u8>,
) {
    let (a_tiles, _) = a.as_chunks::<TILE_ROWS>();
    active.clear();
    active.extend(a_tiles.iter().map(active_columns));
    let n_tiles = n_rows / TILE_ROWS;
    for (c_panel, b_panel) in c.chunks_exact_mut(n_rows).zip(b.chunks_exact(b_rows)) {
        let (blocks, _) = b_panel.as_chunks::<LANES>();
        for (i, tile) in c_panel.as_chunks_mut::<TILE_ROWS>().0.iter_mut().enumerate() {
            let mut sums = *tile;
            let inputs = a_tiles.iter().zip(active.iter()).skip(i).step_by(n_tiles);
            for ((a_tile, active), block) in inputs.zip(blocks) {
                add_tile(&mut sums, a_tile, *active, block);
            }
            *tile = sums;
        }
    }
}

#[inline(always)]
fn add_tile(sums: &mut [Lanes; TILE_ROWS], a: &[Lanes; TILE_ROWS], active: u8, b: &[Lanes; LANES]) {
    let mut active = u32::from(active);
    while active != 0 {
        let k = active.trailing_zeros() as usize % LANES;
        active &= active - 1;
        let b_row = &b[k];
        for (sum, a_row) in sums.iter_mut().zip(a) {
            for (lane, b) in sum.iter_mut().zip(b_row) {
                *lane += a_row[k] * b;
            }
        }
    }
}

/// A bit for every column that is not 0 in all of its rows.
#[inline(always)]
fn active_columns(a: &[Lanes; TILE_ROWS]) -> u8 {
    let mut bits = [0; LANES];
    for row in a {
        for (bits, x) in bits.iter_mut().zip(row) {
            // Without the sign: -0 is 0.
            *bits |= x.to_bits() << 1;
        }
    }
    (0..).zip(bits).fold(0, |active, (k, bits)| active | u8::from(bits != 0) << k)
}

/// `c += aᵀ b` over the first `n` of `n_rows` rows; `c` has `c_rows` rows.
///
/// `a` may have fewer columns than `c` has rows: the rows beyond them stay as they are.
pub fn add_transposed_product(
    c: &mut [Lanes],
    c_rows: usize,
    a: &[Lanes],
    b: &[Lanes],
    (n_rows, n): (usize, usize),
) {
    for (c_panel, b_panel) in c.chunks_exact_mut(c_rows).zip(b.chunks_exact(n_rows)) {
        let (blocks, _) = c_panel.as_chunks_mut::<LANES>();
        for (block, a_panel) in blocks.iter_mut().zip(a.chunks_exact(n_rows)) {
            let (halves, _) = block.as_chunks_mut::<TILE_ROWS>();
            for (half, sums) in halves.iter_mut().enumerate() {
                *sums = sum_of_products(*sums, half, a_panel.iter().zip(b_panel).take(n));
            }
        }
    }
}

#[inline(always)]
fn sum_of_products<'a>(
    mut sums: [Lanes; TILE_ROWS],
    half: usize,
    rows: impl Iterator<Item = (&'a Lanes, &'a Lanes)>,
) -> [Lanes; TILE_ROWS] {
    for (a, b) in rows {
        let (halves, _) = a.as_chunks::<TILE_ROWS>();
        let Some(a) = halves.get(half) else { continue };
        for (sum, a) in sums.iter_mut().zip(a) {
            for (lane, b) in sum.iter_mut().zip(b) {
                *lane += a * b;
            }
        }
    }
    sums
}

/// `to = fromᵀ`, where `from` has `n_rows` rows.
pub fn transpose(to: &mut [Lanes], from: &[Lanes], n_rows: usize) {
    let to_rows = from.len() / n_rows.max(1) * LANES;
    for (panel_idx, from_panel) in from.chunks_exact(n_rows).enumerate() {
        for (to_panel, block) in to.chunks_exact_mut(to_rows).zip(from_panel.as_chunks::<LANES>().0) {
            let rows = to_panel.iter_mut().skip(panel_idx * LANES).take(LANES);
            for (lane, row) in rows.enumerate() {
                for (to, from) in row.iter_mut().zip(block) {
                    *to = from[lane];
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A matrix of small whole numbers, so that sums are exact, and its elements by row and column.
    fn matrix(n_rows: usize, n_columns: usize, seed: usize) -> (Vec<Lanes>, Vec<Vec<f32>>) {
        let element = |i: usize, j: usize| ((i * 31 + j * 17 + seed) % 13) as f32 - 6.0;
        let rows: Vec<Vec<f32>> =
            (0..n_rows).map(|i| (0..n_columns).map(|j| element(i, j)).collect()).collect();
        let panel = |p: usize| (0..n_rows).map(move |i| std::array::from_fn(|l| element(i, p * LANES + l)));
        ((0..n_columns / LANES).flat_map(panel).collect(), rows)
    }

    fn at(matrix: &[Lanes], n_rows: usize, i: usize, j: usize) -> f32 {
        matrix[j / LANES * n_rows + i][j % LANES]
    }

    #[test]
    fn products_equal_the_three_loops() {
        for (n_rows, inner, n_columns) in [(4, 8, 8), (12, 16, 24), (8, 24, 8)] {
            let (a, a_rows) = matrix(n_rows, inner, 1);
            // Eight rows more than `a` has columns, as in a first layer with names.
            let (b, b_rows) = matrix(inner + 8, n_columns, 2);
            let mut c = vec![[1.0; LANES]; n_columns / LANES * n_rows];
            add_product(&mut c, &a, &b, (n_rows, inner + 8), &mut Vec::new());
            for (i, a_row) in a_rows.iter().enumerate() {
                for j in 0..n_columns {
                    let naive = 1.0 + a_row.iter().zip(&b_rows).map(|(a, b_row)| a * b_row[j]).sum::<f32>();
                    assert_eq!(at(&c, n_rows, i, j), naive);
                }
            }
        }
    }

    #[test]
    fn columns_of_zeros_are_passed_over_and_no_others() {
        let (mut a, _) = matrix(8, 16, 1);
        let (b, _) = matrix(16, 8, 2);
        // Of the first tile's columns all but two vanish, of the second one's none does.
        for (i, row) in a.iter_mut().enumerate().filter(|(i, _)| i % 8 < TILE_ROWS) {
            let panel = i / 8;
            for (lane, x) in row.iter_mut().enumerate() {
                let kept = lane == 7 - panel * 5;
                *x = if !kept {
                    -0.0
                } else if i % TILE_ROWS == 1 {
                    5.0
                } else {
                    0.0
                };
            }
        }
        let (mut c, mut active) = (vec![[0.0; LANES]; 8], Vec::new());
        add_product(&mut c, &a, &b, (8, 16), &mut active);
        assert_eq!((active[0], active[2]), (1 << 7, 1 << 2));
        let product = |i: usize, j: usize| (0..16).map(|k| at(&a, 8, i, k) * b[k][j]).sum::<f32>();
        for (i, j) in (0..8).flat_map(|i| (0..LANES).map(move |j| (i, j))) {
            assert_eq!(at(&c, 8, i, j), product(i, j), "{i}, {j}");
        }
    }

    #[test]
    fn transposed_products_pass_over_the_rows_that_fill_up() {
        let (n_rows, n, inner, n_columns) = (12, 10, 16, 24);
        let (a, a_rows) = matrix(n_rows, inner, 1);
        let (b, b_rows) = matrix(n_rows, n_columns, 2);
        let mut c = vec![[0.0; LANES]; n_columns / LANES * (inner + 8)];
        add_transposed_product(&mut c, inner + 8, &a, &b, (n_rows, n));
        for (k, j) in (0..inner + 8).flat_map(|k| (0..n_columns).map(move |j| (k, j))) {
            let rows = a_rows.iter().zip(&b_rows).take(n);
            let naive: f32 = rows.map(|(a, b)| a.get(k).map_or(0.0, |a| a * b[j])).sum();
            assert_eq!(at(&c, inner + 8, k, j), naive);
        }
    }

    #[test]
    fn transposing_swaps_rows_and_columns() {
        let (from, rows) = matrix(16, 24, 3);
        let mut to = vec![[0.0; LANES]; from.len()];
        transpose(&mut to, &from, 16);
        for (i, row) in rows.iter().enumerate() {
            for (j, element) in row.iter().enumerate() {
                assert_eq!(at(&to, 24, j, i), *element);
            }
        }
    }
}
