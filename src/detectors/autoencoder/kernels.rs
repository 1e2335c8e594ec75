//! Matrix products in groups of columns, and ReLU, which is cheapest while their sums are at hand.
//!
//! Samples go through a network a chunk at a time and lie place by place: what eight neighbouring samples have in a place makes
//! a vector, and a place that is 0 in all of them takes part in no product. Weights `[n, m]` lie as
//! `m / 8` panels, each of `n` rows of eight neighbouring columns. Every element of a product is summed in the order of the inner
//! index and never fused, so that bits depend neither on the machine nor on how rows are cut into chunks.

use std::array::from_fn;

use wide::f32x8;

use super::params::Activation;

/// Columns of a panel, and samples of a tile.
pub const LANES: usize = 8;
/// Samples of a chunk: few enough that all they become stays in the processor's cache.
pub const CHUNK_ROWS: usize = 64;
/// Columns that are computed together: their sums stay in registers.
pub const TILE_COLUMNS: usize = 4;

/// Tiles of a chunk.
pub const N_TILES: usize = CHUNK_ROWS / LANES;

/// A row of a panel, or what a tile's samples have in a place.
pub type Lanes = [f32; LANES];
/// What a chunk's samples have in a place.
pub type ChunkColumn = [Lanes; N_TILES];

/// A place that is 0 in all samples.
pub const ZEROS: ChunkColumn = [[0.0; LANES]; N_TILES];

/// Panels that hold so many columns.
pub const fn n_panels(n_columns: usize) -> usize {
    n_columns.div_ceil(LANES)
}

/// The places that are not 0 in all samples of a chunk. Most of what a network sees is 0, and of what ReLU leaves: the others are
/// passed over, since their products with finite numbers are 0, too.
#[derive(Default)]
pub struct Active {
    places: Vec<usize>,
    columns: Vec<ChunkColumn>,
    /// Their rows of a panel.
    weights: Vec<Lanes>,
}

/// What products are added to.
#[derive(Clone, Copy)]
pub enum Start<'a> {
    /// One bias a column.
    Biases(&'a [Lanes]),
    /// What stands in the outputs.
    Outputs,
}

impl Active {
    /// Looks for them in the first `n_tiles` tiles.
    pub fn find(&mut self, columns: &[ChunkColumn], n_tiles: usize) {
        self.places.clear();
        self.columns.clear();
        for (place, column) in columns.iter().enumerate() {
            // -0 is 0.
            if column.iter().take(n_tiles).any(|tile| f32x8::new(*tile).simd_ne(f32x8::ZERO).any()) {
                self.places.push(place);
                self.columns.push(*column);
            }
        }
    }

    fn take_weights(&mut self, panel: &[Lanes]) {
        let rows = self.places.iter().map_while(|place| panel.get(*place));
        self.weights.clear();
        self.weights.extend(rows);
    }

    /// For the columns of the panel from `FIRST` on.
    fn multiply<const FIRST: usize>(
        &self,
        [a, b, c, d]: &mut [ChunkColumn; TILE_COLUMNS],
        biases: Option<&Lanes>,
        is_relu: bool,
        n_tiles: usize,
    ) {
        // A range that is known to lie within the columns: their bounds are not checked in the loop.
        for tile in (0..N_TILES).take(n_tiles) {
            let mut sums = match biases {
                Some(biases) => from_fn(|i| f32x8::splat(biases[FIRST + i])),
                None => [a[tile], b[tile], c[tile], d[tile]].map(f32x8::new),
            };
            for (column, weights) in self.columns.iter().zip(&self.weights) {
                let x = f32x8::new(column[tile]);
                for (i, sum) in sums.iter_mut().enumerate() {
                    *sum += x * f32x8::splat(weights[FIRST + i]);
                }
            }
            if is_relu {
                sums.iter_mut().for_each(|sum| *sum &= sum.simd_gt(f32x8::ZERO));
            }
            [a[tile], b[tile], c[tile], d[tile]] = sums.map(f32x8::to_array);
        }
    }
}

/// Makes outputs, as many as a multiple of [`TILE_COLUMNS`], the sums of what they start from and the products of the active inputs
/// with `weights` of `n_inputs` rows. If `activation` is ReLU it is done with, too; any other has still to be applied.
///
/// Inputs beyond the rows are left out.
pub fn multiply(
    outputs: &mut [ChunkColumn],
    active: &mut Active,
    (weights, n_inputs): (&[Lanes], usize),
    (start, activation): (Start<'_>, Activation),
    n_tiles: usize,
) {
    let is_relu = activation == Activation::Relu;
    let panels = outputs.chunks_mut(LANES).zip(weights.chunks_exact(n_inputs));
    for (panel, (outputs, weights)) in panels.enumerate() {
        let biases = match start {
            Start::Biases(biases) => biases.get(panel),
            Start::Outputs => None,
        };
        active.take_weights(weights);
        let mut halves = outputs.as_chunks_mut().0.iter_mut();
        if let Some(outputs) = halves.next() {
            active.multiply::<0>(outputs, biases, is_relu, n_tiles);
        }
        if let Some(outputs) = halves.next() {
            active.multiply::<TILE_COLUMNS>(outputs, biases, is_relu, n_tiles);
        }
    }
}

/// `sums += inputsᵀ slopes` over the first `n` samples, with `sums` of `n_inputs` rows and `slopes` by [`rows_of`].
pub fn add_weight_slopes(
    (sums, n_inputs): (&mut [Lanes], usize),
    inputs: &Active,
    slopes: &[Lanes],
    n: usize,
) {
    let panels = sums.chunks_exact_mut(n_inputs).zip(slopes.as_chunks::<CHUNK_ROWS>().0);
    for (sums, slopes) in panels {
        for (places, columns) in inputs.places.chunks(TILE_COLUMNS).zip(inputs.columns.chunks(TILE_COLUMNS)) {
            let mut group = [[0.0; LANES]; TILE_COLUMNS];
            for (to, place) in group.iter_mut().zip(places) {
                *to = sums.get(*place).copied().unwrap_or_default();
            }
            add_tile_slopes(&mut group, from_fn(|i| columns.get(i).unwrap_or(&ZEROS)), slopes, n);
            for (from, place) in group.iter().zip(places) {
                if let Some(to) = sums.get_mut(*place) {
                    *to = *from;
                }
            }
        }
    }
}

fn add_tile_slopes(
    sums: &mut [Lanes; TILE_COLUMNS],
    [a, b, c, d]: [&ChunkColumn; TILE_COLUMNS],
    slopes: &[Lanes; CHUNK_ROWS],
    n: usize,
) {
    let mut group = sums.map(f32x8::new);
    let inputs = a.as_flattened().iter().zip(b.as_flattened()).zip(c.as_flattened()).zip(d.as_flattened());
    for (slopes, (((a, b), c), d)) in slopes.iter().take(n).zip(inputs) {
        let slopes = f32x8::new(*slopes);
        for (sum, x) in group.iter_mut().zip([a, b, c, d]) {
            *sum += f32x8::splat(*x) * slopes;
        }
    }
    *sums = group.map(f32x8::to_array);
}

/// Columns as panels of [`CHUNK_ROWS`] rows, a row a sample.
pub fn rows_of(columns: &[ChunkColumn], rows: &mut Vec<Lanes>) {
    rows.clear();
    for panel in columns.chunks(LANES) {
        let columns: [&[f32]; LANES] = from_fn(|lane| panel.get(lane).unwrap_or(&ZEROS).as_flattened());
        rows.extend((0..CHUNK_ROWS).map(|row| columns.map(|column| column[row])));
    }
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

    /// A matrix of small whole numbers, so that sums are exact.
    fn element(i: usize, j: usize, seed: usize) -> f32 {
        ((i * 31 + j * 17 + seed) % 13) as f32 - 6.0
    }

    /// The matrix as panels, and its elements by row and column.
    fn matrix(n_rows: usize, n_columns: usize, seed: usize) -> (Vec<Lanes>, Vec<Vec<f32>>) {
        let rows: Vec<Vec<f32>> =
            (0..n_rows).map(|i| (0..n_columns).map(|j| element(i, j, seed)).collect()).collect();
        let panel = |p: usize| (0..n_rows).map(move |i| from_fn(|lane| element(i, p * LANES + lane, seed)));
        ((0..n_columns / LANES).flat_map(panel).collect(), rows)
    }

    /// What a chunk's samples have in so many places.
    fn columns(n: usize, seed: usize) -> Vec<ChunkColumn> {
        let column = |place: usize| from_fn(|tile| from_fn(|lane| element(tile * LANES + lane, place, seed)));
        (0..n).map(column).collect()
    }

    fn at(matrix: &[Lanes], n_rows: usize, i: usize, j: usize) -> f32 {
        matrix[j / LANES * n_rows + i][j % LANES]
    }

    #[test]
    fn products_equal_the_three_loops() {
        for (inner, n_outputs, n_tiles) in [(8, 8_usize, 8), (16, 20, 3), (3, 4, 1)] {
            let mut inputs = columns(inner, 1);
            // Whole zeros, with either sign, and one sample that is not.
            inputs[1] = [[-0.0; LANES]; N_TILES];
            inputs[2] = ZEROS;
            inputs[2][0][5] = 5.0;
            // Eight rows more than there are inputs, as in a first layer with names.
            let n_inputs = inner.next_multiple_of(LANES) + LANES;
            let (weights, rows) = matrix(n_inputs, n_outputs.next_multiple_of(LANES), 2);
            let mut active = Active::default();
            active.find(&inputs, N_TILES);
            let expected: Vec<usize> = (0..inner).filter(|place| *place != 1).collect();
            assert_eq!(active.places, expected);
            let biases: Vec<Lanes> =
                (0..3).map(|panel| from_fn(|lane| element(1, panel * LANES + lane, 3))).collect();
            for (start, activation) in [
                (Start::Outputs, Activation::Linear),
                (Start::Outputs, Activation::Relu),
                (Start::Biases(&biases), Activation::Linear),
                (Start::Biases(&biases), Activation::Relu),
            ] {
                let mut outputs = vec![[[1.0; LANES]; N_TILES]; n_outputs];
                multiply(&mut outputs, &mut active, (&weights, n_inputs), (start, activation), n_tiles);
                for (j, output) in outputs.iter().enumerate() {
                    for (row, found) in output.as_flattened().iter().enumerate() {
                        let products = inputs
                            .iter()
                            .zip(&rows)
                            .map(|(input, weights)| input.as_flattened()[row] * weights[j]);
                        let bias = match start {
                            Start::Biases(biases) => biases.as_flattened()[j],
                            Start::Outputs => 1.0,
                        };
                        let sum = bias + products.sum::<f32>();
                        let naive = if activation == Activation::Relu { sum.max(0.0) } else { sum };
                        assert_eq!(*found, if row < n_tiles * LANES { naive } else { 1.0 }, "{row}, {j}");
                    }
                }
            }
        }
    }

    #[test]
    fn slopes_of_weights_are_sums_over_the_samples_in_use() {
        let (inner, n_outputs, n) = (14, 16, 42);
        let mut inputs = columns(inner, 1);
        inputs[6] = ZEROS;
        let (slopes, mut rows) = (columns(n_outputs, 2), Vec::new());
        rows_of(&slopes, &mut rows);
        let mut active = Active::default();
        active.find(&inputs, N_TILES);
        let mut sums = vec![[1.0; LANES]; n_outputs / LANES * 16];
        add_weight_slopes((&mut sums, 16), &active, &rows, n);
        for (k, j) in (0..16).flat_map(|k| (0..n_outputs).map(move |j| (k, j))) {
            let samples = |column: &ChunkColumn| column.as_flattened()[..n].to_vec();
            let input = inputs.get(k).map(samples).unwrap_or(vec![0.0; n]);
            let products = input.iter().zip(samples(&slopes[j])).map(|(x, slope)| x * slope);
            assert_eq!(at(&sums, 16, k, j), 1.0 + products.sum::<f32>(), "{k}, {j}");
        }
    }

    #[test]
    fn rows_are_what_each_sample_has_in_its_columns() {
        let (from, mut rows) = (columns(12, 5), vec![[7.0; LANES]]);
        rows_of(&from, &mut rows);
        assert_eq!(rows.len(), 2 * CHUNK_ROWS);
        for (i, j) in (0..CHUNK_ROWS).flat_map(|i| (0..16).map(move |j| (i, j))) {
            let expected = if j < 12 { element(i, j, 5) } else { 0.0 };
            assert_eq!(at(&rows, CHUNK_ROWS, i, j), expected);
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
