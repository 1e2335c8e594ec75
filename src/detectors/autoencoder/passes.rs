//! A chunk of samples on its way through a network and, while it trains, the loss' slopes on their way back.

use super::kernels::{
    Active, CHUNK_ROWS, ChunkColumn, LANES, Lanes, N_TILES, Start, TILE_COLUMNS, ZEROS, add_weight_slopes,
    multiply, rows_of, transpose,
};
use super::layout::{Layout, NO_PLACE};
use super::network::{Dense, Network};
use super::params::{Activation, AutoencoderParams};
use super::scaler::Scaler;

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

/// The buffers of a chunk; used again for every chunk. Samples beyond those in use hold what they held: they are computed, too,
/// where they share a tile, and count nowhere.
pub struct Chunk {
    /// Samples in use.
    pub n: usize,
    /// Places of names, a sample after the other.
    names: Vec<u32>,
    n_groups: usize,
    /// What the last layer should give, NaN where it is not known.
    target: Vec<ChunkColumn>,
    /// What the first layer sees of numbers, without gaps, then what every layer gives.
    values: Vec<Vec<ChunkColumn>>,
    layers: Vec<Layer>,
}

/// What a chunk knows of a layer.
struct Layer {
    activation: Activation,
    /// Units in use; those that fill up their last panel give 0.
    n_units: usize,
    /// Inputs that are not 0.
    active: Active,
}

impl Layer {
    /// Units in use and those that are computed beside them.
    const fn width(&self) -> usize {
        self.n_units.next_multiple_of(TILE_COLUMNS)
    }
}

impl Chunk {
    /// Buffers for a network.
    pub fn new(network: &Network, layout: &Layout, params: &AutoencoderParams) -> Self {
        let n_places = layout.places().last().map_or(0, |last| *last as usize + 1);
        let hidden = params.hidden.iter().map(|n_units| (params.hidden_activation, *n_units as usize));
        let layers = hidden.chain([(params.output_activation, n_places)]);
        let widths = [layout.number_panels].into_iter().chain(network.0.iter().map(Dense::n_panels));
        Self {
            n: 0,
            names: vec![NO_PLACE; layout.groups.len() * CHUNK_ROWS],
            n_groups: layout.groups.len(),
            target: vec![ZEROS; layout.n_panels() * LANES],
            values: widths.map(|n| vec![ZEROS; n * LANES]).collect(),
            layers: layers
                .map(|(activation, n_units)| Layer { activation, n_units, active: Active::default() })
                .collect(),
        }
    }

    /// Makes room for `n` samples, at most [`CHUNK_ROWS`]; tells whether the numbers of those before them are still there.
    pub fn start(&mut self, n: usize) -> bool {
        let keeps_numbers = n <= self.n;
        self.n = n.min(CHUNK_ROWS);
        self.names.fill(NO_PLACE);
        let n_numbers = self.values.first().map_or(0, Vec::len);
        self.target.iter_mut().skip(n_numbers).for_each(|column| *column = ZEROS);
        keeps_numbers
    }

    /// Tiles that hold the samples in use.
    pub const fn n_tiles(&self) -> usize {
        self.n.div_ceil(LANES)
    }

    /// Puts a sample into a row; `is_hidden` is asked of every input whether the network may not see it.
    pub fn load(
        &mut self,
        row: usize,
        (numbers, names): (&[Lanes], &[u32]),
        means: &[Lanes],
        mut is_hidden: impl FnMut() -> bool,
    ) {
        let (tile, lane) = (row / LANES, row % LANES);
        let inputs = self.values.iter_mut().take(1).flatten();
        let numbers = numbers.as_flattened().iter().zip(means.as_flattened());
        for ((input, target), (number, mean)) in inputs.zip(&mut self.target).zip(numbers) {
            target[tile][lane] = *number;
            input[tile][lane] = if number.is_nan() || is_hidden() { *mean } else { *number };
        }
        let seen = self.names.iter_mut().skip(row * self.n_groups).take(self.n_groups);
        for (seen, place) in seen.zip(names).filter(|(_, place)| **place != NO_PLACE) {
            if let Some(target) = self.target.get_mut(*place as usize) {
                target[tile][lane] = 1.0;
            }
            *seen = if is_hidden() { NO_PLACE } else { *place };
        }
    }

    /// Takes the numbers of one place: what is given gets room for the whole chunk's.
    pub fn take_numbers(&mut self, place: usize, mean: f32, write: impl FnOnce(&mut [f32])) {
        let input = self.values.first_mut().and_then(|inputs| inputs.get_mut(place));
        let Some((input, target)) = input.zip(self.target.get_mut(place)) else { return };
        write(target.as_flattened_mut());
        for (input, number) in input.as_flattened_mut().iter_mut().zip(target.as_flattened()) {
            *input = if number.is_nan() { mean } else { *number };
        }
    }

    /// Puts names of one column into rows: what is called takes a row and the code of its name's place.
    pub fn take_names<'a>(&'a mut self, group: usize, places: &'a [u32]) -> impl FnMut(usize, usize) + 'a {
        let Self { names, target, n_groups, .. } = self;
        move |row, code| {
            let Some(place) = places.get(code).filter(|place| **place != NO_PLACE) else { return };
            if let Some(name) = names.get_mut(row * *n_groups + group) {
                *name = *place;
            }
            if let Some(target) = target.get_mut(*place as usize) {
                target.as_flattened_mut().iter_mut().skip(row).take(1).for_each(|target| *target = 1.0);
            }
        }
    }

    /// What the network should give.
    pub fn target(&self) -> &[ChunkColumn] {
        &self.target
    }

    /// What the network gives.
    pub fn reconstruction(&self) -> &[ChunkColumn] {
        self.values.last().map_or(&[], Vec::as_slice)
    }

    /// What the units of the first layer give.
    pub fn first_layer(&self) -> &[ChunkColumn] {
        let n_units = self.layers.first().map_or(0, |layer| layer.n_units);
        self.values.get(1).and_then(|values| values.get(..n_units)).unwrap_or_default()
    }

    /// Sends the chunk through the network.
    pub fn forward(&mut self, network: &Network) {
        let n_tiles = self.n_tiles();
        for (i, (dense, layer)) in network.0.iter().zip(&mut self.layers).enumerate() {
            let (before, after) = self.values.split_at_mut(i + 1);
            let (Some(inputs), Some(outputs)) = (before.last(), after.first_mut()) else { return };
            layer.active.find(inputs, n_tiles);
            let outputs = &mut outputs[..layer.width()];
            let start = if i == 0 && self.n_groups > 0 {
                for (output, bias) in outputs.iter_mut().zip(dense.biases.as_flattened()) {
                    output.as_flattened_mut().iter_mut().take(n_tiles * LANES).for_each(|sum| *sum = *bias);
                }
                add_names(outputs, dense, self.names.chunks_exact(self.n_groups));
                Start::Outputs
            } else {
                Start::Biases(&dense.biases)
            };
            let weights = (dense.weights.as_slice(), dense.n_inputs);
            multiply(outputs, &mut layer.active, weights, (start, layer.activation), n_tiles);
            let (units, filling) = outputs.split_at_mut(layer.n_units);
            layer.activation.finish(units, n_tiles);
            filling.fill(ZEROS);
        }
    }

    /// Adds the loss' slopes by all weights to `sums`, with `slopes` by what the last layer gives.
    pub fn backward(&self, way_back: &mut WayBack, sums: &mut Network, l1: f32) {
        let n_tiles = self.n_tiles();
        for (i, (sums, layer)) in sums.0.iter_mut().zip(&self.layers).enumerate().rev() {
            let (before, after) = way_back.slopes.split_at_mut(i + 1);
            let (Some(slopes), Some(outputs)) = (after.first_mut(), self.values.get(i + 1)) else { return };
            let slopes = &mut slopes[..layer.n_units];
            if i == 0 && l1 > 0.0 {
                add_signs(slopes, outputs, l1);
            }
            layer.activation.backward(slopes, outputs, n_tiles);
            rows_of(slopes, &mut way_back.rows);
            for (sums, slopes) in sums.biases.iter_mut().zip(way_back.rows.chunks_exact(CHUNK_ROWS)) {
                slopes.iter().take(self.n).for_each(|slopes| add(sums, slopes));
            }
            add_weight_slopes((&mut sums.weights, sums.n_inputs), &layer.active, &way_back.rows, self.n);
            if i == 0 {
                self.add_name_slopes(sums, &way_back.rows);
            } else if let (Some(inner), Some(weights), Some(below)) =
                (before.last_mut(), way_back.transposed.get(i), self.layers.get(i - 1))
            {
                way_back.active.find(slopes, n_tiles);
                let weights = (weights.as_slice(), sums.biases.len() * LANES);
                let inner = &mut inner[..below.width()];
                inner.fill(ZEROS);
                let plain = (Start::Outputs, Activation::Linear);
                multiply(inner, &mut way_back.active, weights, plain, n_tiles);
            }
        }
    }

    fn add_name_slopes(&self, layer: &mut Dense, slopes: &[Lanes]) {
        if self.n_groups == 0 {
            return;
        }
        let panels = layer.weights.chunks_exact_mut(layer.n_inputs).zip(slopes.chunks_exact(CHUNK_ROWS));
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
    slopes: Vec<Vec<ChunkColumn>>,
    /// A layer's slopes, a row a sample.
    rows: Vec<Lanes>,
    /// Every layer's weights, transposed; not kept for the first.
    transposed: Vec<Vec<Lanes>>,
    /// Slopes that are not 0.
    active: Active,
}

impl WayBack {
    /// Buffers for a network.
    pub fn new(network: &Network) -> Self {
        let slopes = network.0.iter().map(|layer| vec![ZEROS; layer.n_panels() * LANES]);
        let transposed = network.0.iter().enumerate().map(|(i, layer)| match i {
            0 => Vec::new(),
            _ => vec![[0.0; LANES]; layer.weights.len()],
        });
        Self {
            slopes: [Vec::new()].into_iter().chain(slopes).collect(),
            rows: Vec::new(),
            transposed: transposed.collect(),
            active: Active::default(),
        }
    }

    /// Takes over weights that have changed.
    pub fn learn(&mut self, network: &Network) {
        for (to, layer) in self.transposed.iter_mut().zip(&network.0).skip(1) {
            transpose(to, &layer.weights, layer.n_inputs);
        }
    }

    /// Where the loss' slopes by a chunk's reconstruction are to be written.
    pub fn output_slopes(&mut self) -> &mut [ChunkColumn] {
        self.slopes.last_mut().map_or(&mut [], Vec::as_mut_slice)
    }
}

/// Adds the weights of each sample's names, which is what a product with zeros and ones comes to.
fn add_names<'a>(outputs: &mut [ChunkColumn], layer: &Dense, names: impl Iterator<Item = &'a [u32]> + Clone) {
    let panels = outputs.chunks_mut(LANES).zip(layer.weights.chunks_exact(layer.n_inputs));
    for (outputs, weights) in panels {
        for (row, names) in names.clone().enumerate() {
            for weights in names.iter().filter_map(|place| weights.get(*place as usize)) {
                for (output, weight) in outputs.iter_mut().zip(weights) {
                    // The remainder is the tile itself, known to lie within the column.
                    output[row / LANES % N_TILES][row % LANES] += weight;
                }
            }
        }
    }
}

fn add_signs(slopes: &mut [ChunkColumn], outputs: &[ChunkColumn], l1: f32) {
    let slopes = slopes.as_flattened_mut().as_flattened_mut();
    for (slope, output) in slopes.iter_mut().zip(outputs.as_flattened().as_flattened()) {
        let sign = if *output > 0.0 { l1 } else { 0.0 };
        *slope += if *output < 0.0 { -l1 } else { sign };
    }
}

fn add(sum: &mut Lanes, other: &Lanes) {
    for (sum, other) in sum.iter_mut().zip(other) {
        *sum += other;
    }
}
