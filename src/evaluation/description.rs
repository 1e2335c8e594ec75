//! A feature of numbers summed up as pandas' `describe()` does it, from its sorted values and how often each occurs.
//!
//! Exact counts; floating sums run over ascending values, so that the same values give the same bits.

use serde::{Deserialize, Serialize};

/// Bars of a sparkline.
pub const N_SPARKS: usize = 24;
/// Skew from which a sparkline's axis is logarithmic: the bars of a heavy tail would all be one otherwise.
const HEAVY_SKEW: f64 = 2.0;

/// Numbers, summed up. Figures that need samples are NaN without any.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NumberSummary {
    /// Samples with a number.
    pub count: u64,
    /// Samples without one.
    pub missing: u64,
    /// Samples with zero.
    pub zeros: u64,
    /// Different numbers.
    pub distinct: u64,
    /// Arithmetic mean.
    pub mean: f64,
    /// Standard deviation with n - 1 below the line.
    pub std: f64,
    /// Adjusted Fisher-Pearson coefficient; NaN for numbers that are all alike.
    pub skew: f64,
    /// Least number, quartiles (interpolated as numpy does by default) and greatest number.
    pub quartiles: [f64; 5],
    /// Least number above zero.
    pub least_positive: Option<f64>,
    /// Whether all numbers are whole.
    pub is_whole: bool,
    /// Samples in equal steps from the least to the greatest number.
    pub sparks: Vec<u64>,
    /// Whether the steps are equal on the axis of `log(1 + x - least)`.
    pub is_log: bool,
}

impl NumberSummary {
    /// Sums up numbers in ascending order with their samples; those that are NaN are missing.
    pub fn of(values: &[(f64, u64)]) -> Self {
        let numbers: Vec<(f64, u64)> = values.iter().copied().filter(|(value, _)| !value.is_nan()).collect();
        let count: u64 = numbers.iter().map(|(_, n)| n).sum();
        let all: u64 = values.iter().map(|(_, n)| n).sum();
        let n = count as f64;
        let mean = numbers.iter().map(|(value, copies)| value * *copies as f64).sum::<f64>() / n;
        let moment = |power: usize| -> f64 {
            let term = |(value, copies): &(f64, u64)| {
                let distance = value - mean;
                (0..power).fold(*copies as f64, |product, _| product * distance)
            };
            numbers.iter().map(term).sum()
        };
        let (m2, m3) = (moment(2), moment(3));
        let std = (m2 / (n - 1.0)).sqrt();
        let mut summary = Self {
            count,
            missing: all - count,
            zeros: numbers.iter().filter(|(value, _)| *value == 0.0).map(|(_, n)| n).sum(),
            distinct: numbers.len() as u64,
            mean,
            std,
            skew: skew(n, m2, m3),
            quartiles: [0.0, 0.25, 0.5, 0.75, 1.0].map(|part| quantile(&numbers, part)),
            least_positive: numbers.iter().map(|(value, _)| *value).find(|value| *value > 0.0),
            is_whole: numbers.iter().all(|(value, _)| value.fract() == 0.0),
            ..Self::default()
        };
        summary.is_log = summary.skew.abs() > HEAVY_SKEW && summary.distinct > 2;
        summary.sparks = summary.sparks_of(&numbers);
        summary
    }

    /// Least number.
    pub const fn min(&self) -> f64 {
        self.quartiles[0]
    }

    /// Greatest number.
    pub const fn max(&self) -> f64 {
        self.quartiles[4]
    }

    /// Whether all numbers are alike.
    pub const fn is_constant(&self) -> bool {
        self.distinct == 1
    }

    /// Whether 0 and 1 are all there is.
    pub fn is_binary(&self) -> bool {
        self.distinct == 2 && self.min() == 0.0 && self.max() == 1.0
    }

    fn sparks_of(&self, numbers: &[(f64, u64)]) -> Vec<u64> {
        let mut sparks = vec![0; N_SPARKS];
        let place =
            |value: f64| if self.is_log { libm::log1p(value - self.min()) } else { value - self.min() };
        let width = place(self.max());
        for (value, n) in numbers {
            let at = if width > 0.0 { place(*value) / width * N_SPARKS as f64 } else { 0.0 };
            if let Some(spark) = sparks.get_mut((at as usize).min(N_SPARKS - 1)) {
                *spark += n;
            }
        }
        sparks
    }
}

/// G1 of Joanes & Gill, "Comparing measures of sample skewness and kurtosis" (1998), as pandas gives it.
fn skew(n: f64, m2: f64, m3: f64) -> f64 {
    if n < 3.0 || m2 <= 0.0 {
        return f64::NAN;
    }
    let variance = m2 / n;
    (n * (n - 1.0)).sqrt() / (n - 2.0) * (m3 / n) / (variance * variance.sqrt())
}

/// The quantile at `part` in [0, 1] of ascending numbers with their samples; between two numbers it is interpolated.
pub fn quantile(numbers: &[(f64, u64)], part: f64) -> f64 {
    let count: u64 = numbers.iter().map(|(_, n)| n).sum();
    if count == 0 {
        return f64::NAN;
    }
    let place = (count - 1) as f64 * part;
    let below = place.floor();
    let (low, high) = (nth(numbers, below as u64), nth(numbers, place.ceil() as u64));
    low + (high - low) * (place - below)
}

/// The number at a position among all samples, from 0.
fn nth(numbers: &[(f64, u64)], position: u64) -> f64 {
    let mut before = 0;
    for (value, n) in numbers {
        before += n;
        if position < before {
            return *value;
        }
    }
    numbers.last().map_or(f64::NAN, |(value, _)| *value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_column_is_described_as_by_hand() {
        // 0, 0, 1, 3 and one missing: mean 1, squared distances 1 + 1 + 0 + 4 = 6, so std = sqrt(6 / 3).
        let summary = NumberSummary::of(&[(0.0, 2), (1.0, 1), (3.0, 1), (f64::NAN, 1)]);
        assert_eq!((summary.count, summary.missing, summary.zeros, summary.distinct), (4, 1, 2, 3));
        assert_eq!((summary.mean, summary.std), (1.0, 2.0_f64.sqrt()));
        assert_eq!(summary.quartiles, [0.0, 0.0, 0.5, 1.5, 3.0]);
        assert_eq!(summary.least_positive, Some(1.0));
        assert_eq!(summary.sparks.iter().sum::<u64>(), 4);
    }

    #[test]
    fn nothing_and_all_alike_are_no_accident() {
        let nothing = NumberSummary::of(&[]);
        assert!(nothing.count == 0 && nothing.mean.is_nan() && nothing.max().is_nan());
        let alike = NumberSummary::of(&[(7.0, 5)]);
        assert!(alike.is_constant() && alike.std == 0.0 && alike.skew.is_nan() && alike.sparks[0] == 5);
        assert!(NumberSummary::of(&[(0.0, 1), (1.0, 9)]).is_binary());
    }
}
