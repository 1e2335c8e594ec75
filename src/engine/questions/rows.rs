//! What stands in some rows: a screenful of a table.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Known;
use crate::data::label::Family;
use crate::detectors::Detector;
use crate::engine::files::Loaded;
use crate::engine::merge::line_number;

/// A distinct row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RowView {
    /// Address of the first line that holds it, which is its name.
    pub first_line: u64,
    /// That line's number in the file, counted from 1.
    pub line: u64,
    /// Samples equal to it.
    pub copies: u64,
    /// Its label; `None` without labels.
    pub label: Option<String>,
    /// The label's family.
    pub family: Family,
    /// Scores by [`Detector::index`], of those that were trained.
    pub scores: [Option<f64>; Detector::ALL.len()],
    /// Its features as text.
    pub values: Vec<String>,
}

/// A shard's rows among those asked for; lines have no numbers yet.
pub fn part(first_lines: &[u64], known: &Known<'_>) -> Vec<RowView> {
    first_lines.iter().filter_map(|first_line| view(*first_line, known)).collect()
}

/// All rows in the order in which they were asked for; those that no shard has are left out.
pub fn answer(first_lines: &[u64], parts: Vec<Vec<RowView>>, file: &Loaded) -> Vec<RowView> {
    let mut found: BTreeMap<u64, RowView> =
        parts.into_iter().flatten().map(|row| (row.first_line, row)).collect();
    let rows = first_lines.iter().filter_map(|first_line| found.remove(first_line));
    rows.map(|row| RowView { line: line_number(&file.lines_before, row.first_line), ..row }).collect()
}

/// Position of an owned row.
pub fn position(first_line: u64, known: &Known<'_>) -> Option<usize> {
    // Rows are numbered as they come first, so their first lines ascend.
    let row = known.owned.table.first_lines.binary_search(&first_line)?;
    known.owned.owns(row).then_some(row)
}

fn view(first_line: u64, known: &Known<'_>) -> Option<RowView> {
    let row = position(first_line, known)?;
    let table = &known.owned.table;
    let score = |detector| known.scores.and_then(|scores| scores.of(detector).get(row).copied());
    Some(RowView {
        first_line,
        line: 0,
        copies: table.copies.get(row).copied().map_or(0, u64::from),
        label: table.label(row).map(str::to_owned),
        family: known.owned.family(row),
        scores: Detector::ALL.map(score),
        values: table.columns.iter().map(|column| column.text(row)).collect(),
    })
}
