//! What the visitor chooses on the Results page.

use leptos::prelude::*;

use super::AppState;
use crate::detectors::Detector;
use crate::session::threshold::Chosen;

impl AppState {
    /// Chooses the threshold of a detector's result, or goes back to what its training gave.
    pub fn choose_threshold(&self, result: &str, detector: Detector, chosen: Option<Chosen>) {
        self.thresholds.update(|thresholds| thresholds.choose(result, detector, chosen));
    }
}
