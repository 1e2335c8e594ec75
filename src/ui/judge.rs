//! What Predict shares with the parts below it: the model on the engine's desk, the form's fields, the verdict.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::form::fields_of_row;
use crate::engine::desk::{DeskAnswer, DeskQuestion, Judged, OpenedModel};
use crate::engine::questions::model::ModelWish;
use crate::engine::questions::{Answer, Question};
use crate::model_file::ModelFileError;
use crate::session::prediction::Draft;
use crate::ui::state::{AppState, app_state};
use crate::web::files::OpenedFile;
use crate::web::{files, model_store};

/// The choice of typical values, which stand where nothing is filled in.
pub const TYPICAL: &str = "typical";

/// Where a model comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The training of this visit.
    Training,
    /// The browser kept it.
    Kept,
    /// The visitor brought it along.
    File,
}

/// What the model card has to say.
#[derive(Clone, Debug, PartialEq)]
pub enum ModelNews {
    /// The browser keeps it now.
    Saved,
    /// The browser would not keep it; its words.
    NotSaved(String),
    /// The file is no model.
    Refused(ModelFileError),
    /// The file could not be read.
    Unreadable,
}

/// Handles; copies are the same.
#[derive(Clone, Copy)]
pub struct Judge {
    /// The model on the desk, and where it comes from.
    pub model: RwSignal<Option<(Arc<OpenedModel>, Origin)>>,
    /// A text of every feature.
    pub fields: RwSignal<Vec<String>>,
    /// What the form was filled with, as the choice of it is called; empty for values of the visitor's own.
    pub filled: RwSignal<String>,
    /// The verdict on them.
    pub judged: RwSignal<Option<Arc<Judged>>>,
    /// What the model card has to say.
    pub news: RwSignal<Option<ModelNews>>,
    /// What is typed or pasted as JSON.
    pub draft: RwSignal<Draft>,
    file: StoredValue<Option<Arc<Vec<u8>>>>,
    /// The training whose model is on the desk, by its scores' fingerprint.
    trained: StoredValue<Option<String>>,
    /// The latest question: answers to earlier ones are passed over.
    asked: StoredValue<u32>,
    state: AppState,
}

impl Judge {
    /// An empty desk.
    pub fn new(state: AppState) -> Self {
        Self {
            model: RwSignal::new(None),
            fields: RwSignal::new(Vec::new()),
            filled: RwSignal::new(TYPICAL.to_owned()),
            judged: RwSignal::new(None),
            news: RwSignal::new(None),
            draft: RwSignal::new(Draft::default()),
            file: StoredValue::new(None),
            trained: StoredValue::new(None),
            asked: StoredValue::new(0),
            state,
        }
    }

    /// Puts a model on the desk: of the training that stands, else, when none is there, the one that the browser keeps.
    pub fn prepare(self) {
        let state = self.state;
        let (loaded, scored) =
            state.session.with_untracked(|session| (session.loaded.clone(), session.scored.clone()));
        if let (Some(loaded), Some(scored)) = (loaded, scored) {
            if self.trained.get_value().as_ref() != Some(&scored.fingerprint) {
                let wish = Box::new(ModelWish::new(&loaded, &scored));
                let fingerprint = scored.fingerprint.clone();
                state.ask(Question::Model(wish), move |answer| {
                    if let Answer::Model(file) = answer {
                        self.trained.set_value(Some(fingerprint));
                        self.open(file, Origin::Training);
                    }
                });
            }
        } else if self.model.with_untracked(Option::is_none) {
            spawn_local(async move {
                if let Some(file) = model_store::read().await {
                    self.open(file, Origin::Kept);
                }
            });
        }
    }

    /// Takes a model file that the visitor gave.
    pub fn take(self, file: OpenedFile) {
        spawn_local(async move {
            match files::bytes(&file).await {
                Some(bytes) => self.open(bytes, Origin::File),
                None => self.news.set(Some(ModelNews::Unreadable)),
            }
        });
    }

    fn open(self, file: Vec<u8>, origin: Origin) {
        let kept = Arc::new(file.clone());
        self.state.ask(Question::Desk(DeskQuestion::Open { file }), move |answer| match answer {
            Answer::Desk(DeskAnswer::Opened(opened)) => {
                self.file.set_value(Some(kept));
                self.news.set(None);
                let n_features = opened.about.features.len();
                // What was typed stays when the next model asks for the same features.
                let names = |model: &OpenedModel| -> Vec<String> {
                    model.about.features.iter().map(|feature| feature.name.clone()).collect()
                };
                let asks_for_others = self.model.with_untracked(|model| {
                    model.as_ref().is_some_and(|(model, _)| names(model) != names(&opened))
                });
                if asks_for_others || self.fields.with_untracked(Vec::len) != n_features {
                    self.fields.set(vec![String::new(); n_features]);
                    self.filled.set(TYPICAL.to_owned());
                }
                // What an earlier model said of a text is not true of the next one.
                let is_same = |model: &Option<(Arc<OpenedModel>, Origin)>| {
                    model.as_ref().is_some_and(|(model, _)| model.version == opened.version)
                };
                if !self.model.with_untracked(is_same) {
                    self.draft.update(Draft::give_way);
                    // Rows of another result are no choice any more.
                    if self.filled.with_untracked(|with| with != TYPICAL) {
                        self.filled.set(String::new());
                    }
                }
                self.model.set(Some((Arc::new(*opened), origin)));
                self.judge();
            }
            Answer::Desk(DeskAnswer::Refused(error)) => self.news.set(Some(ModelNews::Refused(error))),
            _ => {}
        });
    }

    /// Has the fields judged as they stand.
    pub fn judge(self) {
        self.asked.update_value(|asked| *asked += 1);
        let asked = self.asked.get_value();
        let fields = self.fields.get_untracked();
        self.state.ask(Question::Desk(DeskQuestion::Judge { fields }), move |answer| match answer {
            Answer::Desk(DeskAnswer::Judged(judged)) if self.asked.get_value() == asked => {
                self.judged.set(Some(Arc::new(*judged)));
            }
            // The workers were lost, and with them what lay on the desk.
            Answer::Desk(DeskAnswer::NoModel) => {
                if let (Some(file), Some((_, origin))) = (self.file.get_value(), self.model.get_untracked()) {
                    self.open(file.to_vec(), origin);
                }
            }
            _ => {}
        });
    }

    /// Fills the form with a JSON object or a line of a file.
    pub fn paste(self, pasted: String) {
        let (sent, revision) = (pasted.clone(), self.draft.with_untracked(Draft::revision));
        self.state.ask(Question::Desk(DeskQuestion::Read { pasted }), move |answer| {
            if let Answer::Desk(DeskAnswer::Fields(read)) = answer {
                // Somebody may have typed on, or filled the form otherwise.
                if self.draft.with_untracked(Draft::revision) != revision {
                    return;
                }
                match read {
                    Ok(fields) => self.fill(fields, ""),
                    Err(reason) => self.draft.update(|draft| draft.refuse(sent, reason)),
                }
            }
        });
    }

    /// Fills the form with values in the features' order; `with` is what they are called as a choice.
    pub fn fill(self, fields: Vec<String>, with: &str) {
        self.draft.update(Draft::give_way);
        self.filled.set(with.to_owned());
        self.fields.set(fields);
        self.judge();
    }

    /// Has a row of the result that stands judged, by the model of that result.
    pub fn send(self, values: Vec<String>) {
        let is_of_training = |model: &Option<(Arc<OpenedModel>, Origin)>| {
            model.as_ref().is_none_or(|(_, origin)| *origin == Origin::Training)
        };
        if !self.model.with_untracked(is_of_training) {
            // Predict puts the training's model on the desk again.
            self.trained.set_value(None);
        }
        self.fill(fields_of_row(values), "");
    }

    /// Sets one field of the form.
    pub fn type_in(self, feature_idx: usize, text: String) {
        self.draft.update(Draft::give_way);
        self.filled.set(String::new());
        self.fields.update(|fields| {
            if let Some(field) = fields.get_mut(feature_idx) {
                *field = text;
            }
        });
        self.judge();
    }

    /// Has the browser keep the model; from then on it answers the API.
    pub fn save(self) {
        if let Some(file) = self.file.get_value() {
            spawn_local(async move {
                self.news.set(Some(match model_store::write(&file).await {
                    Ok(()) => ModelNews::Saved,
                    Err(reason) => ModelNews::NotSaved(reason),
                }));
            });
        }
    }

    /// The model's file.
    pub fn file(self) -> Option<Arc<Vec<u8>>> {
        self.file.get_value()
    }
}

/// The shared handles; Predict's parts lie below the one that provides them.
pub fn judge() -> Judge {
    use_context().unwrap_or_else(|| Judge::new(app_state()))
}
