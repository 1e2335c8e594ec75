//! One detector's result as a judge of thresholds: every figure for any of them, without another scoring.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::data::label::{Family, FamilyCounts, N_FAMILIES};
use crate::detectors::Detector;
use crate::engine::event::{DetectorSummary, LoadSummary, ScoreSummary};
use crate::evaluation::average_precision::average_precision;
use crate::evaluation::confusion::Confusion;
use crate::evaluation::curves::{self, Point};
use crate::evaluation::histogram::Bin;
use crate::evaluation::ladder::Ladder;
use crate::evaluation::measures::Measures;
use crate::evaluation::roc::{Tied, area_under_roc};
use crate::evaluation::sweep::Per;
use crate::session::bars::Scale;
use crate::session::figures::{FamilyFigures, Figures};

/// A detector's scores of the scored file, summed up for one way of counting.
#[derive(Clone, Debug)]
pub struct Judge {
    /// Whose scores.
    pub detector: Detector,
    /// What counts.
    pub per: Per,
    /// Area under the ROC curve; `None` without both normal and attack labels.
    pub auc: Option<f64>,
    /// Average precision; likewise.
    pub average_precision: Option<f64>,
    /// The ROC curve; empty without both kinds of labels.
    pub roc: Vec<Point>,
    /// The precision-recall curve; likewise.
    pub precision_recall: Vec<Point>,
    scores: Arc<ScoreSummary>,
    file: Arc<LoadSummary>,
    /// Family of every label.
    families: Vec<Family>,
    /// Whether the file that was trained on lacks the label; all false when that is the scored file.
    unseen: Vec<bool>,
    ladder: Ladder,
}

/// What a threshold does.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The threshold.
    pub threshold: f64,
    /// Distinct rows above it: the first ones of the sweep.
    pub n_above: usize,
    /// Flagged or passed, in all and per family.
    pub figures: Figures,
    /// Flagged or passed against the labels; `None` without both normal and attack labels.
    pub confusion: Option<Confusion>,
    /// Every label with what is flagged of it, most frequent first.
    pub labels: Vec<LabelVerdict>,
    /// Attacks whose labels the file that was trained on lacks; `None` when there are none or both files are one.
    pub unseen: Option<Caught>,
}

/// What a threshold does to one label's rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelVerdict {
    /// The label; untrusted text.
    pub label: String,
    /// Its family.
    pub family: Family,
    /// Whether it is an attack that the file lacks which was trained on.
    pub is_unseen: bool,
    /// Its rows.
    pub caught: Caught,
}

/// A part and its whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Caught {
    /// Rows in all.
    pub of: u64,
    /// Those above the threshold.
    pub flagged: u64,
}

impl Caught {
    /// Share in [0, 1]; `None` of nothing.
    pub fn share(self) -> Option<f64> {
        (self.of > 0).then(|| self.flagged as f64 / self.of as f64)
    }
}

impl Judge {
    /// Sums a detector's scores up; `None` when it was not trained. `trained` is the file that was trained on.
    pub fn new(
        scores: &Arc<ScoreSummary>,
        file: &Arc<LoadSummary>,
        trained: Option<&LoadSummary>,
        detector: Detector,
        per: Per,
    ) -> Option<Self> {
        let summary = scores.of(detector)?;
        let families: Vec<Family> = file.labels.iter().map(|label| label.family).collect();
        let is_known = |label: &str| {
            trained.is_none_or(|trained| trained.labels.iter().any(|known| known.label == label))
        };
        let unseen = file
            .labels
            .iter()
            .map(|label| label.family != Family::Normal && !is_known(&label.label))
            .collect();
        let groups: Vec<Tied> =
            if file.labelled { summary.sweep.tied(&families, per).collect() } else { Vec::new() };
        let auc = area_under_roc(groups.iter().copied());
        let graded = auc.is_some();
        let ladder = Ladder::new(&summary.sweep, families.len(), per);
        Some(Self {
            detector,
            per,
            auc,
            average_precision: average_precision(groups.iter().copied()).filter(|_| graded),
            roc: curves::roc(&groups),
            precision_recall: if graded { curves::precision_recall(&groups) } else { Vec::new() },
            scores: Arc::clone(scores),
            file: Arc::clone(file),
            families,
            unseen,
            ladder,
        })
    }

    /// The scores as the engine summed them up.
    pub fn summary(&self) -> &DetectorSummary {
        self.scores.of(self.detector).unwrap_or(&self.scores.isolation_forest)
    }

    /// The whole result.
    pub const fn scores(&self) -> &Arc<ScoreSummary> {
        &self.scores
    }

    /// The scored file.
    pub const fn file(&self) -> &Arc<LoadSummary> {
        &self.file
    }

    /// Whether labels of both kinds let a threshold be graded.
    pub const fn is_graded(&self) -> bool {
        self.auc.is_some()
    }

    /// What a threshold does.
    pub fn verdict(&self, threshold: f64) -> Verdict {
        let sweep = &self.summary().sweep;
        let n_above = sweep.n_above(threshold);
        let flagged = self.ladder.counts(sweep, n_above);
        let figures = Figures::new(&self.by_family(self.ladder.total()), &self.by_family(&flagged));
        let confusion = figures.graded.map(|graded| Confusion {
            true_positives: graded.caught,
            false_positives: graded.false_alarms,
            false_negatives: graded.missed,
            true_negatives: graded.quiet,
        });
        let counted = self.file.labels.iter().zip(&self.unseen).zip(self.ladder.total().iter().zip(&flagged));
        let labels: Vec<LabelVerdict> = counted
            .map(|((label, is_unseen), (of, flagged))| LabelVerdict {
                label: label.label.clone(),
                family: label.family,
                is_unseen: *is_unseen,
                caught: Caught { of: *of, flagged: *flagged },
            })
            .collect();
        let unseen = labels.iter().filter(|label| label.is_unseen).fold(Caught::default(), |sum, label| {
            Caught { of: sum.of + label.caught.of, flagged: sum.flagged + label.caught.flagged }
        });
        Verdict {
            threshold,
            n_above,
            figures,
            confusion,
            labels,
            unseen: Some(unseen).filter(|unseen| unseen.of > 0),
        }
    }

    /// All figures in a form that can be kept and compared.
    pub fn measures(&self, threshold: f64) -> Measures {
        let verdict = self.verdict(threshold);
        let confusion = verdict.confusion;
        let of = |family: &FamilyFigures| (family.family.name().to_owned(), family.flagged_share());
        let attacks = verdict.figures.families.iter().filter(|family| family.family != Family::Normal);
        Measures {
            n: verdict.figures.n_samples,
            n_attacks: confusion.map_or(0, |cells| cells.true_positives + cells.false_negatives),
            auc: self.auc,
            average_precision: self.average_precision,
            threshold,
            precision: confusion.and_then(|cells| cells.precision()),
            recall: confusion.and_then(|cells| cells.recall()),
            f1: confusion.and_then(|cells| cells.f1()),
            false_positive_rate: confusion.and_then(|cells| cells.false_positive_rate()),
            recall_by_family: if self.is_graded() { attacks.map(of).collect() } else { BTreeMap::new() },
            recall_unseen: verdict.unseen.and_then(Caught::share),
        }
    }

    /// About `wanted` equal bars over all scores.
    pub fn bars(&self, wanted: usize) -> Vec<Bin> {
        let sweep = &self.summary().sweep;
        let scale = self.scale();
        let edges = scale.edges(wanted);
        // From the top: how many rows reach up to each edge. The lowest bar takes in what lies on its lower edge.
        let above = |edge: f64| self.by_family(&self.ladder.counts(sweep, sweep.n_reaching(edge)));
        let Some(lowest) = edges.first() else { return Vec::new() };
        let mut reaching: Vec<FamilyCounts> = edges.iter().map(|edge| above(*edge)).collect();
        if let Some(all) = reaching.first_mut() {
            *all = self.by_family(self.ladder.total());
        }
        if let Some(none) = reaching.last_mut() {
            *none = [0; N_FAMILIES];
        }
        let mut from = *lowest;
        let uppers = edges.iter().skip(1).zip(reaching.iter().zip(reaching.iter().skip(1)));
        uppers
            .map(|(to, (more, fewer))| {
                let counts = std::array::from_fn(|family| more[family].saturating_sub(fewer[family]));
                Bin { from: std::mem::replace(&mut from, *to), to: *to, counts }
            })
            .collect()
    }

    /// The axis of scores: out to round numbers around all of them and the threshold of the training.
    pub fn scale(&self) -> Scale {
        let summary = self.summary();
        let (most, least) =
            (summary.sweep.score(0), summary.sweep.score(summary.sweep.len().saturating_sub(1)));
        Scale::around(least.unwrap_or_default(), most.unwrap_or_default(), summary.threshold)
    }

    /// Threshold with the best F1; `None` without both kinds of labels.
    pub fn best_f1(&self) -> Option<f64> {
        let sweep = &self.summary().sweep;
        let groups: Vec<Tied> = sweep.tied(&self.families, self.per).collect();
        let n_groups = curves::best_f1(&groups).filter(|_| self.is_graded())?;
        // A group is flagged when its score lies above the threshold: the next lower score is one, or any below the last.
        let mut last = f64::INFINITY;
        let mut n_seen = 0;
        for row in sweep.rows() {
            if row.score.total_cmp(&last).is_ne() {
                if n_seen == n_groups {
                    return Some(row.score);
                }
                (last, n_seen) = (row.score, n_seen + 1);
            }
        }
        Some(last.next_down())
    }

    /// The lowest threshold above which at most this share of the rows lies.
    pub fn contamination(&self, share: f64) -> Option<f64> {
        let sweep = &self.summary().sweep;
        let total: u64 = self.ladder.total().iter().sum();
        let wanted = (share.clamp(0.0, 1.0) * total as f64) as u64;
        let mut n = 0;
        for row in sweep.rows() {
            n += row.weight(self.per);
            if n > wanted {
                return Some(row.score);
            }
        }
        sweep.score(sweep.len().checked_sub(1)?).map(f64::next_down)
    }

    fn by_family(&self, counts: &[u64]) -> FamilyCounts {
        let mut sums = FamilyCounts::default();
        for (position, count) in counts.iter().enumerate() {
            let family = self.families.get(position).copied().unwrap_or(Family::Unknown);
            sums[family.index()] += count;
        }
        sums
    }
}

#[cfg(test)]
mod tests;
