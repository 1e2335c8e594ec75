//! A larger file from a smaller one: the same labels, values and runs of rows, and as many distinct rows as wished.
//!
//! The source's rows come round after round in their order. A share of every label's rows is changed in a few numeric
//! fields, to values that other rows of this label have there, until they are like no row before.

use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write};
use std::ops::Range;

use rand_xoshiro::rand_core::SeedableRng;

use crate::sample::random::{Dice, Draw};

/// Fields that are bytes, seconds, counters or rates. Names and flags keep what belongs together.
const CHANGEABLE: [usize; 22] =
    [0, 4, 5, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40];
/// After so many tries a row stays as it is; the next one has the higher chance for it.
const TRIES: u32 = 40;
/// Every so many tries one more field is changed.
const TRIES_A_FIELD: u32 = 4;

/// The rows of a file by label.
pub struct Source {
    text: Vec<u8>,
    lines: Vec<Range<usize>>,
    /// A label's number for every line.
    label_of: Vec<usize>,
    /// Lines of every label.
    lines_of: Vec<Vec<usize>>,
}

impl Source {
    /// Of lines that end with a label.
    pub fn new(text: Vec<u8>) -> Self {
        let mut source = Self { text, lines: Vec::new(), label_of: Vec::new(), lines_of: Vec::new() };
        let mut labels = BTreeMap::new();
        let mut start = 0;
        for line in source.text.split_inclusive(|byte| *byte == b'\n') {
            let row = line.strip_suffix(b"\n").unwrap_or(line);
            let label = row.rsplit(|byte| *byte == b',').next().unwrap_or_default().to_vec();
            let n_labels = labels.len();
            let label = *labels.entry(label).or_insert(n_labels);
            source.lines_of.resize_with(source.lines_of.len().max(label + 1), Vec::new);
            source.lines_of[label].push(source.lines.len());
            source.label_of.push(label);
            source.lines.push(start..start + row.len());
            start += line.len();
        }
        source
    }

    fn row(&self, line: usize) -> &[u8] {
        &self.text[self.lines[line].clone()]
    }

    fn field(&self, line: usize, field: usize) -> &[u8] {
        self.row(line).split(|byte| *byte == b',').nth(field).unwrap_or_default()
    }
}

/// New rows that a label still needs, and the rows in which they may come.
#[derive(Clone, Copy, Default)]
struct Quota {
    wanted: usize,
    chances: usize,
}

/// Writes `n_rows` rows of which about `n_distinct` differ; returns how many really do.
pub fn write(
    source: &Source,
    n_rows: usize,
    n_distinct: usize,
    seed: u64,
    out: &mut impl Write,
) -> io::Result<usize> {
    let mut dice = Dice::seed_from_u64(seed);
    let mut seen = HashSet::new();
    let mut quotas = quotas(source, n_rows, n_distinct);
    let n_lines = source.lines.len();
    let mut changed = Vec::new();
    for line in (0..n_rows).map(|row| (row, row % n_lines)) {
        let (row, line) = line;
        let quota = &mut quotas[source.label_of[line]];
        let mut text = source.row(line);
        if row < n_lines {
            seen.insert(hash(text));
        } else {
            let share = quota.wanted as f64 / quota.chances as f64;
            quota.chances -= 1;
            if dice.chance(share) && change(source, line, &mut dice, &mut seen, &mut changed) {
                quota.wanted -= 1;
                text = &changed;
            }
        }
        out.write_all(text)?;
        out.write_all(b"\n")?;
    }
    Ok(seen.len())
}

/// Every label gets its part of the new rows by its part of the source's distinct ones.
fn quotas(source: &Source, n_rows: usize, n_distinct: usize) -> Vec<Quota> {
    let distinct_of: Vec<usize> = source.lines_of.iter().map(|lines| distinct(source, lines)).collect();
    let growth = n_distinct as f64 / distinct_of.iter().sum::<usize>().max(1) as f64;
    let mut quotas = vec![Quota::default(); distinct_of.len()];
    for row in source.lines.len()..n_rows {
        quotas[source.label_of[row % source.lines.len()]].chances += 1;
    }
    for (quota, distinct) in quotas.iter_mut().zip(distinct_of) {
        quota.wanted =
            ((distinct as f64 * growth).round() as usize).saturating_sub(distinct).min(quota.chances);
    }
    quotas
}

fn distinct(source: &Source, lines: &[usize]) -> usize {
    lines.iter().map(|line| source.row(*line)).collect::<HashSet<_>>().len()
}

/// Makes a row that nobody has seen from a line of the source; false if none was found.
fn change(
    source: &Source,
    line: usize,
    dice: &mut Dice,
    seen: &mut HashSet<u64>,
    changed: &mut Vec<u8>,
) -> bool {
    let others = &source.lines_of[source.label_of[line]];
    (0..TRIES).any(|tried| {
        let mut fields: Vec<&[u8]> = source.row(line).split(|byte| *byte == b',').collect();
        for _ in 0..=tried / TRIES_A_FIELD {
            let field = dice.pick(&CHANGEABLE);
            let other = others[dice.between(0, others.len() as u32 - 1) as usize];
            if field < fields.len() - 1 {
                fields[field] = source.field(other, field);
            }
        }
        changed.clear();
        changed.extend(fields.join(&b','));
        seen.insert(hash(changed))
    })
}

/// Sixty-four bits stand for a row: among a million rows two with the same are a chance of 1 in 30 million.
fn hash(row: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    row.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 42 fields: bytes and a counter differ, everything else is alike.
    fn source() -> Source {
        let row = |i: usize, label: &str| {
            let mut fields = vec!["0".to_owned(); 41];
            fields[4] = (i * 37 % 101).to_string();
            fields[22] = (i % 13).to_string();
            format!("{},{label}.\n", fields.join(","))
        };
        let normal = (0..100).map(|i| row(i, "normal"));
        let smurf = (0..300).map(|i| row(i % 3 + 1000, "smurf"));
        Source::new(normal.chain(smurf).collect::<String>().into_bytes())
    }

    #[test]
    fn rows_and_distinct_rows_are_as_many_as_wished_and_repeatable() {
        let make = |seed| {
            let mut out = Vec::new();
            let n_distinct = write(&source(), 2000, 300, seed, &mut out).unwrap();
            (String::from_utf8(out).unwrap(), n_distinct)
        };
        let (text, n_distinct) = make(1);
        let rows: Vec<_> = text.lines().collect();
        assert_eq!(rows.len(), 2000);
        assert_eq!(rows.iter().collect::<HashSet<_>>().len(), n_distinct);
        // 100 and 3 distinct rows become 291 and 9; three values in two fields that move together allow 9 at most.
        assert!((295..=300).contains(&n_distinct), "{n_distinct}");
        assert_eq!(rows.iter().filter(|row| row.ends_with(",smurf.")).count(), 1500);
        assert_eq!(make(1), make(1));
        assert_ne!(make(1).0, make(2).0);
    }

    #[test]
    fn values_come_from_rows_of_the_same_label() {
        let source = source();
        let values = |rows: &mut dyn Iterator<Item = &str>| {
            rows.map(|row| row.split(',').nth(4).unwrap().to_owned()).collect::<HashSet<_>>()
        };
        let mut out = Vec::new();
        write(&source, 2000, 300, 1, &mut out).unwrap();
        let (before, after) =
            (String::from_utf8(source.text.clone()).unwrap(), String::from_utf8(out).unwrap());
        let of_smurf = |text: &str| values(&mut text.lines().filter(|row| row.ends_with("smurf.")));
        assert_eq!(of_smurf(&before), of_smurf(&after));
    }
}
