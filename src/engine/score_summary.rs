//! Summing the shards' scores up for the page.

use super::event::{DetectorSummary, FitSummary, LabelCount, ScoreSummary, StrangeSample};
use super::jobs::score::N_STRANGEST;
use super::load::Loaded;
use super::merge::line_number;
use super::order::{ScoredPart, StrangeRow};
use crate::data::label::Family;
use crate::data::packed::Packed;
use crate::detectors::threshold::threshold;
use crate::evaluation::histogram::ScoreHistogram;
use crate::evaluation::roc::area_under_roc;
use crate::evaluation::sweep::{Per, Sweep, Swept};

/// Makes one summary of all shards' parts; the same for any number of shards.
pub fn sum_up(fit: FitSummary, parts: Vec<ScoredPart>, loaded: &Loaded) -> ScoreSummary {
    let fingerprint = parts.iter().fold(0_u128, |sum, part| sum.wrapping_add(part.fingerprint));
    ScoreSummary {
        isolation_forest: detector(parts, fit.isolation_forest.contamination, loaded),
        autoencoder: None,
        fused: None,
        fit,
        features: loaded.schema.features.iter().map(|feature| feature.name.clone()).collect(),
        fingerprint: format!("{fingerprint:032x}"),
    }
}

fn detector(parts: Vec<ScoredPart>, contamination: f64, loaded: &Loaded) -> DetectorSummary {
    let mut calibration: Vec<f64> =
        parts.iter().flat_map(|part| part.calibration.0.iter().copied()).collect();
    calibration.sort_unstable_by(f64::total_cmp);
    let threshold = threshold(&calibration, contamination).map_or(f64::INFINITY, |threshold| threshold.0);
    let labels = &loaded.summary.labels;
    let sweep = Sweep::new(parts.iter().flat_map(|part| swept(part, labels)).collect());
    let families: Vec<Family> = labels.iter().map(|label| label.family).collect();
    let mut histogram = ScoreHistogram::default();
    for row in sweep.rows() {
        let family = families.get(row.label as usize).copied().unwrap_or(Family::Unknown);
        histogram.add(row.score, family.index(), row.copies.into());
    }
    let area = |per| area_under_roc(sweep.tied(&families, per)).filter(|_| loaded.summary.labelled);
    DetectorSummary {
        flagged: sweep.count_families(sweep.n_above(threshold), &families, Per::Sample),
        auc: area(Per::Sample),
        auc_distinct: area(Per::DistinctRow),
        sweep,
        calibration: Packed(calibration),
        histogram,
        threshold,
        strangest: strangest(parts, loaded),
    }
}

/// A shard's rows with the file's labels.
fn swept(part: &ScoredPart, labels: &[LabelCount]) -> impl Iterator<Item = Swept> {
    let place = |name: &String| labels.iter().position(|label| label.label == *name).unwrap_or(0) as u32;
    let places: Vec<u32> = part.label_names.iter().map(place).collect();
    let counted = part.labels.0.iter().zip(&part.copies.0);
    part.scores.0.iter().zip(counted).map(move |(score, (label, copies))| Swept {
        score: *score,
        label: places.get(*label as usize).copied().unwrap_or(0),
        copies: *copies,
    })
}

fn strangest(parts: Vec<ScoredPart>, loaded: &Loaded) -> Vec<StrangeSample> {
    let mut rows: Vec<StrangeRow> = parts.into_iter().flat_map(|part| part.strangest).collect();
    rows.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.first_line.cmp(&b.first_line)));
    rows.truncate(N_STRANGEST);
    rows.into_iter()
        .map(|row| StrangeSample {
            line: line_number(&loaded.lines_before, row.first_line),
            copies: row.copies,
            family: row.label.as_deref().map_or(Family::Unknown, |label| loaded.schema.family(label)),
            label: row.label,
            score: row.score,
            values: row.values,
        })
        .collect()
}
