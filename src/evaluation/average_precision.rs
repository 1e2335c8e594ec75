//! Quality of the top of a ranking: how many of the strangest samples are attacks.

use super::roc::Tied;

/// Average precision: the mean over all attacks of the precision down to the attack's score, samples of one score taken at
/// once. `groups` come by descending score. `None` without an attack; 1 without normal samples.
///
/// The step-wise sum `sum of (R_n - R_(n-1)) P_n` of scikit-learn's `average_precision_score`, without interpolation (Manning,
/// Raghavan & Schütze, "Introduction to information retrieval", 2008, section 8.4).
pub fn average_precision(groups: impl Iterator<Item = Tied>) -> Option<f64> {
    let (mut n_above, mut n_attacks, mut sum) = (0_u64, 0_u64, 0.0);
    for tied in groups {
        n_above += tied.n_normal + tied.n_attacks;
        n_attacks += tied.n_attacks;
        if tied.n_attacks > 0 {
            sum += tied.n_attacks as f64 * (n_attacks as f64 / n_above as f64);
        }
    }
    (n_attacks > 0).then(|| sum / n_attacks as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn average(groups: &[(u64, u64)]) -> Option<f64> {
        average_precision(
            groups.iter().map(|(n_normal, n_attacks)| Tied { n_normal: *n_normal, n_attacks: *n_attacks }),
        )
    }

    #[test]
    fn precision_is_averaged_over_the_attacks() {
        assert_eq!(average(&[(0, 3), (2, 0)]), Some(1.0));
        // One attack, first of four and last of four.
        assert_eq!(average(&[(0, 1), (3, 0)]), Some(1.0));
        assert_eq!(average(&[(3, 0), (0, 1)]), Some(0.25));
        // Attacks come first, third and fourth: (1 / 1 + 2 / 3 + 3 / 4) / 3.
        let expected = (1.0 + 2.0 / 3.0 + 3.0 / 4.0) / 3.0;
        assert_eq!(average(&[(0, 1), (1, 0), (0, 1), (0, 1)]), Some(expected));
    }

    #[test]
    fn ties_are_taken_at_once() {
        assert_eq!(average(&[(6, 2)]), Some(0.25));
        // Two attacks with one normal sample, then one attack: (2 * 2 / 3 + 3 / 4) / 3.
        assert_eq!(average(&[(1, 2), (0, 1)]), Some((2.0 * (2.0 / 3.0) + 0.75) / 3.0));
    }

    #[test]
    fn without_attacks_there_is_none() {
        assert_eq!(average(&[(4, 0)]), None);
        assert_eq!(average(&[]), None);
        assert_eq!(average(&[(0, 4)]), Some(1.0));
    }
}
