//! What somebody wants of a schema: the visitor's corrections, and the columns that a trained detector needs.

use crate::data::custom::has_heavy_tail;
use crate::data::error::DataError;
use crate::data::format::Head;
use crate::data::schema::{Choice, Corrections, Feature, FeatureKind, Field, Misfits, Role, Schema, Unused};

/// The schema with the visitor's corrections.
pub fn correct(mut schema: Schema, corrections: &Corrections, head: &Head<'_>) -> Schema {
    let chooses_label = corrections.columns.iter().any(|(_, choice)| *choice == Choice::Label);
    let mut features = Vec::new();
    for (idx, field) in schema.fields.iter_mut().enumerate() {
        let choice =
            corrections.columns.iter().find(|(name, _)| *name == field.name).map(|(_, choice)| *choice);
        let known = match field.role {
            Role::Feature(feature) => schema.features.get(feature as usize).map(|feature| feature.kind),
            Role::Label | Role::Ignored(_) => None,
        };
        let kind = match (choice, known) {
            (Some(Choice::Numeric), Some(kind @ FeatureKind::Numeric { .. })) => Some(kind),
            (Some(Choice::Numeric), _) => {
                // What was no number so far may hold anything.
                schema.misfits = Misfits::Keep;
                Some(FeatureKind::Numeric { heavy_tail: has_heavy_tail(head, idx) })
            }
            (Some(Choice::Categorical), _) => Some(FeatureKind::Categorical),
            (Some(Choice::Label | Choice::Off), _) => None,
            (None, known) => known,
        };
        field.role = match (choice, kind) {
            (_, Some(kind)) => {
                features.push(Feature { name: feature_name(&schema.features, field), kind });
                Role::Feature(features.len() as u32 - 1)
            }
            (Some(Choice::Label), None) => {
                schema.normal = None;
                Role::Label
            }
            (Some(_), None) => Role::Ignored(Unused::TurnedOff),
            (None, None) if field.role == Role::Label && chooses_label => Role::Ignored(Unused::SecondLabel),
            (None, None) => field.role,
        };
    }
    schema.features = features;
    if corrections.normal.is_some() {
        schema.normal.clone_from(&corrections.normal);
    }
    schema
}

/// The name under which a field is a feature: the published one where there is one.
fn feature_name(features: &[Feature], field: &Field) -> String {
    match field.role {
        Role::Feature(feature) => features.get(feature as usize).map(|feature| feature.name.clone()),
        Role::Label | Role::Ignored(_) => None,
    }
    .unwrap_or_else(|| field.name.clone())
}

/// The schema under which a file has the features of another one, in the order and with the kinds of that one. Columns are
/// found by name, or by place when the file has no names of its own.
///
/// # Errors
/// When a feature is missing.
pub fn conform(schema: Schema, like: &Schema, has_names: bool) -> Result<Schema, DataError> {
    let is_published = schema.misfits == Misfits::Skip;
    let mut fields = schema.fields;
    if !has_names && !is_published && !take_places(&mut fields, like) {
        return Err(DataError::ColumnsDiffer {
            missing: Vec::new(),
            found: fields.len() as u64,
            expected: like.fields.len() as u64,
        });
    }
    // Names that differ in case only may be one column written otherwise, or two columns.
    let written: Vec<String> = fields.iter().map(|field| field.name.clone()).collect();
    let mut is_found = vec![false; like.features.len()];
    for field in &mut fields {
        let is_taken =
            |idx: usize, name: &String| is_found.get(idx) != Some(&false) || written.contains(name);
        let is_label = like.fields.iter().any(|known| known.role == Role::Label && known.name == field.name);
        let features = || like.features.iter().map(|feature| &feature.name).enumerate();
        let exactly = features().find(|(_, name)| **name == field.name);
        let otherwise = || {
            let alike =
                |(idx, name): &(usize, &String)| same_name(name, &field.name) && !is_taken(*idx, name);
            features().find(alike).filter(|_| !is_label)
        };
        let known = exactly.or_else(otherwise).map(|(idx, _)| idx);
        field.role = match known {
            Some(feature) => {
                if let Some(found) = is_found.get_mut(feature) {
                    *found = true;
                }
                Role::Feature(feature as u32)
            }
            None if field.role == Role::Label || is_label_of(like, field) => Role::Label,
            None => match field.role {
                Role::Feature(_) => Role::Ignored(Unused::NotInTraining),
                role => role,
            },
        };
    }
    only_one_label(&mut fields, like);
    let missing = like.features.iter().zip(&is_found).filter(|(_, found)| !**found);
    let missing: Vec<String> = missing.map(|(feature, _)| feature.name.clone()).collect();
    if !missing.is_empty() {
        let (found, expected) = (fields.len() as u64, like.fields.len() as u64);
        return Err(DataError::ColumnsDiffer { missing, found, expected });
    }
    let normal = like.normal.clone().or(schema.normal);
    Ok(Schema { features: like.features.clone(), fields, misfits: like.misfits, normal, ..schema })
}

/// Gives nameless fields the names that the other file has at their places; a label at the end may be missing.
fn take_places(fields: &mut [Field], like: &Schema) -> bool {
    let without_label = || like.fields.iter().filter(|field| field.role != Role::Label);
    let names: Vec<&Field> = match fields.len() {
        len if len == like.fields.len() => like.fields.iter().collect(),
        len if len == without_label().count() => without_label().collect(),
        _ => return false,
    };
    for (field, named) in fields.iter_mut().zip(names) {
        *field = named.clone();
    }
    true
}

/// Whether a column that holds something is called as the other file's label.
fn is_label_of(like: &Schema, field: &Field) -> bool {
    field.role != Role::Ignored(Unused::Empty)
        && like.fields.iter().any(|known| known.role == Role::Label && same_name(&known.name, &field.name))
}

/// Of several labels the one that the other file has stays, else the first.
fn only_one_label(fields: &mut [Field], like: &Schema) {
    let labels = || fields.iter().enumerate().filter(|(_, field)| field.role == Role::Label);
    let kept =
        labels().find(|(_, field)| is_label_of(like, field)).or_else(|| labels().next()).map(|(idx, _)| idx);
    for (idx, field) in fields.iter_mut().enumerate() {
        if field.role == Role::Label && Some(idx) != kept {
            field.role = Role::Ignored(Unused::SecondLabel);
        }
    }
}

fn same_name(a: &str, b: &str) -> bool {
    a.trim().eq_ignore_ascii_case(b.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::format::recognise;

    const TRAIN: &str = "bytes,flag,id,label\n1,SF,a,normal\n2,S0,b,bad\n3,SF,c,normal\n";

    fn schema(text: &str, corrections: &Corrections, like: Option<&Schema>) -> Result<Schema, DataError> {
        recognise(text.as_bytes(), true, corrections, like).map(|found| found.schema)
    }

    fn roles(schema: &Schema) -> Vec<Role> {
        schema.fields.iter().map(|field| field.role).collect()
    }

    #[test]
    fn every_finding_can_be_corrected() {
        let columns = [("bytes", Choice::Off), ("flag", Choice::Label), ("id", Choice::Categorical)];
        let columns = columns.map(|(name, choice)| (name.to_owned(), choice)).to_vec();
        let corrections = Corrections { columns, normal: Some("SF".into()) };
        let found = schema(TRAIN, &corrections, None).expect("a table");
        let expected = [
            Role::Ignored(Unused::TurnedOff),
            Role::Label,
            Role::Feature(0),
            Role::Ignored(Unused::SecondLabel),
        ];
        assert_eq!(roles(&found), expected);
        assert_eq!((found.features[0].name.as_str(), found.normal.as_deref()), ("id", Some("SF")));
    }

    #[test]
    fn a_file_to_be_scored_may_have_its_columns_in_another_order() {
        let none = Corrections::default();
        let like = schema(TRAIN, &none, None).expect("a table");
        let found = schema("more,ID,Flag,BYTES\nx,a,SF,1\ny,b,S0,2\n", &none, Some(&like)).expect("fits");
        assert_eq!(found.features, like.features);
        let expected =
            [Role::Ignored(Unused::NotInTraining), Role::Feature(2), Role::Feature(1), Role::Feature(0)];
        assert_eq!(roles(&found), expected);
        let missing = DataError::ColumnsDiffer { missing: vec!["flag".into()], found: 3, expected: 4 };
        assert_eq!(schema("bytes,id,label\n1,a,normal\n2,b,bad\n", &none, Some(&like)), Err(missing));
    }

    #[test]
    fn columns_whose_names_differ_in_case_only_stay_apart() {
        let none = Corrections::default();
        let text = "a;A;c\n1,5;x;y\n2,0;z;\n3,0;v;w\n";
        let like = schema(text, &none, None).expect("a table");
        assert_eq!(schema(text, &none, Some(&like)), Ok(like.clone()));
        let found = schema("A;a;C\nx;1,5;y\nz;2,0;\nv;3,0;w\n", &none, Some(&like)).expect("fits");
        assert_eq!(roles(&found), [Role::Feature(1), Role::Feature(0), Role::Feature(2)]);
    }

    #[test]
    fn a_file_without_names_is_told_by_its_places() {
        let none = Corrections::default();
        let like = schema(TRAIN, &none, None).expect("a table");
        let found = schema("1,SF,a\n2,S0,b\n", &none, Some(&like)).expect("fits");
        assert_eq!(roles(&found), [Role::Feature(0), Role::Feature(1), Role::Feature(2)]);
        assert!(schema("1,2\n3,4\n", &none, Some(&like)).is_err());
    }
}
