//! The data doctor: what is worth knowing about a file before anything is trained on it.
//!
//! Finds facts with their numbers; the page makes sentences of them.

use crate::data::error::DataError;
use crate::data::label::Family;
use crate::engine::event::LoadSummary;
use crate::session::figures::{attacks, share};

/// Share of copies from which they are worth a word.
const MANY_COPIES: f64 = 0.01;

/// One thing worth knowing.
#[derive(Clone, Debug, PartialEq)]
pub enum Finding {
    /// The file ended early; what came before is kept.
    BrokeOff(DataError),
    /// Lines that were no samples.
    Skipped {
        /// How many.
        lines: u64,
    },
    /// More attacks than normal rows: "rare is strange" turns round when all rows are learnt from.
    AttacksInMajority {
        /// Share among all samples.
        share: f64,
        /// Share among distinct rows.
        distinct_share: f64,
    },
    /// Labels that no published list has.
    UnknownLabels {
        /// Names, most frequent first.
        labels: Vec<String>,
        /// Samples that carry one of them.
        samples: u64,
    },
    /// The file has no labels.
    NoLabels,
    /// Rows that are copies of another one.
    Copies {
        /// Their number.
        copies: u64,
        /// Their share among all samples.
        share: f64,
    },
    /// Features that have one value only.
    ConstantFeatures(Vec<String>),
}

impl Finding {
    /// Whether it can spoil a result, rather than merely be good to know.
    pub const fn is_warning(&self) -> bool {
        matches!(self, Self::BrokeOff(_) | Self::Skipped { .. } | Self::AttacksInMajority { .. })
    }
}

/// What is worth knowing about a file, gravest first.
pub fn examine(file: &LoadSummary) -> Vec<Finding> {
    let unknown: Vec<_> = file.labels.iter().filter(|label| label.family == Family::Unknown).collect();
    let copies = file.n_samples.saturating_sub(file.n_distinct);
    let copies_share = share(copies, file.n_samples);
    let findings = [
        file.report.broke_off.clone().map(Finding::BrokeOff),
        (file.report.n_skipped > 0).then_some(Finding::Skipped { lines: file.report.n_skipped }),
        attacks_in_majority(file),
        (file.labelled && !unknown.is_empty()).then(|| Finding::UnknownLabels {
            labels: unknown.iter().map(|label| label.label.clone()).collect(),
            samples: unknown.iter().map(|label| label.samples).sum(),
        }),
        (!file.labelled).then_some(Finding::NoLabels),
        (copies_share >= MANY_COPIES).then_some(Finding::Copies { copies, share: copies_share }),
        (!file.constant_features.is_empty())
            .then(|| Finding::ConstantFeatures(file.constant_features.clone())),
    ];
    findings.into_iter().flatten().collect()
}

fn attacks_in_majority(file: &LoadSummary) -> Option<Finding> {
    let attack_share = |counts| share(attacks(counts), counts.iter().sum());
    let (all, distinct) = (attack_share(&file.families), attack_share(&file.distinct_families));
    (all.max(distinct) > 0.5).then_some(Finding::AttacksInMajority { share: all, distinct_share: distinct })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::tests::summary;

    #[test]
    fn a_clean_file_gives_no_findings() {
        let mut file = summary("clean");
        file.families = [60, 40, 0, 0, 0, 0];
        file.distinct_families = file.families;
        file.n_distinct = file.n_samples;
        assert_eq!(examine(&file), []);
    }

    #[test]
    fn kdd_like_data_is_told_about_its_copies_and_its_majority() {
        let mut file = summary("kdd");
        file.families = [20, 80, 0, 0, 0, 0];
        file.distinct_families = [18, 12, 0, 0, 0, 0];
        file.n_distinct = 30;
        file.constant_features = vec!["num_outbound_cmds".to_owned()];
        let expected = [
            Finding::AttacksInMajority { share: 0.8, distinct_share: 0.4 },
            Finding::Copies { copies: 70, share: 0.7 },
            Finding::ConstantFeatures(vec!["num_outbound_cmds".to_owned()]),
        ];
        assert_eq!(examine(&file), expected);
        assert!(expected[0].is_warning() && !expected[1].is_warning());
    }

    #[test]
    fn a_file_without_labels_has_no_unknown_ones() {
        let mut file = summary("bare");
        file.labelled = false;
        file.families = [0, 0, 0, 0, 0, 100];
        file.distinct_families = file.families;
        assert_eq!(examine(&file), [Finding::NoLabels]);
    }
}
