//! Draws from distributions that the same seed repeats on every machine.
//!
//! Uses only operations whose result IEEE 754 fixes to the bit, so no `exp` or `ln` of the system.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::RngCore;

/// The generator that all traffic is drawn from.
pub type Dice = Xoshiro256PlusPlus;

/// What traffic is made of: shares, ranges, and sizes with long tails.
pub trait Draw: RngCore {
    /// A number in `[0, 1)` with 53 random bits.
    fn uniform(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True in a `share` of all draws.
    fn chance(&mut self, share: f64) -> bool {
        self.uniform() < share
    }

    /// A whole number from `low` to `high`, both possible.
    fn between(&mut self, low: u32, high: u32) -> u32 {
        low + (self.uniform() * f64::from(high - low + 1)) as u32
    }

    /// A real number from `low` up to `high`.
    fn span(&mut self, low: f64, high: f64) -> f64 {
        low + self.uniform() * (high - low)
    }

    /// Approximately standard normal: twelve uniform numbers summed, so never beyond six.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }

    /// A log-normal size: half of all draws are above `median`, a `sigma` of 1.5 gives a long tail.
    fn log_normal(&mut self, median: f64, sigma: f64) -> f64 {
        median * exponential(sigma * self.normal())
    }

    /// A log-normal size as a whole number, at most `cap`.
    fn size(&mut self, median: f64, sigma: f64, cap: u64) -> u64 {
        (self.log_normal(median, sigma) as u64).min(cap)
    }

    /// A popularity rank below `n`: low ranks are drawn far more often, as in Zipf's law.
    fn rank(&mut self, n: u32) -> u32 {
        // Log-uniform: 693/1000 is the natural logarithm of two, counted per doubling of `n`.
        let doublings = f64::from(32 - n.leading_zeros());
        (exponential(self.uniform() * doublings * 0.693) as u32 - 1).min(n - 1)
    }

    /// One of `items`, all equally likely.
    fn pick<T: Copy, const N: usize>(&mut self, items: &[T; N]) -> T {
        items[(self.uniform() * N as f64) as usize]
    }

    /// One of `items`, each as likely as its weight says.
    fn weighted<T: Copy, const N: usize>(&mut self, items: &[(T, f64); N]) -> T {
        let mut left = self.uniform() * items.iter().map(|item| item.1).sum::<f64>();
        for item in items {
            left -= item.1;
            if left < 0.0 {
                return item.0;
            }
        }
        items[N - 1].0
    }
}

impl<R: RngCore> Draw for R {}

/// `e^x` as `(1 + x / 2^20)^(2^20)`, by squaring: off by less than 0.01 % for the `x` drawn here.
fn exponential(x: f64) -> f64 {
    let mut power = 1.0 + x / f64::from(1 << 20);
    for _ in 0..20 {
        power *= power;
    }
    power
}

#[cfg(test)]
mod tests {
    use rand_xoshiro::rand_core::SeedableRng;

    use super::*;

    #[test]
    fn the_exponential_is_close_to_the_true_one() {
        for x in [-9.0, -1.0, 0.0, 0.5, 3.0, 9.0] {
            #[allow(clippy::disallowed_methods, reason = "std's `exp` is the reference here")]
            let truth = f64::exp(x);
            assert!((exponential(x) / truth - 1.0).abs() < 1e-4, "{x}");
        }
    }

    #[test]
    fn draws_stay_in_their_range() {
        let rng = &mut Dice::seed_from_u64(1);
        for _ in 0..5000 {
            assert!((3..=5).contains(&rng.between(3, 5)));
            assert!(rng.rank(300) < 300);
            assert!(rng.size(50.0, 2.0, 400) <= 400);
            assert_eq!(rng.weighted(&[('a', 0.0), ('b', 1.0)]), 'b');
        }
    }

    #[test]
    fn half_of_the_log_normal_draws_are_above_the_median() {
        let rng = &mut Dice::seed_from_u64(2);
        let above = (0..10_000).filter(|_| rng.log_normal(240.0, 1.5) > 240.0).count();
        assert!((4800..5200).contains(&above), "{above}"); // Four standard deviations of 50.
    }
}
