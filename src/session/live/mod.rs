//! A replay of the scored file as a stream: what has passed, what of it is above any threshold, and how far it drifted.
//!
//! Holds counts, never rows. Knows no clock but what it is told.

pub mod drift;
pub mod pace;
pub mod plan;
pub mod recent;

use std::sync::Arc;

use crate::data::label::{FAMILIES, Family, FamilyCounts};
use crate::detectors::Detector;
use crate::engine::event::{LoadSummary, ScoreSummary};
use crate::engine::questions::alerts::{Alert, Alerts, End};
use crate::engine::questions::replay::{Replay, Slice};
use crate::engine::questions::stream::Stream;
use crate::engine::selection::Selection;
use crate::session::figures::share;
use drift::{Drift, DriftReport};
use plan::Plan;
use recent::{Recent, Strip};

/// What a stream is of: another one starts from the beginning.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Fingerprint of the file.
    pub file: String,
    /// Fingerprint of the scores.
    pub scores: String,
    /// Rows that are meant.
    pub selection: Selection,
}

/// A stream.
#[derive(Clone, Debug)]
pub struct Live {
    source: Source,
    scores: Arc<ScoreSummary>,
    families: Vec<Family>,
    plan: Plan,
    position: u64,
    /// Samples that the selection means, of those that passed.
    n_meant: u64,
    /// Samples that passed, by their row's position in each detector's sweep.
    passed: [Vec<u32>; Detector::ALL.len()],
    /// Samples whose score or label the batch did not have.
    n_strangers: u64,
    recent: Recent,
    drift: Drift,
}

/// One family's part of what passed.
#[derive(Clone, Debug, PartialEq)]
pub struct Passed {
    /// Which.
    pub family: Family,
    /// Its samples.
    pub samples: u64,
    /// Those above the threshold.
    pub alerts: u64,
    /// Its share of the last samples.
    pub recently: f64,
}

/// What is to be seen at a moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct View {
    /// Samples of the file that passed, of how many.
    pub position: u64,
    /// Samples of the file.
    pub n_samples: u64,
    /// Samples that the selection means, of those that passed.
    pub n_meant: u64,
    /// Samples above the threshold.
    pub n_alerts: u64,
    /// Samples whose score or label the batch did not have; none, or something is wrong.
    pub n_strangers: u64,
    /// Families that came.
    pub families: Vec<Passed>,
    /// The last scores.
    pub strip: Strip,
    /// The last families.
    pub shares: Vec<(Family, String)>,
    /// How far the stream is from what was trained on.
    pub drift: DriftReport,
}

/// An alert with its place in the stream.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// Samples before it.
    pub position: u64,
    /// The alert.
    pub alert: Alert,
}

/// The alert so many places further down a list of them, the latest first, from the one at a position, which may have left it.
pub fn neighbour(alerts: &[Listed], position: u64, steps: isize) -> Option<&Listed> {
    let at = alerts.partition_point(|listed| listed.position > position);
    let is_there = alerts.get(at).is_some_and(|listed| listed.position == position);
    let steps = if steps > 0 && !is_there { steps - 1 } else { steps };
    alerts.get(at.checked_add_signed(steps)?)
}

impl Live {
    /// A stream that has not begun.
    pub fn new(source: Source, file: &LoadSummary, scores: Arc<ScoreSummary>, stream: Stream) -> Self {
        let n_rows = |detector| scores.of(detector).map_or(0, |summary| summary.sweep.len());
        Self {
            source,
            families: file.labels.iter().map(|label| label.family).collect(),
            plan: Plan::new(&stream.blocks),
            position: 0,
            n_meant: 0,
            passed: Detector::ALL.map(|detector| vec![0; n_rows(detector)]),
            n_strangers: 0,
            recent: Recent::default(),
            drift: Drift::new(&stream),
            scores,
        }
    }

    /// What it is of.
    pub const fn source(&self) -> &Source {
        &self.source
    }

    /// Samples that passed.
    pub const fn position(&self) -> u64 {
        self.position
    }

    /// Whether all have.
    pub const fn is_over(&self) -> bool {
        self.position >= self.plan.n_samples()
    }

    /// The question for the samples up to a position; `None` at the end.
    pub fn next(&self, to: u64) -> Option<Replay> {
        let pieces = self.plan.pieces(self.position, to);
        (!pieces.is_empty()).then(|| Replay { pieces, selection: self.source.selection.clone() })
    }

    /// Takes the samples up to a position in.
    pub fn take(&mut self, to: u64, slice: &Slice) {
        self.position = to.min(self.plan.n_samples());
        self.n_meant += slice.labels.0.len() as u64;
        for (at, label) in slice.labels.0.iter().enumerate() {
            let scores = Detector::ALL.map(|detector| slice.scores[detector.index()].0.get(at).copied());
            for detector in Detector::ALL {
                let (Some(score), Some(summary)) = (scores[detector.index()], self.scores.of(detector))
                else {
                    continue;
                };
                let place = summary.sweep.position(score, *label);
                match place.and_then(|place| self.passed[detector.index()].get_mut(place)) {
                    Some(count) => *count += 1,
                    None => self.n_strangers += 1,
                }
            }
            self.recent.push(scores, self.family(*label));
        }
        self.drift.take(slice);
    }

    /// Goes back to the start.
    pub fn rewind(&mut self) {
        (self.position, self.n_meant, self.n_strangers) = (0, 0, 0);
        self.passed.iter_mut().for_each(|counts| counts.fill(0));
        self.recent.rewind();
        self.drift.rewind();
    }

    /// The question for the last alerts that passed.
    pub fn last_alerts(&self, detector: Detector, threshold: f64, n: u32) -> Alerts {
        self.alerts(0, self.position, detector, threshold, n, End::Last)
    }

    /// The question for the next alert.
    pub fn next_alert(&self, detector: Detector, threshold: f64) -> Alerts {
        self.alerts(self.position, self.plan.n_samples(), detector, threshold, 1, End::First)
    }

    /// The answer to a question, with places in the stream.
    pub fn listed(&self, question: &Alerts, alerts: Vec<Alert>) -> Vec<Listed> {
        let listed = |alert: Alert| {
            let piece = question.pieces.get(alert.place.0 as usize)?;
            Some(Listed { position: self.plan.position(piece.block, alert.place.1), alert })
        };
        alerts.into_iter().filter_map(listed).collect()
    }

    /// What is to be seen with one detector's scores and a threshold.
    pub fn view(&self, detector: Detector, threshold: f64) -> View {
        let (samples, alerts) = self.counts(detector, threshold);
        let recent = self.recent.families();
        let n_recent = recent.iter().sum();
        let passed = |family: Family| Passed {
            family,
            samples: samples[family.index()],
            alerts: alerts[family.index()],
            recently: share(recent[family.index()], n_recent),
        };
        let least = self.scores.of(detector).and_then(|summary| summary.calibration.0.first().copied());
        View {
            position: self.position,
            n_samples: self.plan.n_samples(),
            n_meant: self.n_meant,
            n_alerts: alerts.iter().sum(),
            n_strangers: self.n_strangers,
            families: FAMILIES.into_iter().map(passed).filter(|passed| passed.samples > 0).collect(),
            strip: self.recent.strip(detector, least.unwrap_or(0.0).min(threshold), threshold),
            shares: self.recent.shares(),
            drift: self.drift.report(detector),
        }
    }

    /// What passed per family, and what of it is above the threshold.
    fn counts(&self, detector: Detector, threshold: f64) -> (FamilyCounts, FamilyCounts) {
        let (mut samples, mut alerts) = (FamilyCounts::default(), FamilyCounts::default());
        let Some(summary) = self.scores.of(detector) else { return (samples, alerts) };
        for (row, n) in summary.sweep.rows().zip(&self.passed[detector.index()]) {
            let family = self.family(row.label).index();
            samples[family] += u64::from(*n);
            if row.score > threshold {
                alerts[family] += u64::from(*n);
            }
        }
        (samples, alerts)
    }

    fn family(&self, label: u32) -> Family {
        self.families.get(label as usize).copied().unwrap_or(Family::Unknown)
    }

    fn alerts(&self, from: u64, to: u64, detector: Detector, threshold: f64, n: u32, end: End) -> Alerts {
        let (pieces, selection) = (self.plan.pieces(from, to), self.source.selection.clone());
        Alerts { pieces, selection, detector, threshold, n, end }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::questions::locate::Content;

    #[test]
    fn alerts_have_neighbours_even_when_they_left_the_list() {
        let listed = |position| {
            let alert = Alert { place: (0, 0), content: Content::default(), score: 1.0, reason: None };
            Listed { position, alert }
        };
        let alerts = [9, 7, 4].map(listed);
        let check = |position, steps, expected: Option<u64>| {
            let found = neighbour(&alerts, position, steps).map(|listed| listed.position);
            assert_eq!(found, expected, "{steps} from {position}");
        };
        check(7, 1, Some(4));
        check(7, -1, Some(9));
        check(9, -1, None);
        check(4, 1, None);
        check(8, 1, Some(7));
        check(8, -1, Some(9));
        check(1, -1, Some(4));
        check(1, 1, None);
    }
}
