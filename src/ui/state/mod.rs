//! What all components share: the session's signal, and the visitor's wishes turned into orders for the engine.

pub mod exporting;
mod judging;
mod live;
mod opening;
mod runs;
mod selecting;

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::data::schema::Corrections;
use crate::detectors::{Detector, TrainOn};
use crate::engine::command::Command;
use crate::engine::error::EngineError;
use crate::engine::event::{Event, LoadSummary, ScoreSummary};
use crate::engine::questions::{Answer, Question};
use crate::engine::selection::Selection;
use crate::evaluation::sweep::Per;
use crate::session::account::User;
use crate::session::run::Runs;
use crate::session::selection_address::selection;
use crate::session::settings::{Settings, SettingsForm, n_shards};
use crate::session::stopwatch::Stopwatch;
use crate::session::threshold::Thresholds;
use crate::session::{Activity, Next, Phase, Session};
use crate::ui::asks::Asks;
use crate::ui::page::Page;
use crate::ui::theme::ThemeName;
use crate::ui::undo::Undo;
use crate::web::downloads::KeptPart;
use crate::web::engine_client::EngineClient;
use crate::web::fetch::OfferedFile;
use crate::web::files::OpenedFile;
use crate::web::{clock, color_scheme, location, storage};
use exporting::{Exporting, Written};
pub use live::{LiveState, SPEEDS};
use opening::Attempt;
pub use opening::Wish;
use runs::Judges;

/// The sample's name in `data/`.
pub const SAMPLE: &str = "sample.csv.gz";
/// Id of the one file field.
pub const FILE_FIELD: &str = "file-field";

/// Handles to everything shared; copies are the same.
#[derive(Clone, Copy)]
pub struct AppState {
    /// What the page knows.
    pub session: RwSignal<Session>,
    /// The file that detectors are trained on.
    pub loaded: Memo<Option<Arc<LoadSummary>>>,
    /// The file that they score, when it is another one.
    pub test: Memo<Option<Arc<LoadSummary>>>,
    /// The file that is scored.
    pub scored_file: Memo<Option<Arc<LoadSummary>>>,
    /// Its scores, those of the first trees while others still grow.
    pub scored: Memo<Option<Arc<ScoreSummary>>>,
    /// Whether more trees will change these scores.
    pub is_provisional: Memo<bool>,
    /// What kind of work runs, and since when on the page's clock.
    pub phase: Memo<(Option<Phase>, f64)>,
    /// The rows that every view means. Whoever changes it need not care for the address or for Ctrl+Z.
    pub selection: RwSignal<Selection>,
    /// The page of the address.
    pub page: RwSignal<Page>,
    /// Who signed in.
    pub user: RwSignal<Option<User>>,
    /// The visitor's choice of theme.
    pub theme_choice: RwSignal<Option<ThemeName>>,
    /// Whether the system wants dark colours.
    pub system_is_dark: RwSignal<bool>,
    /// Files that the site offers besides the sample.
    pub offered: RwSignal<Vec<OfferedFile>>,
    /// Whether the login dialog is open.
    pub login_is_open: RwSignal<bool>,
    /// Whether the keys are being shown.
    pub help_is_open: RwSignal<bool>,
    /// Settings as they were last typed, so that a look at another page or a cancel does not lose them.
    pub draft: RwSignal<Option<SettingsForm>>,
    /// Rows that the form wants to train on, where they are not the usual ones of its file.
    pub draft_train_on: RwSignal<Option<TrainOn>>,
    /// The detector that Results shows, when it was trained.
    pub detector: RwSignal<Detector>,
    /// What counts on Results.
    pub per: RwSignal<Per>,
    /// Thresholds that the visitor chose.
    pub thresholds: RwSignal<Thresholds>,
    /// Connections an hour for which the cost of a threshold is told.
    pub hourly: RwSignal<u64>,
    /// Names of two dropped files of which one is to be chosen to train on.
    pub pair: RwSignal<Option<(String, String)>>,
    /// Trainings, kept by the browser.
    pub runs: RwSignal<Runs>,
    /// The run whose files the page waits for.
    pub awaited: RwSignal<Option<u32>>,
    /// The run of the present result.
    pub present_run: RwSignal<Option<u32>>,
    /// Whether the file that is read was given where the page asked for it.
    goes_on: StoredValue<bool>,
    /// The page on which it was given, if that is one to turn from.
    given_on: StoredValue<Option<Page>>,
    judges: StoredValue<Judges>,
    watch: StoredValue<Stopwatch>,
    /// When the threshold was last moved by hand, on the page's clock.
    moved_by_hand: StoredValue<f64>,
    /// The stream of the page Live.
    pub live: LiveState,
    wish: StoredValue<Option<Wish>, LocalStorage>,
    /// Two files that were given at once.
    pair_files: StoredValue<Option<(OpenedFile, OpenedFile)>, LocalStorage>,
    /// The file to be scored, read as soon as the one to be trained on is.
    next_test: StoredValue<Option<Attempt>, LocalStorage>,
    /// Files that are being read or could not be read, the latest last, each by its job.
    attempts: StoredValue<Vec<(u32, Attempt)>, LocalStorage>,
    /// The training file, to read it again with corrections.
    opened: StoredValue<Option<Attempt>, LocalStorage>,
    /// The file that is scored by what is trained on the other one.
    tested: StoredValue<Option<Attempt>, LocalStorage>,
    /// What runs of an export.
    pub exporting: RwSignal<Exporting>,
    n_exports: StoredValue<u32>,
    written: StoredValue<Option<Written>, LocalStorage>,
    undo: StoredValue<Undo, LocalStorage>,
    asks: StoredValue<Asks, LocalStorage>,
    engine: StoredValue<Option<EngineClient>, LocalStorage>,
    sample: StoredValue<Option<OpenedFile>, LocalStorage>,
}

impl AppState {
    /// The state at the start, as far as address and storage tell.
    pub fn new() -> Self {
        let session = RwSignal::new(Session::default());
        let running = Memo::new(move |_| session.with(|session| session.activity.phase()));
        Self {
            session,
            loaded: memo_of(session, |session| session.loaded.clone()),
            test: memo_of(session, |session| session.test.clone()),
            scored_file: memo_of(session, Session::scored_file),
            scored: memo_of(session, |session| {
                session.provisional.clone().or_else(|| session.scored.clone())
            }),
            is_provisional: Memo::new(move |_| session.with(|session| session.provisional.is_some())),
            phase: Memo::new(move |_| (running.get(), clock::now())),
            selection: RwSignal::new(selection(&location::hash()).unwrap_or_default()),
            page: RwSignal::new(Page::of_hash(&location::hash())),
            user: RwSignal::new(storage::user().and_then(|name| User::by_name(&name))),
            theme_choice: RwSignal::new(storage::theme().and_then(|name| ThemeName::by_name(&name))),
            system_is_dark: RwSignal::new(color_scheme::is_dark()),
            offered: RwSignal::new(Vec::new()),
            login_is_open: RwSignal::new(false),
            help_is_open: RwSignal::new(false),
            draft: RwSignal::new(None),
            draft_train_on: RwSignal::new(None),
            detector: RwSignal::new(Detector::default()),
            per: RwSignal::new(Per::default()),
            thresholds: RwSignal::new(Thresholds::default()),
            hourly: RwSignal::new(10_000),
            pair: RwSignal::new(None),
            runs: RwSignal::new(storage::runs().map(|text| Runs::from_json(&text)).unwrap_or_default()),
            awaited: RwSignal::new(None),
            present_run: RwSignal::new(None),
            goes_on: StoredValue::new(false),
            given_on: StoredValue::new(None),
            judges: StoredValue::new(Judges::default()),
            watch: StoredValue::new(Stopwatch::default()),
            moved_by_hand: StoredValue::new(f64::NEG_INFINITY),
            live: LiveState::new(),
            wish: StoredValue::new_local(None),
            pair_files: StoredValue::new_local(None),
            next_test: StoredValue::new_local(None),
            attempts: StoredValue::new_local(Vec::new()),
            opened: StoredValue::new_local(None),
            tested: StoredValue::new_local(None),
            exporting: RwSignal::new(Exporting::default()),
            n_exports: StoredValue::new(0),
            written: StoredValue::new_local(None),
            undo: StoredValue::new_local(Undo::default()),
            asks: StoredValue::new_local(Asks::default()),
            engine: StoredValue::new_local(None),
            sample: StoredValue::new_local(None),
        }
    }

    /// The theme to be seen.
    pub fn theme(&self) -> ThemeName {
        self.theme_choice.get().unwrap_or_else(|| ThemeName::of_system(self.system_is_dark.get()))
    }

    /// Chooses the other theme, for good.
    pub fn toggle_theme(&self) {
        let chosen = untrack(|| self.theme()).other();
        storage::keep_theme(chosen.name());
        self.theme_choice.set(Some(chosen));
    }

    /// Goes to a page.
    pub fn go(&self, page: Page) {
        location::set_hash(page.hash());
        // The browser tells of the new address later; who acts on a page now wants to be there now.
        self.page.set(page);
    }

    /// Lets somebody in and goes on with what was wanted.
    pub fn sign_in(&self, user: User) {
        storage::keep_user(user.name());
        self.user.set(Some(user));
        let wish = self.wish.try_update_value(Option::take).flatten();
        self.login_is_open.set(false);
        if let Some(wish) = wish {
            self.want(wish);
        }
    }

    /// Forgets what was wanted: the login was turned down.
    pub fn forget_wish(&self) {
        self.wish.set_value(None);
    }

    /// Lets somebody out. What was loaded stays in the tab until it is closed.
    pub fn sign_out(&self) {
        storage::forget_user();
        self.user.set(None);
        self.go(Page::Home);
    }

    /// What the browser kept is deleted: so are the login, the choice of theme and the runs that came from it.
    pub fn forget_stored(&self) {
        self.user.set(None);
        self.theme_choice.set(None);
        self.runs.set(Runs::default());
    }

    /// Starts a training.
    pub fn fit(&self, train_on: TrainOn, settings: Settings) {
        let order = self.session.try_update(|session| session.fit(train_on, settings)).flatten();
        if let Some(order) = order {
            self.send(&order, None);
        }
    }

    /// Cancels what runs.
    pub fn cancel(&self) {
        self.not_given();
        let order = self.session.try_update(Session::cancel).flatten();
        if let Some(order) = order {
            self.send(&order, None);
        }
    }

    /// Goes on with what the autoencoder has learnt so far.
    pub fn stop_learning(&self) {
        if let Some(order) = self.session.with_untracked(Session::stop_learning) {
            self.send(&order, None);
        }
    }

    /// Trains the sample for Home.
    pub fn begin_preview(&self) {
        let Some(job) = self.session.try_update(Session::begin_preview).flatten() else { return };
        let state = *self;
        spawn_local(async move {
            let Ok(file) = state.data_file(SAMPLE).await else {
                state.session.update(|session| session.preview_not_fetched(job));
                return;
            };
            let order = state.session.try_update(|session| session.preview_fetched(job, file.name()));
            if let Some(order) = order.flatten() {
                state.send(&order, Some(&file));
            }
        });
    }

    fn send(&self, order: &Command, file: Option<&OpenedFile>) {
        self.watch.update_value(|watch| watch.sent(order, clock::now()));
        match self.engine() {
            Ok(engine) => engine.send(order, file.map(OpenedFile::content)),
            Err(reason) => self.session.update(|session| session.engine_refused(reason)),
        }
    }

    /// The engine, started when it is first needed.
    fn engine(&self) -> Result<EngineClient, String> {
        if let Some(engine) = self.engine.get_value() {
            return Ok(engine);
        }
        let state = *self;
        let n_shards = n_shards(&location::search(), location::hardware_concurrency());
        let engine = EngineClient::start(n_shards, move |event, file| state.take(event, file.as_ref()))?;
        self.engine.set_value(Some(engine.clone()));
        Ok(engine)
    }

    /// Asks something about the scored file; `then` gets the answer, [`Answer::Gone`] when there is none.
    pub fn ask(&self, question: Question, then: impl FnOnce(Answer) + 'static) {
        if let Some(ask) = self.asks.try_update_value(|asks| asks.add(then)) {
            self.send(&Command::Ask { ask, question }, None);
        }
    }

    fn take(&self, event: Event, file: Option<&KeptPart>) {
        if let Event::ScoredCsv { export, news } = event {
            self.take_scored_csv(export, news, file);
            return;
        }
        if let Event::Answer { ask, answer } = event {
            if let Some(then) = self.asks.try_update_value(|asks| asks.take(ask)).flatten() {
                then(*answer);
            }
            return;
        }
        if let Event::Failed { error: EngineError::WorkerLost { .. }, .. } = &event {
            let given_up = self.asks.try_update_value(Asks::take_all).unwrap_or_default();
            self.lose_export();
            given_up.into_iter().for_each(|then| then(Answer::Gone));
        }
        let loaded = match &event {
            Event::Loaded { job, .. } => Some(*job),
            _ => None,
        };
        let is_scored = matches!(event, Event::Scored { .. });
        let is_awaited = self.session.with_untracked(|session| session.waits_for(&event));
        self.watch.update_value(|watch| watch.heard(&event, clock::now()));
        // The page comes before the word for automation, which says that the file is there to be seen.
        if loaded.is_some() && is_awaited {
            self.show_file();
        }
        let next = self.session.try_update(|session| session.apply(event)).flatten();
        if let Some(job) = loaded {
            self.attempted(job);
        }
        let rests = self.session.with_untracked(|session| session.activity == Activity::Resting);
        if loaded.is_some() && is_awaited && rests {
            match self.next_test.try_update_value(Option::take).flatten() {
                Some(test) => self.load(test, Corrections::default()),
                None if self.goes_on.get_value() => self.go_on(),
                None => {}
            }
        }
        if is_scored && next.is_some() {
            self.awaited.set(None);
            self.record_run();
        }
        match next {
            Some(Next::Send(order)) => self.send(&order, None),
            Some(Next::ShowResults) if self.page.get_untracked() == Page::Train => self.go(Page::Results),
            Some(Next::ShowResults) | None => {}
        }
    }
}

/// The shared state; every component lies below the one that provides it.
pub fn app_state() -> AppState {
    expect_context()
}

/// Follows a summary of the session; the same one is told by its address, not by comparing kilobytes.
pub fn memo_of<T: Send + Sync + 'static>(
    session: RwSignal<Session>,
    part: impl Fn(&Session) -> Option<Arc<T>> + Send + Sync + 'static,
) -> Memo<Option<Arc<T>>> {
    Memo::new_with_compare(
        move |_| session.with(&part),
        |old, new| match (old, new) {
            (Some(Some(old)), Some(Some(new))) => !Arc::ptr_eq(old, new),
            (Some(None), Some(None)) => false,
            _ => true,
        },
    )
}
