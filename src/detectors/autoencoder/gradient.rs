//! The loss of a batch and its slopes by all weights.

use std::hint::black_box;

use super::kernels::{CHUNK_ROWS, ChunkColumn, Lanes, ZEROS};
use super::layout::Layout;
use super::network::Network;
use super::params::{AutoencoderParams, Loss};
use super::passes::{Chunk, Prepared, WayBack};
use super::scaler::Scaler;

/// Training samples as the network needs them: one after the other, scaled.
pub struct Samples {
    /// Numbers, `[n, number_panels]`.
    numbers: Vec<Lanes>,
    /// Places of names, `[n, columns of names]`.
    names: Vec<u32>,
    n_groups: usize,
    n: usize,
    /// What stands in for missing numbers.
    pub means: Vec<Lanes>,
}

/// Computes losses and slopes; keeps its buffers.
pub struct Gradient {
    loss: Loss,
    l1_activity: f32,
    /// Per place of an output its weight in a sample's loss.
    shares: Vec<Lanes>,
    chunk: Chunk,
    way_back: WayBack,
    /// Slopes of the last batch.
    pub slopes: Network,
}

impl Gradient {
    /// Buffers for a network.
    pub fn new(network: &Network, layout: &Layout, params: &AutoencoderParams) -> Self {
        let n_outputs = layout.places().len().max(1);
        let mut way_back = WayBack::new(network);
        way_back.learn(network);
        Self {
            loss: params.loss,
            l1_activity: params.l1_activity,
            shares: layout.spread(|_| 1.0 / n_outputs as f32),
            chunk: Chunk::new(network, layout, params),
            way_back,
            slopes: network.zeros_like(),
        }
    }

    /// The mean loss of some samples, and into `slopes` its slopes by all weights.
    ///
    /// `is_hidden` is asked of every input whether the network may not see it.
    pub fn batch(
        &mut self,
        network: &Network,
        samples: &Samples,
        rows: &[u32],
        mut is_hidden: impl FnMut() -> bool,
    ) -> f64 {
        self.slopes.clear();
        self.way_back.learn(network);
        let l1 = self.l1_activity / rows.len() as f32;
        let mut loss = 0.0;
        for rows_of_chunk in rows.chunks(CHUNK_ROWS) {
            self.send(network, samples, rows_of_chunk, &mut is_hidden);
            write_slopes(self.way_back.output_slopes(), &self.chunk, &self.shares, self.loss, rows.len());
            loss += self.chunk_loss();
            self.chunk.backward(&mut self.way_back, &mut self.slopes, l1);
        }
        loss / rows.len() as f64
    }

    /// The summed loss of at most [`CHUNK_ROWS`] samples, without slopes.
    pub fn loss(&mut self, network: &Network, samples: &Samples, rows: &[u32]) -> f64 {
        self.send(network, samples, rows, &mut || false);
        self.chunk_loss()
    }

    fn send(
        &mut self,
        network: &Network,
        samples: &Samples,
        rows: &[u32],
        is_hidden: &mut impl FnMut() -> bool,
    ) {
        self.chunk.start(rows.len());
        samples.fetch(rows);
        for (i, row) in rows.iter().enumerate() {
            self.chunk.load(i, samples.sample(*row), &samples.means, &mut *is_hidden);
        }
        self.chunk.forward(network);
    }

    /// The summed loss of the chunk's samples, L1 penalty included as Keras reports it.
    fn chunk_loss(&self) -> f64 {
        let mut losses = ZEROS;
        let columns = self.chunk.target().iter().zip(self.chunk.reconstruction());
        for ((target, output), share) in columns.zip(self.shares.as_flattened()) {
            for (tile, losses) in losses.iter_mut().enumerate() {
                for (lane, loss) in losses.iter_mut().enumerate() {
                    *loss += share * self.loss.of(error(output[tile][lane], target[tile][lane]));
                }
            }
        }
        if self.l1_activity > 0.0 {
            for outputs in self.chunk.first_layer() {
                for (loss, output) in losses.as_flattened_mut().iter_mut().zip(outputs.as_flattened()) {
                    *loss += self.l1_activity * output.abs();
                }
            }
        }
        losses.as_flattened().iter().take(self.chunk.n).map(|loss| f64::from(*loss)).sum()
    }
}

impl Samples {
    /// No sample, and room for `n`.
    pub fn with_capacity(n: usize, layout: &Layout, scaler: &Scaler) -> Self {
        Self {
            numbers: Vec::with_capacity(n * layout.number_panels),
            names: Vec::with_capacity(n * layout.groups.len()),
            n_groups: layout.groups.len(),
            means: scaler.means().to_vec(),
            n: 0,
        }
    }

    /// Adds a sample.
    pub fn push(&mut self, sample: &Prepared) {
        self.numbers.extend_from_slice(&sample.numbers);
        self.names.extend_from_slice(&sample.names);
        self.n += 1;
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.n
    }

    /// Reads a little of each of these samples: they lie all over memory, and a processor waits for many at once, but for one after
    /// the other while it works on each.
    fn fetch(&self, rows: &[u32]) {
        let lines = rows.iter().flat_map(|row| self.sample(*row).0);
        black_box(lines.fold(0, |bits, line| bits | line[0].to_bits()));
    }

    /// A sample's numbers and names.
    pub fn sample(&self, row: u32) -> (&[Lanes], &[u32]) {
        let (row, width, n_groups) = (row as usize, self.means.len(), self.n_groups);
        let numbers = self.numbers.get(row * width..(row + 1) * width).unwrap_or_default();
        (numbers, self.names.get(row * n_groups..(row + 1) * n_groups).unwrap_or_default())
    }
}

impl Loss {
    /// The loss of one error; Huber's as Keras has it, with a delta of 1.
    #[inline(always)]
    fn of(self, error: f32) -> f32 {
        match self {
            Self::Mse => error * error,
            Self::Huber if error.abs() <= 1.0 => 0.5 * error * error,
            Self::Huber => error.abs() - 0.5,
        }
    }
}

/// A missing value makes no error.
#[inline(always)]
pub fn error(output: f32, target: f32) -> f32 {
    if target.is_nan() { 0.0 } else { output - target }
}

fn write_slopes(slopes: &mut [ChunkColumn], chunk: &Chunk, shares: &[Lanes], loss: Loss, batch_size: usize) {
    let columns = chunk.target().iter().zip(chunk.reconstruction());
    for ((slopes, (target, output)), share) in slopes.iter_mut().zip(columns).zip(shares.as_flattened()) {
        let share = share / batch_size as f32;
        let pairs = output.as_flattened().iter().zip(target.as_flattened());
        for (slope, (output, target)) in slopes.as_flattened_mut().iter_mut().zip(pairs) {
            let error = error(*output, *target);
            *slope = share
                * match loss {
                    Loss::Mse => 2.0 * error,
                    Loss::Huber => error.clamp(-1.0, 1.0),
                };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::autoencoder::kernels::LANES;
    use crate::detectors::autoencoder::params::{Activation, Scaling};
    use crate::features::input_kind::InputKind::{Category, Number};
    use ndarray::Array2;
    use serde::Deserialize;

    /// What `tests/reference/autoencoder.py` printed.
    #[derive(Deserialize)]
    struct Case {
        hidden: Vec<u32>,
        hidden_activation: Activation,
        output_activation: Activation,
        loss: Loss,
        l1_activity: f32,
        numbers: Vec<Vec<f32>>,
        ranks: Vec<f32>,
        weights: Vec<Vec<Vec<f32>>>,
        biases: Vec<Vec<f32>>,
        value: f64,
        weight_slopes: Vec<Vec<Vec<f32>>>,
        bias_slopes: Vec<Vec<f32>>,
    }

    /// Places of a layer's inputs or units: without gaps except outside, where names begin a panel of their own.
    fn places(layer: usize, n_layers: usize, n: usize) -> Vec<usize> {
        if layer == 0 || layer == n_layers { vec![0, 1, 2, 8, 9, 10] } else { (0..n).collect() }
    }

    fn entry(layer: &mut [Lanes], n_rows: usize, row: usize, column: usize) -> &mut f32 {
        &mut layer[column / LANES * n_rows + row][column % LANES]
    }

    fn check(case: &Case) {
        let params = AutoencoderParams {
            hidden: case.hidden.clone(),
            hidden_activation: case.hidden_activation,
            output_activation: case.output_activation,
            loss: case.loss,
            l1_activity: case.l1_activity,
            ..AutoencoderParams::recommended()
        };
        let layout = Layout::new(&[Number, Number, Number, Category { n_names: 3 }], true);
        let scaler = Scaler::fit(Scaling::MinMax, &layout, Array2::zeros((1, 4)).view(), None);
        let mut samples = Samples::with_capacity(case.ranks.len(), &layout, &scaler);
        let mut prepared = Prepared::new(&layout);
        for (numbers, rank) in case.numbers.iter().zip(&case.ranks) {
            prepared.read(&[&numbers[..], &[*rank]].concat(), &layout, &scaler);
            samples.push(&prepared);
        }
        let mut network = Network::draw(&layout, &params.hidden, 1).zeros_like();
        let n_layers = network.0.len();
        for (i, layer) in network.0.iter_mut().enumerate() {
            let n_inputs = layer.n_inputs;
            let units = places(i + 1, n_layers, case.biases[i].len());
            for (row, weights) in places(i, n_layers, case.weights[i].len()).iter().zip(&case.weights[i]) {
                for (unit, weight) in units.iter().zip(weights) {
                    *entry(&mut layer.weights, n_inputs, *row, *unit) = *weight;
                }
            }
            for (unit, bias) in units.iter().zip(&case.biases[i]) {
                *entry(&mut layer.biases, 1, 0, *unit) = *bias;
            }
        }
        let mut gradient = Gradient::new(&network, &layout, &params);
        let rows: Vec<u32> = (0..case.ranks.len() as u32).collect();
        let value = gradient.batch(&network, &samples, &rows, || false);
        assert!((value - case.value).abs() < 1e-6 * case.value, "{value} against {}", case.value);
        for (i, layer) in gradient.slopes.0.iter_mut().enumerate() {
            let n_inputs = layer.n_inputs;
            let units = places(i + 1, n_layers, case.biases[i].len());
            let largest = case.weight_slopes[i].concat().iter().fold(0.0_f32, |most, x| most.max(x.abs()));
            let close = |ours: f32, theirs: f32| {
                let within = 1e-5 * theirs.abs() + 1e-6 * largest;
                assert!((ours - theirs).abs() <= within, "layer {i}: {ours} against {theirs}");
            };
            for (row, slopes) in places(i, n_layers, case.weights[i].len()).iter().zip(&case.weight_slopes[i])
            {
                for (unit, theirs) in units.iter().zip(slopes) {
                    close(*entry(&mut layer.weights, n_inputs, *row, *unit), *theirs);
                }
            }
            for (unit, theirs) in units.iter().zip(&case.bias_slopes[i]) {
                close(*entry(&mut layer.biases, 1, 0, *unit), *theirs);
            }
        }
    }

    /// Samples of three numbers and a name, and a network of sigmoids that fills no panel.
    fn sigmoids(n: u32) -> (Network, Samples, Layout, AutoencoderParams) {
        let params = AutoencoderParams {
            hidden: vec![5, 3],
            hidden_activation: Activation::Sigmoid,
            l1_activity: 0.01,
            ..AutoencoderParams::recommended()
        };
        let layout = Layout::new(&[Number, Number, Number, Category { n_names: 3 }], true);
        let scaler = Scaler::fit(Scaling::MinMax, &layout, Array2::zeros((1, 4)).view(), None);
        let mut samples = Samples::with_capacity(n as usize, &layout, &scaler);
        let mut prepared = Prepared::new(&layout);
        for i in 0..n {
            let x = |k: u32| (i * k % 11) as f32 / 10.0;
            prepared.read(&[x(3), x(5), x(7), (i % 4) as f32], &layout, &scaler);
            samples.push(&prepared);
        }
        (Network::draw(&layout, &params.hidden, 1), samples, layout, params)
    }

    #[test]
    fn a_batch_knows_nothing_of_the_one_before() {
        let (network, samples, layout, params) = sigmoids(80);
        let of = |gradient: &mut Gradient, rows: std::ops::Range<u32>| {
            let loss = gradient.batch(&network, &samples, &rows.collect::<Vec<_>>(), || false);
            (gradient.slopes.clone(), loss)
        };
        let mut used = Gradient::new(&network, &layout, &params);
        of(&mut used, 0..64);
        for rows in [3..12, 70..71, 9..80] {
            let fresh = of(&mut Gradient::new(&network, &layout, &params), rows.clone());
            assert_eq!(of(&mut used, rows.clone()), fresh, "{rows:?}");
        }
    }

    #[test]
    fn what_fills_panels_up_learns_nothing() {
        let (network, samples, layout, params) = sigmoids(20);
        let mut gradient = Gradient::new(&network, &layout, &params);
        gradient.batch(&network, &samples, &(0..20).collect::<Vec<_>>(), || false);
        // Inputs and outputs of the three layers, those outside with a gap.
        let outside: &[usize] = &[0, 1, 2, 8, 9, 10];
        let sides = [(outside, &[0, 1, 2, 3, 4][..]), (&[0, 1, 2, 3, 4], &[0, 1, 2]), (&[0, 1, 2], outside)];
        for (layer, (inputs, units)) in gradient.slopes.0.iter().zip(sides) {
            for (i, slopes) in layer.weights.iter().enumerate() {
                let (panel, input) = (i / layer.n_inputs, i % layer.n_inputs);
                for (lane, slope) in slopes.iter().enumerate() {
                    let is_in_use = inputs.contains(&input) && units.contains(&(panel * LANES + lane));
                    assert!(is_in_use || *slope == 0.0, "{input} to {lane}: {slope}");
                }
            }
            let biases = layer.biases.as_flattened().iter().enumerate();
            biases.for_each(|(unit, slope)| assert_eq!(units.contains(&unit), *slope != 0.0, "{unit}"));
        }
    }

    #[test]
    fn slopes_equal_those_of_pytorch() {
        let text = include_str!("../../../tests/reference/autoencoder.json");
        let cases: Vec<Case> = serde_json::from_str(text).expect("the script's words");
        cases.iter().for_each(check);
        assert_eq!(cases.len(), 3);
    }
}
