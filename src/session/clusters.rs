//! A matrix of correlations in an order that puts features side by side that go together.

use crate::engine::questions::correlation::Correlation;

/// Coefficients in the order of the chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matrix {
    /// Features' positions in the table.
    pub features: Vec<u32>,
    /// Their names. Untrusted text.
    pub names: Vec<String>,
    /// `[features, features]`, line by line.
    pub coefficients: Vec<f64>,
}

impl Matrix {
    /// Orders coefficients; `names` has the table's features.
    pub fn new(correlation: &Correlation, names: &[String]) -> Self {
        let n = correlation.features.len();
        let at = |a: usize, b: usize| correlation.coefficients.0.get(a * n + b).copied().unwrap_or(0.0);
        let order = clustered(n, &at);
        let features: Vec<u32> =
            order.iter().filter_map(|place| correlation.features.get(*place).copied()).collect();
        let name = |feature: &u32| names.get(*feature as usize).cloned().unwrap_or_default();
        let coefficients = order.iter().flat_map(|a| order.iter().map(|b| at(*a, *b))).collect();
        Self { names: features.iter().map(name).collect(), features, coefficients }
    }

    /// Pairs with the largest coefficients by size, largest first: places in the matrix.
    pub fn strongest(&self, n_pairs: usize) -> Vec<(usize, usize, f64)> {
        let n = self.names.len();
        let pairs =
            self.coefficients.iter().enumerate().filter(|(cell, _)| cell / n.max(1) < cell % n.max(1));
        let mut pairs: Vec<(usize, usize, f64)> =
            pairs.map(|(cell, value)| (cell / n, cell % n, *value)).collect();
        pairs.sort_by(|(_, _, a), (_, _, b)| b.abs().total_cmp(&a.abs()));
        pairs.truncate(n_pairs);
        pairs
    }
}

/// Average linkage (Sokal & Michener, 1958) over 1 - |coefficient|; the order of the leaves.
fn clustered(n: usize, at: &dyn Fn(usize, usize) -> f64) -> Vec<usize> {
    let mut clusters: Vec<Vec<usize>> = (0..n).map(|place| vec![place]).collect();
    while clusters.len() > 1 {
        let mut nearest = (f64::NEG_INFINITY, 0, 1);
        for (a, left) in clusters.iter().enumerate() {
            for (b, right) in clusters.iter().enumerate().skip(a + 1) {
                let sum: f64 = left.iter().map(|i| right.iter().map(|j| at(*i, *j).abs()).sum::<f64>()).sum();
                let likeness = sum / (left.len() * right.len()) as f64;
                if likeness > nearest.0 {
                    nearest = (likeness, a, b);
                }
            }
        }
        let joined = clusters.remove(nearest.2);
        if let Some(cluster) = clusters.get_mut(nearest.1) {
            cluster.extend(joined);
        }
    }
    clusters.pop().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::packed::Packed;

    #[test]
    fn features_that_go_together_are_neighbours() {
        // 0 and 2 go together, 1 with neither.
        let coefficients = Packed(vec![1.0, 0.1, -0.9, 0.1, 1.0, 0.0, -0.9, 0.0, 1.0]);
        let correlation = Correlation { features: vec![4, 5, 9], coefficients };
        let names: Vec<String> = (0..10).map(|i| format!("f{i}")).collect();
        let matrix = Matrix::new(&correlation, &names);
        assert_eq!(matrix.names, ["f4", "f9", "f5"]);
        assert_eq!(matrix.strongest(1), [(0, 1, -0.9)]);
        assert_eq!(Matrix::new(&Correlation::default(), &names), Matrix::default());
    }
}
