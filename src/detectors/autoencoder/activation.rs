//! Activations and their slopes over whole columns.

use std::hint::black_box;

use super::kernels::{CHUNK_ROWS, ChunkColumn, LANES};
use super::params::Activation;

impl Activation {
    /// Turns the sums of the first tiles into outputs; those before ReLU were cut off where they were computed.
    pub(super) fn finish(self, values: &mut [ChunkColumn], n_tiles: usize) {
        match self {
            Self::Linear | Self::Relu => {}
            Self::Sigmoid => sigmoid(values, n_tiles),
            // Exact for the sign and for large values; near 0 the difference costs digits that no score needs.
            Self::Tanh => {
                each(values, n_tiles, |x| 2.0 * x);
                sigmoid(values, n_tiles);
                each(values, n_tiles, |y| 2.0 * y - 1.0);
            }
        }
    }

    /// Turns the loss' slope by the outputs into its slope by the sums.
    pub(super) fn backward(self, slopes: &mut [ChunkColumn], outputs: &[ChunkColumn], n_tiles: usize) {
        match self {
            Self::Linear => {}
            Self::Relu => pairs(slopes, outputs, n_tiles, |slope, y| if y > 0.0 { slope } else { 0.0 }),
            Self::Sigmoid => pairs(slopes, outputs, n_tiles, |slope, y| slope * y * (1.0 - y)),
            Self::Tanh => pairs(slopes, outputs, n_tiles, |slope, y| slope * (1.0 - y * y)),
        }
    }
}

#[inline(always)]
fn each(values: &mut [ChunkColumn], n_tiles: usize, f: impl Fn(f32) -> f32) {
    for column in values {
        // As one list: over lists of eight, compilers make vectors across the lists and shuffle.
        for value in column.as_flattened_mut().iter_mut().take(n_tiles * LANES) {
            *value = f(*value);
        }
    }
}

#[inline(always)]
fn pairs(slopes: &mut [ChunkColumn], outputs: &[ChunkColumn], n_tiles: usize, f: impl Fn(f32, f32) -> f32) {
    for (slopes, outputs) in slopes.iter_mut().zip(outputs) {
        let slopes = slopes.as_flattened_mut().iter_mut().take(n_tiles * LANES);
        for (slope, output) in slopes.zip(outputs.as_flattened()) {
            *slope = f(*slope, *output);
        }
    }
}

/// `1 / (1 + exp(-x))`, a part of it for a whole column before the next part: as one chain of operations a value takes half as
/// long again, since a processor looks ahead over a few values only.
fn sigmoid(values: &mut [ChunkColumn], n_tiles: usize) {
    let exp = Exp::new();
    let (mut powers, mut sums) = ([0.0; CHUNK_ROWS], [0.0; CHUNK_ROWS]);
    for column in values {
        let len = (n_tiles * LANES).min(CHUNK_ROWS);
        let (values, powers, sums) =
            (&mut column.as_flattened_mut()[..len], &mut powers[..len], &mut sums[..len]);
        for (x, power) in values.iter_mut().zip(powers.iter_mut()) {
            (*x, *power) = exp.split(-*x);
        }
        for (x, sum) in values.iter().zip(sums.iter_mut()) {
            *sum = exp.sum(*x);
        }
        for ((x, power), sum) in values.iter_mut().zip(powers).zip(sums) {
            *x = 1.0 / (1.0 + exp.join(*x, *power, *sum));
        }
    }
}

/// `exp(x)` to 2e-7 of its value for |x| <= 87, beyond it as at 87; without a branch, so that it works on whole vectors.
///
/// Moshier's Cephes, `expf.c`: a polynomial on the fraction of `x / ln 2`, the whole part becomes the exponent.
struct Exp {
    limit: f32,
    /// Added to a number, it rounds it to a whole one, which then stands in the lowest bits.
    round: f32,
    log2_e: f32,
    /// ln 2 in two parts, of which the first has few bits, so that its products are exact.
    ln_2: [f32; 2],
    coefficients: [f32; 6],
}

impl Exp {
    /// Its numbers, hidden from the compiler: scoring takes 4 % less time in Chromium than with constants.
    fn new() -> Self {
        black_box(Self {
            limit: 87.0,
            // 1.5 · 2^23.
            round: 12_582_912.0,
            log2_e: std::f32::consts::LOG2_E,
            ln_2: [355.0 / 512.0, -2.121_944_4e-4],
            coefficients: [1.987_569_1e-4, 1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5],
        })
    }

    /// The rest of `x` beside whole multiples of ln 2, and 2 to the power of how many they are.
    #[inline(always)]
    fn split(&self, x: f32) -> (f32, f32) {
        let x = if x > self.limit { self.limit } else { x };
        let x = if x < -self.limit { -self.limit } else { x };
        let rounded = x * self.log2_e + self.round;
        let whole = rounded - self.round;
        let rest = (x - whole * self.ln_2[0]) - whole * self.ln_2[1];
        (rest, f32::from_bits((rounded.to_bits().wrapping_add(127)) << 23))
    }

    /// `(exp(x) - 1 - x) / x^2` of a rest.
    #[inline(always)]
    fn sum(&self, x: f32) -> f32 {
        let [first, rest @ ..] = self.coefficients;
        rest.iter().fold(first, |sum, coefficient| sum * x + coefficient)
    }

    /// `exp` of what was split, from the rest, the power and the polynomial's sum.
    #[inline(always)]
    fn join(&self, x: f32, power: f32, sum: f32) -> f32 {
        (sum * x * x + x + 1.0) * power
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_is_close_to_libm_s() {
        let exp = Exp::new();
        let of = |x: f32| {
            let (x, power) = exp.split(x);
            exp.join(x, power, exp.sum(x))
        };
        for i in -86_000..=86_000_i32 {
            let x = i as f32 / 1000.0;
            let expected = libm::exp(f64::from(x));
            let error = (f64::from(of(x)) - expected).abs() / expected;
            assert!(error < 2e-7, "exp({x}) is off by {error}");
        }
        assert!(of(1e30).is_finite() && of(-1e30) > 0.0 && of(f32::NEG_INFINITY) > 0.0);
        assert_eq!(of(0.0), 1.0);
    }

    #[test]
    fn the_first_tiles_change_and_no_others() {
        for activation in [Activation::Relu, Activation::Sigmoid, Activation::Tanh] {
            let (mut values, mut slopes) = ([[[-0.5; LANES]; 8]; 2], [[[2.0; LANES]; 8]; 2]);
            activation.finish(&mut values, 3);
            activation.backward(&mut slopes, &values, 3);
            for (values, slopes) in values.iter().zip(&slopes) {
                let is_finished = activation == Activation::Relu;
                for tile in 0..8 {
                    assert_eq!(values[tile] != [-0.5; LANES], tile < 3 && !is_finished, "{activation:?}");
                    assert_eq!(slopes[tile] != [2.0; LANES], tile < 3, "{activation:?}");
                }
            }
        }
    }

    #[test]
    fn slopes_are_those_of_differences() {
        for activation in [Activation::Linear, Activation::Relu, Activation::Sigmoid, Activation::Tanh] {
            let at = |x: f32| {
                let x = if activation == Activation::Relu { x.max(0.0) } else { x };
                let mut values = [[[x; LANES]; 8]];
                activation.finish(&mut values, 1);
                values[0][0][0]
            };
            for x in [-2.0, -0.3, 0.4, 1.7] {
                let difference = (at(x + 0.01) - at(x - 0.01)) / 0.02;
                let mut slopes = [[[1.0; LANES]; 8]];
                activation.backward(&mut slopes, &[[[at(x); LANES]; 8]], 1);
                assert!((slopes[0][0][0] - difference).abs() < 1e-3, "{activation:?} at {x}");
            }
        }
    }
}
