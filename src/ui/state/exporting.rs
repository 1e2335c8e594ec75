//! The scored file on its way to the visitor's disk.

use leptos::prelude::*;

use super::AppState;
use crate::engine::command::Command;
use crate::engine::scored_csv::{ScoredCsvNews, ScoredCsvWish};
use crate::ui::words::errors::not_exported;
use crate::web::downloads::{GrowingFile, KeptPart};

/// An export as the page shows it.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Exporting {
    /// None was wanted.
    #[default]
    Nothing,
    /// One is under way: how much of the file was read, in [0, 1].
    Reading(f64),
    /// The last one failed, and why.
    Failed(String),
}

/// What is known of the file that is written.
pub struct Written {
    export: u32,
    name: String,
    file: GrowingFile,
}

impl AppState {
    /// Has the scored file written as CSV under a name.
    pub fn export_scored_csv(&self, name: String, wish: ScoredCsvWish) {
        let is_test = self.test.with_untracked(Option::is_some);
        let file = if is_test { self.tested.get_value() } else { self.opened.get_value() };
        let Some(attempt) = file else {
            self.exporting.set(Exporting::Failed("Open the file again to export it.".to_owned()));
            return;
        };
        let export = self.n_exports.try_update_value(|n| {
            *n += 1;
            *n
        });
        let export = export.unwrap_or_default();
        self.written.set_value(Some(Written { export, name, file: GrowingFile::default() }));
        self.exporting.set(Exporting::Reading(0.0));
        let command = Command::ScoredCsv { export, entry: attempt.entry, wish: Box::new(wish) };
        self.send(&command, Some(&attempt.file));
    }

    /// Drops the export that runs, and what was written of it.
    pub fn cancel_export(&self) {
        self.written.set_value(None);
        self.exporting.set(Exporting::Nothing);
        self.send(&Command::EndScoredCsv, None);
    }

    /// Takes in what is new, and the file with the bytes before it, if the browser has kept them in one.
    pub(super) fn take_scored_csv(&self, export: u32, news: ScoredCsvNews, kept: Option<&KeptPart>) {
        let is_wanted = self
            .written
            .with_value(|written| written.as_ref().is_some_and(|written| written.export == export));
        if !is_wanted {
            return;
        }
        if let Some(kept) = kept {
            self.written.update_value(|written| {
                if let Some(written) = written {
                    written.file.add_file(kept);
                }
            });
        }
        match news {
            ScoredCsvNews::Piece { bytes, n_read, of } => {
                self.written.update_value(|written| {
                    if let Some(written) = written {
                        written.file.add(&bytes);
                    }
                });
                self.exporting.set(Exporting::Reading(n_read as f64 / of.max(1) as f64));
            }
            ScoredCsvNews::Done => {
                if let Some(written) = self.written.try_update_value(Option::take).flatten() {
                    written.file.save(&written.name, "text/csv");
                }
                self.exporting.set(Exporting::Nothing);
            }
            ScoredCsvNews::Failed(error) => self.fail_export(not_exported(&error)),
            ScoredCsvNews::Outdated => {
                self.fail_export("There is another result now, so the export was dropped.".to_owned());
            }
        }
    }

    /// The workers are gone, and with them the export.
    pub(super) fn lose_export(&self) {
        if self.written.with_value(Option::is_some) {
            self.fail_export("A worker stopped, so the export was dropped.".to_owned());
        }
    }

    fn fail_export(&self, why: String) {
        self.written.set_value(None);
        self.exporting.set(Exporting::Failed(why));
    }
}
