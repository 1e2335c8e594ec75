//! How often both detectors say the same of a row.

use crate::detectors::Detector;
use crate::session::judge::{Judge, Verdict};

/// Share of the rows that both detectors flag or both pass, each at its threshold; `None` when they were not both trained,
/// or nothing was scored.
pub fn agreement(judges: [(&Judge, &Verdict); 2]) -> Option<f64> {
    let [(forest, by_forest), (autoencoder, by_autoencoder)] = judges;
    let are_these =
        forest.detector == Detector::IsolationForest && autoencoder.detector == Detector::Autoencoder;
    let pairs = forest.scores().pairs.as_ref().filter(|_| are_these)?;
    let both =
        pairs.both(by_forest.n_above, &autoencoder.summary().sweep, by_autoencoder.n_above, forest.per);
    let (one, other) = (by_forest.figures.flagged, by_autoencoder.figures.flagged);
    let n = by_forest.figures.n_samples;
    (n > 0).then(|| 1.0 - (one + other).saturating_sub(2 * both) as f64 / n as f64)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::evaluation::pairs::Pairs;
    use crate::evaluation::sweep::{Per, Sweep, Swept};
    use crate::session::tests::{scores, summary};

    #[test]
    fn rows_are_counted_that_both_take_for_the_same() {
        // Forest, copies, autoencoder: both flag, forest alone, autoencoder alone, neither.
        let rows = [(0.9, 1, 5.0), (0.8, 2, 0.5), (0.2, 3, 7.0), (0.1, 4, 0.1)];
        let row = |score, copies| Swept { score, label: 0, copies };
        let mut scores = scores();
        let mut autoencoder = scores.isolation_forest.clone();
        scores.isolation_forest.sweep = Sweep::new(rows.iter().map(|(s, c, _)| row(*s, *c)).collect());
        autoencoder.sweep = Sweep::new(rows.iter().map(|(_, c, s)| row(*s, *c)).collect());
        scores.autoencoder = Some(autoencoder);
        scores.pairs = Some(Pairs::new(rows.iter().map(|(s, c, other)| (row(*s, *c), *other)).collect()));
        let (scores, file) = (Arc::new(scores), Arc::new(summary("a.csv")));
        for (per, expected) in [(Per::Sample, 0.5), (Per::DistinctRow, 0.5)] {
            let judge = |detector| Judge::new(&scores, &file, None, detector, per).expect("both are there");
            let (forest, autoencoder) = (judge(Detector::IsolationForest), judge(Detector::Autoencoder));
            let verdicts = (forest.verdict(0.5), autoencoder.verdict(1.0));
            assert_eq!(agreement([(&forest, &verdicts.0), (&autoencoder, &verdicts.1)]), Some(expected));
            assert_eq!(agreement([(&autoencoder, &verdicts.1), (&forest, &verdicts.0)]), None);
        }
    }
}
