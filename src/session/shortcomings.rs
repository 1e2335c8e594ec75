//! What is wrong with KDD'99-like data, measured on the loaded file.

use crate::data::label::Family;
use crate::engine::event::LoadSummary;
use crate::session::figures::{attacks, share};

/// How many of the most frequent attack labels are looked at together.
const N_COMMONEST: usize = 2;

/// The flaws as numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Shortcomings {
    /// Rows that repeat an earlier one, as a share of all.
    pub copies: f64,
    /// Distinct rows whose features occur under another label too, beyond the first of each.
    pub ambiguous: u64,
    /// Attacks among all rows; `None` without both kinds of labels.
    pub attacks: Option<f64>,
    /// The most frequent attack labels and their share of all attacks; `None` without attacks.
    pub commonest: Option<(Vec<String>, f64)>,
    /// Features with one value only.
    pub constant: Vec<String>,
}

impl Shortcomings {
    /// Measures a file.
    pub fn of(file: &LoadSummary) -> Self {
        let n_attacks = if file.labelled { attacks(&file.families) } else { 0 };
        let commonest: Vec<_> =
            file.labels.iter().filter(|label| label.family != Family::Normal).take(N_COMMONEST).collect();
        let n_commonest = commonest.iter().map(|label| label.samples).sum();
        let names = commonest.iter().map(|label| label.label.clone()).collect();
        Self {
            copies: share(file.n_samples.saturating_sub(file.n_distinct), file.n_samples),
            ambiguous: file.n_distinct.saturating_sub(file.n_distinct_vectors),
            attacks: (n_attacks > 0 && n_attacks < file.n_samples).then(|| share(n_attacks, file.n_samples)),
            commonest: (n_attacks > 0).then(|| (names, share(n_commonest, n_attacks))),
            constant: file.constant_features(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::event::LabelCount;
    use crate::session::tests::summary;

    #[test]
    fn flaws_are_counted_from_the_summary() {
        let label =
            |label: &str, family, samples| LabelCount { label: label.into(), family, samples, distinct: 1 };
        let mut file = summary("odd.csv");
        file.labelled = true;
        (file.n_samples, file.n_distinct, file.n_distinct_vectors) = (200, 50, 48);
        file.families = [20, 150, 30, 0, 0, 0];
        file.labels = vec![
            label("smurf", Family::Dos, 120),
            label("neptune", Family::Dos, 30),
            label("satan", Family::Probe, 30),
            label("normal", Family::Normal, 20),
        ];
        let found = Shortcomings::of(&file);
        assert_eq!((found.copies, found.ambiguous, found.attacks), (0.75, 2, Some(0.9)));
        // 150 of 180 attacks.
        assert_eq!(found.commonest, Some((vec!["smurf".into(), "neptune".into()], 150.0 / 180.0)));
        file.labelled = false;
        assert_eq!((Shortcomings::of(&file).attacks, Shortcomings::of(&file).commonest), (None, None));
    }
}
