//! Summing the shards' scores up for the page.

use super::event::{FitSummary, ScoreSummary, StrangeSample};
use super::jobs::score::N_STRANGEST;
use super::load::Loaded;
use super::merge::line_number;
use super::order::{ScoredPart, StrangeRow};
use crate::data::label::{Family, FamilyCounts};
use crate::detectors::threshold::threshold;
use crate::evaluation::histogram::ScoreHistogram;
use crate::evaluation::roc::{Tied, area_under_roc};

/// A distinct row's score.
struct Scored {
    score: f64,
    family: u8,
    copies: u32,
}

/// Makes one summary of all shards' parts; the same for any number of shards.
pub fn sum_up(fit: FitSummary, parts: Vec<ScoredPart>, loaded: &Loaded) -> ScoreSummary {
    let calibration: Vec<f64> = parts.iter().flat_map(|part| part.calibration.0.iter().copied()).collect();
    let threshold = threshold(&calibration, fit.isolation_forest.contamination)
        .map_or(f64::INFINITY, |threshold| threshold.0);
    let mut rows: Vec<Scored> = parts.iter().flat_map(scored).collect();
    rows.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut histogram = ScoreHistogram::default();
    let mut flagged = FamilyCounts::default();
    for row in &rows {
        histogram.add(row.score, row.family.into(), row.copies.into());
        if let Some(count) = flagged.get_mut(usize::from(row.family)).filter(|_| row.score > threshold) {
            *count += u64::from(row.copies);
        }
    }
    let fingerprint = parts.iter().fold(0_u128, |sum, part| sum.wrapping_add(part.fingerprint));
    let area =
        |weight: fn(&Scored) -> u64| area_under_roc(tied(&rows, weight)).filter(|_| loaded.summary.labelled);
    ScoreSummary {
        fit,
        histogram,
        threshold,
        flagged,
        auc: area(|row| row.copies.into()),
        auc_distinct: area(|_| 1),
        strangest: strangest(parts, loaded),
        features: loaded.schema.features.iter().map(|feature| feature.name.clone()).collect(),
        fingerprint: format!("{fingerprint:032x}"),
    }
}

fn scored(part: &ScoredPart) -> impl Iterator<Item = Scored> {
    let counted = part.families.0.iter().zip(&part.copies.0);
    part.scores.0.iter().zip(counted).map(|(score, (family, copies))| Scored {
        score: *score,
        family: *family,
        copies: *copies,
    })
}

/// Groups of equal scores, from the highest down.
fn tied(rows: &[Scored], weight: fn(&Scored) -> u64) -> impl Iterator<Item = Tied> {
    rows.chunk_by(|a, b| a.score.total_cmp(&b.score).is_eq()).map(move |group| {
        let is_normal = |row: &&Scored| usize::from(row.family) == Family::Normal.index();
        let n_normal = group.iter().filter(is_normal).map(weight).sum();
        let n_all: u64 = group.iter().map(weight).sum();
        Tied { n_normal, n_attacks: n_all - n_normal }
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
