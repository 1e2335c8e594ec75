//! The one selection that all views share: kept in the address, cleared by Esc, taken back by Ctrl+Z.

use leptos::prelude::*;

use super::{AppState, Undo};
use crate::data::label::Family;
use crate::engine::selection::{ScoreRange, Selection};
use crate::session::selection_address::{selection, with_selection};
use crate::ui::page::Page;
use crate::web::location;

impl AppState {
    /// Remembers how to take a change back that the visitor made to what is shown.
    pub fn undoable(&self, back: impl FnOnce() + 'static) {
        self.undo.update_value(|undo| undo.add(back));
    }

    /// Takes the last change back.
    pub fn undo(&self) {
        if let Some(back) = self.undo.try_update_value(Undo::take).flatten() {
            back();
        }
    }

    /// Means every row again.
    pub fn clear_selection(&self) {
        if self.selection.with_untracked(|selection| !selection.is_everything()) {
            self.selection.set(Selection::default());
        }
    }

    /// Takes a family into the selection, or out of it.
    pub fn toggle_family(&self, family: Family) {
        self.selection.update(|selection| match selection.families.iter().position(|own| *own == family) {
            Some(place) => {
                selection.families.remove(place);
            }
            None => selection.families.push(family),
        });
    }

    /// Selects the rows of a range of scores, or of any score.
    pub fn select_scores(&self, range: Option<ScoreRange>) {
        self.selection.update(|selection| selection.scores = range);
    }

    /// Goes to the page, and takes over the selection, that an address names.
    pub fn follow_hash(&self, hash: &str) {
        self.page.set(Page::of_hash(hash));
        if let Some(selected) = selection(hash)
            && self.selection.with_untracked(|old| *old != selected)
        {
            self.selection.set(selected);
        }
    }

    /// Keeps the address and the ways back in step with the selection, whoever changes it.
    pub fn follow_selection(self) {
        let taken_back = StoredValue::new(false);
        Effect::new(move |before: Option<Selection>| {
            let now = self.selection.get();
            let was_taken_back = taken_back.try_update_value(std::mem::take) == Some(true);
            if let Some(before) = before.filter(|before| *before != now && !was_taken_back) {
                self.undoable(move || {
                    taken_back.set_value(true);
                    self.selection.set(before);
                });
            }
            now
        });
        Effect::new(move |_| {
            let shows_rows = matches!(self.page.get(), Page::Data | Page::Results);
            let hash = location::hash();
            let wanted = self.selection.with(|selection| {
                with_selection(&hash, if shows_rows { selection } else { const { &EVERYTHING } })
            });
            // The page may be ahead of the address; then the address's change brings us here again.
            if Page::of_hash(&hash) == self.page.get_untracked() && wanted != hash {
                location::replace_hash(&wanted);
            }
        });
        // Conditions on the features of one file mean nothing to another.
        Effect::new(move |before: Option<Option<Vec<String>>>| {
            let features = self.loaded.with(|file| file.as_ref().map(|file| file.feature_names()));
            if let (Some(Some(before)), Some(now)) = (&before, &features)
                && before != now
            {
                self.clear_selection();
            }
            features.or(before.flatten())
        });
    }
}

const EVERYTHING: Selection =
    Selection { families: Vec::new(), labels: Vec::new(), features: Vec::new(), scores: None };
