//! What the visitor chooses on the Results page.

use leptos::prelude::*;

use super::AppState;
use crate::detectors::Detector;
use crate::session::threshold::{Chosen, Origin};
use crate::web::clock;

/// Changes by hand within this time, in milliseconds, are one movement and are taken back at once.
const ONE_MOVEMENT: f64 = 800.0;

impl AppState {
    /// Chooses the threshold of a detector's result, or goes back to what its training gave.
    pub fn choose_threshold(&self, result: &str, detector: Detector, chosen: Option<Chosen>) {
        let now = clock::now();
        let by_hand = chosen.is_some_and(|chosen| chosen.origin == Origin::ByHand);
        let goes_on = by_hand && now - self.moved_by_hand.get_value() < ONE_MOVEMENT;
        self.moved_by_hand.set_value(if by_hand { now } else { f64::NEG_INFINITY });
        if !goes_on {
            let before = self.thresholds.with_untracked(|thresholds| thresholds.chosen(result, detector));
            let (thresholds, result) = (self.thresholds, result.to_owned());
            self.undoable(move || {
                thresholds.update(|thresholds| thresholds.choose(&result, detector, before))
            });
        }
        self.thresholds.update(|thresholds| thresholds.choose(result, detector, chosen));
    }
}
