//! A trained autoencoder: what it gives back of a sample, and how far that is off.

use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use super::gradient::{Samples, error};
use super::kernels::CHUNK_ROWS;
use super::layout::{Layout, NO_PLACE};
use super::network::Network;
use super::params::AutoencoderParams;
use super::passes::Chunk;
use super::scaler::Scaler;
use super::scorer::Scorer;
use crate::features::input_kind::InputKind;

/// Least root mean square of a feature's errors that others are measured by. A feature that never varies among usual samples
/// is given back almost exactly; any smaller unit would make it outweigh all others.
const LEAST_RMS: f64 = 0.01;

/// Parts of 1 in which squared errors are summed.
const FIXED_POINT: f32 = 1_048_576.0;

/// Most inputs of an autoencoder of unknown origin.
const MAX_PLACES: u64 = 1 << 20;

/// A trained autoencoder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Autoencoder {
    params: AutoencoderParams,
    inputs: Vec<InputKind>,
    scaler: Scaler,
    network: Network,
    /// Per column the root of its mean squared error among held-out samples.
    rms: Vec<f64>,
}

impl Autoencoder {
    /// A network whose usual errors are still to be measured.
    pub(super) fn new(
        params: AutoencoderParams,
        inputs: Vec<InputKind>,
        scaler: Scaler,
        network: Network,
    ) -> Self {
        let rms = vec![1.0; inputs.len()];
        Self { params, inputs, scaler, network, rms }
    }

    /// The settings that it was trained with.
    pub const fn params(&self) -> &AutoencoderParams {
        &self.params
    }

    /// Columns of the matrix that it scores.
    pub const fn n_columns(&self) -> usize {
        self.inputs.len()
    }

    /// Whether an autoencoder of unknown origin can be used: everything has the shape that its settings give it.
    pub fn is_sound(&self) -> bool {
        let n_names = |kind: &InputKind| match kind {
            InputKind::Category { n_names } => u64::from(*n_names),
            InputKind::Number => 0,
        };
        // Before a layout of so many places is made.
        let n_places = self.inputs.len() as u64 + self.inputs.iter().map(n_names).sum::<u64>();
        if n_places > MAX_PLACES || self.params.validate().is_err() || self.rms.len() != self.inputs.len() {
            return false;
        }
        let layout = self.layout();
        if layout.n_panels() == 0 {
            return false;
        }
        let has_rms = self.rms.iter().all(|rms| rms.is_finite() && *rms > 0.0);
        has_rms
            && self.scaler.fits(&layout)
            && self.network.fits(&layout, &self.params.hidden)
            && self.network.is_finite()
    }

    /// Weights and biases.
    pub fn n_parameters(&self) -> usize {
        let n_outer = self.layout().places().len();
        let sizes = self.params.hidden.iter().map(|units| *units as usize);
        let sizes: Vec<usize> = [n_outer].into_iter().chain(sizes).chain([n_outer]).collect();
        sizes.windows(2).map(|pair| pair.first().map_or(0, |n| n + 1) * pair.last().unwrap_or(&0)).sum()
    }

    /// One score a sample of `x` `[n_samples, n_columns]`, by the settings' [`ErrorScore`](super::params::ErrorScore).
    pub fn score_samples(&self, x: ArrayView2<'_, f32>) -> Vec<f64> {
        self.scores_and_mse(x).0
    }

    /// One mean of squared errors over all outputs a sample.
    pub fn mse(&self, x: ArrayView2<'_, f32>) -> Vec<f64> {
        self.scores_and_mse(x).1
    }

    /// How much each column adds to what is strange about a sample: its squared error, those of a column's names summed, as a
    /// multiple of that column's mean squared error among held-out samples.
    pub fn contributions(&self, sample: &[f32]) -> Vec<f64> {
        let layout = self.layout();
        let mut scorer = self.scorer();
        scorer.send(sample);
        let mut sums = vec![0.0; self.inputs.len()];
        add_squares(&mut sums, scorer.chunk(), &layout);
        for (sum, rms) in sums.iter_mut().zip(&self.rms) {
            *sum /= rms * rms;
        }
        sums
    }

    /// Scores rows of a matrix with buffers that are used again.
    pub fn scorer(&self) -> Scorer {
        Scorer::new(&self.params, self.layout(), self.scaler.clone(), self.network.clone(), &self.rms)
    }

    /// The same network with the weights that its training began with. `usual` has the mean squared error of every column among
    /// held-out samples, as [`add_squares`](Self::add_squares) sums them; a column that it lacks counts as it is.
    #[must_use]
    pub fn never_trained(&self, usual: &[f64]) -> Self {
        let rms = |column: usize| {
            usual.get(column).map_or(1.0, |mean| (mean / f64::from(FIXED_POINT)).sqrt().max(LEAST_RMS))
        };
        Self {
            network: Network::draw(&self.layout(), &self.params.hidden, self.params.seed),
            rms: (0..self.inputs.len()).map(rms).collect(),
            ..self.clone()
        }
    }

    /// Adds every column's squared errors over rows of a matrix, in whole parts of 2^-20, so that sums do not depend on their order.
    pub fn add_squares(&self, rows: &[f32], sums: &mut [u64]) {
        let (layout, mut scorer) = (self.layout(), self.scorer());
        for rows in rows.chunks(CHUNK_ROWS * self.inputs.len().max(1)) {
            scorer.send(rows);
            let chunk = scorer.chunk();
            let places = chunk.target().iter().zip(chunk.reconstruction()).zip(&layout.columns);
            for ((targets, outputs), column) in places {
                let Some(sum) = sums.get_mut(*column as usize) else { continue };
                for (target, output) in
                    targets.as_flattened().iter().zip(outputs.as_flattened()).take(chunk.n)
                {
                    let error = error(*output, *target);
                    *sum = sum.saturating_add((error * error * FIXED_POINT) as u64);
                }
            }
        }
    }

    /// Measures the usual errors on samples `[n, n_columns]`.
    pub(super) fn measure(&mut self, x: ArrayView2<'_, f32>) {
        let layout = self.layout();
        let mut scorer = self.scorer();
        let (mut sums, mut rows) = (vec![0.0; self.inputs.len()], Vec::with_capacity(CHUNK_ROWS * x.ncols()));
        for chunk in x.axis_chunks_iter(ndarray::Axis(0), CHUNK_ROWS) {
            rows.clear();
            rows.extend(chunk.iter());
            scorer.send(&rows);
            add_squares(&mut sums, scorer.chunk(), &layout);
        }
        self.set_rms(&sums, x.nrows());
    }

    /// Measures the usual errors on the samples trained on.
    pub(super) fn measure_prepared(&mut self, samples: &Samples) {
        let layout = self.layout();
        let mut chunk = Chunk::new(&self.network, &layout, &self.params);
        let mut sums = vec![0.0; self.inputs.len()];
        let rows: Vec<u32> = (0..samples.len() as u32).collect();
        for rows in rows.chunks(CHUNK_ROWS) {
            chunk.start(rows.len());
            for (i, row) in rows.iter().enumerate() {
                chunk.load(i, samples.sample(*row), &samples.means, || false);
            }
            chunk.forward(&self.network);
            add_squares(&mut sums, &chunk, &layout);
        }
        self.set_rms(&sums, samples.len());
    }

    fn set_rms(&mut self, sums: &[f64], n: usize) {
        self.rms = sums.iter().map(|sum| (sum / n.max(1) as f64).sqrt().max(LEAST_RMS)).collect();
    }

    fn layout(&self) -> Layout {
        Layout::new(&self.inputs, self.params.one_hot)
    }

    fn scores_and_mse(&self, x: ArrayView2<'_, f32>) -> (Vec<f64>, Vec<f64>) {
        let mut scorer = self.scorer();
        let (mut scores, mut mse) = (Vec::with_capacity(x.nrows()), Vec::with_capacity(x.nrows()));
        let mut row = vec![0.0; x.ncols() * CHUNK_ROWS];
        for chunk in x.axis_chunks_iter(ndarray::Axis(0), CHUNK_ROWS) {
            row.clear();
            row.extend(chunk.iter());
            scorer.score_next(&row, &mut scores, &mut mse);
        }
        (scores, mse)
    }
}

/// Adds each column's squared errors over a chunk's samples.
fn add_squares(sums: &mut [f64], chunk: &Chunk, layout: &Layout) {
    let places = chunk.target().iter().zip(chunk.reconstruction()).zip(&layout.columns);
    for ((targets, outputs), column) in places.filter(|(_, column)| **column != NO_PLACE) {
        let pairs = targets.as_flattened().iter().zip(outputs.as_flattened()).take(chunk.n);
        let squares = pairs.fold(0.0, |sum, (target, output)| {
            let error = error(*output, *target);
            sum + error * error
        });
        if let Some(sum) = sums.get_mut(*column as usize) {
            *sum += f64::from(squares);
        }
    }
}
