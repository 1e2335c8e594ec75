//! Connections of the sample that ships with the site, which our own generator has written: no quotes, no gaps, no surprises.
//! A service worker reads it without all that a file of unknown origin takes.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::json;
use super::rows::Rows;
use crate::data::number::parse_number;
use crate::data::schema::{FeatureKind, KDD_FEATURES};

/// The sample's lines.
pub struct SampleRows {
    text: Vec<u8>,
    /// Where each line begins and ends.
    lines: Vec<(usize, usize)>,
}

impl SampleRows {
    /// Takes the sample's plain text.
    pub fn new(text: Vec<u8>) -> Self {
        let mut lines = Vec::new();
        let mut start = 0;
        for line in text.split(|byte| *byte == b'\n') {
            if !line.is_empty() {
                lines.push((start, start + line.len()));
            }
            start += line.len() + 1;
        }
        Self { text, lines }
    }
}

impl Rows for SampleRows {
    fn n_samples(&self) -> usize {
        self.lines.len()
    }

    fn connection(&self, sample: usize) -> Vec<u8> {
        let (start, end) = self.lines.get(sample).copied().unwrap_or_default();
        let line = self.text.get(start..end).and_then(|line| std::str::from_utf8(line).ok());
        json(&Line(line.unwrap_or_default()))
    }
}

/// A line of KDD Cup 1999 with its label.
struct Line<'a>(&'a str);

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_map(None)?;
        let mut texts = self.0.split(',');
        for ((name, kind), text) in KDD_FEATURES.iter().zip(&mut texts) {
            match parse_number(text.as_bytes()).filter(|_| *kind != FeatureKind::Categorical) {
                None => fields.serialize_entry(name, text)?,
                Some(whole) if whole == (whole as i64) as f64 => {
                    fields.serialize_entry(name, &(whole as i64))?;
                }
                Some(number) => fields.serialize_entry(name, &number)?,
            }
        }
        if let Some(label) = texts.next() {
            fields.serialize_entry("label", label.strip_suffix('.').unwrap_or(label))?;
        }
        fields.end()
    }
}
