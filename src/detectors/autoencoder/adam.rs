//! Adam: each weight moves by its slope's mean over the root of its square's mean.
//!
//! Kingma & Ba, "Adam: a method for stochastic optimization", ICLR 2015, in the form and with the numbers of Keras.

use super::kernels::Lanes;
use super::network::Network;

const BETA_1: f32 = 0.9;
const BETA_2: f32 = 0.999;
const EPSILON: f32 = 1e-7;

/// What Adam remembers.
pub struct Adam {
    learning_rate: f32,
    first: Network,
    second: Network,
    /// `BETA_1` and `BETA_2` to the power of the steps taken.
    powers: (f64, f64),
}

impl Adam {
    /// Remembers nothing yet.
    pub fn new(learning_rate: f32, network: &Network) -> Self {
        Self { learning_rate, first: network.zeros_like(), second: network.zeros_like(), powers: (1.0, 1.0) }
    }

    /// Moves the network's weights.
    pub fn step(&mut self, network: &mut Network, slopes: &Network) {
        self.powers = (self.powers.0 * f64::from(BETA_1), self.powers.1 * f64::from(BETA_2));
        let (one, two) = self.powers;
        let rate = (f64::from(self.learning_rate) * (1.0 - two).sqrt() / (1.0 - one)) as f32;
        let moments = self.first.0.iter_mut().zip(&mut self.second.0);
        for ((layer, slopes), (first, second)) in network.0.iter_mut().zip(&slopes.0).zip(moments) {
            step(rate, &mut layer.weights, &slopes.weights, (&mut first.weights, &mut second.weights));
            step(rate, &mut layer.biases, &slopes.biases, (&mut first.biases, &mut second.biases));
        }
    }
}

fn step(rate: f32, values: &mut [Lanes], slopes: &[Lanes], (first, second): (&mut [Lanes], &mut [Lanes])) {
    let moments = first.iter_mut().zip(second);
    for ((values, slopes), (first, second)) in values.iter_mut().zip(slopes).zip(moments) {
        for lane in 0..values.len() {
            let slope = slopes[lane];
            first[lane] += (slope - first[lane]) * (1.0 - BETA_1);
            second[lane] += (slope * slope - second[lane]) * (1.0 - BETA_2);
            values[lane] -= rate * first[lane] / (second[lane].sqrt() + EPSILON);
        }
    }
}
