//! Every figure about a detector's scores of labelled samples, per sample or per distinct row.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::average_precision::average_precision;
use super::confusion::Confusion;
use super::roc::{Tied, area_under_roc};
use crate::data::label::Family;

/// A distinct row's score beside its label.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// Higher is more anomalous.
    pub score: f64,
    /// The label's family; every other than normal counts as an attack.
    pub family: Family,
    /// Samples equal to the row.
    pub copies: u64,
    /// Whether the label is an attack that the training file lacks.
    pub unseen: bool,
}

/// What counts once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Every sample, copies included.
    Sample,
    /// Every distinct row, however many copies it has.
    DistinctRow,
}

/// Labelled scores, the highest first.
#[derive(Clone, Debug, Default)]
pub struct Ranking(Vec<Judged>);

/// Quality of a ranking and of a threshold on it. Shares lie between 0 and 1 and are `None` where they are shares of nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measures {
    /// Samples or distinct rows that were judged.
    pub n: u64,
    /// Those of them that are attacks.
    pub n_attacks: u64,
    /// Area under the ROC curve, see [`area_under_roc`].
    pub auc: Option<f64>,
    /// See [`average_precision`].
    pub average_precision: Option<f64>,
    /// Score above which a sample is flagged.
    pub threshold: f64,
    /// Share of attacks among what is flagged.
    pub precision: Option<f64>,
    /// Share of the attacks that are flagged.
    pub recall: Option<f64>,
    /// Harmonic mean of precision and recall.
    pub f1: Option<f64>,
    /// Share of the normal ones that are flagged.
    pub false_positive_rate: Option<f64>,
    /// Recall of every attack family that occurs, by its name.
    pub recall_by_family: BTreeMap<String, f64>,
    /// Recall of attacks whose label the training file lacks.
    pub recall_unseen: Option<f64>,
}

impl Unit {
    const fn of(self, row: &Judged) -> u64 {
        match self {
            Self::Sample => row.copies,
            Self::DistinctRow => 1,
        }
    }
}

impl Judged {
    fn is_attack(&self) -> bool {
        self.family != Family::Normal
    }
}

impl Ranking {
    /// Puts the rows in order.
    pub fn new(mut rows: Vec<Judged>) -> Self {
        rows.sort_by(|a, b| b.score.total_cmp(&a.score));
        Self(rows)
    }

    /// All figures; rows with a score above `threshold` count as flagged.
    pub fn measures(&self, threshold: f64, unit: Unit) -> Measures {
        let mut all = Confusion::default();
        let mut unseen = Confusion::default();
        let mut by_family: BTreeMap<String, Confusion> = BTreeMap::new();
        for row in &self.0 {
            let (n, is_attack, is_flagged) = (unit.of(row), row.is_attack(), row.score > threshold);
            all.add(is_attack, is_flagged, n);
            if is_attack {
                by_family.entry(row.family.name().to_owned()).or_default().add(true, is_flagged, n);
            }
            if is_attack && row.unseen {
                unseen.add(true, is_flagged, n);
            }
        }
        let n_attacks = all.true_positives + all.false_negatives;
        Measures {
            n: n_attacks + all.false_positives + all.true_negatives,
            n_attacks,
            auc: area_under_roc(self.tied(unit)),
            average_precision: average_precision(self.tied(unit)),
            threshold,
            precision: all.precision(),
            recall: all.recall(),
            f1: all.f1(),
            false_positive_rate: all.false_positive_rate(),
            recall_by_family: by_family
                .into_iter()
                .filter_map(|(family, counts)| Some((family, counts.recall()?)))
                .collect(),
            recall_unseen: unseen.recall(),
        }
    }

    /// Average precision of every attack family that occurs, by its name: its attacks among the normal ones, other attacks left
    /// out.
    pub fn average_precision_by_family(&self, unit: Unit) -> BTreeMap<String, f64> {
        let families = self.0.iter().filter(|row| row.is_attack()).map(|row| row.family);
        let of = |family: Family| {
            let is_kept = |row: &&Judged| !row.is_attack() || row.family == family;
            let part = Self(self.0.iter().filter(is_kept).copied().collect());
            Some((family.name().to_owned(), average_precision(part.tied(unit))?))
        };
        families.collect::<BTreeSet<_>>().into_iter().filter_map(of).collect()
    }

    /// Groups of equal scores, from the highest down.
    fn tied(&self, unit: Unit) -> impl Iterator<Item = Tied> {
        self.0.chunk_by(|a, b| a.score.total_cmp(&b.score).is_eq()).map(move |group| {
            let sum = |of_attacks: bool| {
                group.iter().filter(|row| row.is_attack() == of_attacks).map(|row| unit.of(row)).sum()
            };
            Tied { n_normal: sum(false), n_attacks: sum(true) }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranking() -> Ranking {
        let row = |score, family, copies, unseen| Judged { score, family, copies, unseen };
        Ranking::new(vec![
            row(0.4, Family::Normal, 10, false),
            row(0.9, Family::Dos, 5, false),
            row(0.6, Family::Normal, 2, false),
            row(0.6, Family::Probe, 1, true),
            row(0.3, Family::Dos, 3, true),
        ])
    }

    #[test]
    fn distinct_rows_count_once() {
        let found = ranking().measures(0.5, Unit::DistinctRow);
        assert_eq!((found.n, found.n_attacks), (5, 3));
        // Pairs won: .9 both, .6 one and a half, .3 none, of six.
        assert_eq!(found.auc, Some(3.5 / 6.0));
        // .9 first (1 / 1), .6 tied with a normal row (2 / 3), .3 last (3 / 5).
        let expected = (1.0 + 2.0 / 3.0 + 0.6) / 3.0;
        assert!((found.average_precision.expect("attacks") - expected).abs() < 1e-15);
        assert_eq!((found.precision, found.recall), (Some(2.0 / 3.0), Some(2.0 / 3.0)));
        assert_eq!((found.f1, found.false_positive_rate), (Some(4.0 / 6.0), Some(0.5)));
        let by_family = [("dos".to_owned(), 0.5), ("probe".to_owned(), 1.0)];
        assert_eq!((found.recall_by_family, found.recall_unseen), (by_family.into(), Some(0.5)));
        // Dos first and last of four: (1 / 1 + 2 / 4) / 2. Probe tied with a normal row: 1 / 2.
        let by_family = [("dos".to_owned(), 0.75), ("probe".to_owned(), 0.5)];
        assert_eq!(ranking().average_precision_by_family(Unit::DistinctRow), by_family.into());
    }

    #[test]
    fn samples_count_with_their_copies() {
        let found = ranking().measures(0.6, Unit::Sample);
        assert_eq!((found.n, found.n_attacks), (21, 9));
        // 5 attacks beat 12 normal samples each, 1 beats 10 and ties with 2, 3 beat none, of 9 x 12.
        assert_eq!(found.auc, Some((60.0 + 10.0 + 1.0) / 108.0));
        // A score equal to the threshold is not above it.
        assert_eq!((found.recall, found.false_positive_rate), (Some(5.0 / 9.0), Some(0.0)));
        assert_eq!(found.recall_unseen, Some(0.0));
    }

    #[test]
    fn nothing_to_judge_gives_no_shares() {
        let found = Ranking::default().measures(0.5, Unit::Sample);
        assert_eq!((found.n, found.auc, found.average_precision, found.f1), (0, None, None, None));
    }
}
