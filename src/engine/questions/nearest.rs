//! The row labelled normal that is most like a given one.
//!
//! Likeness is Gower's (Gower, "A general coefficient of similarity and some of its properties", Biometrics 27, 1971): the
//! mean over features of `|a - b| / range` for numbers and of 0 or 1 for names; numbers with a heavy tail are taken as `ln(1 + x)`.

use serde::{Deserialize, Serialize};

use super::Known;
use crate::data::packed::Packed;
use crate::data::schema::FeatureKind;
use crate::data::table::{Column, Values};
use crate::detectors::TrainOn;
use crate::engine::files::Loaded;
use crate::engine::merge::line_number;

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Likeness {
    /// Features of the given row as text.
    pub values: Vec<String>,
    /// A row that is passed over: the given one itself.
    pub except: Option<u64>,
    /// Smallest and largest number of every feature in the file; the coordinator fills them in.
    pub ranges: Packed<f64>,
}

/// A row that is like another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Nearest {
    /// Mean difference in [0, 1]; 0 between equal rows.
    pub distance: f64,
    /// Address of the first line that holds it, in the file that detectors are trained on.
    pub first_line: u64,
    /// That line's number; 0 when another file is scored.
    pub line: u64,
    /// Its features as text.
    pub values: Vec<String>,
}

impl Likeness {
    /// The same with the features' ranges.
    pub fn with_ranges(mut self, file: &Loaded) -> Self {
        let ranges = file.profiles.iter().map(|profile| profile.range.unwrap_or_default());
        self.ranges = ranges.flat_map(|(low, high)| [low, high]).collect();
        self
    }

    /// The nearest of a shard's rows.
    pub fn part(&self, known: &Known<'_>) -> Option<Nearest> {
        let training = known.training?;
        let table = &training.table;
        let columns: Vec<(&Column, Vec<f64>)> = table
            .columns
            .iter()
            .enumerate()
            .map(|(feature_idx, column)| {
                let kind = table.schema.features.get(feature_idx).map(|feature| feature.kind);
                (column, self.differences(feature_idx, column, kind))
            })
            .collect();
        let n_features = columns.len().max(1) as f64;
        let first_line = |row: usize| table.first_lines.get(row).copied().unwrap_or(0);
        let distance = |row: usize| {
            let of_column = |(column, by_code): &(&Column, Vec<f64>)| {
                by_code.get(column.codes.at(row) as usize).copied().unwrap_or(1.0)
            };
            columns.iter().map(of_column).sum::<f64>() / n_features
        };
        let rows = (0..table.n_rows())
            .filter(|row| training.eligible(*row, TrainOn::Normal) && Some(first_line(*row)) != self.except);
        let nearest = rows.map(|row| (distance(row), row)).min_by(|a, b| a.0.total_cmp(&b.0))?;
        let (distance, row) = nearest;
        let is_scored = std::ptr::eq(training, known.owned);
        Some(Nearest {
            distance,
            first_line: first_line(row),
            line: u64::from(is_scored),
            values: table.columns.iter().map(|column| column.text(row)).collect(),
        })
    }

    /// How far each of a column's values is from the given one, by code.
    fn differences(&self, feature_idx: usize, column: &Column, kind: Option<FeatureKind>) -> Vec<f64> {
        let wanted = self.values.get(feature_idx).map_or("", String::as_str);
        match &column.values {
            Values::Categorical(names) => {
                names.iter().map(|name| f64::from(u8::from(name != wanted))).collect()
            }
            Values::Numeric(values) => {
                let heavy_tail = matches!(kind, Some(FeatureKind::Numeric { heavy_tail: true }));
                let scaled = |value: f64| match heavy_tail {
                    true => libm::copysign(libm::log1p(value.abs()), value),
                    false => value,
                };
                let range = self.ranges.0.get(feature_idx * 2..feature_idx * 2 + 2).unwrap_or_default();
                let width = match range {
                    [low, high] => scaled(*high) - scaled(*low),
                    _ => 0.0,
                };
                let wanted = wanted.parse().map_or(f64::NAN, scaled);
                let difference = |value: &f64| match (value.is_nan(), wanted.is_nan()) {
                    (true, true) => 0.0,
                    (false, false) if width > 0.0 => ((scaled(*value) - wanted).abs() / width).min(1.0),
                    (false, false) if scaled(*value) == wanted => 0.0,
                    _ => 1.0,
                };
                values.iter().map(difference).collect()
            }
        }
    }
}

/// The nearest row of all shards, the first in the file of several.
pub fn answer(parts: impl Iterator<Item = Option<Nearest>>, file: &Loaded) -> Option<Nearest> {
    let order = |a: &Nearest, b: &Nearest| {
        a.distance.total_cmp(&b.distance).then_with(|| a.first_line.cmp(&b.first_line))
    };
    let nearest = parts.flatten().min_by(order)?;
    let line = if nearest.line == 0 { 0 } else { line_number(&file.lines_before, nearest.first_line) };
    Some(Nearest { line, ..nearest })
}
