//! The data doctor's sentences.

use crate::session::doctor::Finding;
use crate::session::format::{count, counted, percent};
use crate::ui::words::errors::{broke_off, listed};

/// How many names a sentence lists before it counts the rest.
const NAMES: usize = 6;

/// A finding's heading and its sentence; `n_samples` is what the file holds.
pub fn finding(finding: &Finding, n_samples: u64) -> (&'static str, String) {
    match finding {
        Finding::BrokeOff(error) => ("The file breaks off", broke_off(error, n_samples)),
        Finding::Skipped { lines } => (
            "Lines were skipped",
            format!(
                "{} could not be read; they are listed with the file’s counts.",
                counted(*lines, "line", "lines")
            ),
        ),
        Finding::AttacksInMajority { share, distinct_share } => (
            "Attacks are in the majority",
            format!(
                "{} of the connections and {} of the distinct rows are attacks. Training on rows labelled normal \
                 is safe; training on all rows may rank normal traffic as the strange one.",
                percent(*share),
                percent(*distinct_share)
            ),
        ),
        Finding::UnknownLabels { labels, samples } => (
            "Some labels are unknown",
            format!(
                "{}: no published list has {}. {} count as attacks of an unknown family.",
                named(labels),
                if labels.len() == 1 { "this label" } else { "these labels" },
                counted(*samples, "connection", "connections")
            ),
        ),
        Finding::NoLabels => (
            "No labels",
            "The file does not say what is an attack. We can rank its connections, not grade the ranking."
                .to_owned(),
        ),
        Finding::Copies { copies, share } => (
            "Many rows are copies",
            format!(
                "{} of the rows repeat another one exactly ({} rows). Training sees each distinct row once, so that \
                 floods of copies do not drown the rest.",
                percent(*share),
                count(*copies)
            ),
        ),
        Finding::NotNumbers(misfits) => (
            "Some numbers are none",
            misfits
                .iter()
                .take(NAMES)
                .map(|misfit| {
                    format!(
                        "{}: {} with something else than a number, first “{}” in line {}. ",
                        misfit.column,
                        counted(misfit.samples, "row", "rows"),
                        misfit.text,
                        count(misfit.line)
                    )
                })
                .chain(["They count as missing; if the column holds names, say so under Columns.".to_owned()])
                .collect(),
        ),
        Finding::Missing(columns) => {
            ("Values are missing", format!("{}. Their rows are kept.", by_column(columns)))
        }
        Finding::Infinite(columns) => {
            ("Some numbers are infinite", format!("{}. They count as missing.", by_column(columns)))
        }
        Finding::OutOfRange(columns) => (
            "Values outside of the documented range",
            format!("{}. They are taken as they stand.", by_column(columns)),
        ),
        Finding::Latin1(columns) => {
            ("Some text is not UTF-8", format!("{}. It was read as Latin-1.", by_column(columns)))
        }
        Finding::Unseen(columns) => (
            "Names that training has never seen",
            columns.iter().map(|(column, names)| format!("{column}: {}. ", named(names))).collect(),
        ),
        Finding::Overlap { samples, share } => (
            "Rows of the training file come again",
            format!(
                "{} ({}) have features that the training file has too: detectors may know them.",
                counted(*samples, "row", "rows"),
                percent(*share)
            ),
        ),
        Finding::ConstantFeatures(features) => (
            "Some features never vary",
            format!("{} {} one value only and cannot tell anything.", named(features), has(features.len())),
        ),
    }
}

fn by_column(columns: &[(String, u64)]) -> String {
    let columns: Vec<String> = columns
        .iter()
        .map(|(column, samples)| format!("{column} ({})", counted(*samples, "row", "rows")))
        .collect();
    named(&columns)
}

fn has(n: usize) -> &'static str {
    if n == 1 { "has" } else { "have" }
}

fn named(names: &[String]) -> String {
    match names.len().checked_sub(NAMES) {
        Some(rest) if rest > 0 => format!("{} and {rest} more", names[..NAMES].join(", ")),
        _ => listed(names),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(found: Finding) -> String {
        finding(&found, 100).1.replace('\u{a0}', " ")
    }

    #[test]
    fn one_and_many_are_told_apart() {
        let features =
            |names: &[&str]| Finding::ConstantFeatures(names.iter().map(|n| (*n).to_owned()).collect());
        assert_eq!(sentence(features(&["a"])), "a has one value only and cannot tell anything.");
        assert_eq!(sentence(features(&["a", "b"])), "a and b have one value only and cannot tell anything.");
        let many = sentence(features(&["a", "b", "c", "d", "e", "f", "g", "h"]));
        assert!(many.starts_with("a, b, c, d, e, f and 2 more have"), "{many}");
    }

    #[test]
    fn numbers_stand_in_the_sentences() {
        let text = sentence(Finding::Copies { copies: 348_435, share: 0.7053 });
        assert!(text.starts_with("70.5 % of the rows repeat another one exactly (348,435 rows)."), "{text}");
    }
}
