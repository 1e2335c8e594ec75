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

#[cfg(test)]
mod tests {
    use crate::data::format::{Recognised, recognise};
    use crate::data::schema::{Corrections, KDD_FEATURES, Role, Unused};

    /// A table of KDD's values under these names.
    fn recognised(names: &[&str], more: &[&str]) -> Recognised {
        let value = |name: &&str| match *name {
            "protocol_type" => "tcp",
            "service" => "http",
            "flag" => "SF",
            _ => "0",
        };
        let values: Vec<&str> =
            names.iter().take(KDD_FEATURES.len()).map(value).chain(more.iter().copied()).collect();
        let text = format!("{}\n{1}\n{1}\n", names.join(","), values.join(","));
        recognise(text.as_bytes(), true, &Corrections::default(), None).expect("a table")
    }

    fn kdd_names() -> Vec<&'static str> {
        KDD_FEATURES.iter().map(|(name, _)| *name).collect()
    }

    #[test]
    fn a_header_is_no_sample_whatever_the_width() {
        for (more_names, more) in [
            (&[][..], &[][..]),
            (&["class"], &["normal"]),
            (&["class", "difficulty"], &["normal", "20"]),
            (&["difficulty", "class"], &["20", "normal"]),
        ] {
            let names = [&kdd_names(), more_names].concat();
            let Recognised { format, schema } = recognised(&names, more);
            assert_eq!(
                (format.as_str(), schema.leading_lines),
                ("KDD features with a header", 1),
                "{more_names:?}"
            );
            assert_eq!(schema.features.len(), KDD_FEATURES.len());
            for (field, name) in schema.fields.iter().zip(&names).skip(KDD_FEATURES.len()) {
                let expected = if *name == "class" { Role::Label } else { Role::Ignored(Unused::Difficulty) };
                assert_eq!((field.name.as_str(), field.role), (*name, expected));
            }
        }
    }

    #[test]
    fn columns_are_what_the_header_calls_them() {
        let mut names = kdd_names();
        names.swap(4, 22);
        let schema = recognised(&names, &[]).schema;
        assert_eq!(
            (schema.features[4].name.as_str(), schema.features[22].name.as_str()),
            ("count", "src_bytes")
        );
        let own: Vec<String> = (0..41).map(|i| format!("f{i}")).chain(["Label".to_owned()]).collect();
        let text = format!("{}\n{}", own.join(","), format!("{}BENIGN\n", "3,".repeat(41)).repeat(3));
        let found = recognise(text.as_bytes(), true, &Corrections::default(), None).expect("a table");
        assert_eq!((found.format.as_str(), found.schema.features[1].name.as_str()), ("custom CSV", "f1"));
        assert_eq!(found.schema.normal, None);
    }
}
