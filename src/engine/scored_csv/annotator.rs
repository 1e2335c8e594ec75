//! Putting scores behind the lines of a block, as a shard does it for the blocks that it read.

use super::ScoredCsvWish;
use crate::data::block::Block;
use crate::data::reader::{line_address, split_line, without_mark};
use crate::detectors::Detector;
use crate::engine::questions::Known;
use crate::engine::questions::explain::contributions;

/// Reasons that a flagged line gets.
const N_REASONS: usize = 3;
/// No feature.
const NONE: u16 = u16::MAX;

/// One export in a shard.
pub struct Annotator {
    wish: ScoredCsvWish,
    /// The most telling features of every row that was looked at; empty before.
    reasons: Vec<Option<[u16; N_REASONS]>>,
}

impl Annotator {
    /// Prepares for blocks.
    pub const fn new(wish: ScoredCsvWish) -> Self {
        Self { wish, reasons: Vec::new() }
    }

    /// The block's part of the CSV.
    pub fn annotate(&mut self, block: &Block, known: &Known<'_>) -> Vec<u8> {
        let table = &known.owned.table;
        self.explain_flagged(block.index, known);
        let (dialect, leading_lines) = (table.schema.dialect, table.schema.leading_lines);
        let mut csv = Vec::with_capacity(block.bytes.len() * 3 / 2);
        let mut rest = without_mark(block);
        let mut samples = table.samples_of(block.index).peekable();
        let mut number = 0;
        if block.index == 0 && leading_lines != 1 {
            let names: Vec<String> =
                self.wish.columns.iter().map(|name| quoted(name, dialect.delimiter)).collect();
            csv.extend_from_slice(names.join(&char::from(dialect.delimiter).to_string()).as_bytes());
            self.head(dialect.delimiter, &mut csv);
        }
        while !rest.is_empty() {
            let (line, after) = split_line(rest, dialect);
            let address = line_address(block.index, number);
            if block.index == 0 && number == 0 && leading_lines == 1 {
                csv.extend_from_slice(line);
                self.head(dialect.delimiter, &mut csv);
            }
            number += 1;
            if dialect.quoted_lines {
                number += memchr::memchr_iter(dialect.line_end, line).count() as u64;
            }
            rest = after;
            let Some((_, row)) = samples.next_if(|(at, _)| *at == address) else { continue };
            if !self.wish.flagged_only || self.is_flagged(row, known) {
                csv.extend_from_slice(line);
                self.scores(row, known, &mut csv);
            }
        }
        csv
    }

    /// Finds the reasons of the block's flagged rows that were not met before, all at once.
    fn explain_flagged(&mut self, block: u64, known: &Known<'_>) {
        let table = &known.owned.table;
        self.reasons.resize(table.n_rows(), None);
        let is_new = |row: &usize| self.is_flagged(*row, known) && self.reasons.get(*row) == Some(&None);
        let mut rows: Vec<u32> =
            table.samples_of(block).map(|(_, row)| row).filter(is_new).map(|row| row as u32).collect();
        rows.sort_unstable();
        rows.dedup();
        let by_detector = contributions(known, &rows);
        for (place, row) in rows.iter().enumerate() {
            let of_row = by_detector.iter().filter_map(|(_, rows)| rows.get(place).map(Vec::as_slice));
            if let Some(reasons) = self.reasons.get_mut(*row as usize) {
                *reasons = Some(most_telling(of_row));
            }
        }
    }

    fn wanted(&self) -> impl Iterator<Item = (Detector, f64)> {
        let threshold = |detector: Detector| Some((detector, self.wish.thresholds[detector.index()]?));
        Detector::ALL.into_iter().filter_map(threshold)
    }

    fn is_flagged(&self, row: usize, known: &Known<'_>) -> bool {
        let Some(scores) = known.scores else { return false };
        self.wanted()
            .any(|(detector, threshold)| scores.of(detector).get(row).is_some_and(|score| *score > threshold))
    }

    /// The names of the columns that are added.
    fn head(&self, delimiter: u8, csv: &mut Vec<u8>) {
        for (detector, _) in self.wanted() {
            for what in ["score", "flagged"] {
                csv.push(delimiter);
                csv.extend_from_slice(format!("{}_{what}", detector.name()).as_bytes());
            }
        }
        csv.push(delimiter);
        csv.extend_from_slice(b"reasons\n");
    }

    /// The values of the columns that are added.
    fn scores(&self, row: usize, known: &Known<'_>, csv: &mut Vec<u8>) {
        let dialect = known.owned.table.schema.dialect;
        for (detector, threshold) in self.wanted() {
            let score = known.scores.and_then(|scores| scores.of(detector).get(row)).copied();
            let text = score.map(|score| score.to_string()).unwrap_or_default();
            let text = if dialect.decimal_comma { text.replace('.', ",") } else { text };
            csv.push(dialect.delimiter);
            csv.extend_from_slice(text.as_bytes());
            csv.push(dialect.delimiter);
            let flagged = score.map_or("", |score| if score > threshold { "true" } else { "false" });
            csv.extend_from_slice(flagged.as_bytes());
        }
        csv.push(dialect.delimiter);
        let reasons = self.reasons.get(row).copied().flatten().filter(|_| self.is_flagged(row, known));
        let names: Vec<&str> = reasons
            .iter()
            .flatten()
            .filter_map(|feature_idx| self.wish.features.get(usize::from(*feature_idx)).map(String::as_str))
            .collect();
        csv.extend_from_slice(quoted(&names.join(" | "), dialect.delimiter).as_bytes());
        csv.push(b'\n');
    }
}

/// The features that add most, each detector's additions taken as shares.
fn most_telling<'a>(by_detector: impl Iterator<Item = &'a [f64]>) -> [u16; N_REASONS] {
    let mut sums: Vec<f64> = Vec::new();
    for contributions in by_detector {
        let total: f64 = contributions.iter().filter(|part| **part > 0.0).sum();
        sums.resize(contributions.len().max(sums.len()), 0.0);
        for (sum, part) in sums.iter_mut().zip(contributions).filter(|_| total > 0.0) {
            *sum += part / total;
        }
    }
    let mut telling: Vec<(usize, f64)> = sums.into_iter().enumerate().filter(|(_, sum)| *sum > 0.0).collect();
    telling.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut features = telling.into_iter().map(|(feature_idx, _)| feature_idx as u16);
    [(); N_REASONS].map(|()| features.next().unwrap_or(NONE))
}

/// A cell of the CSV, in quotes where it needs them.
fn quoted(cell: &str, delimiter: u8) -> String {
    let needs = |c: char| c == char::from(delimiter) || ['"', '\n', '\r'].contains(&c);
    match cell.contains(needs) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    }
}
