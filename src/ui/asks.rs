//! Questions to the engine that wait for their answers.

use std::collections::BTreeMap;

use crate::engine::questions::Answer;

/// What is done with an answer.
type Then = Box<dyn FnOnce(Answer)>;

/// Questions under way. Numbers are never given twice, so that a late answer finds nobody.
#[derive(Default)]
pub struct Asks {
    last: u32,
    waiting: BTreeMap<u32, Then>,
}

impl Asks {
    /// Notes what is to be done with the answer to a new question; gives the question's number.
    pub fn add(&mut self, then: impl FnOnce(Answer) + 'static) -> u32 {
        self.last += 1;
        self.waiting.insert(self.last, Box::new(then));
        self.last
    }

    /// What is to be done with an answer.
    pub fn take(&mut self, ask: u32) -> Option<Then> {
        self.waiting.remove(&ask)
    }

    /// The engine is gone, and with it every answer.
    pub fn take_all(&mut self) -> Vec<Then> {
        std::mem::take(&mut self.waiting).into_values().collect()
    }
}
