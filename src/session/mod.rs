//! What the page knows. Changed by commands given and by `Session::apply(event)`, by nothing else.
//!
//! No signals, no elements: the page wraps a session, tests drive it bare.

use crate::engine::command::Command;
use crate::engine::error::EngineError;
use crate::engine::event::{Event, LoadProgress, LoadSummary, ScoreSummary};

/// What the engine is doing for the visitor right now.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Activity {
    /// Nothing.
    #[default]
    Resting,
    /// Reading a file.
    Loading {
        /// Its name.
        name: String,
        /// How far it is.
        progress: LoadProgress,
    },
    /// Growing trees.
    Training {
        /// Trees grown so far.
        trees: u32,
        /// Trees wanted.
        of: u32,
    },
    /// Scoring all samples.
    Scoring {
        /// Distinct rows scored so far.
        samples: u64,
        /// Distinct rows in the table.
        of: u64,
    },
}

/// A word about the last job, until the next one starts.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// The visitor cancelled it.
    Cancelled,
    /// It failed.
    Failed(EngineError),
}

/// What the page knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Session {
    /// The loaded file.
    pub loaded: Option<LoadSummary>,
    /// Scores of the loaded file.
    pub scored: Option<ScoreSummary>,
    /// What runs.
    pub activity: Activity,
    /// How the last job ended, if not well.
    pub notice: Option<Notice>,
    job: u32,
}

impl Session {
    /// A fresh number for the next job; news of earlier jobs is ignored from now on.
    pub fn next_job(&mut self) -> u32 {
        self.job += 1;
        self.job
    }

    /// Notes that a command was sent.
    pub fn sent(&mut self, command: &Command) {
        match command {
            Command::Load { name, .. } => {
                self.activity = Activity::Loading { name: name.clone(), progress: LoadProgress::default() };
                self.notice = None;
            }
            Command::Fit { isolation_forest, .. } => {
                self.activity = Activity::Training { trees: 0, of: isolation_forest.n_estimators };
                self.notice = None;
            }
            Command::Cancel => {}
        }
    }

    /// Takes in the engine's news.
    pub fn apply(&mut self, event: Event) {
        if event.job() != self.job {
            return;
        }
        match event {
            Event::Loading { progress, .. } => {
                if let Activity::Loading { progress: shown, .. } = &mut self.activity {
                    *shown = progress;
                }
            }
            Event::Loaded { summary, .. } => {
                self.loaded = Some(summary);
                self.scored = None;
                self.activity = Activity::Resting;
            }
            Event::Training { trees, of, .. } => self.activity = Activity::Training { trees, of },
            Event::Fitted { .. } => self.activity = Activity::Scoring { samples: 0, of: 0 },
            Event::Scoring { samples, of, .. } => self.activity = Activity::Scoring { samples, of },
            Event::Scored { summary, .. } => {
                self.scored = Some(*summary);
                self.activity = Activity::Resting;
            }
            Event::Cancelled { .. } => {
                self.activity = Activity::Resting;
                self.notice = Some(Notice::Cancelled);
            }
            Event::Failed { error, .. } => {
                self.activity = Activity::Resting;
                self.notice = Some(Notice::Failed(error));
            }
        }
    }

    /// The word for automation: what the root element's `data-state` says when somebody is signed in.
    pub fn state(&self) -> &'static str {
        match (&self.activity, &self.notice, &self.loaded, &self.scored) {
            (Activity::Loading { .. }, ..) => "loading",
            (Activity::Training { .. }, ..) => "training",
            (Activity::Scoring { .. }, ..) => "scoring",
            (_, Some(Notice::Failed(_)), ..) => "failed",
            (_, _, Some(_), Some(_)) => "done",
            (_, _, Some(_), None) => "loaded",
            _ => "idle",
        }
    }
}
