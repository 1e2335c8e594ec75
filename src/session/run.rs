//! Trainings as runs that can be compared, kept over a reload and done again. Aggregates only, so that they may be stored.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::engine::event::LoadSummary;
use crate::evaluation::curves::Point;
use crate::evaluation::sweep::Per;
use crate::export::report::{DetectorReport, FileFacts, Report};
use crate::session::judge::Judge;
use crate::session::settings::Settings;
use crate::session::stopwatch::Stopwatch;
use crate::session::threshold::Thresholds;

/// Runs that are kept; the oldest goes first.
pub const MOST_RUNS: usize = 20;
/// Points of a kept curve.
const MOST_POINTS: usize = 120;
/// Characters of a run's name.
const MOST_LETTERS: usize = 60;

/// A training and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// Its number, never given twice.
    pub id: u32,
    /// As the visitor calls it.
    pub name: String,
    /// What was trained on what, and how good it is.
    pub report: Report,
    /// Curves over all rows, by the detector's name; none without labels.
    pub curves: BTreeMap<String, RunCurves>,
}

/// A detector's curves, thinned.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RunCurves {
    /// Recall over the false positive rate.
    pub roc: Vec<Point>,
    /// Precision over recall.
    pub precision_recall: Vec<Point>,
}

/// All runs, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Runs {
    runs: Vec<Run>,
    last_id: u32,
}

/// What a report says besides the judges' figures.
pub struct Circumstances<'a> {
    /// The file that was trained on, when it is another one.
    pub trained: Option<&'a LoadSummary>,
    /// The visitor's thresholds.
    pub thresholds: &'a Thresholds,
    /// Times.
    pub watch: &'a Stopwatch,
    /// Workers that hold the rows.
    pub workers: u32,
    /// Today, in UTC.
    pub date: String,
}

/// The report of a result by its judges, any detectors and ways of counting; `None` without a judge.
pub fn report(judges: &[Arc<Judge>], circumstances: &Circumstances<'_>) -> Option<Report> {
    let Circumstances { trained, thresholds, watch, workers, date } = circumstances;
    let first = judges.first()?;
    let (scores, file) = (first.scores(), first.file());
    let of_rows = judges.iter().filter(|judge| judge.per == Per::Sample);
    let detectors = of_rows.filter_map(|judge| {
        let same = |other: &&Arc<Judge>| other.per == Per::DistinctRow && other.detector == judge.detector;
        let chosen = thresholds.of(&scores.fingerprint, judge);
        let detector = DetectorReport {
            rows: judge.measures(chosen.score),
            distinct_rows: judges.iter().find(same)?.measures(chosen.score),
            flagged: judge.verdict(chosen.score).figures.flagged,
            threshold_from: chosen.origin.word().to_owned(),
            fit_ms: watch.times(judge.detector).fit_ms,
            score_ms: watch.times(judge.detector).score_ms,
        };
        Some((judge.detector.name().to_owned(), detector))
    });
    Some(Report {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        date: date.clone(),
        file: FileFacts::of(file),
        trained_file: trained.map(FileFacts::of),
        settings: scores.fit.clone(),
        seed: scores.fit.isolation_forest.seed,
        workers: *workers,
        load_ms: watch.load_ms,
        fingerprint: scores.fingerprint.clone(),
        detectors: detectors.collect(),
    })
}

/// The judges' curves as a run keeps them.
pub fn curves(judges: &[Arc<Judge>]) -> BTreeMap<String, RunCurves> {
    let graded = judges.iter().filter(|judge| judge.per == Per::Sample && judge.is_graded());
    let kept = |judge: &Arc<Judge>| RunCurves {
        roc: thinned(&judge.roc),
        precision_recall: thinned(&judge.precision_recall),
    };
    graded.map(|judge| (judge.detector.name().to_owned(), kept(judge))).collect()
}

impl Run {
    /// The settings that it was trained with.
    pub fn settings(&self) -> Settings {
        let fit = &self.report.settings;
        let autoencoder = fit.autoencoder.as_ref().map(|autoencoder| autoencoder.params.clone());
        Settings { encoding: fit.encoding, isolation_forest: fit.isolation_forest.clone(), autoencoder }
    }

    /// The file that it was trained on.
    pub fn trained_file(&self) -> &FileFacts {
        self.report.trained_file.as_ref().unwrap_or(&self.report.file)
    }

    /// The file that was scored, when it is another one.
    pub fn test_file(&self) -> Option<&FileFacts> {
        self.report.trained_file.as_ref().map(|_| &self.report.file)
    }

    /// Whether this is the file that it was trained on.
    pub fn trained_file_is(&self, file: Option<&LoadSummary>) -> bool {
        file.is_some_and(|file| file.fingerprint == self.trained_file().fingerprint)
    }

    /// Whether these are the files that it was trained on and scored.
    pub fn has_files(&self, trained: Option<&LoadSummary>, test: Option<&LoadSummary>) -> bool {
        let test_is_its = match (self.test_file(), test) {
            (Some(facts), Some(file)) => facts.fingerprint == file.fingerprint,
            (facts, file) => facts.is_none() && file.is_none(),
        };
        self.trained_file_is(trained) && test_is_its
    }
}

impl Runs {
    /// All runs, the newest first.
    pub fn newest_first(&self) -> impl Iterator<Item = &Run> {
        self.runs.iter().rev()
    }

    /// A run by its number.
    pub fn get(&self, id: u32) -> Option<&Run> {
        self.runs.iter().find(|run| run.id == id)
    }

    /// The run of a result by the fingerprint of its scores.
    pub fn of_result(&self, fingerprint: &str) -> Option<&Run> {
        self.runs.iter().find(|run| run.report.fingerprint == fingerprint)
    }

    /// Takes a result in and gives its number. The very same result again is the same run with fresh figures; its date stays,
    /// which says when it was trained first.
    pub fn add(&mut self, report: Report, curves: BTreeMap<String, RunCurves>) -> u32 {
        let known = self.runs.iter_mut().find(|run| run.report.fingerprint == report.fingerprint);
        if let Some(run) = known {
            let date = std::mem::take(&mut run.report.date);
            (run.report, run.curves) = (Report { date, ..report }, curves);
            return run.id;
        }
        self.last_id += 1;
        let name = format!("Run {}", self.last_id);
        self.runs.push(Run { id: self.last_id, name, report, curves });
        self.bound();
        self.last_id
    }

    /// Gives a run a name; an empty one changes nothing.
    pub fn rename(&mut self, id: u32, name: &str) {
        let name: String = name.trim().chars().take(MOST_LETTERS).collect();
        if let Some(run) = self.runs.iter_mut().find(|run| run.id == id && !name.is_empty()) {
            run.name = name;
        }
    }

    /// Forgets a run.
    pub fn delete(&mut self, id: u32) {
        self.runs.retain(|run| run.id != id);
    }

    /// As text to be kept.
    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What was kept; nothing when it was written by another version or is broken.
    pub fn from_json(text: &str) -> Self {
        let mut runs: Self = serde_json::from_str(text).unwrap_or_default();
        runs.bound();
        runs
    }

    fn bound(&mut self) {
        let surplus = self.runs.len().saturating_sub(MOST_RUNS);
        self.runs.drain(..surplus);
    }
}

/// Every so many of the points, and the last; to four decimals.
fn thinned(points: &[Point]) -> Vec<Point> {
    let every = points.len().div_ceil(MOST_POINTS).max(1);
    let rounded = |(x, y): &Point| ((x * 1e4).round() / 1e4, (y * 1e4).round() / 1e4);
    let mut kept: Vec<Point> = points.iter().step_by(every).map(rounded).collect();
    kept.extend(points.last().map(rounded).filter(|end| kept.last() != Some(end)));
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::Detector;
    use crate::detectors::isolation_forest::IsolationForestParams;
    use crate::session::tests::{scores, summary};

    fn report_of(fingerprint: &str) -> Report {
        let mut scores = scores();
        scores.fingerprint = fingerprint.to_owned();
        let (scores, file) = (Arc::new(scores), Arc::new(summary("a.csv")));
        let judge = |per| Judge::new(&scores, &file, None, Detector::IsolationForest, per).map(Arc::new);
        let judges: Vec<_> = [Per::Sample, Per::DistinctRow].into_iter().filter_map(judge).collect();
        let circumstances = Circumstances {
            trained: None,
            thresholds: &Thresholds::default(),
            watch: &Stopwatch::default(),
            workers: 2,
            date: "2026-01-01".to_owned(),
        };
        report(&judges, &circumstances).expect("a judge")
    }

    #[test]
    fn the_same_result_is_the_same_run() {
        let mut runs = Runs::default();
        let first = runs.add(report_of("one"), BTreeMap::new());
        runs.rename(first, "  mine ");
        let later = Report { date: "2026-01-02".to_owned(), workers: 4, ..report_of("one") };
        assert_eq!(runs.add(later, BTreeMap::new()), first);
        let kept = runs.get(first).map(|run| (run.report.date.as_str(), run.report.workers));
        assert_eq!(kept, Some(("2026-01-01", 4)));
        assert_ne!(runs.add(report_of("two"), BTreeMap::new()), first);
        let names: Vec<_> = runs.newest_first().map(|run| run.name.as_str()).collect();
        assert_eq!(names, ["Run 2", "mine"]);
        runs.rename(first, " ");
        assert_eq!(runs.of_result("one").map(|run| run.name.as_str()), Some("mine"));
        runs.delete(first);
        assert!(runs.get(first).is_none());
    }

    #[test]
    fn runs_survive_being_kept_and_are_bounded() {
        let mut runs = Runs::default();
        for at in 0..MOST_RUNS + 3 {
            runs.add(report_of(&at.to_string()), BTreeMap::new());
        }
        assert_eq!(runs.newest_first().count(), MOST_RUNS);
        assert_eq!(Runs::from_json(&runs.json()), runs);
        assert_eq!(Runs::from_json("{\"runs\": 7}"), Runs::default());
    }

    #[test]
    fn a_run_knows_its_files() {
        let mut runs = Runs::default();
        let id = runs.add(report_of("one"), BTreeMap::new());
        let run = runs.get(id).unwrap();
        let mut other = summary("a.csv");
        other.fingerprint = "another".to_owned();
        assert!(run.has_files(Some(&summary("b.csv")), None));
        assert!(!run.has_files(Some(&other), None) && !run.has_files(Some(&other), Some(&other)));
        assert_eq!(run.settings().isolation_forest, IsolationForestParams::default());
    }
}
