//! What the parts of the Results page share: the judges of a result, the detector that is shown, and its threshold.

use std::sync::Arc;

use leptos::prelude::*;

use crate::detectors::Detector;
use crate::engine::event::{LoadSummary, ScoreSummary};
use crate::session::judge::{Judge, Verdict};
use crate::session::threshold::{Chosen, Origin};
use crate::ui::state::AppState;
use crate::web::idle;

/// Steps over the whole axis that a key moves the threshold by.
const KEY_STEPS: f64 = 200.0;

/// A result as it is shown; copies are the same.
#[derive(Clone, Copy)]
pub struct ResultView {
    state: AppState,
    result: StoredValue<String>,
    /// One judge a trained detector, for the present way of counting.
    pub judges: Memo<Arc<Vec<Arc<Judge>>>>,
    /// The one that is shown.
    pub judge: Memo<Arc<Judge>>,
    /// The threshold of the detector that is shown.
    pub chosen: Memo<Chosen>,
    /// What it does.
    pub verdict: Memo<Arc<Verdict>>,
}

impl ResultView {
    /// The view of a result; `None` only if no detector was trained, which no result is made of.
    pub fn new(state: AppState, file: Arc<LoadSummary>, scores: Arc<ScoreSummary>) -> Option<Self> {
        let result = StoredValue::new(scores.fingerprint.clone());
        let trained: Vec<Detector> =
            Detector::ALL.into_iter().filter(|detector| scores.of(*detector).is_some()).collect();
        let is_first_turn = RwSignal::new(true);
        let wanted = trained.clone();
        let (all_scores, all_file) = (Arc::clone(&scores), Arc::clone(&file));
        let make = move || -> Vec<_> {
            // The one that is shown stands at once; the others are judged one by one, lest the page be held up.
            let shown = state.detector.get();
            let shown = if wanted.contains(&shown) { shown } else { Detector::default() };
            let now = wanted.iter().filter(|detector| !is_first_turn.get() || **detector == shown);
            now.filter_map(|detector| state.judge(&scores, &file, *detector, state.per.get())).collect()
        };
        let first = Arc::clone(untrack(&make).first()?);
        let judges = Memo::new_with_compare(move |_| Arc::new(make()), |_, _| true);
        let judge = Memo::new_with_compare(
            move |_| {
                let wanted = state.detector.get();
                let judges = judges.get();
                let shown = judges.iter().find(|judge| judge.detector == wanted).or_else(|| judges.first());
                Arc::clone(shown.unwrap_or(&first))
            },
            |old, new| !matches!((old, new), (Some(old), Some(new)) if Arc::ptr_eq(old, new)),
        );
        let chosen = Memo::new(move |_| threshold(state, result, &judge.get()));
        let verdict = Memo::new(move |_| Arc::new(judge.get().verdict(chosen.get().score)));
        judge_one_by_one(state, &all_scores, &all_file, &trained, is_first_turn);
        Some(Self { state, result, judges, judge, chosen, verdict })
    }

    /// The threshold of any of the detectors.
    pub fn chosen_of(&self, judge: &Judge) -> Chosen {
        threshold(self.state, self.result, judge)
    }

    /// Puts the threshold of the shown detector to a score.
    pub fn put(&self, score: f64) {
        self.choose(Some(Chosen { origin: Origin::ByHand, score }));
    }

    /// Moves the threshold along the axis by so many steps.
    pub fn step(&self, steps: f64) {
        let scale = self.judge.with_untracked(|judge| judge.scale());
        let part = scale.part(self.chosen.get_untracked().score) + steps / KEY_STEPS;
        self.put(scale.score(part));
    }

    /// Takes a preset's threshold, if it gives one.
    pub fn take_preset(&self, preset: Origin) {
        if let Some(chosen) = self.judge.with_untracked(|judge| preset.threshold(judge)) {
            self.choose(Some(chosen));
        }
    }

    fn choose(&self, chosen: Option<Chosen>) {
        let detector = self.judge.with_untracked(|judge| judge.detector);
        self.result.with_value(|result| self.state.choose_threshold(result, detector, chosen));
    }
}

/// Has the detectors judged, one a turn, then shows them all.
fn judge_one_by_one(
    state: AppState,
    scores: &Arc<ScoreSummary>,
    file: &Arc<LoadSummary>,
    trained: &[Detector],
    is_first_turn: RwSignal<bool>,
) {
    for detector in trained.iter().copied() {
        let (scores, file) = (Arc::clone(scores), Arc::clone(file));
        idle::in_turn(move || {
            // The page may have been left meanwhile, and its signals with it.
            if is_first_turn.try_get_untracked().is_some() {
                let _ = state.judge(&scores, &file, detector, state.per.get_untracked());
            }
        });
    }
    idle::in_turn(move || {
        let _ = is_first_turn.try_set(false);
    });
}

fn threshold(state: AppState, result: StoredValue<String>, judge: &Judge) -> Chosen {
    state.thresholds.with(|thresholds| result.with_value(|result| thresholds.of(result, judge)))
}
