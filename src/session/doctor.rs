//! The data doctor: what is worth knowing about a file before anything is trained on it.
//!
//! Finds facts with their numbers; the page makes sentences of them.

use crate::data::error::DataError;
use crate::data::label::Family;
use crate::data::profile::ColumnProfile;
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
    /// Labels of the file's own: none of its attacks is of a published list.
    OwnLabels {
        /// The one that is taken for harmless.
        normal: Option<String>,
        /// Names of all others, most frequent first.
        attacks: Vec<String>,
    },
    /// Labels that no published list has, among others that are of one.
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
    /// Texts in columns of numbers.
    NotNumbers(Vec<Misfit>),
    /// Columns with samples that have no value.
    Missing(Vec<(String, u64)>),
    /// Columns with samples that hold infinity.
    Infinite(Vec<(String, u64)>),
    /// Columns with samples outside of the documented range.
    OutOfRange(Vec<(String, u64)>),
    /// Columns with samples that are not UTF-8.
    Latin1(Vec<(String, u64)>),
    /// Columns with names that the file to be trained on does not have.
    Unseen(Vec<(String, Vec<String>)>),
    /// Samples that the file to be trained on has too.
    Overlap {
        /// How many.
        samples: u64,
        /// Their share.
        share: f64,
    },
}

/// A column of numbers that holds something else.
#[derive(Clone, Debug, PartialEq)]
pub struct Misfit {
    /// The column.
    pub column: String,
    /// Samples with something else.
    pub samples: u64,
    /// The first line with something else.
    pub line: u64,
    /// What stands there. Untrusted text.
    pub text: String,
}

impl Finding {
    /// Whether it can spoil a result, rather than merely be good to know.
    pub const fn is_warning(&self) -> bool {
        matches!(
            self,
            Self::BrokeOff(_) | Self::Skipped { .. } | Self::AttacksInMajority { .. } | Self::NotNumbers(_)
        )
    }
}

/// What is worth knowing about a file, gravest first.
pub fn examine(file: &LoadSummary) -> Vec<Finding> {
    let copies = file.n_samples.saturating_sub(file.n_distinct);
    let copies_share = share(copies, file.n_samples);
    let constant = file.constant_features();
    let of_columns = |count: fn(&ColumnProfile) -> u64| -> Vec<(String, u64)> {
        let columns = file.columns.iter().map(|column| (column.name.clone(), count(&column.profile)));
        columns.filter(|(_, count)| *count > 0).collect()
    };
    let missing = of_columns(|profile| profile.n_missing);
    let infinite = of_columns(|profile| profile.n_infinite);
    let out_of_range = of_columns(|profile| profile.n_out_of_range);
    let latin1 = of_columns(|profile| profile.n_latin1);
    let misfits = file.columns.iter().filter_map(|column| {
        let (_, text) = column.profile.first_misfit.clone()?;
        let (column, samples, line) =
            (column.name.clone(), column.profile.n_not_numbers, column.misfit_line?);
        Some(Misfit { column, samples, line, text })
    });
    let misfits: Vec<Misfit> = misfits.collect();
    let unseen: Vec<(String, Vec<String>)> = file
        .columns
        .iter()
        .filter(|column| !column.unseen.is_empty())
        .map(|column| (column.name.clone(), column.unseen.clone()))
        .collect();
    let findings = [
        file.report.broke_off.clone().map(Finding::BrokeOff),
        (file.report.n_skipped > 0).then_some(Finding::Skipped { lines: file.report.n_skipped }),
        (!misfits.is_empty()).then_some(Finding::NotNumbers(misfits)),
        attacks_in_majority(file),
        file.overlap.filter(|overlap| overlap.vectors > 0).map(|overlap| Finding::Overlap {
            samples: overlap.samples,
            share: share(overlap.samples, file.n_samples),
        }),
        (!unseen.is_empty()).then_some(Finding::Unseen(unseen)),
        unlisted_labels(file),
        (!file.labelled).then_some(Finding::NoLabels),
        (copies_share >= MANY_COPIES).then_some(Finding::Copies { copies, share: copies_share }),
        (!missing.is_empty()).then_some(Finding::Missing(missing)),
        (!infinite.is_empty()).then_some(Finding::Infinite(infinite)),
        (!out_of_range.is_empty()).then_some(Finding::OutOfRange(out_of_range)),
        (!latin1.is_empty()).then_some(Finding::Latin1(latin1)),
        (!constant.is_empty()).then_some(Finding::ConstantFeatures(constant)),
    ];
    findings.into_iter().flatten().collect()
}

fn unlisted_labels(file: &LoadSummary) -> Option<Finding> {
    let of = |family: Family| file.labels.iter().filter(move |label| label.family == family);
    let (names, samples): (Vec<String>, Vec<u64>) =
        of(Family::Unknown).map(|label| (label.label.clone(), label.samples)).unzip();
    let is_published = |family: Family| !matches!(family, Family::Normal | Family::Unknown);
    if names.is_empty() || !file.labelled {
        None
    } else if file.labels.iter().any(|label| is_published(label.family)) {
        Some(Finding::UnknownLabels { labels: names, samples: samples.iter().sum() })
    } else {
        Some(Finding::OwnLabels { normal: file.normal.clone(), attacks: names })
    }
}

fn attacks_in_majority(file: &LoadSummary) -> Option<Finding> {
    let attack_share = |counts| share(attacks(counts), counts.iter().sum());
    let (all, distinct) = (attack_share(&file.families), attack_share(&file.distinct_families));
    (file.labelled && all.max(distinct) > 0.5)
        .then_some(Finding::AttacksInMajority { share: all, distinct_share: distinct })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::schema::FeatureKind;
    use crate::engine::event::{ColumnRole, ColumnSummary, LabelCount};
    use crate::session::tests::summary;

    fn constant(name: &str) -> ColumnSummary {
        ColumnSummary {
            name: name.to_owned(),
            role: ColumnRole::Feature(FeatureKind::Categorical),
            profile: ColumnProfile { only_value: Some("0".to_owned()), ..ColumnProfile::default() },
            misfit_line: None,
            unseen: Vec::new(),
        }
    }

    #[test]
    fn values_that_were_not_understood_are_told_with_their_place() {
        let mut file = summary("odd");
        let profile = ColumnProfile {
            n_not_numbers: 3,
            first_misfit: Some((5, "many".to_owned())),
            ..ColumnProfile::default()
        };
        file.columns = vec![ColumnSummary { profile, misfit_line: Some(6), ..constant("count") }];
        let misfit = Misfit { column: "count".to_owned(), samples: 3, line: 6, text: "many".to_owned() };
        assert_eq!(examine(&file)[0], Finding::NotNumbers(vec![misfit]));
    }

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
        file.columns = vec![constant("num_outbound_cmds")];
        let expected = [
            Finding::AttacksInMajority { share: 0.8, distinct_share: 0.4 },
            Finding::Copies { copies: 70, share: 0.7 },
            Finding::ConstantFeatures(vec!["num_outbound_cmds".to_owned()]),
        ];
        assert_eq!(examine(&file), expected);
        assert!(expected[0].is_warning() && !expected[1].is_warning());
    }

    #[test]
    fn labels_of_a_file_s_own_are_told_from_those_that_a_published_list_lacks() {
        let label =
            |label: &str, family| LabelCount { label: label.to_owned(), family, samples: 10, distinct: 5 };
        let mut file = summary("own");
        file.normal = Some("ok".to_owned());
        file.labels = vec![label("ok", Family::Normal), label("evil", Family::Unknown)];
        let own = Finding::OwnLabels { normal: Some("ok".to_owned()), attacks: vec!["evil".to_owned()] };
        assert!(examine(&file).contains(&own) && !own.is_warning());
        file.labels.push(label("smurf", Family::Dos));
        let unknown = Finding::UnknownLabels { labels: vec!["evil".to_owned()], samples: 10 };
        assert!(examine(&file).contains(&unknown));
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
