//! The axis of a score histogram: where scores lie on it, in steps or in decades, out to round numbers.

/// Scores that spread further than this lie on a logarithmic axis.
const WIDE: f64 = 100.0;
/// Steps of a linear axis that suit it, as parts of a power of ten.
const STEPS: [f64; 4] = [1.0, 2.0, 5.0, 10.0];
/// Steps that an axis has at most.
const MOST_STEPS: f64 = 7.0;

/// An axis of scores.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// Where it begins: a score, or the decimal logarithm of one.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// Between two numbers on it.
    pub step: f64,
    /// Whether places are decimal logarithms of scores.
    pub is_log: bool,
}

impl Scale {
    /// The axis for scores from `least` to `most`, with a threshold on it, too.
    pub fn around(least: f64, most: f64, threshold: f64) -> Self {
        let threshold = if threshold.is_finite() { threshold } else { most };
        let (least, most) = (least.min(threshold), most.max(threshold));
        // Without a positive score there is no logarithm; a single zero among large scores stays at the left end.
        let is_log = least > 0.0 && most / least > WIDE;
        let (low, high) = if is_log { (libm::log10(least), libm::log10(most)) } else { (least, most) };
        let step = if is_log { decades(high - low) } else { round_step(high - low) };
        // Whole steps are counted in integers: 7 * 0.1 would end as 0.7000000000000001 on the axis.
        let at = |steps: f64| if step < 1.0 { steps / (1.0 / step).round() } else { steps * step };
        let first = (low / step).floor();
        Self { from: at(first), to: at((high / step).ceil().max(first + 1.0)), step, is_log }
    }

    /// Where a score lies, 0 at the left end and 1 at the right; outside of it at the nearer end.
    pub fn part(&self, score: f64) -> f64 {
        let place = self.place(score);
        ((place - self.from) / (self.to - self.from)).clamp(0.0, 1.0)
    }

    /// The score that lies there.
    pub fn score(&self, part: f64) -> f64 {
        let place = self.from + part.clamp(0.0, 1.0) * (self.to - self.from);
        if self.is_log { libm::exp10(place) } else { place }
    }

    /// A score as a number of the axis.
    pub fn place(&self, score: f64) -> f64 {
        match self.is_log {
            true if score > 0.0 => libm::log10(score),
            true => self.from,
            false => score,
        }
    }

    /// Edges of so many equal bars.
    pub fn edges(&self, wanted: usize) -> Vec<f64> {
        let wanted = wanted.max(1);
        (0..=wanted).map(|edge| self.score(edge as f64 / wanted as f64)).collect()
    }
}

fn decades(wide: f64) -> f64 {
    (wide / MOST_STEPS).ceil().max(1.0)
}

fn round_step(wide: f64) -> f64 {
    let least = (wide / MOST_STEPS).max(1e-9);
    let power = libm::exp10(libm::log10(least).floor());
    let step = STEPS.into_iter().map(|step| step * power).find(|step| *step >= least * 0.999_999);
    step.unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_ends_at_round_numbers() {
        let check = |least, most, threshold, expected: (f64, f64, f64, bool)| {
            let scale = Scale::around(least, most, threshold);
            let found = (scale.from, scale.to, scale.step, scale.is_log);
            let near = |a: f64, b: f64| (a - b).abs() < 1e-12;
            assert!(
                near(found.0, expected.0)
                    && near(found.1, expected.1)
                    && near(found.2, expected.2)
                    && found.3 == expected.3,
                "{found:?} for {least} to {most}"
            );
        };
        check(0.33, 0.71, 0.5, (0.3, 0.8, 0.1, false));
        check(0.41, 0.52, 0.5, (0.4, 0.52, 0.02, false));
        check(0.41, 0.52, 0.9, (0.4, 0.9, 0.1, false));
        check(0.004, 3.0, 0.05, (-3.0, 1.0, 1.0, true));
        check(0.0, 3000.0, 5.0, (0.0, 3000.0, 500.0, false));
    }

    #[test]
    fn scores_and_parts_lead_back_to_each_other() {
        for scale in [Scale::around(0.3, 0.8, 0.5), Scale::around(0.001, 40.0, 0.1)] {
            for part in [0.0, 0.25, 0.5, 1.0] {
                assert!((scale.part(scale.score(part)) - part).abs() < 1e-12);
            }
            assert_eq!((scale.part(-1.0), scale.part(1e9)), (0.0, 1.0));
            assert_eq!(scale.edges(60).len(), 61);
        }
    }

    #[test]
    fn equal_scores_have_an_axis_too() {
        let scale = Scale::around(0.5, 0.5, f64::INFINITY);
        assert!(scale.to > scale.from);
        assert!(scale.part(0.5).is_finite());
    }
}
