//! Formats: recognising what kind of table a file holds from its first lines.
//!
//! `FORMATS` is the one list; a format is a file beside this one and a line there.

use serde::{Deserialize, Serialize};

use crate::data::error::DataError;
use crate::data::number::parse_number;
use crate::data::schema::{Feature, FeatureKind, Field, Schema};
use crate::data::{kdd99, nsl_kdd};

/// How much of a file, inflated, is looked at to recognise its format.
pub const HEAD_BYTES: usize = 64 * 1024;
/// Characters of a line that an error shows.
const SHOWN_CHARS: usize = 120;

/// A way to recognise a table of connections.
pub trait Format: Sync {
    /// Name for the visitor.
    fn name(&self) -> &'static str;
    /// The fields of its lines; the fields of a line that fit are this format's.
    fn fields(&self) -> &'static [&'static [Field]];
    /// The features in order.
    fn features(&self) -> Vec<Feature>;
}

/// Every known format; the first that fits wins.
pub const FORMATS: [&dyn Format; 2] = [&kdd99::Kdd99, &nsl_kdd::NslKdd];

/// A recognised format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recognised {
    /// Name of the format.
    pub format: String,
    /// How its lines become samples.
    pub schema: Schema,
}

/// Recognises a format from the first (inflated) bytes of a file.
///
/// # Errors
/// When the bytes are no text, or no line among the first is a record of a known format.
pub fn recognise(head: &[u8]) -> Result<Recognised, DataError> {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    if let Some(what) = not_text(head) {
        return Err(DataError::NotText { what: what.to_owned() });
    }
    let lines = || lines_of(head).enumerate().filter(|(_, line)| !line.trim_ascii().is_empty());
    let Some((first, text)) = lines().next() else {
        return Err(DataError::Empty);
    };
    if head.contains(&b'\r') && !head.contains(&b'\n') {
        return Err(DataError::LineEnds);
    }
    let first_fields = fields_of(text);
    let shown = |text: &str| text.chars().take(SHOWN_CHARS).collect();
    let unknown = || DataError::UnknownFormat {
        line: first as u64 + 1,
        found: first_fields.len() as u64,
        text: shown(&String::from_utf8_lossy(text)),
    };
    let mut refused = None;
    for (line, fields) in lines().map(|(line, text)| (line, fields_of(text))) {
        let Some((format, schema)) = of_width(fields.len()) else {
            continue;
        };
        let format = format.to_owned();
        if line == first && names_features(&fields, &schema) {
            return Ok(Recognised { format, schema: Schema { leading_lines: line as u64 + 1, ..schema } });
        }
        let misfits = misfits(&fields, &schema);
        match misfits.first() {
            None => return Ok(Recognised { format, schema }),
            Some((column, text)) => {
                let (line, column, text) = (line as u64 + 1, column.clone(), shown(text));
                let refusal = DataError::NotARecord { line, column, text };
                // A line without any number is the header of another kind of table: what follows would be misread.
                if line == first as u64 + 1 && misfits.len() == n_numeric(&schema) {
                    return Err(refusal);
                }
                refused.get_or_insert(refusal);
            }
        }
    }
    Err(refused.unwrap_or_else(unknown))
}

/// The format and schema of lines with so many fields.
fn of_width(n_fields: usize) -> Option<(&'static str, Schema)> {
    FORMATS.iter().find_map(|format| {
        let fields = format.fields().iter().find(|fields| fields.len() == n_fields)?.to_vec();
        let schema = Schema { features: format.features(), fields, delimiter: b',', leading_lines: 0 };
        Some((format.name(), schema))
    })
}

/// Numeric features of a line that hold something else: their names and texts.
fn misfits(fields: &[String], schema: &Schema) -> Vec<(String, String)> {
    let texts = fields.iter().zip(&schema.fields).filter(|(_, role)| **role == Field::Feature);
    let wrong = |(feature, (text, _)): &(&Feature, (&String, &Field))| {
        matches!(feature.kind, FeatureKind::Numeric { .. }) && parse_number(text.as_bytes()).is_none()
    };
    let named = |(feature, (text, _)): (&Feature, (&String, &Field))| (feature.name.clone(), text.clone());
    schema.features.iter().zip(texts).filter(wrong).map(named).collect()
}

fn n_numeric(schema: &Schema) -> usize {
    schema.features.iter().filter(|feature| matches!(feature.kind, FeatureKind::Numeric { .. })).count()
}

/// Whether the line spells the features' names.
fn names_features(fields: &[String], schema: &Schema) -> bool {
    let is_named = |(feature, text): (&Feature, &String)| feature.name.eq_ignore_ascii_case(text.trim());
    schema.features.iter().zip(fields).all(is_named)
}

/// Splits one line by the rules of CSV.
fn fields_of(line: &[u8]) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line);
    let mut record = csv::ByteRecord::new();
    match reader.read_byte_record(&mut record) {
        Ok(true) => record.iter().map(|field| String::from_utf8_lossy(field).into_owned()).collect(),
        _ => Vec::new(),
    }
}

fn lines_of(head: &[u8]) -> impl Iterator<Item = &[u8]> {
    head.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

/// What the bytes are, when they are no text.
fn not_text(head: &[u8]) -> Option<&'static str> {
    const SIGNATURES: [(&[u8], &str); 8] = [
        (b"\x89PNG", "a PNG picture"),
        (b"\xFF\xD8\xFF", "a JPEG picture"),
        (b"GIF8", "a GIF picture"),
        (b"PK\x03\x04", "a ZIP archive (or an Office document)"),
        (b"%PDF", "a PDF document"),
        (b"\xD4\xC3\xB2\xA1", "a packet capture (pcap)"),
        (b"\xFF\xFE", "UTF-16 text"),
        (b"\xFE\xFF", "UTF-16 text"),
    ];
    SIGNATURES
        .iter()
        .find_map(|(signature, what)| head.starts_with(signature).then_some(*what))
        .or_else(|| head.contains(&0).then_some("binary data"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(n_fields: usize) -> String {
        let mut fields = vec!["0", "tcp", "http", "SF"];
        fields.resize(41, "1");
        fields.extend(["normal.", "21", "more"]);
        fields.truncate(n_fields);
        fields.join(",") + "\n"
    }

    #[test]
    fn the_number_of_fields_tells_the_format() {
        let check = |n_fields, format: &str, labelled| {
            let found = recognise(line(n_fields).as_bytes()).expect("known");
            assert_eq!((found.format.as_str(), found.schema.labelled()), (format, labelled));
            assert_eq!(found.schema.features.len(), 41);
        };
        check(41, "KDD Cup 1999", false);
        check(42, "KDD Cup 1999", true);
        check(43, "NSL-KDD", true);
    }

    #[test]
    fn a_header_of_feature_names_is_no_sample() {
        let names: Vec<String> = crate::data::schema::kdd_features().into_iter().map(|f| f.name).collect();
        let text = format!("\u{feff}\n{},label\r\n{}", names.join(","), line(42));
        assert_eq!(recognise(text.as_bytes()).map(|found| found.schema.leading_lines), Ok(2));
    }

    #[test]
    fn a_broken_first_line_does_not_hide_the_format() {
        let text = format!("# connections\n\n{}", line(42));
        assert_eq!(recognise(text.as_bytes()).map(|found| found.format), Ok("KDD Cup 1999".to_owned()));
    }

    #[test]
    fn records_of_the_right_width_with_words_for_numbers_are_told() {
        let spaced = line(42).replace(',', ", ");
        assert_eq!(recognise(spaced.as_bytes()).map(|found| found.format), Ok("KDD Cup 1999".to_owned()));
        let words = vec!["word"; 42].join(",");
        let refusal = |line| DataError::NotARecord { line, column: "duration".into(), text: "word".into() };
        assert_eq!(recognise(words.as_bytes()), Err(refusal(1)));
        // Another table's header refuses the whole file, even when numbers follow.
        assert_eq!(recognise(format!("{words}\n{}", line(42)).as_bytes()), Err(refusal(1)));
    }

    #[test]
    fn what_is_no_table_is_told_apart() {
        let check = |bytes: &[u8], expected: DataError| assert_eq!(recognise(bytes), Err(expected));
        check(b"", DataError::Empty);
        check(b"\n \r\n", DataError::Empty);
        check(b"\x89PNG\r\n", DataError::NotText { what: "a PNG picture".into() });
        check(b"ab\0cd", DataError::NotText { what: "binary data".into() });
        check(b"1,2\r3,4\r", DataError::LineEnds);
        check(b"\nDear all,\n", DataError::UnknownFormat { line: 2, found: 2, text: "Dear all,".into() });
    }
}
