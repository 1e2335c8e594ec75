//! Building a column: every distinct value gets a code; its text is parsed and its hash computed once.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::data::chunks::{Chunks, CodeChunks};
use crate::data::content_hash::{hash_bytes, hash_name, hash_number, mix64};
use crate::data::fields::FieldText;
use crate::data::load_report::{SHOWN_CHARS, SkipReason};
use crate::data::number::{Gap, is_missing_name, parse_number, parse_with_comma};
use crate::data::schema::{FeatureKind, Misfits};
use crate::data::table::{Column, Values};

/// Slots of the text cache in front of the maps: 256 x 16 bytes a column stay in the processor's cache.
const N_SLOTS: usize = 256;
/// An odd number that spreads words over the slots (2^64 divided by the golden ratio).
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;
/// Distinct numbers from which on a column is kept as plain numbers: codes would save nothing and their maps cost much.
const MAX_CODED: usize = 1 << 15;

/// How a column's texts are read.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// As numbers or names.
    pub kind: FeatureKind,
    /// What becomes of texts that are no such value.
    pub misfits: Misfits,
    /// Whether numbers are written like `1,5`.
    pub decimal_comma: bool,
}

/// Takes in the values of one column.
pub struct ColumnBuilder {
    key: u64,
    reading: Reading,
    slots: Vec<Slot>,
    numbers: HashMap<u64, u32, BuildHasherDefault<Mix>>,
    names: HashMap<Box<[u8]>, u32>,
    values: Values,
    hashes: Vec<u128>,
    /// Codes of names that were not UTF-8.
    latin1: Vec<u32>,
    /// The first text that is no number, and the address of its line.
    first_misfit: Option<(u64, String)>,
    rows: Rows,
    current: Current,
}

/// Values of the rows so far.
enum Rows {
    Codes(CodeChunks),
    /// Too many different numbers.
    Numbers(Chunks<f64>),
}

/// The value read last.
#[derive(Clone, Copy)]
enum Current {
    Code(u32),
    Number(f64),
}

/// A short text seen lately and its code.
#[derive(Clone, Copy)]
struct Slot {
    text: u64,
    /// 255: nothing here yet.
    length: u8,
    code: u32,
}

#[derive(Default)]
struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash_bytes(self.0, bytes) as u64;
    }
    fn write_u64(&mut self, value: u64) {
        self.0 = mix64(value);
    }
}

impl ColumnBuilder {
    /// An empty column, whose `key` is mixed into every hash.
    pub fn new(key: u64, reading: Reading) -> Self {
        let values = match reading.kind {
            FeatureKind::Numeric { .. } => Values::Numeric(Vec::new()),
            FeatureKind::Categorical => Values::Categorical(Vec::new()),
        };
        Self {
            key,
            reading,
            slots: vec![Slot { text: 0, length: u8::MAX, code: 0 }; N_SLOTS],
            numbers: HashMap::default(),
            names: HashMap::new(),
            values,
            hashes: Vec::new(),
            latin1: Vec::new(),
            first_misfit: None,
            rows: Rows::Codes(CodeChunks::default()),
            current: Current::Code(0),
        }
    }

    /// Reads the value of the line at `address` and gives its hash. `column` names the column in a refusal.
    ///
    /// # Errors
    /// When the text is no such value and misfits are skipped.
    #[inline]
    pub fn read(&mut self, field: FieldText<'_>, column: &str, address: u64) -> Result<u128, SkipReason> {
        let FieldText { text, packed } = field;
        let Some(packed) = packed.filter(|_| matches!(self.rows, Rows::Codes(_))) else {
            return self.read_slowly(text, column, address);
        };
        // The upper bits of a product depend on all bits below them.
        let slot_idx = (packed.wrapping_mul(SPREAD) >> 56) as usize % N_SLOTS;
        let length = text.len() as u8;
        if let Some(slot) =
            self.slots.get(slot_idx).filter(|slot| slot.text == packed && slot.length == length)
        {
            self.current = Current::Code(slot.code);
            return Ok(self.hashes.get(slot.code as usize).copied().unwrap_or(0));
        }
        let hash = self.read_slowly(text, column, address)?;
        if let (Some(slot), Current::Code(code)) = (self.slots.get_mut(slot_idx), self.current) {
            *slot = Slot { text: packed, length, code };
        }
        Ok(hash)
    }

    /// Writes the value read last for all rows up to so many that have none yet: to be called before another value is read.
    /// Most rows repeat most values of the row before, and cost nothing until one changes.
    #[inline]
    pub fn settle(&mut self, n_rows: usize) {
        match (&mut self.rows, self.current) {
            (Rows::Codes(codes), Current::Code(code)) => codes.extend_to(n_rows, code),
            (Rows::Numbers(numbers), Current::Number(number)) => {
                (numbers.n_entries()..n_rows).for_each(|_| numbers.push(number));
            }
            // A column turns to plain numbers while it reads, when all rows before are settled.
            _ => {}
        }
    }

    /// The code read last, for a column of names.
    pub const fn current_code(&self) -> u32 {
        match self.current {
            Current::Code(code) => code,
            Current::Number(_) => 0,
        }
    }

    /// Code of a row; 0 in a column of plain numbers.
    pub fn code_at(&self, row: usize) -> u32 {
        match &self.rows {
            Rows::Codes(codes) if row < codes.n_codes() => codes.at(row),
            Rows::Codes(_) => self.current_code(),
            Rows::Numbers(_) => 0,
        }
    }

    /// Drops all rows from the given one on, and what was noted of lines from this address on.
    pub fn truncate(&mut self, n_rows: usize, address: u64) {
        self.first_misfit.take_if(|(line, _)| *line >= address);
        match &mut self.rows {
            Rows::Codes(codes) => codes.truncate(n_rows),
            Rows::Numbers(numbers) => numbers.truncate(n_rows),
        }
    }

    /// The first text that was no number, with the address of its line.
    pub const fn first_misfit(&self) -> Option<&(u64, String)> {
        self.first_misfit.as_ref()
    }

    /// Samples whose name was not UTF-8 and was read as Latin-1.
    pub fn n_latin1(&self, copies: &[u32]) -> u64 {
        if self.latin1.is_empty() {
            return 0;
        }
        let is_latin1 = |(row, _): &(usize, &u32)| self.latin1.contains(&self.code_at(*row));
        copies.iter().enumerate().filter(is_latin1).map(|(_, copies)| u64::from(*copies)).sum()
    }

    /// Gives back what only reading needs, in many columns the larger half.
    pub fn end_reading(&mut self) {
        self.slots = Vec::new();
        self.numbers = HashMap::default();
        self.names = HashMap::new();
        self.hashes = Vec::new();
    }

    /// The finished column; values of lines that were refused are gone.
    pub fn finish(self) -> Column {
        match self.rows {
            Rows::Codes(codes) => Column::ranked(self.values, codes),
            Rows::Numbers(numbers) => Column::of_numbers(&numbers.into_vec()),
        }
    }

    fn read_slowly(&mut self, text: &[u8], column: &str, address: u64) -> Result<u128, SkipReason> {
        match self.reading.kind {
            FeatureKind::Numeric { .. } => {
                let number = self.number(text, column, address)?;
                Ok(self.read_number(number))
            }
            FeatureKind::Categorical => self.read_name(text.trim_ascii(), column),
        }
    }

    fn number(&mut self, text: &[u8], column: &str, address: u64) -> Result<f64, SkipReason> {
        let number = match self.reading.decimal_comma {
            true => parse_with_comma(text),
            false => parse_number(text),
        };
        if let Some(number) = number {
            return Ok(number + 0.0);
        }
        let shown = || String::from_utf8_lossy(text).chars().take(SHOWN_CHARS).collect();
        if self.reading.misfits == Misfits::Skip {
            return Err(SkipReason::NotANumber { column: column.to_owned(), text: shown() });
        }
        let gap = Gap::of_text(text);
        if gap == Gap::NotANumber && self.first_misfit.is_none() {
            self.first_misfit = Some((address, shown()));
        }
        Ok(gap.number())
    }

    fn read_number(&mut self, number: f64) -> u128 {
        let hash = hash_number(self.key, number);
        let (Rows::Codes(codes), Values::Numeric(values)) = (&self.rows, &mut self.values) else {
            self.current = Current::Number(number);
            return hash;
        };
        let next = values.len() as u32;
        let code = *self.numbers.entry(number.to_bits()).or_insert(next);
        if code < next {
            self.current = Current::Code(code);
            return hash;
        }
        values.push(number);
        self.hashes.push(hash);
        self.current = Current::Code(code);
        if values.len() > MAX_CODED {
            let mut plain = Chunks::default();
            codes.for_each(|code| values.get(code).into_iter().for_each(|number| plain.push(*number)));
            self.rows = Rows::Numbers(plain);
            self.current = Current::Number(number);
            self.numbers = HashMap::default();
            self.values = Values::Numeric(Vec::new());
            self.hashes = Vec::new();
        }
        hash
    }

    fn read_name(&mut self, name: &[u8], column: &str) -> Result<u128, SkipReason> {
        if let Some(code) = self.names.get(name) {
            self.current = Current::Code(*code);
            return Ok(self.hashes.get(*code as usize).copied().unwrap_or(0));
        }
        let next = self.hashes.len() as u32;
        let is_missing = is_missing_name(name);
        if self.reading.misfits == Misfits::Skip && name.is_empty() {
            return Err(SkipReason::EmptyCategory { column: column.to_owned() });
        }
        let (text, is_latin1) = match std::str::from_utf8(name) {
            _ if is_missing && self.reading.misfits == Misfits::Keep => (String::new(), false),
            Ok(text) => (text.to_owned(), false),
            Err(_) => (name.iter().map(|byte| char::from(*byte)).collect(), true),
        };
        let hash = hash_name(self.key, text.as_bytes());
        // Two ways to write one name share its code.
        let known = self.names.get(text.as_bytes()).copied();
        let code = known.unwrap_or(next);
        if known.is_none() {
            if let Values::Categorical(values) = &mut self.values {
                values.push(text.clone());
            }
            self.hashes.push(hash);
            self.names.insert(text.into_bytes().into(), code);
        }
        if is_latin1 && !self.latin1.contains(&code) {
            self.latin1.push(code);
        }
        self.names.insert(name.into(), code);
        self.current = Current::Code(code);
        Ok(hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NUMERIC: FeatureKind = FeatureKind::Numeric { heavy_tail: false };

    fn column(kind: FeatureKind, misfits: Misfits) -> ColumnBuilder {
        ColumnBuilder::new(4, Reading { kind, misfits, decimal_comma: false })
    }

    fn codes(column: &mut ColumnBuilder, texts: &[&[u8]]) -> Vec<u32> {
        texts
            .iter()
            .map(|text| {
                column.read(FieldText::new(text), "x", 0).expect("a value");
                column.current_code()
            })
            .collect()
    }

    #[test]
    fn equal_values_share_a_code_however_they_are_written() {
        let mut numbers = column(NUMERIC, Misfits::Skip);
        assert_eq!(codes(&mut numbers, &[b"0", b"0.00", b"-0", b"0e5", b"0"]), [0; 5]);
        assert_eq!(codes(&mut numbers, &[b"1", b"1.0", b"0.5", b"123456789.25"]), [1, 1, 2, 3]);
    }

    #[test]
    fn refusals_name_the_column_and_the_text() {
        let mut numbers = column(NUMERIC, Misfits::Skip);
        let not_a_number = SkipReason::NotANumber { column: "count".into(), text: "many".into() };
        assert_eq!(numbers.read(FieldText::new(b"many"), "count", 0), Err(not_a_number));
        let mut names = column(FeatureKind::Categorical, Misfits::Skip);
        assert_eq!(
            names.read(FieldText::new(b" "), "flag", 0),
            Err(SkipReason::EmptyCategory { column: "flag".into() })
        );
        assert_eq!(codes(&mut names, &[b"S0"]), [0]);
    }

    #[test]
    fn gaps_are_kept_where_a_format_leaves_things_out() {
        let mut numbers = column(NUMERIC, Misfits::Keep);
        for (address, text) in [&b"1"[..], b"?", b"", b"Infinity", b"many", b"more", b"2"].iter().enumerate()
        {
            numbers.settle(address);
            numbers.read(FieldText::new(text), "x", address as u64).expect("kept");
        }
        numbers.settle(7);
        assert_eq!(numbers.first_misfit(), Some(&(4, "many".to_owned())));
        // What is dropped with its block is not told of.
        numbers.truncate(7, 5);
        assert!(numbers.first_misfit().is_some());
        numbers.truncate(7, 4);
        assert_eq!(numbers.first_misfit(), None);
        let finished = numbers.finish();
        assert_eq!(finished.codes.iter().collect::<Vec<_>>(), [0, 2, 2, 4, 3, 3, 1]);
        assert_eq!(finished.text(1), "");
        let mut names = column(FeatureKind::Categorical, Misfits::Keep);
        assert_eq!(codes(&mut names, &[b"-", b"", b"?", b"NaN", b"http"]), [0, 1, 1, 1, 2]);
    }

    #[test]
    fn names_that_are_not_utf8_are_read_as_latin1_and_counted() {
        let mut names = column(FeatureKind::Categorical, Misfits::Skip);
        let texts: [&[u8]; 3] = [b"caf\xE9", "caf\u{e9}".as_bytes(), b"tea"];
        assert_eq!(codes(&mut names, &texts), [0, 0, 1]);
        names.read(FieldText::new(b"caf\xE9"), "x", 0).expect("a name");
        names.settle(1);
        assert_eq!(names.n_latin1(&[7]), 7);
    }

    #[test]
    fn texts_that_end_in_nul_bytes_are_not_mixed_up() {
        let mut names = column(FeatureKind::Categorical, Misfits::Skip);
        assert_eq!(codes(&mut names, &[b"a", b"a\0", b"a\0\0"]), [0, 1, 2]);
    }

    #[test]
    fn many_different_numbers_are_kept_as_numbers() {
        let mut numbers = column(NUMERIC, Misfits::Keep);
        let n_rows = MAX_CODED as u32 + 1_000;
        for row in 0..n_rows {
            let text = format!("{}.5", row / 2 * 7 % n_rows);
            numbers.settle(row as usize);
            numbers.read(FieldText::new(text.as_bytes()), "x", 0).expect("a number");
        }
        for row in 0..n_rows {
            let text = format!("{}.25", row * 7 % n_rows);
            numbers.settle((n_rows + row) as usize);
            numbers.read(FieldText::new(text.as_bytes()), "x", 0).expect("a number");
        }
        numbers.settle(2 * n_rows as usize);
        let finished = numbers.finish();
        assert_eq!(finished.codes.len() as u32, 2 * n_rows);
        for row in 0..n_rows {
            assert_eq!(finished.text(row as usize), format!("{}.5", row / 2 * 7 % n_rows));
        }
    }
}
