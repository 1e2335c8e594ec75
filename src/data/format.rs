//! Formats: recognising what kind of table a file holds from its first lines.
//!
//! `FORMATS` is the one list; a format is a file beside this one and a line there.

use serde::{Deserialize, Serialize};

use crate::data::error::DataError;
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
/// When the bytes are no text, or no line among the first has a known number of fields.
pub fn recognise(head: &[u8]) -> Result<Recognised, DataError> {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    if let Some(what) = not_text(head) {
        return Err(DataError::NotText { what: what.to_owned() });
    }
    let lines = || lines_of(head).enumerate().filter(|(_, line)| !line.iter().all(u8::is_ascii_whitespace));
    let Some((first, text)) = lines().next() else {
        return Err(DataError::Empty);
    };
    lines().find_map(|(_, line)| fitting(line, text)).ok_or_else(|| DataError::UnknownFormat {
        line: first as u64 + 1,
        found: fields_of(text).len() as u64,
        text: String::from_utf8_lossy(text).chars().take(SHOWN_CHARS).collect(),
    })
}

/// A schema for which this line is a sample. `first_line` tells whether the file starts with a header.
fn fitting(line: &[u8], first_line: &[u8]) -> Option<Recognised> {
    let fields = fields_of(line);
    FORMATS.iter().find_map(|format| {
        let roles = format.fields().iter().find(|roles| roles.len() == fields.len())?;
        let features = format.features();
        let schema = Schema { features, fields: roles.to_vec(), delimiter: b',', leading_lines: 0 };
        let header = names_features(&fields_of(first_line), &schema);
        if !header && !reads_as_sample(&fields, &schema) {
            return None;
        }
        let schema = Schema { leading_lines: u64::from(header), ..schema };
        Some(Recognised { format: format.name().to_owned(), schema })
    })
}

/// Whether every numeric feature of the line is a number.
fn reads_as_sample(fields: &[String], schema: &Schema) -> bool {
    let mut features = schema.features.iter();
    fields.iter().zip(&schema.fields).all(|(text, role)| match role {
        Field::Feature => match features.next().map(|feature| feature.kind) {
            Some(FeatureKind::Numeric { .. }) => text.parse::<f64>().is_ok(),
            _ => true,
        },
        Field::Label | Field::Ignored => true,
    })
}

/// Whether the line spells the features' names.
fn names_features(fields: &[String], schema: &Schema) -> bool {
    fields.len() == schema.fields.len()
        && schema
            .features
            .iter()
            .zip(fields)
            .all(|(feature, text)| feature.name.eq_ignore_ascii_case(text.trim()))
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
        let text = format!("\u{feff}{},label\r\n{}", names.join(","), line(42));
        assert_eq!(recognise(text.as_bytes()).map(|found| found.schema.leading_lines), Ok(1));
    }

    #[test]
    fn a_broken_first_line_does_not_hide_the_format() {
        let text = format!("# connections\n\n{}", line(42));
        assert_eq!(recognise(text.as_bytes()).map(|found| found.format), Ok("KDD Cup 1999".to_owned()));
    }

    #[test]
    fn what_is_no_table_is_told_apart() {
        let check = |bytes: &[u8], expected: DataError| assert_eq!(recognise(bytes), Err(expected));
        check(b"", DataError::Empty);
        check(b"\n \r\n", DataError::Empty);
        check(b"\x89PNG\r\n", DataError::NotText { what: "a PNG picture".into() });
        check(b"ab\0cd", DataError::NotText { what: "binary data".into() });
        check(b"\nDear all,\n", DataError::UnknownFormat { line: 2, found: 2, text: "Dear all,".into() });
    }
}
