//! A network's weights, and sets of numbers of the same shape: slopes and moments.

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde::{Deserialize, Serialize};

use super::kernels::{LANES, Lanes, n_panels};
use super::layout::Layout;
use crate::data::content_hash::mix64;

/// Keeps the draw of weights apart from that of batches.
const WEIGHTS_SALT: u64 = 0x7765_6967_6874_7300;

/// Layers from input to output.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Network(pub Vec<Dense>);

/// One layer, every input with every unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dense {
    /// Inputs, those that fill up panels included.
    pub n_inputs: usize,
    /// `[n_inputs, units]` in panels.
    pub weights: Vec<Lanes>,
    /// One a unit.
    pub biases: Vec<Lanes>,
}

impl Network {
    /// A network that was never trained.
    ///
    /// Weights as Keras draws them: evenly within `± sqrt(6 / (inputs + units))` (Glorot & Bengio, "Understanding the difficulty
    /// of training deep feedforward neural networks", AISTATS 2010, equation 16); biases 0.
    pub fn draw(layout: &Layout, hidden: &[u32], seed: u64) -> Self {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(mix64(seed ^ WEIGHTS_SALT));
        let outer = layout.places();
        let mut inputs = outer.clone();
        let mut layers = Vec::with_capacity(hidden.len() + 1);
        for units in hidden.iter().map(|n| (0..*n).collect()).chain([outer]) {
            layers.push(Dense::draw(&inputs, &units, &mut rng));
            inputs = units;
        }
        Self(layers)
    }

    /// The same shape with zeros.
    pub fn zeros_like(&self) -> Self {
        let zeros = |values: &[Lanes]| vec![[0.0; LANES]; values.len()];
        let layer = |layer: &Dense| Dense {
            n_inputs: layer.n_inputs,
            weights: zeros(&layer.weights),
            biases: zeros(&layer.biases),
        };
        Self(self.0.iter().map(layer).collect())
    }

    /// Sets everything to 0.
    pub fn clear(&mut self) {
        self.0.iter_mut().for_each(|layer| {
            layer.weights.fill([0.0; LANES]);
            layer.biases.fill([0.0; LANES]);
        });
    }

    /// Takes another's numbers without allocating.
    pub fn copy_from(&mut self, other: &Self) {
        for (own, other) in self.0.iter_mut().zip(&other.0) {
            own.weights.copy_from_slice(&other.weights);
            own.biases.copy_from_slice(&other.biases);
        }
    }

    /// Whether no weight is infinite or no number.
    pub fn is_finite(&self) -> bool {
        let finite = |values: &[Lanes]| values.as_flattened().iter().all(|x| x.is_finite());
        self.0.iter().all(|layer| finite(&layer.weights) && finite(&layer.biases))
    }
}

impl Dense {
    fn draw(inputs: &[u32], units: &[u32], rng: &mut impl Rng) -> Self {
        let width = |places: &[u32]| n_panels(places.last().map_or(0, |last| *last as usize + 1));
        let n_inputs = width(inputs) * LANES;
        let mut layer = Self {
            n_inputs,
            weights: vec![[0.0; LANES]; n_inputs * width(units)],
            biases: vec![[0.0; LANES]; width(units)],
        };
        let limit = (6.0 / (inputs.len() + units.len()) as f32).sqrt();
        for input in inputs {
            for unit in units {
                // 24 bits, as many as f32 has.
                let even = (rng.next_u32() >> 8) as f32 / (1 << 24) as f32;
                let (panel, lane) = (*unit as usize / LANES, *unit as usize % LANES);
                layer.weights[panel * n_inputs + *input as usize][lane] = (2.0 * even - 1.0) * limit;
            }
        }
        layer
    }

    /// Panels of units.
    pub fn n_panels(&self) -> usize {
        self.biases.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::input_kind::InputKind;

    #[test]
    fn weights_are_drawn_within_their_limit_and_what_fills_up_stays_0() {
        let inputs = [InputKind::Number, InputKind::Category { n_names: 2 }];
        let network = Network::draw(&Layout::new(&inputs, true), &[5], 1);
        let [first, last] = network.0.as_slice() else { panic!("{network:?}") };
        assert_eq!((first.n_inputs, first.n_panels(), last.n_inputs, last.n_panels()), (16, 1, 8, 2));
        let drawn = |layer: &Dense| layer.weights.as_flattened().iter().filter(|x| **x != 0.0).count();
        assert_eq!((drawn(first), drawn(last)), (15, 15));
        let limit = (6.0_f32 / 8.0).sqrt();
        assert!(first.weights.as_flattened().iter().all(|x| x.abs() <= limit));
        assert_ne!(network, Network::draw(&Layout::new(&inputs, true), &[5], 2));
    }
}
