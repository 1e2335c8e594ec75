//! Building a table: lines come in, identical samples are stored once.

use crate::data::chunks::{Chunks, CodeChunks};
use crate::data::codes::Codes;
use crate::data::column_builder::{ColumnBuilder, Reading};
use crate::data::content_hash::hash_line;
use crate::data::fields::{FieldText, Fields};
use crate::data::kdd99::documented_range;
use crate::data::label_column::NO_LABEL;
use crate::data::load_report::SkipReason;
use crate::data::profile::ColumnProfile;
use crate::data::quoted_line::QuotedLine;
use crate::data::quotes::Quotes;
use crate::data::reader::line_address;
use crate::data::schema::{Feature, FeatureKind, Misfits, Role, Schema};
use crate::data::table::{Column, Table, Values};

/// Mixed into the hash of labels, which are no feature.
const LABEL_KEY: u64 = u64::MAX;
/// Slots of the cache of lines: 16,384 x 16 bytes. Two of three lines of KDD'99 are found in it.
const N_LINE_SLOTS: usize = 1 << 14;
const NOWHERE: u32 = u32::MAX;

/// Collects samples of one shard.
pub struct TableBuilder {
    schema: Schema,
    columns: Vec<ColumnBuilder>,
    labels: ColumnBuilder,
    vector_hashes: Chunks<u128>,
    copies: Chunks<u32>,
    first_lines: Chunks<u64>,
    order: CodeChunks,
    blocks: Vec<(u64, u32)>,
    gaps: Vec<u64>,
    slots: Vec<u32>,
    line_cache: Vec<LineSlot>,
    /// The fields of the line that is read.
    fields: Fields,
    /// The same of a line with quotation marks.
    quoted_line: QuotedLine,
    /// Keys of the fields that were read last, each by its column.
    seen: Vec<u64>,
    /// What each of them adds to the hash of the features, and their sum.
    hashes: Vec<u128>,
    vector_hash: u128,
}

/// A line seen lately: 96 bits of its hash, other ones than those that chose the slot.
#[derive(Clone, Copy)]
struct LineSlot {
    hash: u64,
    more_hash: u32,
    row: u32,
}

impl TableBuilder {
    /// An empty table of this schema.
    pub fn new(schema: Schema) -> Self {
        let (misfits, decimal_comma) = (schema.misfits, schema.dialect.decimal_comma);
        let column = |(key, feature): (usize, &Feature)| {
            ColumnBuilder::new(key as u64, Reading { kind: feature.kind, misfits, decimal_comma })
        };
        let labels = Reading { kind: FeatureKind::Categorical, misfits: Misfits::Skip, decimal_comma };
        Self {
            columns: schema.features.iter().enumerate().map(column).collect(),
            labels: ColumnBuilder::new(LABEL_KEY, labels),
            vector_hashes: Chunks::default(),
            copies: Chunks::default(),
            first_lines: Chunks::default(),
            order: CodeChunks::default(),
            blocks: Vec::new(),
            gaps: Vec::new(),
            slots: Vec::new(),
            line_cache: vec![LineSlot { hash: 0, more_hash: 0, row: NOWHERE }; N_LINE_SLOTS],
            fields: Fields::default(),
            quoted_line: QuotedLine::new(schema.dialect),
            seen: vec![0; schema.fields.len()],
            hashes: vec![0; schema.fields.len()],
            vector_hash: 0,
            schema,
        }
    }

    /// How lines become samples.
    pub const fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Samples taken in so far.
    pub fn n_samples(&self) -> u64 {
        self.order.n_codes() as u64
    }

    /// Says that the lines which follow are of this block; blocks come in ascending order.
    pub fn start_block(&mut self, index: u64) {
        self.blocks.push((index, 0));
    }

    /// Notes a line that is no sample; lines come in ascending order.
    pub fn note_gap(&mut self, address: u64) {
        self.gaps.push(address);
    }

    /// Takes in one line, without its line end. `address` orders lines as the file does.
    ///
    /// # Errors
    /// When the line is no sample; nothing of it is kept then.
    pub fn push_line(&mut self, line: &[u8], address: u64) -> Result<(), SkipReason> {
        let line_hash = hash_line(line);
        let (hash, more_hash) = ((line_hash >> 64) as u64, (line_hash >> 32) as u32);
        let slot = line_hash as usize % N_LINE_SLOTS;
        let known =
            self.line_cache.get(slot).filter(|known| known.hash == hash && known.more_hash == more_hash);
        let row = match known.map(|known| known.row).filter(|row| *row != NOWHERE) {
            Some(row) => row,
            None => {
                let row = self.distinct_row(line, address)?;
                if let Some(slot) = self.line_cache.get_mut(slot) {
                    *slot = LineSlot { hash, more_hash, row };
                }
                row
            }
        };
        if let Some(copies) = self.copies.get_mut(row as usize) {
            *copies += 1;
        }
        if let Some((_, n_samples)) = self.blocks.last_mut() {
            *n_samples += 1;
        }
        self.order.push(row);
        Ok(())
    }

    /// The row of a line's values, a new one when they are new.
    fn distinct_row(&mut self, line: &[u8], address: u64) -> Result<u32, SkipReason> {
        let vector_hash = self.read_line(line, address)?;
        let label = self.labels.current_code();
        let next = self.copies.n_entries() as u32;
        let row = self.find_or_insert(vector_hash, label, next);
        if row == next {
            self.vector_hashes.push(vector_hash);
            self.copies.push(0);
            self.first_lines.push(address);
        }
        Ok(row)
    }

    /// Has the columns read a line's fields and gives the hash of its features.
    fn read_line(&mut self, line: &[u8], address: u64) -> Result<u128, SkipReason> {
        let dialect = self.schema.dialect;
        if memchr::memchr(dialect.quote, line).is_some() {
            if Quotes::default().stays_open(line, dialect) {
                return Err(SkipReason::OpenQuote);
            }
            let mut fields = std::mem::replace(&mut self.quoted_line, QuotedLine::new(dialect));
            let n_fields = fields.split(line);
            let hash = self.read_fields(n_fields, fields.iter().enumerate(), address);
            self.quoted_line = fields;
            return hash;
        }
        let mut fields = std::mem::take(&mut self.fields);
        let n_fields = fields.split(line, dialect.delimiter, &self.seen);
        let hash = self.read_fields(n_fields, fields.changed(line), address);
        self.fields = fields;
        hash
    }

    /// Most fields are what they were in the line before, and their columns need not be asked: `fields` may leave those out.
    #[inline]
    fn read_fields<'a>(
        &mut self,
        n_fields: usize,
        fields: impl Iterator<Item = (usize, FieldText<'a>)>,
        address: u64,
    ) -> Result<u128, SkipReason> {
        let expected = self.schema.fields.len();
        if n_fields != expected {
            return Err(SkipReason::FieldCount { expected: expected as u32, found: n_fields as u32 });
        }
        let (n_rows, delimiter) = (self.copies.n_entries(), self.schema.dialect.delimiter);
        for (idx, text) in fields {
            let (Some(field), Some(seen), Some(last)) =
                (self.schema.fields.get(idx), self.seen.get_mut(idx), self.hashes.get_mut(idx))
            else {
                continue;
            };
            let key = text.key(delimiter);
            if key == *seen && key != 0 {
                continue;
            }
            let hash = match field.role {
                Role::Feature(feature) => match self.columns.get_mut(feature as usize) {
                    Some(column) => {
                        column.settle(n_rows);
                        column.read(text, &field.name, address)?
                    }
                    None => 0,
                },
                Role::Label => {
                    let text = text.text.trim_ascii();
                    let text = match text.strip_suffix(b".").unwrap_or(text) {
                        b"" if self.schema.misfits == Misfits::Keep => NO_LABEL.as_bytes(),
                        text => text,
                    };
                    let text = FieldText::new(text);
                    self.labels.settle(n_rows);
                    self.labels.read(text, &field.name, address)?;
                    0
                }
                Role::Ignored(_) => 0,
            };
            // What was read before a refusal stays read: the sum is always that of what the columns read last.
            self.vector_hash = self.vector_hash.wrapping_sub(*last).wrapping_add(hash);
            (*seen, *last) = (key, hash);
        }
        Ok(self.vector_hash)
    }

    /// The row with these features and this label; `next` when it is new, which must be the number of rows so far.
    fn find_or_insert(&mut self, vector_hash: u128, label: u32, next: u32) -> u32 {
        // At most five of eight slots are taken.
        if (self.copies.n_entries() + 1) * 8 > self.slots.len() * 5 {
            self.grow_slots();
        }
        let mask = self.slots.len() - 1;
        let mut position = first_slot(vector_hash, label) & mask;
        // The bits beside a row's number tell nearly all others apart without a look at their hashes, which lie all over memory.
        let tag = tag(vector_hash) & !(mask as u32);
        loop {
            let Some(slot) = self.slots.get_mut(position) else { return next };
            let row = *slot & mask as u32;
            if *slot == NOWHERE {
                *slot = tag | next;
                return next;
            }
            if (*slot ^ row) == tag
                && self.vector_hashes.get(row as usize) == Some(&vector_hash)
                && self.labels.code_at(row as usize) == label
            {
                return row;
            }
            position = (position + 1) & mask;
        }
    }

    fn grow_slots(&mut self) {
        let n_slots = (self.slots.len() * 2).max(1024);
        // The old slots go before the new ones come.
        self.slots = Vec::new();
        self.slots.resize(n_slots, NOWHERE);
        for (row, hash) in self.vector_hashes.iter().enumerate() {
            let mut position = first_slot(*hash, self.labels.code_at(row)) & (n_slots - 1);
            while self.slots.get(position).is_some_and(|slot| *slot != NOWHERE) {
                position = (position + 1) & (n_slots - 1);
            }
            if let Some(slot) = self.slots.get_mut(position) {
                *slot = tag(*hash) & !(n_slots as u32 - 1) | row as u32;
            }
        }
    }

    /// Has all columns write what they still owe.
    fn settle(&mut self) {
        let n_rows = self.copies.n_entries();
        self.columns.iter_mut().for_each(|column| column.settle(n_rows));
        self.labels.settle(n_rows);
    }

    /// Drops what was read of this block and of those behind it.
    pub fn truncate(&mut self, block: u64) {
        self.settle();
        let end = line_address(block, 0);
        self.blocks.retain(|(index, _)| *index < block);
        self.gaps.retain(|gap| *gap < end);
        let n_samples: u64 = self.blocks.iter().map(|(_, n_samples)| u64::from(*n_samples)).sum();
        self.order.truncate(n_samples as usize);
        // Rows are numbered as they come first, so those that are only met later are the last ones.
        let mut n_rows = 0;
        self.order.for_each(|row| n_rows = n_rows.max(row + 1));
        self.columns.iter_mut().for_each(|column| column.truncate(n_rows, end));
        self.labels.truncate(n_rows, end);
        self.vector_hashes.truncate(n_rows);
        self.first_lines.truncate(n_rows);
        self.copies = Chunks::default();
        (0..n_rows).for_each(|_| self.copies.push(0));
        let copies = &mut self.copies;
        self.order.for_each(|row| {
            if let Some(copies) = copies.get_mut(row) {
                *copies += 1;
            }
        });
    }

    /// Starts to turn what was taken in into a table.
    pub fn finish(mut self) -> Finishing {
        self.settle();
        let Self {
            schema, mut columns, mut labels, vector_hashes, copies, first_lines, order, blocks, ..
        } = self;
        // What only reading needs goes before the lists are put together.
        drop((self.slots, self.line_cache));
        columns.iter_mut().chain([&mut labels]).for_each(ColumnBuilder::end_reading);
        let mut gaps = self.gaps;
        gaps.shrink_to_fit();
        let copies = copies.into_vec();
        let labels = match schema.labelled() {
            true => labels.finish(),
            false => Column {
                codes: Codes::of(copies.iter().map(|_| 0), 0),
                values: Values::Categorical(Vec::new()),
            },
        };
        let table = Table {
            columns: Vec::with_capacity(columns.len()),
            labels,
            vector_hashes,
            copies,
            first_lines,
            order,
            blocks,
            gaps,
            schema,
        };
        Finishing { columns: columns.into_iter(), profiles: Vec::new(), table }
    }
}

/// Where the search for a row starts.
const fn first_slot(vector_hash: u128, label: u32) -> usize {
    vector_hash as usize ^ (label as usize).wrapping_mul(0x9E37_79B9)
}

/// Bits of a hash that are none of those by which the search starts.
const fn tag(vector_hash: u128) -> u32 {
    (vector_hash >> 96) as u32
}

/// A table whose columns are being put in order, one at a time.
pub struct Finishing {
    columns: std::vec::IntoIter<ColumnBuilder>,
    profiles: Vec<ColumnProfile>,
    table: Table,
}

impl Finishing {
    /// Puts the next column in order: codes become the ranks of its values; values of lines that were refused are gone.
    /// Tells whether there was one.
    pub fn next_column(&mut self) -> bool {
        let Some(builder) = self.columns.next() else {
            return false;
        };
        let Table { schema, copies, columns, .. } = &mut self.table;
        let feature = schema.features.get(columns.len());
        let documented = feature
            .filter(|_| schema.misfits == Misfits::Skip)
            .and_then(|feature| documented_range(&feature.name));
        let (n_latin1, first_misfit) = (builder.n_latin1(copies), builder.first_misfit().cloned());
        let column = builder.finish();
        let profile = ColumnProfile::of(&column, copies, documented);
        self.profiles.push(ColumnProfile { n_latin1, first_misfit, ..profile });
        columns.push(column);
        true
    }

    /// The table, once all columns are in order, and a profile of each.
    pub fn into_table(mut self) -> (Table, Vec<ColumnProfile>) {
        while self.next_column() {}
        (self.table, self.profiles)
    }
}
