//! How long loads and trainings took, from what the page sends and hears. The page brings its clock along.

use std::collections::BTreeMap;

use crate::detectors::Detector;
use crate::engine::command::Command;
use crate::engine::event::Event;

/// Times in milliseconds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stopwatch {
    started: BTreeMap<u32, f64>,
    /// From the last file to its table.
    pub load_ms: f64,
    /// Of the detectors of the present result.
    laps: BTreeMap<Detector, Lap>,
    /// Of those that are being trained.
    running: BTreeMap<Detector, Lap>,
}

/// A detector's times in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Times {
    /// From the order to train to the trained detector.
    pub fit_ms: f64,
    /// From the start of its scoring to the last row's score.
    pub score_ms: f64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Lap {
    times: Times,
    /// When its scoring started.
    scores_since: f64,
}

impl Stopwatch {
    /// An order goes out.
    pub fn sent(&mut self, order: &Command, now: f64) {
        if let Command::Load { job, .. } | Command::Fit { job, .. } = order {
            self.started.insert(*job, now);
            self.running.clear();
        }
    }

    /// News comes in.
    pub fn heard(&mut self, event: &Event, now: f64) {
        let Some(job) = event.job() else { return };
        let Some(since) = self.started.get(&job).copied() else { return };
        match event {
            Event::Loaded { .. } => self.load_ms = now - since,
            Event::Fitted { detector, .. } => {
                let times = Times { fit_ms: now - since, score_ms: 0.0 };
                self.running.insert(*detector, Lap { times, scores_since: now });
                return;
            }
            Event::Scoring { detector, samples, .. } => {
                let lap = self.running.entry(*detector).or_default();
                // It may have waited for the other one's scores.
                if *samples == 0 {
                    lap.scores_since = now;
                }
                lap.times.score_ms = now - lap.scores_since;
                return;
            }
            Event::Scored { .. } => self.laps = std::mem::take(&mut self.running),
            Event::Cancelled { .. } | Event::Failed { .. } => {}
            _ => return,
        }
        self.started.remove(&job);
    }

    /// Times of a detector of the present result; of both together the later training, and the sum of the scorings.
    pub fn times(&self, detector: Detector) -> Times {
        let lap = |detector| self.laps.get(&detector).map(|lap| lap.times).unwrap_or_default();
        match detector {
            Detector::IsolationForest | Detector::Autoencoder => lap(detector),
            Detector::Fused => {
                let [forest, autoencoder] = [Detector::IsolationForest, Detector::Autoencoder].map(lap);
                Times {
                    fit_ms: forest.fit_ms.max(autoencoder.fit_ms),
                    score_ms: forest.score_ms + autoencoder.score_ms,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::schema::Corrections;
    use crate::detectors::TrainOn;
    use crate::engine::command::Place;
    use crate::session::settings::Settings;
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
        watch.heard(&Event::Fitted { job: 7, detector: Detector::IsolationForest }, 900.0);
        assert_eq!((watch.times(Detector::IsolationForest), watch.started.len()), (Times::default(), 0));
    }

    #[test]
    fn each_detector_has_times_of_its_own() {
        let (forest, autoencoder) = (Detector::IsolationForest, Detector::Autoencoder);
        let scoring = |detector, samples| Event::Scoring { job: 1, detector, samples, of: 9 };
        let fit = Settings::default();
        let mut watch = Stopwatch::default();
        let order = |job| Command::Fit {
            job,
            train_on: TrainOn::Normal,
            encoding: fit.encoding,
            isolation_forest: fit.isolation_forest.clone(),
            autoencoder: fit.autoencoder.clone(),
        };
        watch.sent(&order(1), 100.0);
        for (event, now) in [
            (Event::Fitted { job: 1, detector: forest }, 400.0),
            (scoring(forest, 0), 410.0),
            // The autoencoder waits for the forest's scores.
            (Event::Fitted { job: 1, detector: autoencoder }, 450.0),
            (scoring(forest, 9), 500.0),
            (scoring(autoencoder, 0), 510.0),
            (scoring(autoencoder, 5), 530.0),
            (scoring(autoencoder, 9), 550.0),
            (Event::Scored { job: 1, summary: Box::new(scores()) }, 900.0),
        ] {
            watch.heard(&event, now);
        }
        assert_eq!(watch.times(forest), Times { fit_ms: 300.0, score_ms: 90.0 });
        assert_eq!(watch.times(autoencoder), Times { fit_ms: 350.0, score_ms: 40.0 });
        let fused = Times { fit_ms: 350.0, score_ms: 130.0 };
        assert_eq!(watch.times(Detector::Fused), fused);
        // Another training is under way, and given up: the result still stands.
        watch.sent(&order(2), 1_000.0);
        let again = [forest, autoencoder].map(|detector| Event::Fitted { job: 2, detector });
        again.into_iter().for_each(|event| watch.heard(&event, 1_001.0));
        assert_eq!(watch.times(Detector::Fused), fused);
        watch.heard(&Event::Cancelled { job: 2 }, 1_002.0);
        assert_eq!(watch.times(Detector::Fused), fused);
        // A forest alone has nothing of what was given up.
        watch.sent(&order(3), 2_000.0);
        watch.heard(&Event::Fitted { job: 3, detector: forest }, 2_100.0);
        watch.heard(&Event::Scored { job: 3, summary: Box::new(scores()) }, 2_200.0);
        assert_eq!((watch.times(forest).fit_ms, watch.times(autoencoder)), (100.0, Times::default()));
    }
}
