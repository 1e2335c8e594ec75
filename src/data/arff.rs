//! ARFF, the format of Weka, in which NSL-KDD and KDD'99 are spread too.
//!
//! As documented in "Attribute-Relation File Format", University of Waikato: `@relation`, one `@attribute` a column,
//! `@data`, then records like CSV's. Sparse records (`{1 x, 3 y}`) are not read.

use crate::data::custom::has_heavy_tail;
use crate::data::format::{Format, Head, found_schema};
use crate::data::head::decode;
use crate::data::kaggle_nids::of_names;
use crate::data::label_column::{hints_at_label, rank};
use crate::data::schema::{FeatureKind, Role, Schema, Unused};

/// `KDDTrain+.arff` and its kin.
pub struct Arff;

/// An attribute as declared.
pub struct Declared {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: DeclaredKind,
}

/// What an attribute holds.
pub enum DeclaredKind {
    /// `numeric`, `real` or `integer`.
    Numeric,
    /// One of these names.
    Nominal(Vec<String>),
    /// Free text.
    Text,
    /// A date.
    Date,
}

impl Format for Arff {
    fn name(&self) -> &'static str {
        "ARFF"
    }

    fn schema(&self, head: &Head<'_>) -> Option<Schema> {
        let (declared, names) = (head.declared.as_ref()?, head.header.as_ref()?);
        if let Some(schema) = of_names(names, head) {
            return Some(schema);
        }
        let label = label_idx(declared);
        let found = |(idx, attribute): (usize, &Declared)| match &attribute.kind {
            _ if label == Some(idx) => Err(Role::Label),
            DeclaredKind::Date => Err(Role::Ignored(Unused::Time)),
            DeclaredKind::Text => Err(Role::Ignored(Unused::Identifier)),
            DeclaredKind::Numeric => Ok(FeatureKind::Numeric { heavy_tail: has_heavy_tail(head, idx) }),
            DeclaredKind::Nominal(_) => Ok(FeatureKind::Categorical),
        };
        Some(found_schema(head, names.iter().cloned().zip(declared.iter().enumerate().map(found))))
    }
}

/// The label: the nominal attribute of the likeliest name, else the last one when it has a word for harmless traffic.
fn label_idx(declared: &[Declared]) -> Option<usize> {
    let nominal = |(idx, attribute): (usize, &Declared)| match &attribute.kind {
        DeclaredKind::Nominal(_) => Some((rank(&attribute.name)?, idx)),
        _ => None,
    };
    let named = declared.iter().enumerate().filter_map(nominal).min().map(|(_, idx)| idx);
    let last = declared.last().and_then(|attribute| match &attribute.kind {
        DeclaredKind::Nominal(names) => {
            hints_at_label(names.iter().map(String::as_str)).then(|| declared.len() - 1)
        }
        _ => None,
    });
    named.or(last)
}

/// Whether lines are the start of an ARFF file.
pub fn is_arff(lines: &[&[u8]]) -> bool {
    let first = lines.iter().find(|line| !line.trim_ascii().is_empty() && !line.starts_with(b"%"));
    first.is_some_and(|line| keyword(line, "@relation").is_some())
}

/// The declared attributes, and the number of lines up to and with `@data`; `None` when there is no `@data`, or an attribute
/// cannot be read.
pub fn declarations(lines: &[&[u8]]) -> Option<(Vec<Declared>, u64)> {
    let mut declared = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        if let Some(attribute) = keyword(line, "@attribute") {
            declared.push(attribute_of(&decode(attribute))?);
        } else if keyword(line, "@data").is_some() {
            return Some((declared, number as u64 + 1)).filter(|(declared, _)| !declared.is_empty());
        }
    }
    None
}

/// What follows a keyword on its line.
fn keyword<'a>(line: &'a [u8], word: &str) -> Option<&'a [u8]> {
    let line = line.trim_ascii_start();
    let (start, rest) = line.split_at_checked(word.len())?;
    let ends = rest.first().is_none_or(u8::is_ascii_whitespace);
    (start.eq_ignore_ascii_case(word.as_bytes()) && ends).then_some(rest)
}

fn attribute_of(text: &str) -> Option<Declared> {
    let text = text.trim();
    let (name, kind) = match text.chars().next()? {
        quote @ ('\'' | '"') => text.get(1..)?.split_once(quote)?,
        _ => text
            .split_once(|character: char| character.is_whitespace() || character == '{')
            .map(|(name, _)| (name, text.get(name.len()..).unwrap_or_default()))?,
    };
    let kind = kind.trim();
    let kind = match kind.strip_prefix('{') {
        Some(names) => {
            let names = names.trim_end().strip_suffix('}')?;
            let name = |name: &str| name.trim().trim_matches(['\'', '"']).to_owned();
            DeclaredKind::Nominal(names.split(',').map(name).collect())
        }
        None => match kind.split_whitespace().next()?.to_ascii_lowercase().as_str() {
            "numeric" | "real" | "integer" => DeclaredKind::Numeric,
            "date" => DeclaredKind::Date,
            "string" => DeclaredKind::Text,
            _ => return None,
        },
    };
    Some(Declared { name: name.to_owned(), kind })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::format::recognise;
    use crate::data::schema::{Corrections, KDD_FEATURES, Misfits};

    fn recognised(text: &str) -> (String, Schema) {
        let found = recognise(text.as_bytes(), true, &Corrections::default(), None).expect("known");
        (found.format, found.schema)
    }

    #[test]
    fn kdd_in_arff_is_known_by_its_names() {
        let attribute = |(name, kind): &(&str, FeatureKind)| match kind {
            FeatureKind::Numeric { .. } => format!("@ATTRIBUTE '{name}' real\n"),
            FeatureKind::Categorical => format!("@attribute {name} {{'tcp','udp', 'icmp'}}\n"),
        };
        let attributes: String = KDD_FEATURES.iter().map(attribute).collect();
        let text = format!(
            "% NSL\n@relation 'KDDTrain'\n{attributes}@attribute 'class' {{'normal','anomaly'}}\n@data\n"
        );
        let record = format!("0,tcp,tcp,tcp,{}normal\n", "1,".repeat(37));
        let (format, schema) = recognised(&(text + &record));
        assert_eq!((format.as_str(), schema.features.len()), ("ARFF", 41));
        assert_eq!((schema.leading_lines, schema.misfits), (45, Misfits::Skip));
        assert!(schema.labelled());
    }

    #[test]
    fn other_attributes_are_what_they_are_declared() {
        let text = "@relation x\n@attribute 'a b' INTEGER\n@attribute c{x, y}\n@attribute t date \"yyyy\"\n\
                    @attribute kind {attack,normal}\n\n@DATA\n1,x,2020,normal\n% note\n?,y,2021,attack\n";
        let (_, schema) = recognised(text);
        let roles: Vec<(&str, Role)> =
            schema.fields.iter().map(|field| (field.name.as_str(), field.role)).collect();
        let expected = [
            ("a b", Role::Feature(0)),
            ("c", Role::Feature(1)),
            ("t", Role::Ignored(Unused::Time)),
            ("kind", Role::Label),
        ];
        assert_eq!(roles, expected);
        assert_eq!((schema.leading_lines, schema.dialect.comment), (7, Some(b'%')));
    }

    #[test]
    fn a_file_without_data_is_no_table() {
        let refused = recognise(b"@relation x\n@attribute a real\n", true, &Corrections::default(), None);
        assert!(refused.is_err());
    }
}
