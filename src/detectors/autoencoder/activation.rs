//! Activations and their slopes over whole panels.

use std::hint::black_box;

use super::kernels::Lanes;
use super::params::Activation;

impl Activation {
    /// Turns sums into outputs.
    pub(super) fn apply(self, values: &mut [Lanes]) {
        match self {
            Self::Linear => {}
            Self::Relu => each(values, |x| if x > 0.0 { x } else { 0.0 }),
            Self::Sigmoid => {
                let exp = Exp::new();
                each(values, |x| sigmoid(x, &exp));
            }
            // Exact for the sign and for large values; near 0 the difference costs digits that no score needs.
            Self::Tanh => {
                let exp = Exp::new();
                each(values, |x| 2.0 * sigmoid(2.0 * x, &exp) - 1.0);
            }
        }
    }

    /// Turns the loss' slope by the outputs into its slope by the sums.
    pub(super) fn backward(self, slopes: &mut [Lanes], outputs: &[Lanes]) {
        match self {
            Self::Linear => {}
            Self::Relu => pairs(slopes, outputs, |slope, y| if y > 0.0 { slope } else { 0.0 }),
            Self::Sigmoid => pairs(slopes, outputs, |slope, y| slope * y * (1.0 - y)),
            Self::Tanh => pairs(slopes, outputs, |slope, y| slope * (1.0 - y * y)),
        }
    }
}

#[inline(always)]
fn each(values: &mut [Lanes], f: impl Fn(f32) -> f32) {
    // As one list: over lists of eight, compilers make vectors across the lists and shuffle.
    for value in values.as_flattened_mut() {
        *value = f(*value);
    }
}

#[inline(always)]
fn pairs(slopes: &mut [Lanes], outputs: &[Lanes], f: impl Fn(f32, f32) -> f32) {
    for (slope, output) in slopes.as_flattened_mut().iter_mut().zip(outputs.as_flattened()) {
        *slope = f(*slope, *output);
    }
}

#[inline(always)]
fn sigmoid(x: f32, exp: &Exp) -> f32 {
    1.0 / (1.0 + exp.of(-x))
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

    #[inline(always)]
    fn of(&self, x: f32) -> f32 {
        let x = if x > self.limit { self.limit } else { x };
        let x = if x < -self.limit { -self.limit } else { x };
        let rounded = x * self.log2_e + self.round;
        let whole = rounded - self.round;
        let x = (x - whole * self.ln_2[0]) - whole * self.ln_2[1];
        let [first, rest @ ..] = self.coefficients;
        let sum = rest.iter().fold(first, |sum, coefficient| sum * x + coefficient);
        let power = f32::from_bits((rounded.to_bits().wrapping_add(127)) << 23);
        (sum * x * x + x + 1.0) * power
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_is_close_to_libm_s() {
        let exp = Exp::new();
        for i in -86_000..=86_000_i32 {
            let x = i as f32 / 1000.0;
            let expected = libm::exp(f64::from(x));
            let error = (f64::from(exp.of(x)) - expected).abs() / expected;
            assert!(error < 2e-7, "exp({x}) is off by {error}");
        }
        assert!(exp.of(1e30).is_finite() && exp.of(-1e30) > 0.0 && exp.of(f32::NEG_INFINITY) > 0.0);
        assert_eq!(exp.of(0.0), 1.0);
    }

    #[test]
    fn slopes_are_those_of_differences() {
        for activation in [Activation::Linear, Activation::Relu, Activation::Sigmoid, Activation::Tanh] {
            let at = |x: f32| {
                let mut values = [[x; 8]];
                activation.apply(&mut values);
                values[0][0]
            };
            for x in [-2.0, -0.3, 0.4, 1.7] {
                let difference = (at(x + 0.01) - at(x - 0.01)) / 0.02;
                let mut slopes = [[1.0; 8]];
                activation.backward(&mut slopes, &[[at(x); 8]]);
                assert!((slopes[0][0] - difference).abs() < 1e-3, "{activation:?} at {x}");
            }
        }
    }
}
