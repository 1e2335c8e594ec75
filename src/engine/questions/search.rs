//! Searching rows by text: every word must stand in a name of the row or its label, or be one of its numbers.

use crate::data::table::{Column, Table, Values};

/// A text as what it means to one table.
pub struct Search<'a> {
    /// Per word and column whether a value matches, by code.
    words: Vec<Vec<(&'a Column, Vec<bool>)>>,
}

impl<'a> Search<'a> {
    /// What a text means to a table; `None` when every row matches.
    pub fn new(text: &str, table: &'a Table) -> Option<Self> {
        let words: Vec<_> = text.split_whitespace().map(|word| matching_columns(word, table)).collect();
        (!words.is_empty()).then_some(Self { words })
    }

    /// Whether a row matches.
    pub fn matches(&self, row: usize) -> bool {
        let has = |(column, by_code): &(&Column, Vec<bool>)| {
            by_code.get(column.codes.at(row) as usize) == Some(&true)
        };
        self.words.iter().all(|columns| columns.iter().any(has))
    }
}

/// Columns in which some value matches a word.
fn matching_columns<'a>(word: &str, table: &'a Table) -> Vec<(&'a Column, Vec<bool>)> {
    let lower = word.to_lowercase();
    let number = word.parse::<f64>().ok();
    let by_code = |column: &'a Column| -> Vec<bool> {
        match &column.values {
            Values::Numeric(values) => values.iter().map(|value| Some(*value) == number).collect(),
            Values::Categorical(names) => {
                names.iter().map(|name| name.to_lowercase().contains(&lower)).collect()
            }
        }
    };
    let columns = table.columns.iter().chain([&table.labels]);
    columns.map(|column| (column, by_code(column))).filter(|(_, by_code)| by_code.contains(&true)).collect()
}
