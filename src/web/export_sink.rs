//! What the page is told, with the bytes of an export taken out on the way: they wait on disk, and the page gets the whole file.
//!
//! Where the browser keeps no files the bytes go on to the page. Whatever comes with a file comes after the bytes in it.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::{File, MessagePort};

use crate::data::error::DataError;
use crate::engine::command::Command;
use crate::engine::event::Event;
use crate::engine::scored_csv::ScoredCsvNews;
use crate::web::kept_file::KeptFile;
use crate::web::wire;

/// The way to the page. Clones are the same one.
#[derive(Clone)]
pub struct ExportSink(Rc<Inner>);

struct Inner {
    page: MessagePort,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    /// Which export this is about; what a former one waits for is dropped.
    n_exports: u32,
    phase: Phase,
}

#[derive(Default)]
enum Phase {
    /// Bytes go to the page.
    #[default]
    Passing,
    /// The browser opens or closes a file; news wait.
    Waiting(Vec<Event>),
    /// Bytes go to this file.
    Writing(KeptFile),
}

impl ExportSink {
    /// The way to a page.
    pub fn new(page: MessagePort) -> Self {
        Self(Rc::new(Inner { page, state: RefCell::default() }))
    }

    /// Takes notice of a command before it is obeyed.
    pub fn hear(&self, command: &Command) {
        match command {
            Command::ScoredCsv { .. } => self.open(),
            Command::EndScoredCsv => self.0.state.borrow_mut().phase = Phase::Passing,
            _ => {}
        }
    }

    /// Tells the page.
    pub fn post(&self, event: Event) {
        let Event::ScoredCsv { export, news } = event else {
            return wire::post(&self.0.page, &event, None);
        };
        let mut state = self.0.state.borrow_mut();
        match &mut state.phase {
            Phase::Passing => wire::post(&self.0.page, &Event::ScoredCsv { export, news }, None),
            Phase::Waiting(waiting) => waiting.push(Event::ScoredCsv { export, news }),
            Phase::Writing(file) => match news {
                ScoredCsvNews::Piece { bytes, n_read, of } if file.append(&bytes).is_ok() => {
                    let news = ScoredCsvNews::Piece { bytes: Vec::new(), n_read, of };
                    wire::post(&self.0.page, &Event::ScoredCsv { export, news }, None);
                }
                ScoredCsvNews::Piece { .. } | ScoredCsvNews::Done => {
                    drop(state);
                    self.hand_over(export, news);
                }
                ScoredCsvNews::Failed(_) | ScoredCsvNews::Outdated => {
                    state.phase = Phase::Passing;
                    wire::post(&self.0.page, &Event::ScoredCsv { export, news }, None);
                }
            },
        }
    }

    fn open(&self) {
        let number = self.wait();
        let sink = self.clone();
        spawn_local(async move {
            let phase = KeptFile::create().await.map_or(Phase::Passing, Phase::Writing);
            sink.go_on(number, phase);
        });
    }

    /// Gives the page the file, and tells it what could not be written to it or that it is whole.
    fn hand_over(&self, export: u32, news: ScoredCsvNews) {
        let Phase::Writing(file) = std::mem::take(&mut self.0.state.borrow_mut().phase) else { return };
        let number = self.wait();
        let sink = self.clone();
        spawn_local(async move {
            let found = file.finish().await;
            if sink.0.state.borrow().n_exports == number {
                let (news, file) = handed_over(news, found);
                wire::post(&sink.0.page, &Event::ScoredCsv { export, news }, file.as_deref());
                sink.go_on(number, Phase::Passing);
            }
        });
    }

    /// Lets news wait; the number tells whether that still holds later.
    fn wait(&self) -> u32 {
        let mut state = self.0.state.borrow_mut();
        state.n_exports += 1;
        state.phase = Phase::Waiting(Vec::new());
        state.n_exports
    }

    fn go_on(&self, number: u32, phase: Phase) {
        let waiting = {
            let mut state = self.0.state.borrow_mut();
            if state.n_exports != number || !matches!(state.phase, Phase::Waiting(_)) {
                return;
            }
            std::mem::replace(&mut state.phase, phase)
        };
        if let Phase::Waiting(events) = waiting {
            events.into_iter().for_each(|event| self.post(event));
        }
    }
}

fn handed_over(news: ScoredCsvNews, found: Result<File, JsValue>) -> (ScoredCsvNews, Option<File>) {
    match found {
        Ok(file) => (news, Some(file)),
        Err(error) => {
            let reason = format!("the browser does not give back what it kept: {error:?}");
            (ScoredCsvNews::Failed(DataError::Read { offset: 0, reason }), None)
        }
    }
}
