//! Quotation marks: where a record ends when quoted fields may hold line ends.

use crate::data::schema::Dialect;

/// Where a scan stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quotes {
    is_open: bool,
    /// The mark that closed last.
    closed_at: Option<usize>,
}

impl Quotes {
    /// The first line end outside of quotes in `bytes`, which start where a record does; `from` is where an earlier scan of
    /// the same record stopped.
    pub fn find_end(&mut self, bytes: &[u8], from: usize, dialect: Dialect) -> Option<usize> {
        let rest = bytes.get(from..).unwrap_or_default();
        for position in memchr::memchr2_iter(dialect.quote, dialect.line_end, rest) {
            let at = from + position;
            if bytes.get(at) == Some(&dialect.line_end) {
                if !self.is_open {
                    return Some(at);
                }
            } else if self.is_open {
                (self.is_open, self.closed_at) = (false, Some(at));
            } else {
                // A mark opens at a field's start; right after a closing one it stands for itself and the field goes on.
                let before = at.checked_sub(1);
                let starts_field = before
                    .and_then(|before| bytes.get(before))
                    .is_none_or(|byte| [dialect.delimiter, dialect.line_end].contains(byte));
                self.is_open = starts_field || before == self.closed_at;
            }
        }
        None
    }

    /// Whether a line ends within quotes.
    pub fn stays_open(mut self, line: &[u8], dialect: Dialect) -> bool {
        self.find_end(line, 0, dialect);
        self.is_open
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(text: &str) -> Option<usize> {
        Quotes::default().find_end(text.as_bytes(), 0, Dialect::default())
    }

    #[test]
    fn records_end_outside_of_quotes() {
        assert_eq!(end("a,b\nc"), Some(3));
        assert_eq!(end("a,\"b\n\",c\nd"), Some(8));
        assert_eq!(end("\"a \"\"b\n\"\" c\"\nd"), Some(12));
        assert_eq!(end("5\" disk,b\nc"), Some(9));
        assert_eq!(end("a,\"open\n"), None);
        // Marks within a field that none opened stand for themselves, one by one or in pairs.
        assert_eq!(end("user=\"\",b\nc"), Some(9));
        assert_eq!(end("\"a\"b\"\"c\n\"\n"), Some(7));
    }

    #[test]
    fn records_end_where_a_reader_of_csv_ends_them() {
        let dialect = Dialect::default();
        for length in 1..=8 {
            for number in 0..4_u32.pow(length) {
                let byte = |place: u32| b"\",\na"[(number / 4_u32.pow(place) % 4) as usize];
                let text: Vec<u8> = (0..length).map(byte).chain([b'x']).collect();
                // A reader passes over lines with nothing in them.
                if text[0] == b'\n' {
                    continue;
                }
                let mut reader = dialect.reader(&text);
                let read = reader.read_byte_record(&mut csv::ByteRecord::new());
                assert!(read.is_ok_and(|read| read), "{text:?}");
                let end = reader.position().byte() as usize;
                let expected = (end < text.len()).then(|| end - 1);
                let found = Quotes::default().find_end(&text, 0, dialect);
                assert_eq!(found, expected, "{:?}", String::from_utf8_lossy(&text));
            }
        }
    }

    #[test]
    fn a_scan_may_stop_and_go_on() {
        let text = b"a,\"b\n\"\"c\n\",d\ne";
        for stop in 0..text.len() {
            let mut quotes = Quotes::default();
            let found = quotes.find_end(&text[..stop], 0, Dialect::default());
            let found = found.or_else(|| quotes.find_end(text, stop, Dialect::default()));
            assert_eq!(found, Some(12), "{stop}");
        }
    }

    #[test]
    fn open_lines_are_told() {
        assert!(Quotes::default().stays_open(b"a,\"b", Dialect::default()));
        assert!(!Quotes::default().stays_open(b"a,\"b\"", Dialect::default()));
    }
}
