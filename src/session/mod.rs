//! What the page knows. Changed by the visitor's wishes and by `Session::apply(event)`, by nothing else.
//!
//! No signals, no elements, no clock: the page wraps a session, tests drive it bare.

pub mod account;
pub mod activity;
pub mod address;
pub mod agreement;
pub mod axis;
pub mod bars;
pub mod cells;
pub mod clusters;
pub mod comparison;
pub mod doctor;
pub mod explorer;
pub mod feature_table;
pub mod figures;
pub mod format;
pub mod judge;
pub mod live;
mod notice;
pub mod prediction;
pub mod preview;
pub mod reasons;
pub mod remembered;
pub mod row_window;
pub mod run;
pub mod sample_pages;
pub mod scatter;
pub mod scored_csv;
pub mod selection_address;
pub mod settings;
pub mod shortcomings;
pub mod stopwatch;
pub mod strangest;
pub mod threshold;

use std::sync::Arc;

use crate::data::schema::Corrections;
use crate::data::zip::ZipEntry;
use crate::detectors::TrainOn;
use crate::engine::command::{Command, Place};
use crate::engine::error::EngineError;
use crate::engine::event::{Event, LoadProgress, LoadSummary, ScoreSummary};

pub use activity::{Activity, Phase};
pub use notice::Notice;
pub use preview::Preview;
use settings::Settings;

/// What happens once a file is loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Plan {
    /// The visitor looks at it and starts training.
    #[default]
    Stop,
    /// Training starts with the defaults.
    Train,
}

/// What the page should do after an event.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// Send this.
    Send(Command),
    /// Show the results that just came, final or not.
    ShowResults,
}

/// What the page knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Session {
    /// The file that detectors are trained on.
    pub loaded: Option<Arc<LoadSummary>>,
    /// The file that they score, when it is another one.
    pub test: Option<Arc<LoadSummary>>,
    /// Scores of the file that is scored.
    pub scored: Option<Arc<ScoreSummary>>,
    /// Scores by the first trees of a forest that is still growing, or by all of them while the autoencoder learns.
    pub provisional: Option<Arc<ScoreSummary>>,
    /// What runs.
    pub activity: Activity,
    /// How the last job ended, if not well.
    pub notice: Option<Notice>,
    /// The sample trained for Home, aside from everything else.
    pub preview: Preview,
    plan: Plan,
    /// Whether first results that were shown are gone with the job that the notice is about.
    pub lost_results: bool,
    /// Whether a training made way for the job that the notice is about.
    pub lost_training: bool,
    /// Whether what runs took first results off the page when it began.
    took_results: bool,
    /// Whether a training made way for what runs.
    took_training: bool,
    job: u32,
    last_job: u32,
    in_engine: Option<u32>,
    /// Jobs of the preview: a table that one of them left in the engine is not the visitor's file.
    previews: Vec<u32>,
}

impl Session {
    /// The visitor wants a file that has to be fetched first; gives the number to come back with.
    pub fn fetch(&mut self, name: &str, plan: Plan) -> u32 {
        self.start(Activity::Fetching { name: name.to_owned() });
        self.plan = plan;
        self.job
    }

    /// The fetch came through: the orders for the engine, none when the visitor has turned to something else.
    pub fn fetched(&mut self, job: u32) -> Vec<Command> {
        match &self.activity {
            Activity::Fetching { name } if job == self.job => {
                let name = name.clone();
                self.load(&name, Place::Train, Corrections::default(), None, self.plan)
            }
            _ => Vec::new(),
        }
    }

    /// The fetch did not come through; the order for the engine, where a training of before still runs that nobody sees.
    pub fn not_fetched(&mut self, job: u32, reason: String) -> Option<Command> {
        let Activity::Fetching { name } = &self.activity else { return None };
        if job != self.job {
            return None;
        }
        let name = name.clone();
        self.stop(Some(Notice::NotFetched { name, reason }));
        self.in_engine.filter(|job| !self.preview.is_job(*job)).map(|_| Command::Cancel)
    }

    /// The visitor gave a file, or of an archive one of its files; the orders for the engine, in order. The file goes with the last of them.
    pub fn load(
        &mut self,
        name: &str,
        place: Place,
        corrections: Corrections,
        entry: Option<ZipEntry>,
        plan: Plan,
    ) -> Vec<Command> {
        let cancel = self.in_engine.map(|_| Command::Cancel);
        self.preview.stop();
        self.start(Activity::Loading { name: name.to_owned(), progress: LoadProgress::default() });
        self.plan = plan;
        self.in_engine = Some(self.job);
        let load = Command::Load { job: self.job, name: name.to_owned(), place, corrections, entry };
        cancel.into_iter().chain([load]).collect()
    }

    /// The visitor wants the file scored that detectors are trained on; `None` when that is so already, or something runs.
    pub fn forget_test(&mut self) -> Option<Command> {
        if self.activity != Activity::Resting {
            return None;
        }
        self.test.take()?;
        (self.scored, self.notice) = (None, None);
        Some(Command::ForgetTest)
    }

    /// The file that is scored.
    pub fn scored_file(&self) -> Option<Arc<LoadSummary>> {
        self.test.clone().or_else(|| self.loaded.clone())
    }

    /// The visitor wants a forest; `None` when there is no file to grow it on.
    pub fn fit(&mut self, train_on: TrainOn, settings: Settings) -> Option<Command> {
        self.loaded.as_ref()?;
        let Settings { encoding, isolation_forest, autoencoder } = settings;
        self.start(Activity::training(
            isolation_forest.n_estimators,
            autoencoder.as_ref().map(|it| it.epochs),
        ));
        self.in_engine = Some(self.job);
        Some(Command::Fit { job: self.job, train_on, encoding, isolation_forest, autoencoder })
    }

    /// The visitor cancels what runs; the order for the engine, if it is the engine that works.
    pub fn cancel(&mut self) -> Option<Command> {
        let phase = self.activity.phase()?;
        // A load that is complete before the cancel arrives stops there.
        self.plan = Plan::Stop;
        if phase == Phase::Fetching {
            self.stop(Some(Notice::Cancelled { phase }));
        }
        self.in_engine.map(|_| Command::Cancel)
    }

    /// The visitor has seen enough of the autoencoder's learning; the order for the engine, if it does learn.
    pub fn stop_learning(&self) -> Option<Command> {
        self.activity.is_learning().then_some(Command::StopLearning)
    }

    /// The workers could not be started.
    pub fn engine_refused(&mut self, reason: String) {
        self.in_engine = None;
        self.preview.fail();
        self.stop(Some(Notice::NoEngine { reason }));
    }

    /// The visitor gave several files, of which none can be chosen for them.
    pub fn refuse_several(&mut self, n_files: u32) {
        self.notice = Some(Notice::SeveralFiles { n_files });
        (self.lost_results, self.lost_training) = (false, false);
    }

    /// The visitor has read the notice.
    pub fn dismiss_notice(&mut self) {
        self.notice = None;
    }

    /// Starts the preview, unless the engine is wanted for something else; gives the number to come back with.
    pub fn begin_preview(&mut self) -> Option<u32> {
        if self.loaded.is_some() || self.activity != Activity::Resting || !self.preview.may_begin() {
            return None;
        }
        self.last_job += 1;
        self.previews.push(self.last_job);
        self.preview.begin(self.last_job);
        Some(self.last_job)
    }

    /// The preview's file could not be fetched.
    pub fn preview_not_fetched(&mut self, job: u32) {
        if self.preview.is_job(job) {
            self.preview.fail();
        }
    }

    /// The preview's file is fetched: the order for the engine, unless the visitor came first.
    pub fn preview_fetched(&mut self, job: u32, name: &str) -> Option<Command> {
        self.preview.is_job(job).then(|| {
            self.in_engine = Some(job);
            Command::Load {
                job,
                name: name.to_owned(),
                place: Place::Train,
                corrections: Corrections::default(),
                entry: None,
            }
        })
    }

    /// Whether the news is of what the visitor waits for.
    pub fn waits_for(&self, event: &Event) -> bool {
        event.job() == Some(self.job) && self.activity != Activity::Resting
    }

    /// Takes in the engine's news.
    pub fn apply(&mut self, event: Event) -> Option<Next> {
        let job = event.job()?;
        if is_last_of_its_job(&event) && self.in_engine == Some(job) {
            self.in_engine = None;
        }
        if self.preview.is_job(job) {
            let loaded = self.preview.apply(event);
            return loaded.then(|| self.preview_fit());
        }
        if let Event::Failed { error: error @ EngineError::WorkerLost { .. }, .. } = event {
            self.fail(error);
            return None;
        }
        if !self.waits_for(&event) {
            // A load that was complete before it could be dropped: its table is what the engine holds now.
            if let Event::Loaded { job, summary } = event
                && !self.previews.contains(&job)
            {
                self.put(summary);
            }
            return None;
        }
        match event {
            Event::Loading { progress, .. } => self.activity.load_progress(progress),
            Event::Loaded { summary, .. } => return self.take_file(summary),
            Event::Training { trees, .. } => self.activity.grown(trees),
            Event::Learning { progress, .. } => self.activity.learning(progress),
            Event::Scoring { samples, of, .. } => self.activity.scoring(samples, of),
            Event::Provisional { summary, .. } => {
                self.provisional = Some(Arc::new(*summary));
                return Some(Next::ShowResults);
            }
            Event::Scored { summary, .. } => {
                self.scored = Some(Arc::new(*summary));
                self.stop(None);
                return Some(Next::ShowResults);
            }
            Event::Cancelled { .. } => {
                let notice = self.activity.phase().map(|phase| Notice::Cancelled { phase });
                self.stop(notice);
            }
            Event::Failed { error, .. } => self.fail(error),
            Event::Fitted { .. } | Event::Answer { .. } | Event::ScoredCsv { .. } => {}
        }
        None
    }

    /// The word for automation: what the root element's `data-state` says when somebody is signed in.
    pub fn state(&self) -> &'static str {
        match (self.activity.phase(), &self.notice, &self.loaded, &self.scored) {
            (Some(phase), ..) => phase.state(),
            (_, Some(Notice::Failed { .. } | Notice::NotFetched { .. } | Notice::NoEngine { .. }), ..) => {
                "failed"
            }
            (_, _, Some(_), Some(_)) => "done",
            (_, _, Some(_), None) => "loaded",
            _ => "idle",
        }
    }

    /// Training rows that make sense for the loaded file, the best first; empty without a file.
    pub fn training_choices(&self) -> &'static [TrainOn] {
        match &self.loaded {
            None => &[],
            Some(file) if settings::default_train_on(file) == TrainOn::Normal => {
                &[TrainOn::Normal, TrainOn::Distinct, TrainOn::AllRows]
            }
            Some(_) => &[TrainOn::Distinct, TrainOn::AllRows],
        }
    }

    fn take_file(&mut self, summary: LoadSummary) -> Option<Next> {
        let train_on = settings::default_train_on(&summary);
        let (file, had_results) = (summary.name.clone(), self.took_results);
        let ended = self.took_training.then_some(Notice::TrainingEnded { file, had_results });
        self.put(summary);
        self.stop(ended);
        match std::mem::take(&mut self.plan) {
            Plan::Stop => None,
            Plan::Train => self.fit(train_on, Settings::default()).map(Next::Send),
        }
    }

    fn put(&mut self, summary: LoadSummary) {
        let place = summary.place();
        let file = Some(Arc::new(summary));
        match place {
            Place::Train => (self.loaded, self.test) = (file, None),
            Place::Test => self.test = file,
        }
        self.scored = None;
    }

    fn preview_fit(&mut self) -> Next {
        self.last_job += 1;
        self.in_engine = Some(self.last_job);
        Next::Send(self.preview.fit(self.last_job))
    }

    fn start(&mut self, activity: Activity) {
        // A file that was fetched goes on where its fetch began.
        let goes_on = matches!(self.activity, Activity::Fetching { .. });
        self.took_results = self.provisional.take().is_some() || (goes_on && self.took_results);
        let trains = matches!(self.activity, Activity::Training { .. } | Activity::Scoring { .. });
        self.took_training = trains || (goes_on && self.took_training);
        self.last_job += 1;
        self.job = self.last_job;
        self.activity = activity;
        self.notice = None;
    }

    fn stop(&mut self, notice: Option<Notice>) {
        // Once told, or made good by what came instead, they are no later notice's concern.
        let (took_results, took_training) =
            (std::mem::take(&mut self.took_results), std::mem::take(&mut self.took_training));
        self.lost_training = took_training && notice.is_some();
        self.lost_results = (self.provisional.take().is_some() || took_results) && notice.is_some();
        self.activity = Activity::Resting;
        self.notice = notice;
    }

    fn fail(&mut self, error: EngineError) {
        // The shards hold the table: with a worker gone, the page has nothing left to train on or to show rows of.
        if matches!(error, EngineError::WorkerLost { .. }) {
            self.loaded = None;
            self.test = None;
            self.scored = None;
        }
        let file = self.activity.file().map(str::to_owned);
        self.stop(Some(Notice::Failed { error, file }));
    }
}

const fn is_last_of_its_job(event: &Event) -> bool {
    matches!(
        event,
        Event::Loaded { .. } | Event::Scored { .. } | Event::Cancelled { .. } | Event::Failed { .. }
    )
}

#[cfg(test)]
pub(crate) mod tests;
