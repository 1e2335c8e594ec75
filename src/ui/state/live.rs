//! The stream of the page Live: its clock, its questions to the engine, and what is to be seen of it.

use std::sync::Arc;

use leptos::prelude::*;

use super::AppState;
use crate::detectors::Detector;
use crate::engine::event::{LoadSummary, ScoreSummary};
use crate::engine::questions::stream::StreamQuestion;
use crate::engine::questions::{Answer, Question};
use crate::session::live::pace::Pace;
use crate::session::live::{Listed, Live, Source, View};
use crate::web::clock;

/// Samples that are asked for at once: what the workers score and the page counts within a few milliseconds.
const MOST_AT_ONCE: u64 = 4096;
/// Milliseconds between two pictures of a running stream.
const REFRESH_MS: f64 = 100.0;
/// Milliseconds between two lists of alerts of a running stream.
const LIST_MS: f64 = 400.0;
/// Alerts listed while the stream runs, and while it rests.
const LISTED_RUNNING: u32 = 12;
const LISTED_RESTING: u32 = 100;

/// Speeds to choose from, in samples a second.
pub const SPEEDS: [u32; 6] = [1, 10, 100, 1_000, 10_000, 100_000];

/// Handles to the stream; copies are the same.
#[derive(Clone, Copy)]
pub struct LiveState {
    /// Whether samples come by themselves.
    pub is_running: RwSignal<bool>,
    /// Samples a second that are wished for.
    pub speed: RwSignal<u32>,
    /// What is to be seen; `None` before the stream is there.
    pub view: RwSignal<Option<View>>,
    /// Samples a second that came lately.
    pub rate: RwSignal<Option<f64>>,
    /// The last alerts, the latest first.
    pub alerts: RwSignal<Vec<Listed>>,
    /// What happened to the stream, in a sentence.
    pub word: RwSignal<String>,
    live: StoredValue<Option<Live>, LocalStorage>,
    clockwork: StoredValue<Clockwork>,
}

#[derive(Clone, Default)]
struct Clockwork {
    pace: Pace,
    /// Position at which the stream stops.
    target: Option<u64>,
    /// Every new stream gets a new one, so that an answer for the one before is passed over.
    generation: u32,
    is_asking: bool,
    is_listing: bool,
    /// When the picture and the list were last made.
    seen: f64,
    listed: f64,
    /// What the list was made for: position, detector, threshold, length.
    listed_for: Option<(u64, Detector, u64, u32)>,
    is_stale: bool,
}

impl LiveState {
    /// No stream yet.
    pub fn new() -> Self {
        Self {
            is_running: RwSignal::new(false),
            speed: RwSignal::new(100),
            view: RwSignal::new(None),
            rate: RwSignal::new(None),
            alerts: RwSignal::new(Vec::new()),
            word: RwSignal::new(String::new()),
            live: StoredValue::new_local(None),
            clockwork: StoredValue::new(Clockwork::default()),
        }
    }

    /// Makes the stream ready for a result: the one that stands, or a new one from its start.
    pub fn prepare(&self, state: AppState, file: Arc<LoadSummary>, scores: Arc<ScoreSummary>) {
        let source = Source {
            file: file.fingerprint.clone(),
            scores: scores.fingerprint.clone(),
            selection: state.selection.get_untracked(),
        };
        let before = self.live.with_value(|live| live.as_ref().map(|live| live.source().clone()));
        if before.as_ref() == Some(&source) {
            return;
        }
        self.word.set(before.map(|before| what_changed(&before, &source).to_owned()).unwrap_or_default());
        self.is_running.set(false);
        self.rate.set(None);
        self.view.set(None);
        self.alerts.set(Vec::new());
        self.live.set_value(None);
        let generation = self.clockwork.with_value(|clockwork| clockwork.generation) + 1;
        self.clockwork.set_value(Clockwork { generation, ..Clockwork::default() });
        let controls = *self;
        let trained = untrack(|| state.loaded.get()).unwrap_or_else(|| Arc::clone(&file));
        let question = StreamQuestion::new(scores.fit.train_on, &trained);
        state.ask(Question::Stream(question), move |answer| {
            if let Answer::Stream(stream) = answer
                && controls.is_current(generation)
            {
                controls.live.set_value(Some(Live::new(source, &file, scores, stream)));
                controls.refresh(state, clock::now());
            }
        });
    }

    /// Starts, or goes on; from the end it starts again.
    pub fn start(&self, state: AppState) {
        if self.live.with_value(|live| live.as_ref().is_some_and(Live::is_over)) {
            self.rewind(state);
        }
        self.word.set(String::new());
        self.clockwork.update_value(|clockwork| clockwork.target = None);
        self.is_running.set(true);
    }

    /// Stops where it is.
    pub fn pause(&self) {
        self.is_running.set(false);
        self.rate.set(None);
        self.clockwork.update_value(|clockwork| {
            clockwork.target = None;
            clockwork.pace.rest();
        });
    }

    /// Lets one sample pass.
    pub fn step(&self) {
        self.pause();
        self.word.set(String::new());
        if let Some(position) = self.live.with_value(|live| live.as_ref().map(Live::position)) {
            self.clockwork.update_value(|clockwork| clockwork.target = Some(position + 1));
        }
    }

    /// Lets samples pass up to the next one above the threshold.
    pub fn skip_to_alert(&self, state: AppState) {
        self.pause();
        let (detector, threshold) = untrack(|| state.live_threshold());
        let question = self.live.with_value(|live| Some(live.as_ref()?.next_alert(detector, threshold)));
        let Some(question) = question else { return };
        let controls = *self;
        let generation = self.clockwork.with_value(|clockwork| clockwork.generation);
        state.ask(Question::Alerts(question.clone()), move |answer| {
            let Answer::Alerts(alerts) = answer else { return };
            if !controls.is_current(generation) || controls.is_running.get_untracked() {
                return;
            }
            let listed = controls.live.with_value(|live| Some(live.as_ref()?.listed(&question, alerts)));
            match listed.unwrap_or_default().first() {
                Some(next) => {
                    controls.word.set(String::new());
                    controls.clockwork.update_value(|clockwork| clockwork.target = Some(next.position + 1));
                }
                None => {
                    controls.word.set("No further connection of this file is above the threshold.".to_owned())
                }
            }
        });
    }

    /// Goes back to the start.
    pub fn rewind(&self, state: AppState) {
        self.pause();
        self.word.set(String::new());
        self.live.update_value(|live| live.iter_mut().for_each(Live::rewind));
        // An answer under way is of the time before.
        self.clockwork.update_value(|clockwork| {
            *clockwork = Clockwork { generation: clockwork.generation + 1, ..Clockwork::default() };
        });
        self.alerts.set(Vec::new());
        self.refresh(state, clock::now());
    }

    /// Does what is due at a moment: called before every frame while the page is open.
    pub fn tick(&self, state: AppState, now: f64) {
        let Some((position, is_over)) =
            self.live.with_value(|live| live.as_ref().map(|live| (live.position(), live.is_over())))
        else {
            return;
        };
        let (running, speed) = (self.is_running.get_untracked(), f64::from(self.speed.get_untracked()));
        let is_asking = self.clockwork.with_value(|clockwork| clockwork.is_asking);
        if running && is_over && !is_asking {
            self.pause();
            self.word.set("The whole file has passed.".to_owned());
        } else if !is_asking {
            let to = self.clockwork.try_update_value(|clockwork| match clockwork.target {
                Some(target) if target > position => target.min(position + MOST_AT_ONCE),
                Some(_) => {
                    clockwork.target = None;
                    position
                }
                None if running => position + clockwork.pace.due(now, speed).min(MOST_AT_ONCE),
                None => position,
            });
            self.ask_up_to(state, to.unwrap_or(position));
        }
        let (seen, is_stale) = self.clockwork.with_value(|clockwork| (clockwork.seen, clockwork.is_stale));
        if is_stale && now - seen >= REFRESH_MS {
            self.refresh(state, now);
        }
        self.list(state, now);
    }

    /// Makes the picture anew, after a sample or another threshold.
    pub fn refresh(&self, state: AppState, now: f64) {
        let (detector, threshold) = untrack(|| state.live_threshold());
        self.view.set(self.live.with_value(|live| Some(live.as_ref()?.view(detector, threshold))));
        if self.is_running.get_untracked() {
            self.rate.set(self.clockwork.with_value(|clockwork| clockwork.pace.rate()));
        }
        self.clockwork.update_value(|clockwork| (clockwork.seen, clockwork.is_stale) = (now, false));
    }

    fn ask_up_to(&self, state: AppState, to: u64) {
        let replay = self.live.with_value(|live| live.as_ref()?.next(to));
        let Some(replay) = replay else { return };
        let generation = self.clockwork.with_value(|clockwork| clockwork.generation);
        self.clockwork.update_value(|clockwork| clockwork.is_asking = true);
        let controls = *self;
        state.ask(Question::Replay(replay), move |answer| {
            if !controls.is_current(generation) {
                return;
            }
            controls.clockwork.update_value(|clockwork| clockwork.is_asking = false);
            let Answer::Replay(slice) = answer else {
                controls.pause();
                return;
            };
            let n = controls.live.try_update_value(|live| {
                let live = live.as_mut()?;
                let before = live.position();
                live.take(to, &slice);
                Some(live.position() - before)
            });
            controls.clockwork.update_value(|clockwork| {
                clockwork.pace.came(clock::now(), n.flatten().unwrap_or(0));
                clockwork.is_stale = true;
            });
        });
    }

    /// Asks for the last alerts when they may be others than those listed.
    fn list(&self, state: AppState, now: f64) {
        let (detector, threshold) = untrack(|| state.live_threshold());
        let moves = self.is_running.get_untracked()
            || self.clockwork.with_value(|clockwork| clockwork.target.is_some() || clockwork.is_stale);
        let n = if moves { LISTED_RUNNING } else { LISTED_RESTING };
        let Some(position) = self.live.with_value(|live| live.as_ref().map(Live::position)) else { return };
        let wanted = Some((position, detector, threshold.to_bits(), n));
        let is_due = self.clockwork.with_value(|clockwork| {
            let waited = now - clockwork.listed >= LIST_MS;
            clockwork.listed_for != wanted && !clockwork.is_listing && (waited || !moves)
        });
        if !is_due {
            return;
        }
        let question = self.live.with_value(|live| Some(live.as_ref()?.last_alerts(detector, threshold, n)));
        let Some(question) = question else { return };
        let generation = self.clockwork.try_update_value(|clockwork| {
            (clockwork.is_listing, clockwork.listed, clockwork.listed_for) = (true, now, wanted);
            clockwork.generation
        });
        let controls = *self;
        state.ask(Question::Alerts(question.clone()), move |answer| {
            if !generation.is_some_and(|generation| controls.is_current(generation)) {
                return;
            }
            controls.clockwork.update_value(|clockwork| clockwork.is_listing = false);
            if let Answer::Alerts(alerts) = answer {
                let listed = controls.live.with_value(|live| Some(live.as_ref()?.listed(&question, alerts)));
                let mut listed = listed.unwrap_or_default();
                listed.reverse();
                controls.alerts.set(listed);
            }
        });
    }

    fn is_current(&self, generation: u32) -> bool {
        self.clockwork.with_value(|clockwork| clockwork.generation == generation)
    }
}

impl AppState {
    /// Whose scores the stream is judged by, and from where on they are alerts: as chosen on the Results page.
    pub fn live_threshold(&self) -> (Detector, f64) {
        let Some(scores) = self.session.with(|session| session.scored.clone()) else {
            return (Detector::default(), f64::INFINITY);
        };
        let wanted = self.detector.get();
        let detector = if scores.of(wanted).is_some() { wanted } else { Detector::IsolationForest };
        (detector, self.threshold_of(&scores, detector).unwrap_or(f64::INFINITY))
    }

    /// The threshold of a detector, as chosen on the Results page or as its training gave it; `None` when it was not trained.
    pub fn threshold_of(&self, scores: &ScoreSummary, detector: Detector) -> Option<f64> {
        let trained = scores.of(detector)?.threshold;
        let chosen = self.thresholds.with(|thresholds| thresholds.chosen(&scores.fingerprint, detector));
        Some(chosen.map_or(trained, |chosen| chosen.score))
    }
}

fn what_changed(before: &Source, now: &Source) -> &'static str {
    if before.file != now.file {
        "Another file is loaded: the stream stands at its start again, press Start."
    } else if before.scores != now.scores {
        "Something new was trained: the stream stands at its start again and will be scored by it, press Start."
    } else {
        "Other rows are selected: the stream stands at the start of these, press Start."
    }
}
