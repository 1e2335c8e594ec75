//! Building a table: lines come in, identical samples are stored once.

use crate::data::codes::Codes;
use crate::data::content_hash::hash_bytes;
use crate::data::interner::{Interner, Values};
use crate::data::load_report::SkipReason;
use crate::data::schema::{FeatureKind, Field, Schema};
use crate::data::table::{Column, Table};

/// Mixed into the hash of labels, which are no feature.
const LABEL_KEY: u64 = u64::MAX;
/// Mixed into the hash of whole lines.
const LINE_KEY: u64 = u64::MAX - 1;
/// Slots of the cache of lines: 16,384 x 32 bytes. Two of three lines of KDD'99 are found in it.
const N_LINE_SLOTS: usize = 1 << 14;
const NOWHERE: u32 = u32::MAX;

/// Collects samples of one shard.
pub struct TableBuilder {
    schema: Schema,
    interners: Vec<Interner>,
    labels: Interner,
    codes: Vec<Codes>,
    label_codes: Codes,
    vector_hashes: Vec<u128>,
    copies: Vec<u32>,
    first_lines: Vec<u64>,
    distinct: DistinctIndex,
    line_cache: Vec<(u128, u32)>,
    scratch: Vec<u32>,
    n_samples: u64,
}

impl TableBuilder {
    /// An empty table of this schema.
    pub fn new(schema: Schema) -> Self {
        let interner = |(column_idx, feature): (usize, &crate::data::schema::Feature)| {
            Interner::new(column_idx as u64, feature.kind)
        };
        Self {
            interners: schema.features.iter().enumerate().map(interner).collect(),
            labels: Interner::new(LABEL_KEY, FeatureKind::Categorical),
            codes: vec![Codes::default(); schema.features.len()],
            label_codes: Codes::default(),
            vector_hashes: Vec::new(),
            copies: Vec::new(),
            first_lines: Vec::new(),
            distinct: DistinctIndex::default(),
            line_cache: vec![(0, NOWHERE); N_LINE_SLOTS],
            scratch: Vec::with_capacity(schema.features.len()),
            n_samples: 0,
            schema,
        }
    }

    /// Samples taken in so far.
    pub const fn n_samples(&self) -> u64 {
        self.n_samples
    }

    /// Takes in one line, without its line end. `address` orders lines as the file does.
    ///
    /// # Errors
    /// When the line is no sample; nothing of it is kept then.
    pub fn push_line(&mut self, line: &[u8], address: u64) -> Result<(), SkipReason> {
        let line_hash = hash_bytes(LINE_KEY, line);
        let slot = (line_hash as usize) % N_LINE_SLOTS;
        let known = self.line_cache.get(slot).filter(|(hash, _)| *hash == line_hash).map(|(_, row)| *row);
        let row = match known.filter(|row| *row != NOWHERE) {
            Some(row) => row,
            None => {
                let row = self.distinct_row(line, address)?;
                if let Some(entry) = self.line_cache.get_mut(slot) {
                    *entry = (line_hash, row);
                }
                row
            }
        };
        let row = row as usize;
        if let (Some(copies), Some(first)) = (self.copies.get_mut(row), self.first_lines.get_mut(row)) {
            *copies += 1;
            *first = (*first).min(address);
        }
        self.n_samples += 1;
        Ok(())
    }

    /// The row of a line's values, a new one when they are new.
    fn distinct_row(&mut self, line: &[u8], address: u64) -> Result<u32, SkipReason> {
        let label = self.read_codes(line)?;
        let vector_hash = self
            .scratch
            .iter()
            .zip(&self.interners)
            .fold(0_u128, |sum, (code, interner)| sum.wrapping_add(interner.hash(*code)));
        let row_hash = vector_hash.wrapping_add(self.labels.hash(label));
        let next = self.copies.len() as u32;
        let row = self.distinct.find_or_insert(row_hash, next);
        if row == next {
            self.scratch.iter().zip(&mut self.codes).for_each(|(code, codes)| codes.push(*code));
            self.label_codes.push(label);
            self.vector_hashes.push(vector_hash);
            self.copies.push(0);
            self.first_lines.push(address);
        }
        Ok(row)
    }

    /// Puts the codes of a line's features into `scratch` and gives the label's code.
    fn read_codes(&mut self, line: &[u8]) -> Result<u32, SkipReason> {
        if memchr::memchr(b'"', line).is_some() {
            let mut record = csv::ByteRecord::new();
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .delimiter(self.schema.delimiter)
                .from_reader(line);
            // Reading from memory cannot fail, and one line is one record unless a quote is left open.
            let _ = reader.read_byte_record(&mut record);
            return self.read_fields(record.len(), record.iter());
        }
        let n_fields = memchr::memchr_iter(self.schema.delimiter, line).count() + 1;
        let mut rest = Some(line);
        let delimiter = self.schema.delimiter;
        let fields = std::iter::from_fn(move || {
            let text = rest?;
            let end = memchr::memchr(delimiter, text);
            rest = end.and_then(|end| text.get(end + 1..));
            text.get(..end.unwrap_or(text.len()))
        });
        self.read_fields(n_fields, fields)
    }

    fn read_fields<'a>(
        &mut self,
        n_fields: usize,
        fields: impl Iterator<Item = &'a [u8]>,
    ) -> Result<u32, SkipReason> {
        let expected = self.schema.fields.len();
        if n_fields != expected {
            return Err(SkipReason::FieldCount { expected: expected as u32, found: n_fields as u32 });
        }
        self.scratch.clear();
        let mut label = 0;
        let mut features = self.schema.features.iter().zip(&mut self.interners);
        for (text, role) in fields.zip(&self.schema.fields) {
            match role {
                Field::Feature => {
                    if let Some((feature, interner)) = features.next() {
                        self.scratch.push(interner.code(text, &feature.name)?);
                    }
                }
                Field::Label => {
                    let text = text.trim_ascii();
                    label = self.labels.code(text.strip_suffix(b".").unwrap_or(text), "label")?;
                }
                Field::Ignored => {}
            }
        }
        Ok(label)
    }

    /// The finished table. Codes are the ranks of a column's values; values of lines that were refused are gone.
    pub fn finish(self) -> Table {
        let columns = self.interners.into_iter().zip(self.codes);
        let columns =
            columns.map(|(interner, codes)| Column::ranked(interner.into_values(), &codes)).collect();
        let labelled = self.schema.labelled();
        let labels = match labelled {
            true => Column::ranked(self.labels.into_values(), &self.label_codes),
            false => Column { codes: self.label_codes, values: Values::Categorical(Vec::new()) },
        };
        Table {
            schema: self.schema,
            columns,
            labels,
            vector_hashes: self.vector_hashes,
            copies: self.copies,
            first_lines: self.first_lines,
        }
    }
}

/// Finds rows by their hash: open addressing over row numbers, at most half full.
#[derive(Default)]
struct DistinctIndex {
    slots: Vec<u32>,
    hashes: Vec<u128>,
}

impl DistinctIndex {
    /// The row with this hash; `next` when it is new, which must be the number of rows so far.
    fn find_or_insert(&mut self, hash: u128, next: u32) -> u32 {
        if (self.hashes.len() + 1) * 2 > self.slots.len() {
            self.grow();
        }
        let mask = self.slots.len() - 1;
        let mut position = hash as usize & mask;
        loop {
            match self.slots.get_mut(position) {
                Some(slot) if *slot == NOWHERE => {
                    *slot = next;
                    self.hashes.push(hash);
                    return next;
                }
                Some(slot) if self.hashes.get(*slot as usize) == Some(&hash) => return *slot,
                _ => position = (position + 1) & mask,
            }
        }
    }

    fn grow(&mut self) {
        let n_slots = (self.slots.len() * 2).max(1024);
        self.slots = vec![NOWHERE; n_slots];
        for (row, hash) in self.hashes.iter().enumerate() {
            let mut position = *hash as usize & (n_slots - 1);
            while self.slots.get(position).is_some_and(|slot| *slot != NOWHERE) {
                position = (position + 1) & (n_slots - 1);
            }
            if let Some(slot) = self.slots.get_mut(position) {
                *slot = row as u32;
            }
        }
    }
}
