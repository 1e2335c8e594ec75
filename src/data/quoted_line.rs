//! Fields of a line with quotation marks, with a reader that is used again: making one takes longer than reading a line.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};

use crate::data::fields::FieldText;
use crate::data::schema::Dialect;

/// The unquoted fields of the line that was split last.
pub struct QuotedLine {
    dialect: Dialect,
    /// Made for the first line.
    reader: Option<Reader>,
    /// The fields' text, one after the other.
    text: Vec<u8>,
    /// Where each of them ends.
    ends: Vec<usize>,
    n_fields: usize,
}

impl QuotedLine {
    /// A reader of lines that are written like this.
    pub const fn new(dialect: Dialect) -> Self {
        Self { dialect, reader: None, text: Vec::new(), ends: Vec::new(), n_fields: 0 }
    }

    /// How its lines are written.
    pub const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Splits a line and says how many fields it has; none when it is more than one record.
    pub fn split(&mut self, line: &[u8]) -> usize {
        // Unquoting only shortens, and every field but the last one ends with a delimiter; with room to spare the reader
        // stops only where the record does.
        let n_most = memchr::memchr_iter(self.dialect.delimiter, line).count() + 2;
        self.text.resize(self.text.len().max(line.len() + 1), 0);
        self.ends.resize(self.ends.len().max(n_most), 0);
        let reader = self.reader.get_or_insert_with(|| reader(self.dialect));
        reader.reset();
        let (result, n_read, n_text, n_ends) = reader.read_record(line, &mut self.text, &mut self.ends);
        if n_read < line.len() {
            // More than one record: whoever cut them apart saw other quotes than this reader. No part of it may pass for a sample.
            self.n_fields = 0;
            return 0;
        }
        self.n_fields = n_ends;
        let free = self.text.get_mut(n_text..).zip(self.ends.get_mut(n_ends..));
        if let (ReadRecordResult::InputEmpty, Some((text, ends))) = (result, free) {
            self.n_fields += reader.read_record(&[], text, ends).3;
        }
        self.n_fields
    }

    /// The fields, in order.
    pub fn iter(&self) -> impl Iterator<Item = FieldText<'_>> {
        let ends = self.ends.iter().take(self.n_fields);
        let starts = [0].iter().chain(&self.ends);
        starts.zip(ends).map(|(start, end)| FieldText::new(self.text.get(*start..*end).unwrap_or_default()))
    }
}

fn reader(dialect: Dialect) -> Reader {
    ReaderBuilder::new()
        .delimiter(dialect.delimiter)
        .quote(dialect.quote)
        .terminator(Terminator::Any(dialect.line_end))
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_split_as_a_fresh_reader_does_whatever_came_before() {
        let lines = [
            "a,\"b,\"\"c\"\"\",,\"\"",
            "\"long enough to need more room than the line before it\",x",
            "5\" disk,b",
            "\"one\ntwo\",\"\u{feff}\"",
            "\u{feff}\"x\",y",
            "\"open,z",
            "\"\"",
            "\"a\"b\"c\",d\r",
            ",\"\",",
        ];
        let dialect = Dialect { quoted_lines: true, ..Dialect::default() };
        let mut kept = QuotedLine::new(dialect);
        for line in lines {
            let mut expected = csv::ByteRecord::new();
            let found = dialect.reader(line.as_bytes()).read_byte_record(&mut expected);
            assert!(found.is_ok_and(|found| found), "{line:?}");
            assert_eq!(kept.split(line.as_bytes()), expected.len(), "{line:?}");
            let fields: Vec<&[u8]> = kept.iter().map(|field| field.text).collect();
            assert_eq!(fields, expected.iter().collect::<Vec<_>>(), "{line:?}");
        }
    }
}
