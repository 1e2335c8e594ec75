//! Expected path lengths, which put trees grown on different numbers of samples on one scale.

/// Euler's constant (OEIS A001620).
const EULER_GAMMA: f64 = 0.577_215_664_901_532_9;

/// Mean number of edges walked before an unsuccessful search among `n` samples ends.
///
/// `c(n)` in Liu, Ting & Zhou, "Isolation Forest" (ICDM 2008), equation 1, with c(2) = 1 as in scikit-learn (the paper's
/// formula gives 0.154 there).
pub fn average_path_length(n: u32) -> f64 {
    // The paper's logarithm approximates a harmonic number badly this low, so both are exact.
    match n {
        0 | 1 => 0.0,
        2 => 1.0,
        _ => {
            let n = f64::from(n);
            2.0 * (libm::log(n - 1.0) + EULER_GAMMA) - 2.0 * (n - 1.0) / n
        }
    }
}

/// Anomaly score of a sample whose path lengths in `n_trees` trees, each grown on `n_tree_samples` samples, add up to
/// `path_length_sum`: `2^(-E(h) / c(n))`, equation 2 of the paper; in (0, 1], higher is more anomalous.
pub fn score(path_length_sum: f64, n_trees: usize, n_tree_samples: u32) -> f64 {
    let expected = average_path_length(n_tree_samples);
    // A forest of no trees, or on one sample a tree, knows nothing: every sample is as strange as any.
    if expected == 0.0 || n_trees == 0 {
        return 0.5;
    }
    libm::exp2(-(path_length_sum / n_trees as f64) / expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_lengths_are_the_paper_s() {
        let check = |n, expected: f64| assert!((average_path_length(n) - expected).abs() < 1e-12, "{n}");
        check(0, 0.0);
        check(1, 0.0);
        check(2, 1.0);
        // 2 (ln 2 + 0.5772156649015329) - 4 / 3
        check(3, 1.207_392_357_589_622_7);
        // Printed by tests/reference/isolation_forest.py.
        check(256, 10.244770920119917);
    }

    #[test]
    fn short_paths_score_high() {
        assert_eq!(score(0.0, 1, 256), 1.0);
        assert_eq!(score(2.0 * average_path_length(256), 2, 256), 0.5);
        assert_eq!([score(3.0, 1, 1), score(0.0, 0, 256)], [0.5; 2]);
    }
}
