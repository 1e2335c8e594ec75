//! The page's end of the engine: sends commands to the coordinator's worker and hands its events on.

use crate::engine::command::Command;
use crate::engine::event::Event;

/// A running coordinator with its shards. Clones speak to the same one.
#[derive(Clone)]
pub struct EngineClient {}

impl EngineClient {
    /// Starts the workers: one coordinator and `n_shards` shards.
    ///
    /// # Errors
    /// When the browser refuses a worker; the text says why.
    pub fn start(n_shards: u32, on_event: impl Fn(Event) + 'static) -> Result<Self, String> {
        let _ = (n_shards, on_event);
        Ok(Self {})
    }

    /// Sends a command; `source` is the file of a [`Command::Load`].
    pub fn send(&self, command: &Command, source: Option<&web_sys::Blob>) {
        let _ = (command, source);
    }
}
