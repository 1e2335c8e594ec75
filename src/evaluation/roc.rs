//! Ranking quality: how often an attack scores higher than normal traffic.

/// Samples that share a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tied {
    /// Labelled normal.
    pub n_normal: u64,
    /// Labelled as an attack.
    pub n_attacks: u64,
}

/// Area under the ROC curve: the probability that a random attack scores higher than a random normal sample, ties
/// counting half (Fawcett, "An introduction to ROC analysis", 2006, section 7). `groups` come by descending score. `None`
/// without both kinds.
///
/// The numerator is an integer, so the only rounding is the last division.
pub fn area_under_roc(groups: impl Iterator<Item = Tied>) -> Option<f64> {
    let (mut n_normal, mut n_attacks, mut twice_won) = (0_u128, 0_u128, 0_u128);
    for tied in groups {
        // Attacks seen before score higher than this group's normal samples, those of the group tie with them.
        twice_won += u128::from(tied.n_normal) * (2 * n_attacks + u128::from(tied.n_attacks));
        n_normal += u128::from(tied.n_normal);
        n_attacks += u128::from(tied.n_attacks);
    }
    let pairs = n_normal * n_attacks;
    (pairs > 0).then(|| twice_won as f64 / (2 * pairs) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(groups: &[(u64, u64)]) -> Option<f64> {
        area_under_roc(
            groups.iter().map(|(n_normal, n_attacks)| Tied { n_normal: *n_normal, n_attacks: *n_attacks }),
        )
    }

    #[test]
    fn areas_are_the_share_of_pairs_in_the_right_order() {
        assert_eq!(area(&[(0, 3), (2, 0)]), Some(1.0));
        assert_eq!(area(&[(2, 0), (0, 3)]), Some(0.0));
        assert_eq!(area(&[(5, 7)]), Some(0.5));
        // Normal .8 and .1, attacks .9, .8 and .4: won pairs 1 + .5 + 0 against .8 and 3 against .1, of 6.
        assert_eq!(area(&[(0, 1), (1, 1), (0, 1), (1, 0)]), Some(4.5 / 6.0));
    }

    #[test]
    fn without_both_kinds_there_is_no_area() {
        assert_eq!(area(&[(4, 0)]), None);
        assert_eq!(area(&[(0, 4)]), None);
        assert_eq!(area(&[]), None);
    }
}
