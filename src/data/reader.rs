//! Reading blocks: lines become samples of a table or entries of a report.

use serde::{Deserialize, Serialize};

use crate::data::block::{Block, MAX_OVERRUN};
use crate::data::load_report::{SHOWN_CHARS, SHOWN_SKIPS, SkipReason, SkippedLine};
use crate::data::quotes::Quotes;
use crate::data::schema::Dialect;
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

/// How far a quoted field is followed to find out whether it ends.
const MAX_QUOTED: usize = 64 * 1024;
/// How many open quotes of a block are followed. One record found this way has the whole file read as quoted, so all others
/// need not be: 3 MB of open quotes took minutes.
const MAX_FOLLOWED: u32 = 16;

/// Address of a line: orders lines as the file does.
pub const fn line_address(block: u64, line: u64) -> u64 {
    block << 32 | line
}

/// A block's bytes without the mark that some files of text begin with.
pub fn without_mark(block: &Block) -> &[u8] {
    let bytes = block.bytes.as_slice();
    if block.index == 0 { bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes) } else { bytes }
}

/// The first line of some bytes, without its line end, and what follows it.
pub fn split_line(bytes: &[u8], dialect: Dialect) -> (&[u8], &[u8]) {
    let line_end = match dialect.quoted_lines {
        true => Quotes::default().find_end(bytes, 0, dialect),
        false => memchr::memchr(dialect.line_end, bytes),
    };
    let (line, after) = bytes.split_at(line_end.unwrap_or(bytes.len()));
    let line = match line_end {
        None => line.strip_suffix(&[dialect.line_end]).unwrap_or(line),
        Some(_) => line,
    };
    (line.strip_suffix(b"\r").unwrap_or(line), after.get(1..).unwrap_or_default())
}

/// Reads one block into the table.
pub fn read_lines(block: &Block, table: &mut TableBuilder) -> BlockReport {
    let mut report = BlockReport { index: block.index, ..BlockReport::default() };
    let (dialect, leading_lines) = (table.schema().dialect, table.schema().leading_lines);
    let mut rest = without_mark(block);
    table.start_block(block.index);
    let mut n_followed = 0;
    while !rest.is_empty() {
        let (line, after) = split_line(rest, dialect);
        rest = after;
        let number = report.n_lines;
        report.n_lines += 1;
        if dialect.quoted_lines {
            report.n_lines += memchr::memchr_iter(dialect.line_end, line).count() as u64;
        }
        let n_before = table.n_samples();
        if block.index == 0 && number < leading_lines {
            // A header is neither a sample nor a mistake.
        } else if block.cut && rest.is_empty() {
            report.skip(number, line, SkipReason::TooLong { limit: MAX_OVERRUN });
        } else if line.trim_ascii().is_empty() || is_comment(line, dialect) {
            report.n_blank += 1;
        } else if let Err(reason) = table.push_line(line, line_address(block.index, number)) {
            let follows = reason == SkipReason::OpenQuote && n_followed < MAX_FOLLOWED;
            n_followed += u32::from(follows);
            let goes_on = follows && table.schema().is_record(&joined(line, rest, dialect));
            report.skip(number, line, if goes_on { SkipReason::SplitRecord } else { reason });
        }
        let is_sample = table.n_samples() > n_before;
        for gap in number + u64::from(is_sample)..report.n_lines {
            table.note_gap(line_address(block.index, gap));
        }
    }
    report
}

/// A line within quotes with those that follow, up to the closing mark; the line alone when it is not in sight.
fn joined(line: &[u8], rest: &[u8], dialect: Dialect) -> Vec<u8> {
    let follows = rest.get(..MAX_QUOTED).unwrap_or(rest);
    let mut record = [line, &[dialect.line_end], follows].concat();
    let end = Quotes::default().find_end(&record, 0, dialect).unwrap_or(line.len());
    record.truncate(end);
    record
}

fn is_comment(line: &[u8], dialect: Dialect) -> bool {
    dialect.comment.is_some_and(|mark| line.first() == Some(&mark))
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
    use crate::data::schema::Corrections;

    fn read(text: &str, cut: bool) -> (BlockReport, u64) {
        let schema = recognise(text.as_bytes(), true, &Corrections::default(), None).expect("known").schema;
        let mut table = TableBuilder::new(schema);
        let block = Block { index: 0, bytes: text.as_bytes().to_vec(), cut };
        (read_lines(&block, &mut table), table.n_samples())
    }

    #[test]
    fn lines_are_counted_and_bad_ones_are_reported() {
        let good = format!("0,tcp,http,SF,{}normal.", "1,".repeat(37));
        let (report, n_samples) = read(&format!("\u{feff}{good}\r\n\n{good}\n1,2,3\nend"), true);
        assert_eq!((report.n_lines, report.n_blank, n_samples), (5, 1, 2));
        let expected = [("wrong number of fields".to_owned(), 1), ("line too long".to_owned(), 1)];
        assert_eq!(report.skipped, expected);
        assert_eq!(report.first_skipped[0].line, 3);
        assert_eq!(report.first_skipped[0].text, "1,2,3");
    }

    #[test]
    fn quoted_fields_may_hold_line_ends_and_delimiters() {
        let text = "id,text,n\n1,\"one\n, \"\"two\"\"\n\",5\n2,three,6\n3,\"open\n4,x,7\n";
        let (report, n_samples) = read(text, false);
        assert_eq!((report.n_lines, n_samples), (7, 2));
        assert_eq!((report.skipped.len(), report.first_skipped[0].line), (1, 5));
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_is_told_as_such() {
        let (report, n_samples) = read("a,b\n1,x\n2,\"y\n3,z\n", false);
        assert_eq!((report.skipped, n_samples), (vec![("open quotation mark".to_owned(), 1)], 2));
    }

    #[test]
    fn a_block_of_open_quotes_is_read_as_fast_as_another() {
        let text = format!("a,b,c,d\n1,2,3,4\n3,4,5,6\n{}", "1,\"x\",y\"z,\"w\n".repeat(100_000));
        let (report, n_samples) = read(&text, false);
        assert_eq!((report.skipped, n_samples), (vec![("open quotation mark".to_owned(), 100_000)], 2));
    }

    #[test]
    fn marks_that_open_nothing_lose_no_line() {
        let line = |i: u32| match i {
            _ if i == 500 => format!("{i},user=\"\",x\n"),
            _ if i.is_multiple_of(50) => format!("{i},\"a, b\",x\n"),
            _ => format!("{i},host,x\n"),
        };
        let text = format!("id,host,msg\n{}", (0..1000).map(line).collect::<String>());
        let (report, n_samples) = read(&text, false);
        assert_eq!((report.skipped, n_samples), (Vec::new(), 1000));
    }

    #[test]
    fn comments_of_arff_are_no_mistakes() {
        let text = "@relation x\n@attribute a real\n@attribute b real\n@data\n% note\n1,2\n3,4\n";
        let (report, n_samples) = read(text, false);
        assert_eq!((report.n_lines, report.n_blank, n_samples), (7, 1, 2));
    }
}
