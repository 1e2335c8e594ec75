//! KDD's features under a header, as Kaggle's "Network Intrusion Detection" (`Train_data.csv`, `Test_data.csv`) and many
//! copies of KDD'99 and NSL-KDD have it: any order, a label named `class` or the like, or none.

use crate::data::format::{Format, Head};
use crate::data::label_column::is_label_name;
use crate::data::schema::{Feature, Field, KDD_FEATURES, Misfits, Role, Schema, Unused};

/// A header that names all of KDD's features.
pub struct KaggleNids;

impl Format for KaggleNids {
    fn name(&self) -> &'static str {
        "KDD features with a header"
    }

    fn schema(&self, head: &Head<'_>) -> Option<Schema> {
        of_names(head.header.as_deref()?, head)
    }
}

/// The schema of columns with these names, when all of KDD's features are among them.
pub fn of_names(names: &[String], head: &Head<'_>) -> Option<Schema> {
    let kdd = |name: &str| KDD_FEATURES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name.trim()));
    let mut features: Vec<Feature> = Vec::new();
    let mut has_label = false;
    let mut role = |name: &str| match kdd(name) {
        Some((known, kind)) if features.iter().all(|feature| feature.name != *known) => {
            features.push(Feature { name: (*known).to_owned(), kind: *kind });
            Role::Feature(features.len() as u32 - 1)
        }
        _ if is_label_name(name) && !has_label => {
            has_label = true;
            Role::Label
        }
        _ if is_label_name(name) => Role::Ignored(Unused::SecondLabel),
        _ if name.to_ascii_lowercase().contains("difficulty") => Role::Ignored(Unused::Difficulty),
        _ => Role::Ignored(Unused::TurnedOff),
    };
    let fields: Vec<Field> =
        names.iter().map(|name| Field { role: role(name), name: name.clone() }).collect();
    let schema = Schema {
        features,
        fields,
        dialect: head.dialect,
        leading_lines: head.first_record_line,
        misfits: Misfits::Skip,
        normal: Some("normal".to_owned()),
    };
    (schema.features.len() == KDD_FEATURES.len()).then_some(schema)
}
