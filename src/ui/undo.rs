//! What Ctrl+Z takes back: the visitor's last changes to what is shown, the latest first.

use std::collections::VecDeque;

/// Changes that are remembered.
const MAX_STEPS: usize = 100;

/// Ways back.
#[derive(Default)]
pub struct Undo {
    steps: VecDeque<Box<dyn FnOnce()>>,
}

impl Undo {
    /// Remembers how to take a change back.
    pub fn add(&mut self, back: impl FnOnce() + 'static) {
        if self.steps.len() == MAX_STEPS {
            self.steps.pop_front();
        }
        self.steps.push_back(Box::new(back));
    }

    /// The way back from the last change that was not taken back.
    pub fn take(&mut self) -> Option<Box<dyn FnOnce()>> {
        self.steps.pop_back()
    }
}
