//! Principal components: the plane in which samples differ most (Pearson, "On lines and planes of closest fit", 1901).
//!
//! Columns are standardised and clipped first, so that no unit and no outlier rules alone. Found by power iteration on the
//! correlation matrix: only + - * / and square roots, hence the same bits everywhere.

/// Standard deviations beyond which a value says no more.
const CLIP: f64 = 5.0;
/// Iterations a component; the ratio of two eigenvalues to this power is the error.
const N_ITERATIONS: usize = 300;

/// Least share of all variance that a component must have.
const LEAST_VARIANCE: f64 = 1e-9;

/// Samples in the plane of their first two principal components.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plane {
    /// Place of every sample.
    pub points: Vec<[f64; 2]>,
    /// Share of the variance along each of the two, in [0, 1].
    pub explained: [f64; 2],
}

/// Puts samples `x` `[n_samples, width]`, row by row, on their plane.
pub fn plane(x: &[f32], width: usize) -> Plane {
    let samples = standardised(x, width.max(1));
    let n_samples = samples.len();
    if n_samples < 2 {
        return Plane { points: vec![[0.0; 2]; n_samples], explained: [0.0; 2] };
    }
    let mut matrix = correlations(&samples, width);
    let total: f64 = (0..width).filter_map(|i| matrix.get(i * width + i)).sum();
    let mut axes = Vec::new();
    let mut explained = [0.0; 2];
    for share in &mut explained {
        let (axis, variance) = first_axis(&matrix, width);
        // What is left of a plane that is a line is rounding: its direction says nothing.
        let (axis, variance) =
            if variance > LEAST_VARIANCE * total { (axis, variance) } else { (vec![0.0; width], 0.0) };
        deflate(&mut matrix, &axis, variance);
        *share = if total > 0.0 { (variance / total).clamp(0.0, 1.0) } else { 0.0 };
        axes.push(axis);
    }
    let along = |sample: &[f64], axis: usize| axes.get(axis).map_or(0.0, |axis| dot(sample, axis));
    let points = samples.iter().map(|sample| [along(sample, 0), along(sample, 1)]).collect();
    Plane { points, explained }
}

/// Every column with mean 0 and variance 1, clipped; constant ones are 0.
fn standardised(x: &[f32], width: usize) -> Vec<Vec<f64>> {
    let mut samples: Vec<Vec<f64>> =
        x.chunks_exact(width).map(|row| row.iter().map(|value| f64::from(*value)).collect()).collect();
    let n_samples = samples.len().max(1) as f64;
    for column in 0..width {
        let values = || samples.iter().filter_map(|sample| sample.get(column));
        let mean = values().sum::<f64>() / n_samples;
        let variance = values().map(|value| (value - mean) * (value - mean)).sum::<f64>() / n_samples;
        let deviation = variance.sqrt();
        for value in samples.iter_mut().filter_map(|sample| sample.get_mut(column)) {
            let scaled = if deviation > 0.0 { (*value - mean) / deviation } else { 0.0 };
            *value = scaled.clamp(-CLIP, CLIP);
        }
    }
    // Clipping moves means, and a plane goes through the middle.
    for column in 0..width {
        let mean = samples.iter().filter_map(|sample| sample.get(column)).sum::<f64>() / n_samples;
        samples.iter_mut().filter_map(|sample| sample.get_mut(column)).for_each(|value| *value -= mean);
    }
    samples
}

fn correlations(samples: &[Vec<f64>], width: usize) -> Vec<f64> {
    let mut matrix = vec![0.0; width * width];
    for sample in samples {
        for (row, left) in matrix.chunks_exact_mut(width).zip(sample) {
            row.iter_mut().zip(sample).for_each(|(sum, right)| *sum += left * right);
        }
    }
    matrix.iter_mut().for_each(|sum| *sum /= samples.len().max(1) as f64);
    matrix
}

/// The direction of the greatest variance and that variance; its greatest part is positive.
fn first_axis(matrix: &[f64], width: usize) -> (Vec<f64>, f64) {
    // No symmetry of the data is likely to be orthogonal to this start.
    let mut axis: Vec<f64> = (0..width).map(|i| 1.0 + i as f64 / width as f64).collect();
    let mut variance = 0.0;
    for _ in 0..N_ITERATIONS {
        let next: Vec<f64> = matrix.chunks_exact(width.max(1)).map(|row| dot(row, &axis)).collect();
        let length = dot(&next, &next).sqrt();
        if length == 0.0 {
            return (vec![0.0; width], 0.0);
        }
        axis = next.into_iter().map(|value| value / length).collect();
        variance = length;
    }
    let greatest = axis.iter().copied().fold(0.0, |a: f64, b| if b.abs() > a.abs() { b } else { a });
    if greatest < 0.0 {
        axis.iter_mut().for_each(|value| *value = -*value);
    }
    (axis, variance)
}

/// Takes a direction out of the matrix.
fn deflate(matrix: &mut [f64], axis: &[f64], variance: f64) {
    for (row, left) in matrix.chunks_exact_mut(axis.len().max(1)).zip(axis) {
        row.iter_mut().zip(axis).for_each(|(value, right)| *value -= variance * left * right);
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_on_a_line_differ_along_it_only() {
        // Both columns standardise to -1.34164, -0.44721, 0.44721, 1.34164; along (1, 1) / sqrt(2) that is sqrt(2) times as much.
        let found = plane(&[0.0, 10.0, 1.0, 20.0, 2.0, 30.0, 3.0, 40.0], 2);
        for (point, expected) in found.points.iter().zip([-1.897_367, -0.632_456, 0.632_456, 1.897_367]) {
            assert!((point[0] - expected).abs() < 1e-6 && point[1].abs() < 1e-6, "{point:?}");
        }
        assert!((found.explained[0] - 1.0).abs() < 1e-9 && found.explained[1] < 1e-9);
    }

    #[test]
    fn two_components_are_orthogonal_and_in_order() {
        let x: Vec<f32> = (0..60).map(|i| ((i * 37 + i * i * 11) % 101) as f32).collect();
        let found = plane(&x, 3);
        let product: f64 = found.points.iter().map(|point| point[0] * point[1]).sum();
        assert!(product.abs() < 1e-6, "{product}");
        assert!(found.explained[0] >= found.explained[1] && found.explained[1] > 0.0);
    }

    #[test]
    fn nothing_and_constants_have_a_place() {
        assert_eq!(plane(&[], 3).points.len(), 0);
        assert_eq!(plane(&[1.0, 2.0], 2).points, [[0.0, 0.0]]);
        assert_eq!(plane(&[7.0, 7.0, 7.0], 1).points, [[0.0, 0.0]; 3]);
        assert_eq!(plane(&[], 0).points.len(), 0);
    }
}
