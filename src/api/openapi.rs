//! The contract in OpenAPI's words, with the present model's features.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Scorer, json};
use crate::model_file::model::ModelFeature;

const DOCUMENT: &str = include_str!("openapi.json");
/// Where the features stand; without a model any name will do.
const FEATURES: &str = "\"properties\":{}";

/// The values that a field may have; any, for a column that is no feature.
#[derive(Serialize)]
#[serde(untagged)]
enum Property<'a> {
    Number { r#type: [&'static str; 2] },
    Name { r#type: [&'static str; 3], minimum: usize, maximum: usize, examples: &'a [String] },
    NameOnly { r#type: [&'static str; 2] },
    Any {},
}

/// The document.
pub fn describe(scorer: Option<&Scorer>) -> Vec<u8> {
    let Some(scorer) = scorer else { return DOCUMENT.as_bytes().to_vec() };
    let model = scorer.model();
    let features = model.features.iter().map(|feature| (feature.name.as_str(), property(feature)));
    let others = model.other_columns().map(|name| (name, Property::Any {}));
    let properties: BTreeMap<&str, Property<'_>> = features.chain(others).collect();
    let properties = String::from_utf8(json(&properties)).unwrap_or_default();
    let connection = format!("\"properties\":{properties},\"additionalProperties\":false");
    DOCUMENT.replacen(FEATURES, &connection, 1).into_bytes()
}

fn property(feature: &ModelFeature) -> Property<'_> {
    match feature.names.len().checked_sub(1) {
        _ if !feature.is_categorical() => Property::Number { r#type: ["number", "null"] },
        // The bounds are of codes; names have none.
        Some(maximum) => {
            let r#type = ["string", "integer", "null"];
            Property::Name { r#type, minimum: 0, maximum, examples: &feature.names }
        }
        None => Property::NameOnly { r#type: ["string", "null"] },
    }
}
