//! A chunk of samples on its way through a network and, while it trains, the loss' slopes on their way back.

use super::kernels::{LANES, Lanes, TILE_ROWS, add_product, add_transposed_product, transpose};
use super::layout::{Layout, NO_PLACE};
use super::network::{Dense, Network};
use super::params::{Activation, AutoencoderParams};
use super::scaler::Scaler;

/// Samples of a chunk: few enough that all they become stays in the processor's cache.
pub const CHUNK_ROWS: usize = 64;

/// A sample's numbers, scaled, and the places of its names.
#[derive(Clone, Debug, Default)]
pub struct Prepared {
    /// One entry a panel of numbers.
    pub numbers: Vec<Lanes>,
    /// One entry a column of names.
    pub names: Vec<u32>,
}

impl Prepared {
    /// Room for one sample.
    pub fn new(layout: &Layout) -> Self {
        Self { numbers: vec![[0.0; LANES]; layout.number_panels], names: vec![NO_PLACE; layout.groups.len()] }
    }

    /// Takes a row of the matrix.
    pub fn read(&mut self, row: &[f32], layout: &Layout, scaler: &Scaler) {
        let numbers = self.numbers.as_flattened_mut();
        for run in &layout.runs {
            let to = numbers.get_mut(run.place..run.place + run.len);
            if let (Some(to), Some(from)) = (to, row.get(run.column..run.column + run.len)) {
                to.copy_from_slice(from);
            }
        }
        scaler.apply(&mut self.numbers);
        for (place, group) in self.names.iter_mut().zip(&layout.groups) {
            *place = Layout::name_place(group, row.get(group.column).copied().unwrap_or(f32::NAN));
        }
    }
}

/// The buffers of a chunk; used again for every chunk.
pub struct Chunk {
    /// Rows in use.
    pub n: usize,
    /// The same with those that fill up a tile.
    pub n_rows: usize,
    /// Places of names, a sample after the other.
    names: Vec<u32>,
    n_groups: usize,
    /// What the last layer should give, NaN where it is not known.
    target: Vec<Lanes>,
    /// What the first layer sees of numbers, without gaps, then what every layer gives.
    values: Vec<Vec<Lanes>>,
    activations: Vec<Activation>,
    /// Which inputs of a layer are not 0.
    active: Vec<u8>,
}

impl Chunk {
    /// Buffers for a network.
    pub fn new(network: &Network, layout: &Layout, params: &AutoencoderParams) -> Self {
        let panels = [layout.number_panels].into_iter().chain(network.0.iter().map(Dense::n_panels));
        let mut activations = vec![params.hidden_activation; params.hidden.len()];
        activations.push(params.output_activation);
        Self {
            n: 0,
            n_rows: 0,
            names: vec![NO_PLACE; layout.groups.len() * CHUNK_ROWS],
            n_groups: layout.groups.len(),
            target: vec![[0.0; LANES]; layout.n_panels() * CHUNK_ROWS],
            values: panels.map(|n| vec![[0.0; LANES]; n * CHUNK_ROWS]).collect(),
            activations,
            active: Vec::new(),
        }
    }

    /// Makes room for `n` samples, at most [`CHUNK_ROWS`]; tells whether the numbers of those before them are still there.
    pub fn start(&mut self, n: usize) -> bool {
        let n_rows = n.next_multiple_of(TILE_ROWS);
        // Panels lie elsewhere when they have other rows; places that fill them up stay 0.
        let is_cut_anew = n_rows != self.n_rows;
        let keeps_numbers = !is_cut_anew && n <= self.n;
        (self.n, self.n_rows) = (n, n_rows);
        // Rows beyond the last sample hold what they held; they are computed, too, and count nowhere.
        self.names.fill(NO_PLACE);
        let Some(inputs) = self.values.first_mut() else { return false };
        let n_numbers = inputs.len() / CHUNK_ROWS * n_rows;
        let from = if is_cut_anew { 0 } else { n_numbers };
        self.target.iter_mut().skip(from).for_each(|panel| *panel = [0.0; LANES]);
        if is_cut_anew {
            inputs.fill([0.0; LANES]);
        }
        keeps_numbers
    }

    /// Puts a sample into a row; `is_hidden` is asked of every input whether the network may not see it.
    pub fn load(
        &mut self,
        row: usize,
        (numbers, names): (&[Lanes], &[u32]),
        means: &[Lanes],
        mut is_hidden: impl FnMut() -> bool,
    ) {
        let n_rows = self.n_rows;
        let inputs = self.values.iter_mut().take(1).flatten().skip(row).step_by(n_rows);
        let targets = self.target.iter_mut().skip(row).step_by(n_rows);
        for (((input, target), numbers), means) in inputs.zip(targets).zip(numbers).zip(means) {
            *target = *numbers;
            for ((input, number), mean) in input.iter_mut().zip(numbers).zip(means) {
                *input = if number.is_nan() || is_hidden() { *mean } else { *number };
            }
        }
        let seen = self.names.iter_mut().skip(row * self.n_groups).take(self.n_groups);
        for (seen, place) in seen.zip(names).filter(|(_, place)| **place != NO_PLACE) {
            let (panel, lane) = (*place as usize / LANES, *place as usize % LANES);
            if let Some(target) = self.target.get_mut(panel * n_rows + row) {
                target[lane] = 1.0;
            }
            *seen = if is_hidden() { NO_PLACE } else { *place };
        }
    }

    /// Puts a number of one place into rows: what is called takes a row and the code of its scaled number.
    pub fn take_numbers<'a>(
        &'a mut self,
        place: usize,
        numbers: &'a [f32],
        mean: f32,
    ) -> impl FnMut(usize, usize) + 'a {
        let (first, lane) = (place / LANES * self.n_rows, place % LANES);
        let inputs = self.values.first_mut().map(Vec::as_mut_slice).unwrap_or_default();
        let inputs = inputs.get_mut(first..).unwrap_or_default();
        let targets = self.target.get_mut(first..).unwrap_or_default();
        move |row, code| {
            let to = inputs.get_mut(row).zip(targets.get_mut(row));
            if let (Some((input, target)), Some(number)) = (to, numbers.get(code)) {
                target[lane] = *number;
                input[lane] = if number.is_nan() { mean } else { *number };
            }
        }
    }

    /// Puts names of one column into rows: what is called takes a row and the code of its name's place.
    pub fn take_names<'a>(&'a mut self, group: usize, places: &'a [u32]) -> impl FnMut(usize, usize) + 'a {
        let Self { names, target, n_groups, n_rows, .. } = self;
        move |row, code| {
            let Some(place) = places.get(code).filter(|place| **place != NO_PLACE) else { return };
            if let Some(name) = names.get_mut(row * *n_groups + group) {
                *name = *place;
            }
            if let Some(target) = target.get_mut(*place as usize / LANES * *n_rows + row) {
                target[*place as usize % LANES] = 1.0;
            }
        }
    }

    /// What the network should give.
    pub fn target(&self) -> &[Lanes] {
        in_use(&self.target, self.n_rows)
    }

    /// What a layer gives; the input's numbers are layer 0.
    pub fn values(&self, layer: usize) -> &[Lanes] {
        self.values.get(layer).map_or(&[], |values| in_use(values, self.n_rows))
    }

    /// What the network gives.
    pub fn reconstruction(&self) -> &[Lanes] {
        self.values.last().map_or(&[], |values| in_use(values, self.n_rows))
    }

    /// Sends the chunk through the network.
    pub fn forward(&mut self, network: &Network) {
        let n_rows = self.n_rows;
        for (i, (layer, activation)) in network.0.iter().zip(&self.activations).enumerate() {
            let (before, after) = self.values.split_at_mut(i + 1);
            let (Some(inputs), Some(outputs)) = (before.last(), after.first_mut()) else { return };
            let outputs = &mut outputs[..layer.n_panels() * n_rows];
            let panels = outputs.chunks_exact_mut(n_rows).zip(layer.weights.chunks_exact(layer.n_inputs));
            for ((panel, weights), bias) in panels.zip(&layer.biases) {
                panel.fill(*bias);
                if i == 0 && self.n_groups > 0 {
                    look_up(panel, weights, self.names.chunks_exact(self.n_groups));
                }
            }
            let rows = (n_rows, layer.n_inputs);
            add_product(outputs, in_use(inputs, n_rows), &layer.weights, rows, &mut self.active);
            activation.apply(outputs);
        }
    }

    /// Adds the loss' slopes by all weights to `sums`, with `slopes` by what the last layer gives.
    pub fn backward(&self, way_back: &mut WayBack, sums: &mut Network, l1: f32) {
        let rows = (self.n_rows, self.n);
        for (i, (layer, activation)) in sums.0.iter_mut().zip(&self.activations).enumerate().rev() {
            let (before, after) = way_back.slopes.split_at_mut(i + 1);
            let (Some(slopes), Some(outputs)) = (after.first_mut(), self.values.get(i + 1)) else { return };
            let (slopes, outputs) = (in_use_mut(slopes, self.n_rows), in_use(outputs, self.n_rows));
            if i == 0 && l1 > 0.0 {
                add_signs(slopes, outputs, l1);
            }
            activation.backward(slopes, outputs);
            for (sums, slopes) in layer.biases.iter_mut().zip(slopes.chunks_exact(self.n_rows)) {
                slopes.iter().take(self.n).for_each(|slopes| add(sums, slopes));
            }
            add_transposed_product(&mut layer.weights, layer.n_inputs, self.values(i), slopes, rows);
            if i == 0 {
                self.add_name_slopes(layer, slopes);
            } else if let (Some(inner), Some(weights)) = (before.last_mut(), way_back.transposed.get(i)) {
                let inner = in_use_mut(inner, self.n_rows);
                inner.fill([0.0; LANES]);
                let rows = (self.n_rows, layer.biases.len() * LANES);
                add_product(inner, slopes, weights, rows, &mut way_back.active);
            }
        }
    }

    fn add_name_slopes(&self, layer: &mut Dense, slopes: &[Lanes]) {
        if self.n_groups == 0 {
            return;
        }
        let panels = layer.weights.chunks_exact_mut(layer.n_inputs).zip(slopes.chunks_exact(self.n_rows));
        for (weights, slopes) in panels {
            for (slopes, names) in slopes.iter().zip(self.names.chunks_exact(self.n_groups)).take(self.n) {
                for place in names {
                    if let Some(sum) = weights.get_mut(*place as usize) {
                        add(sum, slopes);
                    }
                }
            }
        }
    }
}

/// What the way back through a network needs.
pub struct WayBack {
    /// The loss' slopes by the input's numbers (never computed) and by what every layer gives.
    slopes: Vec<Vec<Lanes>>,
    /// Every layer's weights, transposed; not kept for the first.
    transposed: Vec<Vec<Lanes>>,
    /// Which slopes are not 0.
    active: Vec<u8>,
}

impl WayBack {
    /// Buffers for a network.
    pub fn new(network: &Network) -> Self {
        let slopes = network.0.iter().map(|layer| vec![[0.0; LANES]; layer.n_panels() * CHUNK_ROWS]);
        let transposed = network.0.iter().enumerate().map(|(i, layer)| match i {
            0 => Vec::new(),
            _ => vec![[0.0; LANES]; layer.weights.len()],
        });
        Self {
            slopes: [Vec::new()].into_iter().chain(slopes).collect(),
            transposed: transposed.collect(),
            active: Vec::new(),
        }
    }

    /// Takes over weights that have changed.
    pub fn learn(&mut self, network: &Network) {
        for (to, layer) in self.transposed.iter_mut().zip(&network.0).skip(1) {
            transpose(to, &layer.weights, layer.n_inputs);
        }
    }

    /// Where the loss' slopes by a chunk's reconstruction are to be written.
    pub fn start(&mut self, n_rows: usize) -> &mut [Lanes] {
        self.slopes.last_mut().map_or(&mut [], |slopes| in_use_mut(slopes, n_rows))
    }
}

fn in_use(values: &[Lanes], n_rows: usize) -> &[Lanes] {
    &values[..values.len() / CHUNK_ROWS * n_rows]
}

fn in_use_mut(values: &mut [Lanes], n_rows: usize) -> &mut [Lanes] {
    let len = values.len() / CHUNK_ROWS * n_rows;
    &mut values[..len]
}

/// Adds the weights of each sample's names, which is what a product with zeros and ones comes to.
fn look_up<'a>(outputs: &mut [Lanes], weights: &[Lanes], names: impl Iterator<Item = &'a [u32]>) {
    for (outputs, names) in outputs.iter_mut().zip(names) {
        for place in names {
            if let Some(weights) = weights.get(*place as usize) {
                add(outputs, weights);
            }
        }
    }
}

fn add_signs(slopes: &mut [Lanes], outputs: &[Lanes], l1: f32) {
    for (slopes, outputs) in slopes.iter_mut().zip(outputs) {
        for (slope, output) in slopes.iter_mut().zip(outputs) {
            let sign = if *output > 0.0 { l1 } else { 0.0 };
            *slope += if *output < 0.0 { -l1 } else { sign };
        }
    }
}

fn add(sum: &mut Lanes, other: &Lanes) {
    for (sum, other) in sum.iter_mut().zip(other) {
        *sum += other;
    }
}
