//! Opening files: what the visitor wants to be read, fetched or chosen, turned into orders for the engine.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{AppState, FILE_FIELD, SAMPLE};
use crate::data::schema::Corrections;
use crate::data::zip::ZipEntry;
use crate::engine::command::Place;
use crate::session::{Plan, Session};
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
        // Anywhere else a file stops where the visitor can look at it first.
        let asked = self.page.get_untracked() == Page::Results && self.awaited.get_untracked().is_some();
        self.goes_on.set_value(asked);
        match wish {
            Wish::Choose => document::click(FILE_FIELD),
            Wish::Load(file) => {
                self.next_test.set_value(None);
                self.load(Attempt::new(file, self.awaited_place()), Corrections::default());
            }
            Wish::LoadTest(file) => self.load(Attempt::new(file, Place::Test), Corrections::default()),
            Wish::Pair(first, second) => {
                self.pair.set(Some((first.name().to_owned(), second.name().to_owned())));
                self.pair_files.set_value(Some((first, second)));
            }
            Wish::Offered(name) => self.fetch(name, Plan::Stop),
            Wish::Sample => {
                // It runs on with the defaults, which the form should then show.
                self.draft.set(None);
                self.draft_train_on.set(None);
                self.fetch(SAMPLE.to_owned(), Plan::Train);
            }
        }
    }

    /// Says which of two dropped files is to be trained on; `None` turns both down.
    pub fn choose_of_pair(&self, trains_on_first: Option<bool>) {
        self.pair.set(None);
        let files = self.pair_files.try_update_value(Option::take).flatten();
        let (Some((first, second)), Some(trains_on_first)) = (files, trains_on_first) else { return };
        let (train, test) = if trains_on_first { (first, second) } else { (second, first) };
        self.load(Attempt::new(train, Place::Train), Corrections::default());
        self.next_test.set_value(Some(test));
    }

    /// Reads the training file again, with what the visitor says about its columns.
    pub fn correct(&self, corrections: Corrections) {
        if let Some(opened) = self.opened.get_value() {
            self.load(opened, corrections);
        }
    }

    /// Reads one of the files of the archive that was opened last.
    pub fn choose_entry(&self, entry: ZipEntry) {
        if let Some(attempt) = self.attempt.get_value() {
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
        self.send_all(orders.unwrap_or_default(), &file);
        self.attempt.set_value(Some(attempt));
        self.given_on.set_value(self.page.get_untracked());
    }

    /// Shows the file that is now read, unless the visitor went elsewhere meanwhile.
    pub(super) fn show_file(&self) {
        if self.page.get_untracked() == self.given_on.get_value() && !self.goes_on.get_value() {
            self.go(Page::Train);
        }
    }

    fn fetch(&self, name: String, plan: Plan) {
        let Some(job) = self.session.try_update(|session| session.fetch(&name, plan)) else { return };
        self.given_on.set_value(self.page.get_untracked());
        let state = *self;
        spawn_local(async move {
            match state.data_file(&name).await {
                Ok(file) => {
                    let orders = state.session.try_update(|session| session.fetched(job));
                    state.send_all(orders.unwrap_or_default(), &file);
                    state.attempt.set_value(Some(Attempt::new(file, Place::Train)));
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
