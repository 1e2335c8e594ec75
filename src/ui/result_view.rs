//! What the parts of the Results page share: the judges of a result, the detector that is shown, and its threshold.

use std::sync::Arc;

use leptos::prelude::*;

use crate::detectors::Detector;
use crate::engine::event::{LoadSummary, ScoreSummary};
use crate::session::judge::{Judge, Verdict};
use crate::session::threshold::{Chosen, Origin};
use crate::ui::state::AppState;

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
        let trained = untrack(|| state.test.get().and(state.loaded.get()));
        let of =
            move |detector, per| Judge::new(&scores, &file, trained.as_deref(), detector, per).map(Arc::new);
        let result = StoredValue::new(String::new());
        let per = state.per;
        let make = move || -> Vec<_> {
            Detector::ALL.into_iter().filter_map(|detector| of(detector, per.get())).collect()
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

fn threshold(state: AppState, result: StoredValue<String>, judge: &Judge) -> Chosen {
    state.thresholds.with(|thresholds| result.with_value(|result| thresholds.of(result, judge)))
}
