//! Runs: recorded when a result comes, kept by the browser, done again on demand.

use std::sync::Arc;

use leptos::prelude::*;

use super::AppState;
use crate::detectors::Detector;
use crate::engine::command::Place;
use crate::engine::event::{LoadSummary, ScoreSummary};
use crate::evaluation::sweep::Per;
use crate::export::report::Report;
use crate::session::judge::Judge;
use crate::session::remembered::Remembered;
use crate::session::run::{Circumstances, Run, Runs, curves, report};
use crate::session::settings::{SettingsForm, n_shards};
use crate::ui::page::Page;
use crate::web::{clock, idle, location, storage};

/// Judges of the present result, made once each.
#[derive(Default)]
pub struct Judges {
    result: String,
    made: Vec<Arc<Judge>>,
}

impl AppState {
    /// The judge of a detector's result, `None` when it was not trained.
    pub fn judge(
        &self,
        scores: &Arc<ScoreSummary>,
        file: &Arc<LoadSummary>,
        detector: Detector,
        per: Per,
    ) -> Option<Arc<Judge>> {
        let trained = self.other_trained_file();
        self.judges
            .try_update_value(|judges| {
                // The first trees' result has other scores than the last one's, and so another fingerprint.
                if judges.result != scores.fingerprint {
                    *judges = Judges { result: scores.fingerprint.clone(), made: Vec::new() };
                }
                let known =
                    judges.made.iter().find(|judge| judge.detector == detector && judge.per == per).cloned();
                known.or_else(|| {
                    let judge = Arc::new(Judge::new(scores, file, trained.as_deref(), detector, per)?);
                    judges.made.push(Arc::clone(&judge));
                    Some(judge)
                })
            })
            .flatten()
    }

    /// Keeps the present result as a run, a judge at a time so that the page is never held up.
    pub fn record_run(&self) {
        let state = *self;
        let (Some(scores), Some(file)) =
            self.session.with_untracked(|session| (session.scored.clone(), session.scored_file()))
        else {
            return;
        };
        let mut wanted: Vec<(Detector, Per)> = Detector::ALL
            .into_iter()
            .flat_map(|detector| [(detector, Per::Sample), (detector, Per::DistinctRow)])
            .collect();
        wanted.reverse();
        step(state, scores, file, wanted);
    }

    /// The present result's report, with the thresholds as they are now.
    pub fn report(&self) -> Option<Report> {
        let judges = self.all_judges()?;
        let trained = self.other_trained_file();
        self.thresholds.with_untracked(|thresholds| {
            self.watch.with_value(|watch| {
                let circumstances = Circumstances {
                    trained: trained.as_deref(),
                    thresholds,
                    watch,
                    workers: n_shards(&location::search(), location::hardware_concurrency()),
                    date: clock::date(),
                };
                report(&judges, &circumstances)
            })
        })
    }

    /// Trains again as a run was trained: at once when its files are at hand, else as soon as they are given.
    pub fn reopen(&self, run: &Run) {
        let settings = run.settings();
        self.draft.set(Some(SettingsForm::of(&settings)));
        self.draft_train_on.set(Some(run.report.settings.train_on));
        self.awaited.set(Some(run.id));
        if !self.train_awaited() {
            self.go(Page::Results);
        }
    }

    /// A file was read that was given where the page asked for it: trains, or asks for the second one.
    pub(super) fn go_on(&self) {
        if !self.train_awaited() {
            self.go(Page::Results);
        }
    }

    /// Trains what is waited for, if the files are there now.
    fn train_awaited(&self) -> bool {
        let run = self
            .awaited
            .get_untracked()
            .and_then(|id| self.runs.with_untracked(|runs| runs.get(id).cloned()));
        let Some(run) = run else { return false };
        let is_there = self
            .session
            .with_untracked(|session| run.has_files(session.loaded.as_deref(), session.test.as_deref()));
        if is_there {
            self.awaited.set(None);
            self.go(Page::Train);
            self.fit(run.report.settings.train_on, run.settings());
        }
        is_there
    }

    /// What a file that the visitor gives now is for: the awaited run's second file, if its first is there.
    pub fn awaited_place(&self) -> Place {
        let run = self
            .awaited
            .get_untracked()
            .and_then(|id| self.runs.with_untracked(|runs| runs.get(id).cloned()));
        let waits_for_test = run.is_some_and(|run| {
            run.test_file().is_some()
                && self.session.with_untracked(|session| run.trained_file_is(session.loaded.as_deref()))
        });
        if waits_for_test { Place::Test } else { Place::Train }
    }

    /// Changes the runs and keeps them.
    pub fn change_runs(&self, change: impl FnOnce(&mut Runs)) {
        self.runs.update(change);
        storage::keep_runs(&self.runs.with_untracked(Runs::json));
    }

    /// Takes up what the browser kept, and keeps what the visitor changes from now on.
    pub fn remember(self) {
        if let Some(kept) = storage::remembered().and_then(|text| Remembered::from_json(&text)) {
            self.thresholds.set(kept.thresholds);
            self.detector.set(kept.detector);
            self.per.set(kept.per);
            self.hourly.set(kept.hourly);
            self.awaited.set(kept.run.filter(|id| self.runs.with_untracked(|runs| runs.get(*id).is_some())));
        }
        Effect::new(move |_| {
            let now = Remembered {
                thresholds: self.thresholds.get(),
                detector: self.detector.get(),
                per: self.per.get(),
                hourly: self.hourly.get(),
                run: self.awaited.get().or_else(|| self.present_run.get()),
            };
            storage::keep_remembered(&now.json());
        });
    }

    fn all_judges(&self) -> Option<Vec<Arc<Judge>>> {
        let (scores, file) =
            self.session.with_untracked(|session| (session.scored.clone(), session.scored_file()));
        let (scores, file) = (scores?, file?);
        let pairs = Detector::ALL.into_iter().flat_map(|it| [(it, Per::Sample), (it, Per::DistinctRow)]);
        Some(pairs.filter_map(|(detector, per)| self.judge(&scores, &file, detector, per)).collect())
    }

    /// The file that was trained on, when another one is scored.
    fn other_trained_file(&self) -> Option<Arc<LoadSummary>> {
        self.session.with_untracked(|session| session.test.as_ref().and(session.loaded.clone()))
    }
}

fn step(
    state: AppState,
    scores: Arc<ScoreSummary>,
    file: Arc<LoadSummary>,
    mut wanted: Vec<(Detector, Per)>,
) {
    idle::after_paint(move || {
        let is_present = state.session.with_untracked(|session| {
            session.scored.as_ref().is_some_and(|present| Arc::ptr_eq(present, &scores))
        });
        if !is_present {
            return;
        }
        if let Some((detector, per)) = wanted.pop() {
            let _ = state.judge(&scores, &file, detector, per);
            step(state, scores, file, wanted);
        } else if let (Some(judges), Some(report)) = (state.all_judges(), state.report()) {
            let mut id = None;
            state.change_runs(|runs| id = Some(runs.add(report, curves(&judges))));
            state.present_run.set(id);
        }
    });
}
