//! Quotation marks: where a record ends when quoted fields may hold line ends.

use crate::data::schema::Dialect;

/// Where a scan stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quotes {
    is_open: bool,
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
                self.is_open = false;
            } else {
                // A mark opens at a field's start; right after a closing one it stands for itself and the field goes on.
                let before = at.checked_sub(1).and_then(|before| bytes.get(before));
                self.is_open = before
                    .is_none_or(|byte| [dialect.delimiter, dialect.line_end, dialect.quote].contains(byte));
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
