//! A file's first lines, taken apart: how they are written, whether they have a header, how wide they are.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::data::arff::{self, Declared};
use crate::data::error::DataError;
use crate::data::number::parse_number;
use crate::data::quoted_line::QuotedLine;
use crate::data::schema::Dialect;
use crate::data::signature::not_text;

/// Bytes that may stand between two fields, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Lines that are looked at to find the delimiter.
const N_PROBED: usize = 50;
/// Characters of a line that an error shows.
const SHOWN_CHARS: usize = 120;

/// The start of a file.
pub struct Head<'a> {
    /// How its lines are written.
    pub dialect: Dialect,
    /// Fields of most records.
    pub width: usize,
    /// Names of the columns, unique, when the file tells them.
    pub header: Option<Vec<String>>,
    /// What an ARFF file declares.
    pub declared: Option<Vec<Declared>>,
    /// Lines before the first sample.
    pub first_record_line: u64,
    /// The records behind the header, of any width.
    pub records: Vec<Record<'a>>,
    /// Whether these are all records of the file.
    pub is_whole: bool,
    first_text: (u64, String, usize),
    /// Lines with something in them.
    n_filled: usize,
}

/// The fields of a record: of the file's own bytes where they are plain text, since a head has some 70,000 of them.
pub type Record<'a> = Vec<Cow<'a, str>>;

/// A record and the number of lines before it.
type Placed<'a> = (u64, Record<'a>);

impl<'a> Head<'a> {
    /// Takes the first bytes of a file apart; `is_whole` when they are all of it.
    ///
    /// # Errors
    /// When they are no text, have nothing in them, or no line ends within them.
    pub fn read(bytes: &'a [u8], is_whole: bool) -> Result<Self, DataError> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
            return Err(DataError::Utf16);
        }
        if let Some(what) = not_text(bytes) {
            return Err(DataError::NotText { what: what.to_owned() });
        }
        let line_end = if !bytes.contains(&b'\n') && bytes.contains(&b'\r') { b'\r' } else { b'\n' };
        // The last line may be torn.
        let whole = match memchr::memrchr(line_end, bytes) {
            _ if is_whole => bytes.len(),
            Some(last) => last + 1,
            None => return Err(DataError::NoLineEnd { within: bytes.len() as u64 }),
        };
        let bytes = bytes.get(..whole).unwrap_or(bytes);
        let lines: Vec<&'a [u8]> = bytes.split(|byte| *byte == line_end).map(without_return).collect();
        let filled = || lines.iter().enumerate().filter(|(_, line)| !line.trim_ascii().is_empty());
        let Some((first, text)) = filled().next() else {
            return Err(DataError::Empty);
        };
        let dialect = Dialect { line_end, ..Dialect::default() };
        let shown = decode(text).chars().take(SHOWN_CHARS).collect();
        if arff::is_arff(&lines) {
            return Self::of_arff(&lines, dialect, (first as u64 + 1, shown), is_whole);
        }
        let probed: Vec<&[u8]> = filled().take(N_PROBED).map(|(_, line)| *line).collect();
        let mut dialect = Dialect { delimiter: find_delimiter(&probed, dialect), ..dialect };
        let mut quoted = QuotedLine::new(dialect);
        let mut placed: Vec<Placed<'a>> =
            filled().map(|(number, line)| (number as u64, fields_of(line, &mut quoted))).collect();
        let has_open_quote = lines.iter().any(|line| memchr::memchr_iter(b'"', line).count() % 2 == 1);
        if has_open_quote && let Some(records) = records_with_line_ends(bytes, dialect, &placed) {
            dialect.quoted_lines = true;
            placed = records;
        }
        let first_text = (first as u64 + 1, shown, placed.first().map_or(0, |(_, fields)| fields.len()));
        let width = usual_width(placed.iter().map(|(_, fields)| fields.len())).0;
        let candidate = placed.iter().position(|(_, fields)| fields.len() == width);
        let is_header = candidate.is_some_and(|at| {
            let (before, after) = placed.split_at(at + 1);
            before.last().is_some_and(|(_, fields)| names_columns(fields, after, width))
        });
        let (mut header, mut first_record_line) = (None, 0);
        if let Some(at) = candidate.filter(|_| is_header) {
            first_record_line = match placed.get(at + 1) {
                Some((next, _)) if dialect.quoted_lines => *next,
                _ => placed.get(at).map_or(0, |(line, _)| line + 1),
            };
            header = placed.drain(..=at).next_back().map(|(_, names)| unique(&names));
        }
        let records: Vec<Record<'a>> = placed.into_iter().map(|(_, fields)| fields).collect();
        dialect.decimal_comma = dialect.delimiter != b',' && has_decimal_commas(&records);
        let declared = None;
        let n_filled = filled().count();
        Ok(Self {
            dialect,
            width,
            header,
            declared,
            first_record_line,
            records,
            is_whole,
            first_text,
            n_filled,
        })
    }

    /// What to say when no format fits.
    pub fn unknown(&self) -> DataError {
        // Two words beside a comma may be a letter.
        let is_cell = |text: &str| !text.is_empty() && (self.width > 2 || !text.contains(' '));
        let is_row = |record: &Record<'_>| record.iter().all(|field| is_cell(field.trim()));
        if self.is_whole && self.width > 1 && self.n_filled <= 2 && self.records.iter().all(is_row) {
            return DataError::TooFewLines { lines: self.n_filled as u64 };
        }
        let (line, text, found) = &self.first_text;
        DataError::UnknownFormat { line: *line, found: *found as u64, text: text.clone() }
    }

    /// Records as wide as most.
    pub fn full_records(&self) -> impl Iterator<Item = &Record<'a>> + Clone {
        self.records.iter().filter(|record| record.len() == self.width)
    }

    fn of_arff(
        lines: &[&'a [u8]],
        dialect: Dialect,
        first: (u64, String),
        is_whole: bool,
    ) -> Result<Self, DataError> {
        let (line, text) = first;
        let refused = || DataError::UnknownFormat { line, found: 1, text: text.clone() };
        let (declared, first_record_line) = arff::declarations(lines).ok_or_else(refused)?;
        let data = lines.get(first_record_line as usize..).unwrap_or_default();
        let quote = if data.iter().any(|line| line.contains(&b'\'')) { b'\'' } else { b'"' };
        let dialect = Dialect { quote, comment: Some(b'%'), ..dialect };
        let is_record = |line: &&&[u8]| !line.trim_ascii().is_empty() && !line.starts_with(b"%");
        let mut quoted = QuotedLine::new(dialect);
        let records = data.iter().filter(is_record).map(|line| fields_of(line, &mut quoted)).collect();
        let names: Record<'_> = declared.iter().map(|declared| declared.name.as_str().into()).collect();
        let header = unique(&names);
        Ok(Self {
            dialect,
            width: declared.len(),
            header: Some(header),
            declared: Some(declared),
            first_record_line,
            records,
            is_whole,
            first_text: (line, text, 1),
            n_filled: lines.len(),
        })
    }
}

/// Text of bytes that are UTF-8 or else Latin-1.
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

fn without_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Splits one line by the rules of CSV.
fn fields_of<'a>(line: &'a [u8], quoted: &mut QuotedLine) -> Record<'a> {
    let dialect = quoted.dialect();
    let is_plain = |byte: &u8| *byte != dialect.quote && *byte != dialect.line_end;
    // Without anything to unquote nothing need be copied.
    if !line.is_empty() && line.iter().all(is_plain) {
        return line.split(|byte| *byte == dialect.delimiter).map(decode).collect();
    }
    quoted.split(line);
    quoted.iter().map(|field| decode(field.text).into_owned().into()).collect()
}

fn owned(record: &csv::ByteRecord) -> Record<'static> {
    record.iter().map(|field| decode(field).into_owned().into()).collect()
}

/// All records, when quoted fields hold line ends and the records become more alike by that.
fn records_with_line_ends(
    bytes: &[u8],
    dialect: Dialect,
    lines: &[Placed<'_>],
) -> Option<Vec<Placed<'static>>> {
    let mut records = Vec::new();
    let mut spans_lines = false;
    // The reader counts line feeds only.
    let (mut line, mut counted) = (0, 0);
    for record in dialect.reader(bytes).into_byte_records() {
        let record = record.ok()?;
        let start = record.position().map_or(0, |position| position.byte() as usize);
        line += memchr::memchr_iter(dialect.line_end, bytes.get(counted..start).unwrap_or_default()).count()
            as u64;
        counted = start;
        let mut fields = owned(&record);
        if let Some(last) = fields.last_mut().filter(|last| last.ends_with('\r')) {
            last.to_mut().pop();
        }
        spans_lines |= fields.iter().any(|field| field.contains(char::from(dialect.line_end)));
        let is_blank = fields.len() == 1 && fields.iter().all(|field| field.trim().is_empty());
        if !is_blank {
            records.push((line, fields));
        }
    }
    let (width, share) = usual_width(records.iter().map(|(_, fields)| fields.len()));
    let (_, share_of_lines) = usual_width(lines.iter().map(|(_, fields)| fields.len()));
    (spans_lines && width > 1 && share > share_of_lines).then_some(records)
}

/// The width that most records have, the largest of several, and the share of records that have it.
fn usual_width(widths: impl Iterator<Item = usize>) -> (usize, f64) {
    let mut counts = BTreeMap::<usize, usize>::new();
    widths.for_each(|width| *counts.entry(width).or_default() += 1);
    let n_records: usize = counts.values().sum();
    let usual = counts.into_iter().max_by_key(|(width, count)| (*count, *width));
    usual.map_or((0, 0.0), |(width, count)| (width, count as f64 / n_records as f64))
}

/// The delimiter under which the lines are most alike, and of several the one that makes them widest.
fn find_delimiter(lines: &[&[u8]], dialect: Dialect) -> u8 {
    let quality = |delimiter: u8| {
        let mut quoted = QuotedLine::new(Dialect { delimiter, ..dialect });
        let widths = lines.iter().map(|line| fields_of(line, &mut quoted).len());
        let (width, share) = usual_width(widths);
        // Alike to a tenth: one broken line must not outweigh forty columns.
        if width > 1 { ((share * 10.0) as usize, width) } else { (0, 0) }
    };
    let best = DELIMITERS.into_iter().rev().max_by_key(|delimiter| quality(*delimiter));
    best.unwrap_or(b',')
}

/// Whether a record holds the names of the columns rather than values: it has no number where others have, or none of its
/// texts comes again.
fn names_columns(fields: &[Cow<'_, str>], after: &[Placed<'_>], width: usize) -> bool {
    let is_number = |text: &str| parse_number(text.as_bytes()).is_some();
    if fields.iter().any(|text| is_number(text)) || fields.iter().all(|text| text.trim().is_empty()) {
        return false;
    }
    let others = || after.iter().map(|(_, fields)| fields).filter(|fields| fields.len() == width).take(200);
    let n_others = others().count();
    if n_others == 0 {
        return false;
    }
    let column = |idx: usize| others().filter_map(move |fields| fields.get(idx));
    let is_numeric = |idx: usize| column(idx).filter(|text| is_number(text)).count() * 2 > n_others;
    let comes_again = |(idx, text): (usize, &Cow<'_, str>)| column(idx).any(|other| other == text);
    (0..width).any(is_numeric) || !fields.iter().enumerate().any(comes_again)
}

/// Names without the space around them; those that are missing or come again get a number.
fn unique(names: &[Cow<'_, str>]) -> Vec<String> {
    let mut unique: Vec<String> = Vec::with_capacity(names.len());
    for (idx, name) in names.iter().enumerate() {
        let name = match name.trim() {
            "" => column_name(idx),
            name => name.to_owned(),
        };
        let mut candidate = name.clone();
        let mut number = 2;
        while unique.contains(&candidate) {
            candidate = format!("{name} ({number})");
            number += 1;
        }
        unique.push(candidate);
    }
    unique
}

/// What a column without a name is called.
pub fn column_name(idx: usize) -> String {
    format!("column {}", idx + 1)
}

/// Whether numbers have a comma where others have a point.
fn has_decimal_commas(records: &[Record<'_>]) -> bool {
    let count = |separator: char| {
        let is_decimal = |text: &&Cow<'_, str>| {
            let parts = text.trim().trim_start_matches('-').split_once(separator);
            let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            parts.is_some_and(|(whole, decimals)| digits(whole) && digits(decimals))
        };
        records.iter().flatten().filter(is_decimal).count()
    };
    count(',') > count('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_without_quotes_is_split_as_readers_do() {
        let dialect = Dialect::default();
        for line in [
            "a,b",
            ",",
            "a,,",
            " a ,\t",
            "a\rb,c\r",
            "0,tcp,'x',1e5",
            "Gr\u{fc}\u{df}e,\0",
            "x",
            "",
            "\"a,b\",c",
        ] {
            let mut record = csv::ByteRecord::new();
            let found = dialect.reader(line.as_bytes()).read_byte_record(&mut record);
            assert!(found.is_ok(), "{line}");
            assert_eq!(fields_of(line.as_bytes(), &mut QuotedLine::new(dialect)), owned(&record), "{line}");
        }
    }

    fn head(text: &str) -> Head<'_> {
        Head::read(text.as_bytes(), true).expect("text")
    }

    #[test]
    fn delimiters_are_found_by_the_likeness_of_lines() {
        let check = |text: &str, delimiter: u8, width| {
            let head = head(text);
            assert_eq!(
                (char::from(head.dialect.delimiter), head.width),
                (char::from(delimiter), width),
                "{text}"
            );
        };
        check("a,b,c\n1,2,3\n", b',', 3);
        check("a;b\n1,5;2,5\n2,0;1,0\n", b';', 2);
        check("a\tb, c\td\n1\t2\t3\n", b'\t', 3);
        check("x|y\n1|2\n", b'|', 2);
        check("\"a,b\",c\n\"1,2\",3\n", b',', 2);
    }

    #[test]
    fn headers_are_told_from_samples() {
        let names = |text: &str| head(text).header;
        assert_eq!(names("a,b\n1,x\n2,y\n"), Some(vec!["a".into(), "b".into()]));
        assert_eq!(names("1,x\n2,y\n"), None);
        assert_eq!(names("tcp,x\nudp,y\ntcp,z\n"), None);
        let odd = Some(vec!["a".into(), "column 2".into(), "a (2)".into()]);
        assert_eq!(names("# made by hand\na,, a \n1,2,3\n4,5,6\n"), odd);
        assert_eq!(head("# made by hand\na,,a\n1,2,3\n4,5,6\n").first_record_line, 2);
    }

    #[test]
    fn quoted_line_ends_are_found_and_stray_quotes_are_not_taken_for_them() {
        let quoted = head("id,text\n1,\"one\ntwo\"\n2,\"three\"\n");
        assert!(quoted.dialect.quoted_lines);
        assert_eq!((quoted.records.len(), quoted.first_record_line), (2, 1));
        let of_macintosh = head("id,text\r1,\"one\rtwo\"\r2,\"three\"\r");
        assert!(of_macintosh.dialect.quoted_lines);
        assert_eq!((of_macintosh.records.len(), of_macintosh.first_record_line), (2, 1));
        let stray = head("id,text\n1,5\" disk\n2,x\n3,y\n");
        assert!(!stray.dialect.quoted_lines);
    }

    #[test]
    fn decimal_commas_are_found_where_commas_divide_nothing_else() {
        assert!(head("a;b\n1,5;x\n2,25;y\n").dialect.decimal_comma);
        assert!(!head("a;b\n1.5;x\n2.25;y\n").dialect.decimal_comma);
    }

    #[test]
    fn line_ends_of_old_macintoshes_are_lines_too() {
        let head = head("a,b\r1,2\r3,4\r");
        assert_eq!((head.dialect.line_end, head.records.len()), (b'\r', 2));
    }

    #[test]
    fn a_line_without_end_is_told() {
        let long = [b'x'; 1000];
        assert!(matches!(Head::read(&long, false), Err(DataError::NoLineEnd { within: 1000 })));
        assert!(Head::read(&long, true).is_ok());
    }
}
