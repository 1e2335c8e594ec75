//! What the panel that explains a row needs, whatever list the row was chosen from.

use std::sync::Arc;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::detectors::{Detector, TrainOn};
use crate::engine::event::ScoreSummary;
use crate::engine::questions::locate::{Content, Located, Wanted};
use crate::engine::questions::typical::Typical;
use crate::engine::questions::{Answer, Question};
use crate::ui::state::AppState;
use crate::web::document;

/// The row that is explained, and against what; copies are the same.
#[derive(Clone, Copy)]
pub struct WhyView {
    state: AppState,
    /// Names of the features.
    pub features: StoredValue<Arc<[String]>>,
    /// Detectors that were trained.
    pub detectors: StoredValue<Vec<Detector>>,
    /// The row that is explained, by the address of its first line.
    pub explained: RwSignal<Option<u64>>,
    /// What is typical of each feature, once it is known.
    pub typical: RwSignal<Arc<Vec<Typical>>>,
    /// Id of the list that rows are chosen from; it gets the focus when the panel closes.
    list: &'static str,
    /// Id of the chosen row's element, which gets the focus instead when it is focusable and still there.
    chosen: StoredValue<String>,
}

impl WhyView {
    /// For a result of which no row is explained yet.
    pub fn new(state: AppState, scores: &ScoreSummary, list: &'static str) -> Self {
        let detectors = Detector::ALL.into_iter().filter(|detector| scores.of(*detector).is_some()).collect();
        let view = Self {
            state,
            features: StoredValue::new(scores.features.clone().into()),
            detectors: StoredValue::new(detectors),
            explained: RwSignal::new(None),
            typical: RwSignal::default(),
            list,
            chosen: StoredValue::default(),
        };
        view.ask_typical(scores.fit.train_on);
        view
    }

    /// Explains the row with this content, which was chosen by an element.
    pub fn explain_content(&self, content: Content, chosen: String) {
        let view = *self;
        self.chosen.set_value(chosen.clone());
        self.locate(Wanted::Content(content), move |first_line| {
            // Meanwhile another one may have been chosen, or the page left.
            if view.chosen.try_get_value().as_ref() == Some(&chosen) {
                view.explained.set(first_line);
            }
        });
    }

    /// Explains no row any longer and gives the focus back.
    pub fn close(&self) {
        self.explained.set(None);
        document::focus(self.list);
        self.chosen.update_value(|chosen| document::focus(&std::mem::take(chosen)));
    }

    /// Closes the panel when this key in it, or in its list, asks for that.
    pub fn close_on_escape(&self, event: &KeyboardEvent) {
        let is_open = self.explained.with_untracked(Option::is_some);
        if is_open && event.key() == "Escape" && !document::is_taken(event) {
            // The next Escape is for the selection.
            event.stop_propagation();
            event.prevent_default();
            self.close();
        }
    }

    /// Looks for a row; `then` gets its name, if there is one.
    pub fn locate(&self, wanted: Wanted, then: impl FnOnce(Option<u64>) + 'static) {
        self.locate_boxed(wanted, Box::new(then));
    }

    fn locate_boxed(&self, wanted: Wanted, then: Box<dyn FnOnce(Option<u64>)>) {
        let view = *self;
        self.state.ask(Question::Locate(wanted), move |answer| match answer {
            Answer::Located(Located::Row(first_line)) => then(Some(first_line)),
            Answer::Located(Located::CopyOf(content)) => view.locate_boxed(Wanted::Content(content), then),
            _ => then(None),
        });
    }

    fn ask_typical(&self, train_on: TrainOn) {
        let view = *self;
        self.state.ask(Question::Typical(train_on), move |answer| {
            if let Answer::Typical(typical) = answer {
                view.typical.try_set(Arc::new(typical));
            }
        });
    }
}
