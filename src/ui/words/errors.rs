//! What went wrong: what happened, what to do, what was kept.

use crate::data::error::DataError;
use crate::data::load_report::{LoadReport, SkipReason};
use crate::detectors::error::DetectorError;
use crate::engine::error::EngineError;
use crate::session::format::{bytes, count, counted};
use crate::session::{Notice, Session};

/// Names of columns that a message lists.
const MOST_NAMES: usize = 6;

/// An error for the visitor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What happened, and where.
    pub what: String,
    /// What to do about it.
    pub advice: &'static str,
}

/// Explains a notice that tells of a failure; `None` for the others.
pub fn explain(notice: &Notice) -> Option<Explanation> {
    let explanation = match notice {
        Notice::Cancelled { .. } | Notice::TrainingEnded { .. } => return None,
        Notice::Failed { error, file } => {
            let explanation = engine(error);
            match file {
                Some(name) => Explanation { what: format!("{name}: {}", explanation.what), ..explanation },
                None => explanation,
            }
        }
        Notice::NotFetched { name, reason } => Explanation {
            what: format!("{name} could not be fetched: {reason}."),
            advice: "Check the connection and try again, or open a file from your disk.",
        },
        Notice::SeveralFiles { n_files } => Explanation {
            what: format!(
                "{} files were given at once; none of them was opened.",
                count(u64::from(*n_files))
            ),
            advice: "Give one file, or two: one to train on and one to be scored.",
        },
        Notice::NoEngine { reason } => Explanation {
            what: format!("The browser did not start the workers that do the computing: {reason}."),
            advice: "Reload the page. If that does not help, try a current Chrome, Edge, Firefox or Safari.",
        },
    };
    Some(explanation)
}

/// Why an export of the scored file came to nothing.
pub fn not_exported(error: &DataError) -> String {
    format!("The CSV was not written: {error}. Open the file again and export once more.")
}

/// What is lost and what still stands after a job that came to nothing.
pub fn kept(session: &Session) -> String {
    let lost = match (session.lost_training, session.lost_results) {
        (true, true) => "The training that ran is ended, and its first results are gone. ",
        (true, false) => "The training that ran is ended. ",
        (false, true) => "The first results that were shown meanwhile are gone. ",
        (false, false) => "",
    };
    let still_there = match (&session.loaded, &session.scored) {
        (Some(file), Some(_)) => {
            format!("{} is still loaded, with the results of its last training.", file.name)
        }
        (Some(file), None) => format!("{} is still loaded.", file.name),
        (None, _) => "No file is loaded.".to_owned(),
    };
    format!("{lost}{still_there}")
}

/// Why a file is worth less than it should be: it broke off.
pub fn broke_off(error: &DataError, n_samples: u64) -> String {
    let what = match error {
        DataError::Damaged { reason } => format!("the compressed data is damaged ({reason})"),
        DataError::Read { offset, reason } => {
            format!("reading stopped at byte {} ({reason})", count(*offset))
        }
        other => other.to_string(),
    };
    format!(
        "The file breaks off: {what}. The {} before that are kept.",
        counted(n_samples, "connection", "connections")
    )
}

/// How many lines were skipped, and where.
pub fn skipped(report: &LoadReport) -> String {
    let shown: Vec<_> = report.first_skipped.iter().map(|skipped| count(skipped.line)).collect();
    let lines = counted(report.n_skipped, "line was", "lines were");
    let place = match (shown.len(), report.n_skipped > shown.len() as u64) {
        (0, _) => String::new(),
        (1, false) => format!(": line {}", shown.join("")),
        (_, false) => format!(": lines {}", listed(&shown)),
        (_, true) => format!(", the first ones are lines {}", listed(&shown)),
    };
    format!("{lines} skipped{place}. All others are kept.")
}

/// Why one line was skipped.
pub fn skip_reason(reason: &SkipReason) -> String {
    match reason {
        SkipReason::FieldCount { expected, found } => {
            format!("{} instead of {expected}", counted(u64::from(*found), "field", "fields"))
        }
        SkipReason::NotANumber { column, text } if text.is_empty() => format!("{column} is empty"),
        SkipReason::NotANumber { column, text } => format!("{column} is “{}”, not a number", visible(text)),
        SkipReason::EmptyCategory { column } => format!("{column} is empty"),
        SkipReason::OpenQuote | SkipReason::SplitRecord => reason.to_string(),
        SkipReason::TooLong { limit } => format!("longer than {}", bytes(*limit)),
    }
}

/// Untrusted text with its control characters written out, such as `\u{1b}`, lest they be unseen.
pub fn visible(text: &str) -> String {
    let one = |character: char| match character.is_control() {
        true => character.escape_default().to_string(),
        false => character.to_string(),
    };
    text.chars().map(one).collect()
}

/// `a, b and c`.
pub fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [firsts @ .., last] => format!("{} and {last}", firsts.join(", ")),
    }
}

/// The first names of a long list, and how many more there are.
fn shortened(names: &[String]) -> Vec<String> {
    let shown = if names.len() > MOST_NAMES + 1 { MOST_NAMES } else { names.len() };
    let (shown, more) = names.split_at(shown);
    let more = (!more.is_empty()).then(|| format!("{} more", count(more.len() as u64)));
    shown.iter().cloned().chain(more).collect()
}

fn engine(error: &EngineError) -> Explanation {
    match error {
        EngineError::Data(error) => data(error),
        EngineError::Detector(error) => detector(error),
        EngineError::NothingLoaded => Explanation {
            what: "There is nothing to train on: no file is loaded.".to_owned(),
            advice: "Open a file first, or try the sample.",
        },
        EngineError::NothingToTrainOn { eligible } => Explanation {
            what: format!(
                "This choice leaves {} to train on, which is too few.",
                counted(*eligible, "distinct row", "distinct rows")
            ),
            advice: "Train on all distinct rows, or open a larger file.",
        },
        EngineError::WorkerLost { worker, reason } => Explanation {
            what: format!("Worker {worker} stopped, most likely because the memory ran out: {reason}."),
            advice: "Open the file again with other tabs closed, or open a smaller part of it.",
        },
    }
}

fn data(error: &DataError) -> Explanation {
    const WANTED: &str = "Oddflow reads KDD Cup 1999, NSL-KDD, ARFF and CSV tables: one connection a line, plain, .gz or .zip.";
    match error {
        DataError::Empty => Explanation { what: "The file is empty.".to_owned(), advice: WANTED },
        DataError::NotText { what } => {
            Explanation { what: format!("The file is {what}, not text."), advice: WANTED }
        }
        DataError::Utf16 => Explanation {
            what: "The file is UTF-16 text, not UTF-8.".to_owned(),
            advice: "Save it once more as UTF-8: spreadsheets and editors offer that.",
        },
        DataError::UnknownFormat { line, found, text } => Explanation {
            what: format!(
                "This is no table: line {} has {}, and the lines have no columns in common. It begins “{text}”.",
                count(*line),
                counted(*found, "field", "fields")
            ),
            advice: WANTED,
        },
        DataError::TooFewLines { lines } => Explanation {
            what: format!("The file has only {}.", counted(*lines, "line", "lines")),
            advice: "A table needs at least two connections, one a line, below its header if it has one. Check whether the export was complete.",
        },
        DataError::NoSamples { lines } => Explanation {
            what: format!("None of the file's {} could be read.", counted(*lines, "line", "lines")),
            advice: WANTED,
        },
        DataError::Read { offset, reason } => Explanation {
            what: format!("Reading stopped at byte {}: {reason}.", count(*offset)),
            advice: "The file may have been changed, moved or be a folder. Choose it again.",
        },
        DataError::NoLineEnd { within } => Explanation {
            what: format!("No line ends within the first {} bytes.", count(*within)),
            advice: "A table has one connection a line. Check how the file was written.",
        },
        DataError::TooManyColumns { found, limit } => Explanation {
            what: format!("The file has {} columns; at most {} can be read.", count(*found), count(*limit)),
            advice: "Leave out columns that say nothing about a connection and open it again.",
        },
        DataError::NoFeatures => Explanation {
            what: "No column is left to learn from.".to_owned(),
            advice: "Turn at least one column on under Columns.",
        },
        DataError::ColumnsDiffer { missing, found, expected } => Explanation {
            what: match missing.is_empty() {
                true => format!(
                    "This file has {} columns without names, the training file {}.",
                    count(*found),
                    count(*expected)
                ),
                false => {
                    format!(
                        "The training file has columns that this one lacks: {}.",
                        listed(&shortened(missing))
                    )
                }
            },
            advice: "Open a file with the same columns, in any order, or train on this one. The training file is kept.",
        },
        DataError::NoTrainingFile => Explanation {
            what: "There is no file to train on yet.".to_owned(),
            advice: "Open the training file first, then the one to be scored.",
        },
        DataError::Damaged { reason } => Explanation {
            what: format!("The compressed data is damaged before its first line: {reason}."),
            advice: "Download the file again, or unpack it and open the unpacked file.",
        },
        DataError::InflatesTooFar { compressed, inflated } => Explanation {
            what: format!(
                "{} bytes inflate to {} and more, as no table does: reading stopped.",
                count(*compressed),
                count(*inflated)
            ),
            advice: "Compressed files are read up to 16 GiB and 500 times their size. If this is data, unpack it and open the unpacked file.",
        },
        DataError::LongDirectory { n_entries, .. } => Explanation {
            what: format!("The archive lists {}.", counted(*n_entries, "file", "files")),
            advice: "At most 10,000 files in a list of 16 MiB are looked at. Unpack it and open the file with the table.",
        },
        DataError::EmptyArchive => {
            Explanation { what: "The archive holds no files.".to_owned(), advice: WANTED }
        }
        DataError::SeveralFiles { entries } => Explanation {
            what: format!("The archive holds {} files.", count(entries.len() as u64)),
            advice: "Choose the one with the table.",
        },
        DataError::UnreadableEntry { name, what } => Explanation {
            what: format!("“{name}” in the archive is {what}."),
            advice: "Unpack the archive and open the unpacked file.",
        },
    }
}

fn detector(error: &DetectorError) -> Explanation {
    let what = match error {
        DetectorError::NoTrees => "A forest needs at least one tree.".to_owned(),
        DetectorError::TooManyTrees { found, limit } => {
            format!(
                "{} trees are too many: {} is the limit.",
                count(u64::from(*found)),
                count(u64::from(*limit))
            )
        }
        DetectorError::NoSamplesPerTree => "A tree needs at least one sample.".to_owned(),
        DetectorError::MaxFeatures { .. } => {
            "The share of features per tree must lie above 0 and at most at 100 %.".to_owned()
        }
        DetectorError::Ndim { limit, .. } => {
            format!("A split may lie across 1 to {limit} features.")
        }
        DetectorError::Contamination { .. } => "The contamination must lie between 0 and 50 %.".to_owned(),
        DetectorError::OutOfRange { name, least, most, .. } => {
            format!("The setting `{name}` must lie between {least} and {most}.")
        }
        DetectorError::Size { what, expected, found } => {
            format!("Something does not fit: {found} {what} instead of {expected}.")
        }
        DetectorError::Exploded => {
            "The autoencoder's loss grew beyond all numbers at once: its learning rate is too high."
                .to_owned()
        }
        DetectorError::Linfa { reason } => format!("The settings do not fit together: {reason}."),
        DetectorError::EmptyTrainingSet => "There is no sample to train on.".to_owned(),
    };
    Explanation { what, advice: "Change the settings and start again." }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::data::load_report::SkippedLine;
    use crate::session::tests::{scores, summary};

    #[test]
    fn untrusted_text_shows_what_cannot_be_seen() {
        assert_eq!(visible("a\u{1b}[31m\rb é<"), "a\\u{1b}[31m\\rb é<");
        let reason = SkipReason::FieldCount { expected: 6, found: 1 };
        assert_eq!(skip_reason(&reason), "1\u{a0}field instead of 6");
    }

    #[test]
    fn a_wrong_file_is_told_with_its_place_and_what_is_wanted() {
        let error = DataError::UnknownFormat { line: 1, found: 1, text: "Dear Sir".to_owned() };
        let explanation = {
            let file = Some("letter.txt".to_owned());
            explain(&Notice::Failed { error: EngineError::Data(error), file }).unwrap()
        };
        assert_eq!(
            explanation.what.replace('\u{a0}', " "),
            "letter.txt: This is no table: line 1 has 1 field, and the lines have no columns in common. It begins “Dear Sir”."
        );
        assert!(explanation.advice.contains("one connection a line"));
    }

    #[test]
    fn skipped_lines_are_named_as_far_as_they_are_known() {
        let skip = |line| SkippedLine {
            line,
            reason: SkipReason::FieldCount { expected: 42, found: 3 },
            text: String::new(),
        };
        let check = |lines: &[u64], n_skipped, expected: &str| {
            let first_skipped = lines.iter().map(|line| skip(*line)).collect();
            let report = LoadReport { n_skipped, first_skipped, ..LoadReport::default() };
            assert_eq!(skipped(&report).replace('\u{a0}', " "), expected);
        };
        check(&[7], 1, "1 line was skipped: line 7. All others are kept.");
        check(&[7, 1200, 1201], 3, "3 lines were skipped: lines 7, 1,200 and 1,201. All others are kept.");
        check(&[1, 2], 9, "9 lines were skipped, the first ones are lines 1 and 2. All others are kept.");
    }

    #[test]
    fn long_lists_of_columns_are_cut_short() {
        let names = |n: usize| (1..=n).map(|i| format!("c{i}")).collect::<Vec<_>>();
        assert_eq!(listed(&shortened(&names(7))), "c1, c2, c3, c4, c5, c6 and c7");
        assert_eq!(listed(&shortened(&names(41))), "c1, c2, c3, c4, c5, c6 and 35 more");
    }

    #[test]
    fn what_was_kept_is_said() {
        let mut session = Session::default();
        assert_eq!(kept(&session), "No file is loaded.");
        session.loaded = Some(Arc::new(summary("a.csv")));
        assert_eq!(kept(&session), "a.csv is still loaded.");
        (session.scored, session.lost_results) = (Some(Arc::new(scores())), true);
        let words = "The first results that were shown meanwhile are gone. \
                     a.csv is still loaded, with the results of its last training.";
        assert_eq!(kept(&session), words);
    }
}
