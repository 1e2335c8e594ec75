//! Formats: recognising what kind of table a file holds from its first lines.
//!
//! `FORMATS` is the one list; a format is a file beside this one and a line there.

use serde::{Deserialize, Serialize};

use crate::data::arff::Arff;
use crate::data::custom::{Custom, has_labels};
use crate::data::error::DataError;
use crate::data::head::Record;
use crate::data::kaggle_nids::KaggleNids;
use crate::data::kdd99::{Kdd99, NslKdd};
use crate::data::number::parse_number;
use crate::data::schema::{
    Choice, Corrections, Dialect, Feature, FeatureKind, Field, KDD_FEATURES, Misfits, Role, Schema, Unused,
    kdd_features,
};
use crate::data::wanted::{conform, correct};

pub use crate::data::head::Head;

/// How much of a file, inflated, is looked at to recognise its format.
pub const HEAD_BYTES: usize = 256 * 1024;
/// The most columns that a table may have.
pub const MAX_COLUMNS: usize = 1024;

/// A way to recognise a table of connections.
pub trait Format: Sync {
    /// Name for the visitor.
    fn name(&self) -> &'static str;
    /// How lines become samples in a file of this format; `None` when it is of another one.
    fn schema(&self, head: &Head<'_>) -> Option<Schema>;
}

/// Every known format; the first that fits wins.
pub const FORMATS: [&dyn Format; 5] = [&Arff, &Kdd99, &NslKdd, &KaggleNids, &Custom];

/// A recognised format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recognised {
    /// Name of the format.
    pub format: String,
    /// How its lines become samples.
    pub schema: Schema,
}

/// Recognises a format from the first (inflated) bytes of a file, at most [`HEAD_BYTES`]; `is_whole` when that is all of it.
/// The visitor's corrections come on top; `like` is the schema that detectors are trained with, when this is another file
/// to be scored by them.
///
/// # Errors
/// When the bytes are no text, are no table, or do not have the columns that are wanted.
pub fn recognise(
    head: &[u8],
    is_whole: bool,
    corrections: &Corrections,
    like: Option<&Schema>,
) -> Result<Recognised, DataError> {
    let head = Head::read(head, is_whole)?;
    if head.width > MAX_COLUMNS {
        return Err(DataError::TooManyColumns { found: head.width as u64, limit: MAX_COLUMNS as u64 });
    }
    let found = FORMATS.iter().find_map(|format| Some((format.name(), format.schema(&head)?)));
    let (format, schema) = found.ok_or_else(|| head.unknown())?;
    let schema = without_empty_label(correct(schema, corrections, &head), &head, corrections);
    let schema = match like {
        Some(like) => conform(schema, like, head.header.is_some())?,
        None => schema,
    };
    if schema.features.is_empty() {
        return Err(DataError::NoFeatures);
    }
    Ok(Recognised { format: format.to_owned(), schema })
}

/// The schema without labels that no record of the file has a value of: grading by them would call every row the same.
fn without_empty_label(mut schema: Schema, head: &Head<'_>, corrections: &Corrections) -> Schema {
    let is_label = |role| matches!(role, Role::Label | Role::Ignored(Unused::SecondLabel));
    for (idx, field) in schema.fields.iter_mut().enumerate().filter(|(_, field)| is_label(field.role)) {
        let by_hand = (field.name.clone(), Choice::Label);
        if head.is_whole && !has_labels(head, idx) && !corrections.columns.contains(&by_hand) {
            field.role = Role::Ignored(Unused::Empty);
        }
    }
    schema
}

/// The schema of columns that were found out: each with its name and the kind of feature or the other role that it has.
pub fn found_schema(
    head: &Head<'_>,
    columns: impl Iterator<Item = (String, Result<FeatureKind, Role>)>,
) -> Schema {
    let mut features = Vec::new();
    let fields = columns.map(|(name, found)| {
        let role = found.map_or_else(
            |role| role,
            |kind| {
                features.push(Feature { name: name.clone(), kind });
                Role::Feature(features.len() as u32 - 1)
            },
        );
        Field { name, role }
    });
    let fields = fields.collect();
    let (dialect, leading_lines) = (head.dialect, head.first_record_line);
    Schema { features, fields, dialect, leading_lines, misfits: Misfits::Keep, normal: None }
}

/// The schema of KDD's features followed by more columns, when a record among the first fits. Where there is a header, columns are
/// what it calls them.
pub fn kdd_schema(head: &Head<'_>, more: &[(&str, Role)]) -> Option<Schema> {
    if head.header.is_some() {
        return None;
    }
    let names = KDD_FEATURES.iter().enumerate();
    let features =
        names.map(|(idx, (name, _))| Field { name: (*name).to_owned(), role: Role::Feature(idx as u32) });
    let more = more.iter().map(|(name, role)| Field { name: (*name).to_owned(), role: *role });
    let schema = Schema {
        features: kdd_features(),
        fields: features.chain(more).collect(),
        dialect: Dialect { comment: None, ..head.dialect },
        leading_lines: 0,
        misfits: Misfits::Skip,
        normal: Some("normal".to_owned()),
    };
    let is_numeric = |idx: usize| {
        schema.features.get(idx).is_some_and(|feature| matches!(feature.kind, FeatureKind::Numeric { .. }))
    };
    let fits = |record: &Record<'_>| {
        let mut features = record.iter().take(schema.features.len()).enumerate();
        record.len() == schema.fields.len()
            && features.all(|(idx, text)| !is_numeric(idx) || parse_number(text.as_bytes()).is_some())
    };
    head.records.iter().any(fits).then_some(schema)
}
