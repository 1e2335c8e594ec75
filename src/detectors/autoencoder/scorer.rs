//! Scores rows of a matrix, a chunk at a time, with buffers that are used again.

use std::array::from_fn;

use super::gradient::error;
use super::kernels::{LANES, Lanes};
use super::layout::Layout;
use super::network::Network;
use super::params::{AutoencoderParams, ErrorScore};
pub use super::passes::CHUNK_ROWS;
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

    /// Where a column's numbers go: what is called takes a row of the chunk and its code.
    pub fn take_numbers<'a>(&'a mut self, place: usize, numbers: &'a [f32]) -> impl FnMut(usize, usize) + 'a {
        let mean = self.scaler.means().as_flattened().get(place).copied().unwrap_or(0.0);
        self.chunk.take_numbers(place, numbers, mean)
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
    fn add_up(&self, of: impl Fn(f32, f32) -> f32, shares: &[Lanes], means: &mut Vec<f64>) {
        let (targets, outputs) = (self.chunk.target(), self.chunk.reconstruction());
        // All are looked at, which is quicker than to end at the first.
        let is_whole = !targets.as_flattened().iter().fold(false, |any, target| any | target.is_nan());
        let of_row = |row: usize| {
            let mut sums = [0.0; LANES];
            for ((target, output), shares) in
                self.of_row(targets, row).zip(self.of_row(outputs, row)).zip(shares)
            {
                let errors: Lanes = from_fn(|lane| error(output[lane], target[lane]));
                sums = from_fn(|lane| sums[lane] + of(errors[lane], shares[lane]));
            }
            mean(&sums, if is_whole { 1.0 } else { self.known_share(row, shares) })
        };
        means.extend((0..self.chunk.n).map(of_row));
    }

    /// What a row has in each of the chunk's panels.
    fn of_row<'a>(&self, panels: &'a [Lanes], row: usize) -> impl Iterator<Item = &'a Lanes> + use<'a> {
        panels.iter().skip(row).step_by(self.chunk.n_rows)
    }

    /// Which part of a row's mean is known: 1, or less with missing values; summed only for rows that have some.
    fn known_share(&self, row: usize, shares: &[Lanes]) -> f64 {
        let targets = || self.of_row(self.chunk.target(), row);
        if !targets().flatten().any(|target| target.is_nan()) {
            return 1.0;
        }
        let (mut known, mut all) = (0.0, 0.0);
        for (target, share) in targets().flatten().zip(shares.iter().flatten()) {
            all += f64::from(*share);
            known += if target.is_nan() { 0.0 } else { f64::from(*share) };
        }
        known / all
    }
}

/// A sample of which nothing is known is not strange.
fn mean(sums: &Lanes, known: f64) -> f64 {
    if known <= 0.0 {
        return 0.0;
    }
    let sum: f64 = sums.iter().map(|sum| f64::from(*sum)).sum();
    // `min` passes over NaN.
    (sum / known).min(HIGHEST)
}
