//! Scores rows of a matrix, a chunk at a time, with buffers that are used again.

use wide::f32x8;

pub use super::kernels::CHUNK_ROWS;
use super::kernels::{LANES, Lanes, N_TILES};
use super::layout::Layout;
use super::network::Network;
use super::params::{AutoencoderParams, ErrorScore};
use super::passes::{Chunk, Prepared};
use super::scaler::Scaler;

/// Largest score: beyond it, or where nothing can be computed, all samples are equally strange.
const HIGHEST: f64 = f32::MAX as f64;

/// What the codes of a table's column come to at a network's input.
pub enum CodeInputs {
    /// A number for every code, for one place.
    Numbers {
        /// The place.
        place: usize,
        /// Scaled numbers, NaN where one is missing.
        numbers: Vec<f32>,
    },
    /// A place for every code.
    Names {
        /// Which of the columns of names it is.
        group_idx: usize,
        /// Places of names.
        places: Vec<u32>,
    },
}

/// A trained network ready to score. A sample's score does not depend on the samples beside it.
pub struct Scorer {
    layout: Layout,
    scaler: Scaler,
    network: Network,
    chunk: Chunk,
    prepared: Prepared,
    kind: ErrorScore,
    /// Per output its weight in the mean of squared errors, and in the score.
    mse_shares: Vec<Lanes>,
    shares: Vec<Lanes>,
}

impl Scorer {
    /// Prepares a network; `rms` has one entry a column.
    pub(super) fn new(
        params: &AutoencoderParams,
        layout: Layout,
        scaler: Scaler,
        network: Network,
        rms: &[f64],
    ) -> Self {
        let n_outputs = layout.places().len().max(1) as f32;
        let mse_shares = layout.spread(|_| 1.0 / n_outputs);
        let shares = match params.score {
            ErrorScore::MeanSquared | ErrorScore::MeanAbsolute => mse_shares.clone(),
            ErrorScore::ScaledSquared => layout.spread(|column| {
                let rms = rms.get(column).copied().unwrap_or(1.0);
                (1.0 / (rms * rms * layout.n_columns as f64)) as f32
            }),
        };
        Self {
            chunk: Chunk::new(&network, &layout, params),
            prepared: Prepared::new(&layout),
            kind: params.score,
            mse_shares,
            shares,
            layout,
            scaler,
            network,
        }
    }

    /// Appends to `scores` and `mse` one entry a row of `rows` `[n, n_columns]`.
    pub fn score_next(&mut self, rows: &[f32], scores: &mut Vec<f64>, mse: &mut Vec<f64>) {
        for rows in rows.chunks(CHUNK_ROWS * self.layout.n_columns.max(1)) {
            self.send(rows);
            self.tell(scores, mse);
        }
    }

    /// What a column's codes come to at the network's input, given what each of them is in the matrix; `None` for a column that
    /// the matrix does not have.
    pub fn code_inputs(&self, column: usize, values: &[f32]) -> Option<CodeInputs> {
        let names = self.layout.groups.iter().enumerate().find(|(_, group)| group.column == column);
        if let Some((group_idx, group)) = names {
            let places = values.iter().map(|rank| Layout::name_place(group, *rank)).collect();
            return Some(CodeInputs::Names { group_idx, places });
        }
        let place = self.layout.columns.iter().position(|of| *of as usize == column)?;
        Some(CodeInputs::Numbers { place, numbers: self.scaler.scale(place, values) })
    }

    /// Makes room for at most [`CHUNK_ROWS`] rows, of which every column is then to be taken, before they are scored; tells
    /// whether numbers that the rows before them had are still there, and need not be taken again where they are the same.
    pub fn start(&mut self, n: usize) -> bool {
        self.chunk.start(n)
    }

    /// Takes a column's numbers: what is given gets room for the whole chunk's, and writes as many as there are rows.
    pub fn take_numbers(&mut self, place: usize, write: impl FnOnce(&mut [f32])) {
        let mean = self.scaler.means().as_flattened().get(place).copied().unwrap_or(0.0);
        self.chunk.take_numbers(place, mean, write);
    }

    /// Where a column's names go: what is called takes a row of the chunk and its code.
    pub fn take_names<'a>(
        &'a mut self,
        group_idx: usize,
        places: &'a [u32],
    ) -> impl FnMut(usize, usize) + 'a {
        self.chunk.take_names(group_idx, places)
    }

    /// Appends to `scores` and `mse` one entry a row that was taken.
    pub fn score_taken(&mut self, scores: &mut Vec<f64>, mse: &mut Vec<f64>) {
        self.chunk.forward(&self.network);
        self.tell(scores, mse);
    }

    fn tell(&self, scores: &mut Vec<f64>, mse: &mut Vec<f64>) {
        let first = mse.len();
        self.add_up(|error, share| share * (error * error), &self.mse_shares, mse);
        match self.kind {
            ErrorScore::MeanSquared => scores.extend_from_slice(&mse[first..]),
            ErrorScore::MeanAbsolute => {
                self.add_up(|error, share| share * error.abs(), &self.shares, scores);
            }
            ErrorScore::ScaledSquared => {
                self.add_up(|error, share| share * (error * error), &self.shares, scores);
            }
        }
    }

    /// Sends at most [`CHUNK_ROWS`] rows through the network.
    pub(super) fn send(&mut self, rows: &[f32]) {
        let width = self.layout.n_columns.max(1);
        self.chunk.start((rows.len() / width).min(CHUNK_ROWS));
        for (i, row) in rows.chunks_exact(width).take(CHUNK_ROWS).enumerate() {
            self.prepared.read(row, &self.layout, &self.scaler);
            let Prepared { numbers, names } = &self.prepared;
            self.chunk.load(i, (numbers, names), self.scaler.means(), || false);
        }
        self.chunk.forward(&self.network);
    }

    /// What was sent last.
    pub(super) const fn chunk(&self) -> &Chunk {
        &self.chunk
    }

    /// Appends every row's mean of what its errors and these shares come to.
    #[inline(always)]
    fn add_up(&self, of: impl Fn(f32x8, f32x8) -> f32x8, shares: &[Lanes], means: &mut Vec<f64>) {
        for tile in (0..N_TILES).take(self.chunk.n_tiles()) {
            let rows = tile * LANES..self.chunk.n;
            let totals = self.totals(tile, shares, |error, share, _| of(error, share));
            if totals.iter().all(|total| !total.is_nan()) {
                means.extend(rows.zip(totals).map(|(_, total)| mean(total, 1.0)));
                continue;
            }
            // A missing value makes its row's total NaN, but no error.
            let known =
                self.totals(tile, shares, |error, share, target| of(error, share) & target.simd_eq(target));
            means.extend(rows.zip(totals.into_iter().zip(known)).map(|(row, (total, known))| {
                if total.is_nan() { mean(known, self.known_share(row, shares)) } else { mean(total, 1.0) }
            }));
        }
    }

    /// The sums over a tile's outputs of what is made of errors, shares and targets.
    #[inline(always)]
    fn totals(
        &self,
        tile: usize,
        shares: &[Lanes],
        of: impl Fn(f32x8, f32x8, f32x8) -> f32x8,
    ) -> [f64; LANES] {
        // One sum a lane of the panels.
        let mut sums = [f32x8::ZERO; LANES];
        let (targets, outputs) = (self.chunk.target(), self.chunk.reconstruction());
        for ((targets, outputs), shares) in targets.chunks(LANES).zip(outputs.chunks(LANES)).zip(shares) {
            for (((sum, target), output), share) in sums.iter_mut().zip(targets).zip(outputs).zip(shares) {
                let target = f32x8::new(target[tile]);
                *sum += of(f32x8::new(output[tile]) - target, f32x8::splat(*share), target);
            }
        }
        let mut totals = [0.0; LANES];
        for sums in sums {
            totals.iter_mut().zip(sums.to_array()).for_each(|(total, sum)| *total += f64::from(sum));
        }
        totals
    }

    /// Which part of a row's mean is known, if values are missing.
    fn known_share(&self, row: usize, shares: &[Lanes]) -> f64 {
        let targets = self.chunk.target().iter().map(|target| target[row / LANES][row % LANES]);
        let (mut known, mut all) = (0.0, 0.0);
        for (target, share) in targets.zip(shares.iter().flatten()) {
            all += f64::from(*share);
            known += if target.is_nan() { 0.0 } else { f64::from(*share) };
        }
        known / all
    }
}

/// A sample of which nothing is known is not strange.
fn mean(sum: f64, known: f64) -> f64 {
    if known <= 0.0 {
        return 0.0;
    }
    // `min` passes over NaN.
    (sum / known).min(HIGHEST)
}
