//! What the page remembers over a reload besides runs: choices, and which run was on the screen. Never a row.

use serde::{Deserialize, Serialize};

use crate::detectors::Detector;
use crate::evaluation::sweep::Per;
use crate::session::threshold::Thresholds;

/// Choices of the visitor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Remembered {
    /// Thresholds.
    pub thresholds: Thresholds,
    /// The detector that Results shows.
    pub detector: Detector,
    /// What counts on Results.
    pub per: Per,
    /// Connections an hour.
    pub hourly: u64,
    /// The run on the screen.
    pub run: Option<u32>,
}

impl Remembered {
    /// As text to be kept.
    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What was kept; `None` when it was written by another version or is broken.
    pub fn from_json(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::threshold::{Chosen, Origin};

    #[test]
    fn choices_come_back_and_nonsense_does_not() {
        let mut thresholds = Thresholds::default();
        let chosen = Chosen { origin: Origin::Contamination(0.05), score: 0.1 + 0.2 };
        thresholds.choose("ab", Detector::Fused, Some(chosen));
        let kept = Remembered {
            thresholds,
            detector: Detector::Fused,
            per: Per::DistinctRow,
            hourly: 7,
            run: Some(3),
        };
        assert_eq!(Remembered::from_json(&kept.json()), Some(kept));
        assert_eq!(Remembered::from_json("{}"), None);
    }
}
