//! The sample trained by itself, so that Home shows a true result before anybody signs in.
//!
//! Its jobs are the engine's like any other, but its news never reaches the visitor's own file, activity or notice.

use std::sync::Arc;

use crate::detectors::isolation_forest::IsolationForestParams;
use crate::engine::command::Command;
use crate::engine::event::{Event, LoadSummary, ScoreSummary};
use crate::features::encoder::Encoding;
use crate::session::settings::default_train_on;

/// How far the preview is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Stage {
    /// Not begun.
    #[default]
    Waiting,
    /// The sample is fetched or read.
    Reading,
    /// Trees grow.
    Training {
        /// Trees grown so far.
        trees: u32,
        /// Trees wanted.
        of: u32,
    },
    /// Samples are scored.
    Scoring,
    /// Done.
    Ready(Arc<ScoreSummary>),
    /// The engine was wanted for something else.
    Stopped,
    /// It could not be done.
    Failed,
}

/// The preview's state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preview {
    /// How far it is.
    pub stage: Stage,
    /// The sample, once read.
    pub loaded: Option<Arc<LoadSummary>>,
    job: Option<u32>,
}

impl Preview {
    /// Whether it has not yet been begun, or was stopped before its end.
    pub fn may_begin(&self) -> bool {
        matches!(self.stage, Stage::Waiting | Stage::Stopped)
    }

    pub(super) fn is_job(&self, job: u32) -> bool {
        self.job == Some(job)
    }

    pub(super) fn begin(&mut self, job: u32) {
        *self = Self { stage: Stage::Reading, loaded: None, job: Some(job) };
    }

    pub(super) fn fit(&mut self, job: u32) -> Command {
        let train_on = self.loaded.as_ref().map(|file| default_train_on(file)).unwrap_or_default();
        let isolation_forest = IsolationForestParams::default();
        self.job = Some(job);
        self.stage = Stage::Training { trees: 0, of: isolation_forest.n_estimators };
        // The forest alone: Home wants to be quick.
        Command::Fit { job, train_on, encoding: Encoding::default(), isolation_forest, autoencoder: None }
    }

    /// The engine is wanted for something else.
    pub(super) fn stop(&mut self) {
        if self.job.is_some() {
            self.end(Stage::Stopped);
        }
    }

    /// It could not be done.
    pub(super) fn fail(&mut self) {
        if self.job.is_some() {
            self.end(Stage::Failed);
        }
    }

    /// Takes in news of its own job; tells whether training is what comes next.
    pub(super) fn apply(&mut self, event: Event) -> bool {
        match event {
            Event::Loading { .. }
            | Event::Provisional { .. }
            | Event::Answer { .. }
            | Event::ScoredCsv { .. } => {}
            Event::Loaded { summary, .. } => {
                self.loaded = Some(Arc::new(summary));
                return true;
            }
            Event::Training { trees, of, .. } => self.stage = Stage::Training { trees, of },
            Event::Fitted { .. } | Event::Learning { .. } | Event::Scoring { .. } => {
                self.stage = Stage::Scoring
            }
            Event::Scored { summary, .. } => self.end(Stage::Ready(Arc::new(*summary))),
            Event::Cancelled { .. } => self.end(Stage::Stopped),
            Event::Failed { .. } => self.end(Stage::Failed),
        }
        false
    }

    fn end(&mut self, stage: Stage) {
        self.stage = stage;
        self.job = None;
    }
}
