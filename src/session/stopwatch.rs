//! How long loads and trainings took, from what the page sends and hears. The page brings its clock along.

use std::collections::BTreeMap;

use crate::engine::command::Command;
use crate::engine::event::Event;

/// Times in milliseconds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stopwatch {
    started: BTreeMap<u32, f64>,
    fitted: f64,
    /// From the last file to its table.
    pub load_ms: f64,
    /// From the last order to train to the trained detectors.
    pub fit_ms: f64,
    /// From there to every score.
    pub score_ms: f64,
}

impl Stopwatch {
    /// An order goes out.
    pub fn sent(&mut self, order: &Command, now: f64) {
        if let Command::Load { job, .. } | Command::Fit { job, .. } = order {
            self.started.insert(*job, now);
        }
    }

    /// News comes in.
    pub fn heard(&mut self, event: &Event, now: f64) {
        let Some(job) = event.job() else { return };
        let Some(since) = self.started.get(&job).copied() else { return };
        match event {
            Event::Loaded { .. } => self.load_ms = now - since,
            Event::Fitted { .. } => {
                self.fit_ms = now - since;
                self.fitted = now;
                return;
            }
            Event::Scored { .. } => self.score_ms = now - self.fitted,
            Event::Cancelled { .. } | Event::Failed { .. } => {}
            _ => return,
        }
        self.started.remove(&job);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::schema::Corrections;
    use crate::engine::command::Place;
    use crate::session::tests::{scores, summary};

    #[test]
    fn times_run_from_order_to_news() {
        let mut watch = Stopwatch::default();
        let load = |job| Command::Load {
            job,
            name: String::new(),
            place: Place::Train,
            corrections: Corrections::default(),
            entry: None,
        };
        watch.sent(&load(1), 100.0);
        watch.sent(&load(2), 150.0);
        watch.heard(&Event::Cancelled { job: 1 }, 160.0);
        watch.heard(&Event::Loaded { job: 2, summary: summary("a") }, 400.0);
        assert_eq!(watch.load_ms, 250.0);
        // Nobody ordered this.
        watch.heard(&Event::Scored { job: 7, summary: Box::new(scores()) }, 900.0);
        assert_eq!((watch.score_ms, watch.started.len()), (0.0, 0));
    }
}
