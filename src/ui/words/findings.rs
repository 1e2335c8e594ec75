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
                "{} could not be read and count nowhere; they are listed with the file’s counts.",
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
        Finding::OwnLabels { normal, attacks } => (
            "Labels of the file’s own",
            match normal {
                Some(normal) => format!("“{normal}” counts as normal, {}.", as_attacks(attacks)),
                None => format!("No label counts as normal, {}.", as_attacks(attacks)),
            },
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

/// What to do about a finding.
pub const fn advice(finding: &Finding) -> &'static str {
    match finding {
        Finding::BrokeOff(_) => {
            "Get the file again and compare its size; what was read can be used meanwhile."
        }
        Finding::Skipped { .. } => {
            "Look at them: a few are no harm, many mean another separator, or another kind of file."
        }
        Finding::AttacksInMajority { .. } => {
            "Train on rows labelled normal, or on distinct rows and judge the result by its labels."
        }
        Finding::OwnLabels { .. } => {
            "Nothing need be done if that is so; otherwise choose the label of harmless connections under Columns, or correct the \
             labels’ spelling in the file."
        }
        Finding::UnknownLabels { .. } => {
            "Correct their spelling in the file if they are meant to be known ones; otherwise nothing need be done."
        }
        Finding::NoLabels => "Train on distinct rows, and look at the strangest ones yourself.",
        Finding::Copies { .. } => {
            "Read counts of distinct rows beside those of all rows. To let copies count in training, train on all rows."
        }
        Finding::NotNumbers(_) => "Say under Columns what the column is, or correct these lines.",
        Finding::Missing(_) => {
            "Nothing need be done for a few. A column that is mostly empty tells little: leave it out under Columns."
        }
        Finding::Infinite(_) => {
            "Find out where they come from: often it is a rate, divided by a time of zero."
        }
        Finding::OutOfRange(_) => {
            "Ask where the file comes from: other ranges often mean another tool, or other units."
        }
        Finding::Latin1(_) => "If names look wrong, save the file as UTF-8 and load it again.",
        Finding::Unseen(_) => {
            "Expect higher scores for these rows. If such names are ordinary now, train again with a file that has them."
        }
        Finding::Overlap { .. } => {
            "Do not take the result for that of new traffic: look at a file without these rows, too."
        }
        Finding::ConstantFeatures(_) => "Nothing need be done: in this file they tell no row from another.",
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

fn as_attacks(labels: &[String]) -> String {
    let labels: Vec<String> = labels
        .iter()
        .map(|label| if label.is_empty() { "(none)".to_owned() } else { label.clone() })
        .collect();
    match labels.len() {
        1 => format!("{} as an attack", named(&labels)),
        _ => format!("{} as attacks", named(&labels)),
    }
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
    fn what_to_do_is_a_sentence() {
        let own = Finding::OwnLabels { normal: Some("ok".to_owned()), attacks: vec!["evil".to_owned()] };
        assert_eq!(sentence(own.clone()), "“ok” counts as normal, evil as an attack.");
        let several = Finding::OwnLabels { normal: None, attacks: vec!["evil".to_owned(), String::new()] };
        assert_eq!(sentence(several), "No label counts as normal, evil and (none) as attacks.");
        for found in
            [own, Finding::NoLabels, Finding::Copies { copies: 1, share: 0.1 }, Finding::Latin1(Vec::new())]
        {
            let advice = advice(&found);
            assert!(advice.ends_with('.') && advice.starts_with(char::is_uppercase), "{advice}");
        }
    }

    #[test]
    fn numbers_stand_in_the_sentences() {
        let text = sentence(Finding::Copies { copies: 348_435, share: 0.7053 });
        assert!(text.starts_with("70.5 % of the rows repeat another one exactly (348,435 rows)."), "{text}");
    }
}
