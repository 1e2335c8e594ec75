//! Summing the shards' scores up for the page.

use super::event::{DetectorSummary, FitSummary, LabelCount, ScoreSummary, StrangeSample};
use super::files::Loaded;
use super::fusion::Fusion;
use super::jobs::score::N_STRANGEST;
use super::merge::line_number;
use super::order::{ScoredPart, StrangeRow, Tails};
use crate::data::label::Family;
use crate::data::packed::Packed;
use crate::detectors::Detector;
use crate::detectors::threshold::threshold;
use crate::evaluation::histogram::{Lattice, ScoreHistogram};
use crate::evaluation::pairs::Pairs;
use crate::evaluation::roc::area_under_roc;
use crate::evaluation::sweep::{Per, Sweep, Swept};

/// All shards' scores by every detector that was trained, shard by shard.
#[derive(Clone, Copy)]
pub struct Results<'a> {
    /// The forest's.
    pub isolation_forest: &'a [ScoredPart],
    /// The autoencoder's, of the same rows in the same order.
    pub autoencoder: Option<&'a [ScoredPart]>,
}

impl<'a> Results<'a> {
    /// The forest alone.
    pub const fn of_forest(isolation_forest: &'a [ScoredPart]) -> Self {
        Self { isolation_forest, autoencoder: None }
    }

    /// What both detectors' scores of the vectors kept aside are, when there are two.
    pub fn tails(&self) -> Option<Tails> {
        let autoencoder = ascending(self.autoencoder?);
        Some(Tails { isolation_forest: ascending(self.isolation_forest), autoencoder })
    }

    /// Parts as if one detector had given the scores of both together.
    fn fused(&self) -> Option<Vec<ScoredPart>> {
        let fusion = Fusion::of(self.tails()?);
        let fuse = |forest: &Packed<f64>, autoencoder: &Packed<f64>| {
            forest.0.iter().zip(&autoencoder.0).map(|(a, b)| fusion.score(*a, *b)).collect::<Packed<f64>>()
        };
        // Shards offer their strangest rows by each detector; only those of all shards together are the same for any number.
        let (by_forest, by_autoencoder) = (top(self.isolation_forest), top(self.autoencoder?));
        let part = |(shard, (forest, autoencoder)): (usize, (&ScoredPart, &ScoredPart))| {
            let scores = fuse(&forest.scores, &autoencoder.scores);
            let of_shard = by_forest.iter().chain(&by_autoencoder).filter(|(of, _)| *of == shard);
            let mut strangest: Vec<StrangeRow> = of_shard.map(|(_, row)| (*row).clone()).collect();
            strangest.sort_by_key(|row| row.position);
            strangest.dedup_by_key(|row| row.position);
            for row in &mut strangest {
                row.score = scores.0.get(row.position as usize).copied().unwrap_or(0.0);
            }
            ScoredPart {
                calibration: fuse(&forest.calibration, &autoencoder.calibration),
                scores,
                strangest,
                fingerprint: 0,
                ..forest.clone()
            }
        };
        Some(self.isolation_forest.iter().zip(self.autoencoder?).enumerate().map(part).collect())
    }
}

/// Makes one summary of all shards' parts; the same for any number of shards.
pub fn sum_up(fit: FitSummary, results: Results<'_>, loaded: &Loaded) -> ScoreSummary {
    let contamination = fit.isolation_forest.contamination;
    let all = results.isolation_forest.iter().chain(results.autoencoder.unwrap_or_default());
    let fingerprint = all.fold(0_u128, |sum, part| sum.wrapping_add(part.fingerprint));
    let summary = |detector, parts: &[ScoredPart]| sum_detector_up(detector, parts, contamination, loaded);
    ScoreSummary {
        isolation_forest: summary(Detector::IsolationForest, results.isolation_forest),
        autoencoder: results.autoencoder.map(|parts| summary(Detector::Autoencoder, parts)),
        pairs: results.autoencoder.map(|parts| pairs(results.isolation_forest, parts, loaded)),
        fused: results.fused().map(|parts| summary(Detector::Fused, &parts)),
        fit,
        features: loaded.schema.features.iter().map(|feature| feature.name.clone()).collect(),
        fingerprint: format!("{fingerprint:032x}"),
    }
}

fn sum_detector_up(
    detector: Detector,
    parts: &[ScoredPart],
    contamination: f64,
    loaded: &Loaded,
) -> DetectorSummary {
    let calibration = ascending(parts);
    let threshold = threshold(&calibration.0, contamination).map_or(f64::INFINITY, |threshold| threshold.0);
    let labels = &loaded.summary.labels;
    let sweep = Sweep::new(parts.iter().flat_map(|part| swept(part, labels)).collect());
    let families: Vec<Family> = labels.iter().map(|label| label.family).collect();
    let lattice = match detector {
        Detector::Autoencoder => Lattice::Logarithmic,
        Detector::IsolationForest | Detector::Fused => Lattice::Unit,
    };
    let mut histogram = ScoreHistogram::new(lattice);
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
        calibration,
        histogram,
        threshold,
        strangest: strangest(parts, loaded),
    }
}

/// Which rows of both sweeps are the same.
fn pairs(forest: &[ScoredPart], autoencoder: &[ScoredPart], loaded: &Loaded) -> Pairs {
    let part = |(forest, autoencoder): (&ScoredPart, &ScoredPart)| {
        swept(forest, &loaded.summary.labels).zip(autoencoder.scores.0.clone()).collect::<Vec<_>>()
    };
    Pairs::new(forest.iter().zip(autoencoder).flat_map(part).collect())
}

/// Scores of the vectors from which thresholds come.
fn ascending(parts: &[ScoredPart]) -> Packed<f64> {
    let mut calibration: Vec<f64> =
        parts.iter().flat_map(|part| part.calibration.0.iter().copied()).collect();
    calibration.sort_unstable_by(f64::total_cmp);
    Packed(calibration)
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

/// The strangest rows of all shards, each with its shard; strangest first, ties by first line.
fn top(parts: &[ScoredPart]) -> Vec<(usize, &StrangeRow)> {
    let numbered = parts.iter().enumerate();
    let mut rows: Vec<(usize, &StrangeRow)> =
        numbered.flat_map(|(shard, part)| part.strangest.iter().map(move |row| (shard, row))).collect();
    rows.sort_by(|(_, a), (_, b)| b.score.total_cmp(&a.score).then_with(|| a.first_line.cmp(&b.first_line)));
    rows.truncate(N_STRANGEST);
    rows
}

fn strangest(parts: &[ScoredPart], loaded: &Loaded) -> Vec<StrangeSample> {
    top(parts)
        .into_iter()
        .map(|(_, row)| StrangeSample {
            line: line_number(&loaded.lines_before, row.first_line),
            copies: row.copies,
            family: row.label.as_deref().map_or(Family::Unknown, |label| loaded.schema.family(label)),
            label: row.label.clone(),
            score: row.score,
            values: row.values.clone(),
        })
        .collect()
}
