//! The contract in OpenAPI's words, with the present model's features.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Scorer, json};

const DOCUMENT: &str = include_str!("openapi.json");
/// Where the features stand; without a model any name will do.
const FEATURES: &str = "\"properties\":{}";

#[derive(Serialize)]
#[serde(untagged)]
enum Property<'a> {
    Number {
        r#type: &'static str,
    },
    Name {
        #[serde(rename = "oneOf")]
        one_of: [NameOrCode; 2],
        examples: &'a [String],
    },
}

#[derive(Serialize)]
struct NameOrCode {
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    minimum: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    maximum: Option<usize>,
}

/// The document.
pub fn describe(scorer: Option<&Scorer>) -> Vec<u8> {
    let Some(scorer) = scorer else { return DOCUMENT.as_bytes().to_vec() };
    let properties: BTreeMap<&str, Property<'_>> =
        scorer.model().features.iter().map(|feature| (feature.name.as_str(), property(feature))).collect();
    let properties = String::from_utf8(json(&properties)).unwrap_or_default();
    DOCUMENT.replacen(FEATURES, &format!("\"properties\":{properties}"), 1).into_bytes()
}

fn property(feature: &crate::model_file::model::ModelFeature) -> Property<'_> {
    if !feature.is_categorical() {
        return Property::Number { r#type: "number" };
    }
    let name = NameOrCode { r#type: "string", minimum: None, maximum: None };
    let last = feature.names.len().checked_sub(1);
    let code = NameOrCode { r#type: "integer", minimum: Some(0), maximum: last };
    Property::Name { one_of: [name, code], examples: &feature.names }
}
