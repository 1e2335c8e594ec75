//! What an export of the scored file is to hold.

use crate::detectors::Detector;
use crate::engine::event::{LoadSummary, ScoreSummary};
use crate::engine::scored_csv::ScoredCsvWish;
use crate::export::spreadsheet::cell;

/// The wish for a result; a detector without a threshold has no columns.
pub fn wish(
    file: &LoadSummary,
    scores: &ScoreSummary,
    thresholds: [Option<f64>; Detector::ALL.len()],
    flagged_only: bool,
) -> ScoredCsvWish {
    ScoredCsvWish {
        thresholds,
        flagged_only,
        columns: file.columns.iter().map(|column| cell(&column.name).into_owned()).collect(),
        features: scores.features.iter().map(|name| cell(name).into_owned()).collect(),
    }
}
