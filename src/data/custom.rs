//! Any other table: columns are found out from the first lines, and every finding can be corrected by the visitor.

use std::collections::BTreeSet;

use crate::data::format::{Format, Head, found_schema};
use crate::data::head::column_name;
use crate::data::label_column::{hints_at_label, is_missing, is_weak_name, rank};
use crate::data::number::{Gap, parse_number, parse_with_comma};
use crate::data::schema::{Feature, FeatureKind, Role, Schema, Unused};

/// Records from which on it can be told whether a column tells rows apart.
const MIN_FOR_IDENTIFIER: usize = 20;
/// Names of columns that hold times.
const TIME_NAMES: [&str; 10] =
    ["time", "timestamp", "date", "datetime", "ts", "start_time", "end_time", "stime", "ltime", "flow start"];

/// CSV that is no published format.
pub struct Custom;

impl Format for Custom {
    fn name(&self) -> &'static str {
        "custom CSV"
    }

    fn schema(&self, head: &Head<'_>) -> Option<Schema> {
        let n_full = head.full_records().count();
        if head.width < 2 || n_full < 2 || n_full * 2 < head.records.len() {
            return None;
        }
        let names: Vec<String> = match &head.header {
            Some(names) => names.clone(),
            None => (0..head.width).map(column_name).collect(),
        };
        let columns: Vec<Column> = (0..head.width).map(|idx| Column::of(head, idx)).collect();
        let label = label_idx(head, &names, &columns);
        let found = |(idx, name): (usize, &String)| match columns.get(idx)?.kind_or_unused(name) {
            _ if label == Some(idx) => Some(Err(Role::Label)),
            _ if label.is_some() && rank(name).is_some() && !is_weak_name(name) => {
                Some(Err(Role::Ignored(Unused::SecondLabel)))
            }
            found => Some(found.map_err(Role::Ignored)),
        };
        let mut found: Vec<_> = names.iter().enumerate().filter_map(found).collect();
        if found.iter().all(Result::is_err) {
            // Better something to look at, and to be corrected, than no table.
            for (found, column) in found.iter_mut().zip(&columns) {
                if *found == Err(Role::Ignored(Unused::Identifier)) {
                    *found = Ok(column.kind());
                }
            }
        }
        let schema = found_schema(head, names.into_iter().zip(found));
        let is_numeric = |feature: &Feature| matches!(feature.kind, FeatureKind::Numeric { .. });
        (head.width > 2 || schema.features.iter().any(is_numeric)).then_some(schema)
    }
}

/// Whether numbers in a column have a heavy tail, by those of the first lines.
pub fn has_heavy_tail(head: &Head<'_>, idx: usize) -> bool {
    Column::of(head, idx).has_heavy_tail()
}

/// Whether a record among the first has something in a column that may be the label.
pub fn has_labels(head: &Head<'_>, idx: usize) -> bool {
    head.full_records().filter_map(|record| record.get(idx)).any(|text| !is_missing(text))
}

/// The label: the column of the likeliest name that is not known to be empty, first of those with something among the first
/// records; else the last column with a word for harmless traffic among few values. Fractions are measured, whatever their name.
fn label_idx(head: &Head<'_>, names: &[String], columns: &[Column]) -> Option<usize> {
    let is_label = |idx: usize| {
        let has_fractions = |column: &Column| column.numbers.iter().any(|number| number.fract() != 0.0);
        !columns.get(idx).is_some_and(has_fractions)
    };
    let ranked = |(idx, name): (usize, &String)| {
        let is_empty = !has_labels(head, idx);
        let rank = rank(name).filter(|_| is_label(idx) && !(is_empty && head.is_whole))?;
        Some((is_empty, rank, idx))
    };
    let named = names.iter().enumerate().filter_map(ranked).min();
    let hints = |(_, column): &(usize, &Column)| {
        column.numbers.len() * 2 < column.n_values
            && hints_at_label(column.distinct.iter().map(String::as_str))
    };
    let hinted = || columns.iter().enumerate().filter(hints).map(|(idx, _)| idx).next_back();
    named.map(|(.., idx)| idx).or_else(hinted)
}

/// What the first lines hold in one column.
struct Column {
    n_values: usize,
    n_times: usize,
    n_addresses: usize,
    distinct: BTreeSet<String>,
    /// Those that are numbers, in the order of the lines.
    numbers: Vec<f64>,
}

impl Column {
    fn of(head: &Head<'_>, idx: usize) -> Self {
        let mut column =
            Self { n_values: 0, n_times: 0, n_addresses: 0, distinct: BTreeSet::new(), numbers: Vec::new() };
        for text in head.full_records().filter_map(|record| record.get(idx)) {
            let text = text.trim();
            let number = match head.dialect.decimal_comma {
                true => parse_with_comma(text.as_bytes()),
                false => parse_number(text.as_bytes()),
            };
            // Gaps stand among numbers as among names.
            if number.is_none() && Gap::of_text(text.as_bytes()) != Gap::NotANumber {
                continue;
            }
            column.n_values += 1;
            column.n_times += usize::from(is_time(text));
            column.n_addresses += usize::from(text.parse::<core::net::IpAddr>().is_ok());
            column.numbers.extend(number);
            column.distinct.insert(text.to_owned());
        }
        column
    }

    fn kind_or_unused(&self, name: &str) -> Result<FeatureKind, Unused> {
        let name = name.trim().to_ascii_lowercase();
        let is_known_time = TIME_NAMES.contains(&name.as_str());
        if self.n_values == 0 {
            Err(Unused::Empty)
        } else if self.are_most(self.n_times) || (is_known_time && self.tells_rows_apart()) {
            Err(Unused::Time)
        } else if self.are_most(self.n_addresses) {
            Err(Unused::Identifier)
        } else if self.holds_numbers() {
            let is_named_so =
                name == "id" || name == "index" || name.ends_with("_id") || name.starts_with("unnamed");
            match self.counts_up() || (is_named_so && self.tells_rows_apart()) {
                true => Err(Unused::Identifier),
                false => Ok(self.kind()),
            }
        } else if self.tells_rows_apart() {
            Err(Unused::Identifier)
        } else {
            Ok(self.kind())
        }
    }

    /// The kind of feature that it is, if it is one.
    fn kind(&self) -> FeatureKind {
        match self.holds_numbers() {
            true => FeatureKind::Numeric { heavy_tail: self.has_heavy_tail() },
            false => FeatureKind::Categorical,
        }
    }

    fn holds_numbers(&self) -> bool {
        self.are_most(self.numbers.len())
    }

    /// Whether so many values are more than nine in ten.
    const fn are_most(&self, count: usize) -> bool {
        count * 10 > self.n_values * 9
    }

    /// Whether hardly any value comes twice.
    fn tells_rows_apart(&self) -> bool {
        self.n_values >= MIN_FOR_IDENTIFIER && self.distinct.len() * 2 > self.n_values
    }

    /// Whether each number is one more than the one before.
    fn counts_up(&self) -> bool {
        self.numbers.len() >= MIN_FOR_IDENTIFIER
            && self.numbers.is_sorted_by(|a, b| (b - a - 1.0).abs() < f64::EPSILON)
    }

    /// Whether the largest number leaves the usual ones far behind.
    fn has_heavy_tail(&self) -> bool {
        let mut sorted = self.numbers.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        let median = sorted.get(sorted.len() / 2).copied().unwrap_or(0.0);
        let (least, most) = (sorted.first().copied().unwrap_or(0.0), sorted.last().copied().unwrap_or(0.0));
        least >= 0.0 && most >= 100.0 && most > 20.0 * median
    }
}

/// Whether a text looks like a date or a time of day: digits with colons or slashes, or a date of ISO 8601. One with more points
/// than a date and a part of a second have holds addresses.
fn is_time(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let separators = text.bytes().filter(|byte| matches!(byte, b':' | b'/' | b'-')).count();
    let others =
        text.bytes().filter(|byte| !byte.is_ascii_digit() && !b":/- .TZ+APM,".contains(byte)).count();
    let starts_with_digit = text.bytes().next().is_some_and(|byte| byte.is_ascii_digit());
    let points = text.bytes().filter(|byte| *byte == b'.').count();
    digits >= 4 && (2..=6).contains(&separators) && points <= 3 && others == 0 && starts_with_digit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::format::recognise;
    use crate::data::schema::{Choice, Corrections, Misfits};

    fn schema(text: &str) -> Schema {
        recognise(text.as_bytes(), true, &Corrections::default(), None).expect("a table").schema
    }

    fn roles(schema: &Schema) -> Vec<Role> {
        schema.fields.iter().map(|field| field.role).collect()
    }

    #[test]
    fn columns_are_told_by_what_they_hold() {
        let line = |i: u32| {
            let label = if i.is_multiple_of(3) { "DDoS" } else { "BENIGN" };
            format!(
                "10.0.0.{0}-192.168.10.5-{i}-80-6,10.0.0.{0},2017-07-03 08:{1:02}:00,{2},{3},,{label}\n",
                i % 4,
                i % 60,
                i * i % 7,
                ["tcp", "udp"][i as usize % 2]
            )
        };
        let text = "Flow ID,Source IP,Timestamp,Packets,Protocol,Notes, Label\n".to_owned()
            + &(1..40).map(line).collect::<String>();
        let schema = schema(&text);
        let expected = [
            Role::Ignored(Unused::Identifier),
            Role::Ignored(Unused::Identifier),
            Role::Ignored(Unused::Time),
            Role::Feature(0),
            Role::Feature(1),
            Role::Ignored(Unused::Empty),
            Role::Label,
        ];
        assert_eq!(roles(&schema), expected);
        assert_eq!(schema.features[1].kind, FeatureKind::Categorical);
        assert_eq!((schema.fields[6].name.as_str(), schema.misfits), ("Label", Misfits::Keep));
    }

    #[test]
    fn of_two_labels_the_likelier_one_is_taken_and_the_other_is_not_learnt_from() {
        let found = schema("dur,attack_cat,label\n1,Normal,0\n2,Fuzzers,1\n3,Normal,0\n");
        assert_eq!(roles(&found), [Role::Feature(0), Role::Ignored(Unused::SecondLabel), Role::Label]);
    }

    #[test]
    fn a_verdict_is_a_label_and_an_empty_column_is_none() {
        let found = schema("bytes,verdict\n1,ok\n2,evil\n3,ok\n");
        assert_eq!(roles(&found), [Role::Feature(0), Role::Label]);
        let found = schema("bytes,rate,label,verdict\n1,5,,ok\n2,6,,evil\n3,7,,ok\n");
        let empty = Role::Ignored(Unused::Empty);
        assert_eq!(roles(&found), [Role::Feature(0), Role::Feature(1), empty, Role::Label]);
        // The same file scored by what was learnt from one with a label of that name.
        let like = schema("bytes,rate,label\n1,5,ok\n2,6,evil\n3,7,ok\n");
        let text = b"bytes,rate,label,verdict\n1,5,,ok\n2,6,,evil\n3,7,,ok\n";
        let found = recognise(text, true, &Corrections::default(), Some(&like)).expect("a table").schema;
        assert_eq!(roles(&found)[2..], [empty, Role::Label]);
        // Labels may come farther down.
        let text = b"bytes,rate,attack_cat\n1,5,\n2,6,\n3,7,\n";
        let found = recognise(text, false, &Corrections::default(), None).expect("a table").schema;
        assert_eq!(roles(&found)[2], Role::Label);
        // A share that is called so is a feature.
        let found = schema("bytes,anomaly\n1,0.93\n2,0.12\n3,0.5\n");
        assert_eq!(roles(&found), [Role::Feature(0), Role::Feature(1)]);
        let found = schema("bytes,rate,label\n1,5,\n2,6,NA\n3,7,\n");
        assert_eq!(roles(&found)[2], Role::Ignored(Unused::Empty));
        assert!(!found.labelled());
        // Unless somebody says so.
        let by_hand = Corrections { columns: vec![("label".to_owned(), Choice::Label)], normal: None };
        let found =
            recognise(b"bytes,rate,label\n1,5,\n2,6,\n3,7,\n", true, &by_hand, None).expect("a table");
        assert!(found.schema.labelled());
    }

    #[test]
    fn where_all_else_tells_rows_apart_it_is_learnt_from_all_the_same() {
        let text: String = (0..30).map(|i| format!("{i},1.000.{i:03},ok\n")).collect();
        let found = schema(&format!("id,bytes,label\n{text}"));
        assert_eq!(roles(&found), [Role::Feature(0), Role::Feature(1), Role::Label]);
        assert!(matches!(found.features[0].kind, FeatureKind::Numeric { .. }));
        assert_eq!(found.features[1].kind, FeatureKind::Categorical);
    }

    #[test]
    fn a_label_without_a_name_is_found_by_its_values() {
        let found = schema("1,2,normal\n3,4,attack\n5,6,normal\n");
        assert_eq!(roles(&found), [Role::Feature(0), Role::Feature(1), Role::Label]);
        assert_eq!(found.fields[1].name, "column 2");
    }

    #[test]
    fn tails_are_heavy_when_the_largest_number_is_far_off() {
        let found = schema("a,b\n1,1\n2,2\n3,90000\n4,3\n");
        let heavy: Vec<bool> = found
            .features
            .iter()
            .map(|feature| matches!(feature.kind, FeatureKind::Numeric { heavy_tail: true }))
            .collect();
        assert_eq!(heavy, [false, true]);
    }

    #[test]
    fn prose_is_no_table() {
        for text in ["Dear all,\n", "Dear all,\nsee you.\n", "one\ntwo\nthree\n"] {
            assert!(recognise(text.as_bytes(), true, &Corrections::default(), None).is_err(), "{text}");
        }
    }
}
