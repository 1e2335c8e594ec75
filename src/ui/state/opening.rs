//! Opening files: what the visitor wants to be read, fetched or chosen, turned into orders for the engine.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{AppState, FILE_FIELD, SAMPLE};
use crate::data::schema::Corrections;
use crate::data::zip::ZipEntry;
use crate::engine::command::{Command, Place};
use crate::session::{Activity, Plan, Session};
use crate::ui::page::Page;
use crate::web::files::OpenedFile;
use crate::web::{document, fetch};

/// What somebody wanted before signing in; it is done right after.
#[derive(Clone, Debug)]
pub enum Wish {
    /// Choose a file from the disk.
    Choose,
    /// Read a file that was given, to train on it.
    Load(OpenedFile),
    /// Read a file that was given, to score it by what is trained on the other one.
    LoadTest(OpenedFile),
    /// Read two files, once it is said which one is to be trained on.
    Pair(OpenedFile, OpenedFile),
    /// Read a file that lies beside the page.
    Offered(String),
    /// See the sample's result.
    Sample,
}

/// A file and what it is read for.
#[derive(Clone)]
pub struct Attempt {
    /// The file.
    pub file: OpenedFile,
    /// What for.
    pub place: Place,
    /// The one that is read, of an archive of several.
    pub entry: Option<ZipEntry>,
}

impl Attempt {
    /// A file that is no archive of several.
    pub const fn new(file: OpenedFile, place: Place) -> Self {
        Self { file, place, entry: None }
    }
}

impl AppState {
    /// Does what is wanted, after a login if need be.
    pub fn want(&self, wish: Wish) {
        if self.user.get_untracked().is_none() {
            self.wish.set_value(Some(wish));
            self.login_is_open.set(true);
            return;
        }
        match wish {
            Wish::Choose => document::click(FILE_FIELD),
            Wish::Load(file) => {
                self.given(None);
                self.load(Attempt::new(file, self.awaited_place()), Corrections::default());
            }
            Wish::LoadTest(file) => {
                self.given(None);
                self.load(Attempt::new(file, Place::Test), Corrections::default());
            }
            Wish::Pair(first, second) => {
                self.pair.set(Some((first.name().to_owned(), second.name().to_owned())));
                self.pair_files.set_value(Some((first, second)));
            }
            // Pressed twice.
            Wish::Offered(name) if self.fetches(&name) => {}
            Wish::Sample if self.fetches(SAMPLE) => {}
            Wish::Offered(name) => {
                self.given(None);
                self.fetch(name, Plan::Stop);
            }
            Wish::Sample => {
                self.given(None);
                // It runs on with the defaults, which the form should then show.
                self.draft.set(None);
                self.draft_train_on.set(None);
                self.fetch(SAMPLE.to_owned(), Plan::Train);
            }
        }
    }

    /// Notes where the visitor gave a file, for that is where the page turns from once it is read, and which one comes after it.
    fn given(&self, next_test: Option<Attempt>) {
        let page = self.page.get_untracked();
        // Anywhere else a file stops where the visitor can look at it first.
        let asked = page == Page::Results && self.awaited.get_untracked().is_some();
        self.goes_on.set_value(asked);
        self.given_on.set_value(Some(page).filter(|_| !asked));
        self.next_test.set_value(next_test);
    }

    /// Nothing comes after what is read: the visitor wants it no more.
    pub(super) fn not_given(&self) {
        self.goes_on.set_value(false);
        self.given_on.set_value(None);
        self.next_test.set_value(None);
    }

    fn fetches(&self, file: &str) -> bool {
        let is_fetched =
            |activity: &Activity| matches!(activity, Activity::Fetching { name } if name == file);
        self.session.with_untracked(|session| is_fetched(&session.activity))
    }

    /// Says which of two files is to be trained on; `None` turns both down.
    pub fn choose_of_pair(&self, trains_on_first: Option<bool>) {
        self.pair.set(None);
        let files = self.pair_files.try_update_value(Option::take).flatten();
        let (Some((first, second)), Some(trains_on_first)) = (files, trains_on_first) else { return };
        let (train, test) = if trains_on_first { (first, second) } else { (second, first) };
        self.given(Some(Attempt::new(test, Place::Test)));
        self.load(Attempt::new(train, Place::Train), Corrections::default());
    }

    /// Reads the training file again, with what the visitor says about its columns; then the one that is scored, which has the same.
    pub fn correct(&self, corrections: Corrections) {
        if let Some(opened) = self.opened.get_value() {
            let has_test = self.session.with_untracked(|session| session.test.is_some());
            self.given(self.tested.get_value().filter(|_| has_test));
            self.load(opened, corrections);
        }
    }

    /// Reads one of the files of the archive that was opened last.
    pub fn choose_entry(&self, entry: ZipEntry) {
        if let Some((_, attempt)) = self.attempts.with_value(|attempts| attempts.last().cloned()) {
            self.given(self.next_test.get_value());
            self.load(Attempt { entry: Some(entry), ..attempt }, Corrections::default());
        }
    }

    /// Has the training file scored again instead of another one.
    pub fn forget_test(&self) {
        if let Some(order) = self.session.try_update(Session::forget_test).flatten() {
            self.send(&order, None);
        }
    }

    pub(super) fn load(&self, attempt: Attempt, corrections: Corrections) {
        let Attempt { file, place, entry } = attempt.clone();
        let load = |session: &mut Session| session.load(file.name(), place, corrections, entry, Plan::Stop);
        let orders = self.session.try_update(load);
        self.attempt(orders.unwrap_or_default(), attempt);
    }

    /// Shows the file that is now read, if the visitor is still where it was given.
    pub(super) fn show_file(&self) {
        let is_there = self.given_on.get_value() == Some(self.page.get_untracked());
        if is_there && self.user.with_untracked(Option::is_some) {
            self.go(Page::Train);
        }
    }

    fn fetch(&self, name: String, plan: Plan) {
        let Some(job) = self.session.try_update(|session| session.fetch(&name, plan)) else { return };
        let state = *self;
        spawn_local(async move {
            match state.data_file(&name).await {
                Ok(file) => {
                    let orders = state.session.try_update(|session| session.fetched(job));
                    state.attempt(orders.unwrap_or_default(), Attempt::new(file, Place::Train));
                }
                Err(reason) => {
                    let order = state.session.try_update(|session| session.not_fetched(job, reason));
                    if let Some(order) = order.flatten() {
                        state.send(&order, None);
                    }
                }
            }
        });
    }

    /// Sends the orders to read a file and remembers which one their job is about.
    fn attempt(&self, orders: Vec<Command>, attempt: Attempt) {
        for order in orders {
            match &order {
                Command::Load { job, .. } => {
                    self.send(&order, Some(&attempt.file));
                    self.attempts.update_value(|attempts| attempts.push((*job, attempt.clone())));
                }
                _ => self.send(&order, None),
            }
        }
    }

    /// The file of a job is read: corrections are for it, and exports read it once more.
    pub(super) fn attempted(&self, job: u32) {
        let known = self.attempts.try_update_value(|attempts| {
            // Home's preview has none here: what could not be read before it may still be wanted, another file of an archive.
            let place = attempts.iter().position(|(number, _)| *number == job)?;
            attempts.drain(..=place).next_back()
        });
        if let Some((_, attempt)) = known.flatten() {
            match attempt.place {
                Place::Train => self.opened.set_value(Some(attempt)),
                Place::Test => self.tested.set_value(Some(attempt)),
            }
        }
    }

    /// A file beside the page. The sample is small and wanted twice, so it is kept.
    pub(super) async fn data_file(&self, name: &str) -> Result<OpenedFile, String> {
        if let Some(file) = self.sample.get_value().filter(|_| name == SAMPLE) {
            return Ok(file);
        }
        let file = fetch::data_file(name).await?;
        if name == SAMPLE {
            self.sample.set_value(Some(file.clone()));
        }
        Ok(file)
    }
}
