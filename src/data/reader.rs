//! Reading blocks: lines become samples of a table or entries of a report.

use serde::{Deserialize, Serialize};

use crate::data::block::{Block, MAX_OVERRUN};
use crate::data::load_report::{SHOWN_CHARS, SHOWN_SKIPS, SkipReason, SkippedLine};
use crate::data::table_builder::TableBuilder;

/// What became of one block's lines. Line numbers count from 0 within the block.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockReport {
    /// Which block.
    pub index: u64,
    /// Lines in it.
    pub n_lines: u64,
    /// Lines with nothing in them.
    pub n_blank: u64,
    /// How many lines were skipped, per kind of reason.
    pub skipped: Vec<(String, u64)>,
    /// The first of them.
    pub first_skipped: Vec<SkippedLine>,
}

/// Address of a line: orders lines as the file does.
pub const fn line_address(block: u64, line: u64) -> u64 {
    block << 32 | line
}

/// Reads one block into the table.
pub fn read_lines(block: &Block, leading_lines: u64, table: &mut TableBuilder) -> BlockReport {
    let mut report = BlockReport { index: block.index, ..BlockReport::default() };
    let mut rest = block.bytes.as_slice();
    if block.index == 0 {
        rest = rest.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(rest);
    }
    while !rest.is_empty() {
        let line_end = memchr::memchr(b'\n', rest);
        let (line, after) = rest.split_at(line_end.unwrap_or(rest.len()));
        rest = after.get(1..).unwrap_or_default();
        let number = report.n_lines;
        report.n_lines += 1;
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if block.index == 0 && number < leading_lines {
            continue;
        }
        if block.cut && rest.is_empty() {
            report.skip(number, line, SkipReason::TooLong { limit: MAX_OVERRUN });
        } else if line.trim_ascii().is_empty() {
            report.n_blank += 1;
        } else if let Err(reason) = table.push_line(line, line_address(block.index, number)) {
            report.skip(number, line, reason);
        }
    }
    report
}

impl BlockReport {
    fn skip(&mut self, line: u64, text: &[u8], reason: SkipReason) {
        match self.skipped.iter_mut().find(|(kind, _)| kind == reason.kind()) {
            Some((_, count)) => *count += 1,
            None => self.skipped.push((reason.kind().to_owned(), 1)),
        }
        if self.first_skipped.len() < SHOWN_SKIPS {
            let start = text.get(..SHOWN_CHARS * 4).unwrap_or(text);
            let text = String::from_utf8_lossy(start).chars().take(SHOWN_CHARS).collect();
            self.first_skipped.push(SkippedLine { line, reason, text });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::format::recognise;

    #[test]
    fn lines_are_counted_and_bad_ones_are_reported() {
        let good = format!("0,tcp,http,SF,{}normal.", "1,".repeat(37));
        let text = format!("\u{feff}{good}\r\n\n{good}\n1,2,3\nend");
        let schema = recognise(text.as_bytes()).expect("known").schema;
        let mut table = TableBuilder::new(schema);
        let block = Block { index: 0, bytes: text.into_bytes(), cut: true };
        let report = read_lines(&block, 0, &mut table);
        assert_eq!((report.n_lines, report.n_blank, table.n_samples()), (5, 1, 2));
        let expected = [("wrong number of fields".to_owned(), 1), ("line too long".to_owned(), 1)];
        assert_eq!(report.skipped, expected);
        assert_eq!(report.first_skipped[0].line, 3);
        assert_eq!(report.first_skipped[0].text, "1,2,3");
    }
}
