//! Strange samples as CSV: rank, place, score and every feature.

use crate::data::label::Family;
use crate::export::spreadsheet::cell;

/// Endings of files that can be read, dropped from names made after them.
const ENDINGS: [&str; 5] = [".gz", ".csv", ".txt", ".data", ".arff"];

/// One line of the file.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// Line of the source where it stands first.
    pub line: u64,
    /// Samples that are equal to it, itself included.
    pub copies: u64,
    /// Its label; untrusted text.
    pub label: Option<&'a str>,
    /// The label's family.
    pub family: Family,
    /// Its score.
    pub score: f64,
    /// Whether the score lies above the threshold.
    pub flagged: bool,
    /// Feature values; untrusted text.
    pub values: &'a [String],
}

/// The file's bytes: a head, then the rows in their order with ranks from 1.
///
/// # Errors
/// Only what the CSV writer says, which writes to memory.
pub fn csv<'a>(features: &[String], rows: impl IntoIterator<Item = Row<'a>>) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head = ["rank", "line", "copies", "label", "family", "isolation_forest_score", "flagged"];
    writer.write_record(head.into_iter().chain(features.iter().map(String::as_str)))?;
    for (index, row) in rows.into_iter().enumerate() {
        let first = [
            (index + 1).to_string(),
            row.line.to_string(),
            row.copies.to_string(),
            cell(row.label.unwrap_or_default()).into_owned(),
            row.family.name().to_owned(),
            row.score.to_string(),
            row.flagged.to_string(),
        ];
        let values = row.values.iter().map(|value| cell(value).into_owned());
        writer.write_record(first.into_iter().chain(values))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

/// A name that says what is in it: `KDDTest+_iforest_seed42_strangest.csv`.
pub fn file_name(source: &str, seed: u64, what: &str) -> String {
    let mut stem = source;
    while let Some(shorter) = ENDINGS.iter().find_map(|ending| stem.strip_suffix(ending)) {
        stem = shorter;
    }
    // What some system forbids in names, and what would hide a name or turn it around.
    let is_plain = |c: char| c.is_alphanumeric() || "+-_.() ".contains(c);
    let stem: String = stem.chars().take(80).map(|c| if is_plain(c) { c } else { '_' }).collect();
    format!("{}_iforest_seed{seed}_{what}", stem.trim_start_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_has_its_rank_its_score_and_safe_cells() {
        let values = ["a,\"b\"".to_owned(), "-3".to_owned()];
        let row = Row {
            line: 7,
            copies: 2,
            label: Some("=evil"),
            family: Family::Unknown,
            score: 0.625,
            flagged: true,
            values: &values,
        };
        let bytes = csv(&["service".to_owned(), "src_bytes".to_owned()], [row]).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(
            lines[0],
            "rank,line,copies,label,family,isolation_forest_score,flagged,service,src_bytes"
        );
        assert_eq!(lines[1], "1,7,2,'=evil,unknown,0.625,true,\"a,\"\"b\"\"\",-3");
    }

    #[test]
    fn names_keep_the_source_and_lose_its_endings() {
        let check = |source, expected| assert_eq!(file_name(source, 42, "x.csv"), expected);
        check("KDDTest+.txt", "KDDTest+_iforest_seed42_x.csv");
        check("kddcup.data_10_percent.gz", "kddcup.data_10_percent_iforest_seed42_x.csv");
        check("sample.csv.gz", "sample_iforest_seed42_x.csv");
        check("../a\\b:\u{202e}c.csv", "_a_b__c_iforest_seed42_x.csv");
    }
}
