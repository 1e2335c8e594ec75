//! The visitor's thresholds, one a detector, and the presets that they may come from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::detectors::Detector;
use crate::detectors::threshold::{peaks_over_threshold, percentile, threshold};
use crate::session::judge::Judge;

/// Share of the rows kept aside that may lie above the threshold, unless somebody says otherwise.
pub const FALSE_ALARMS: f64 = 0.01;
/// The original's percentile.
const ORIGINAL: f64 = 0.99;

/// Where a threshold comes from.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Origin {
    /// One in a hundred of the rows kept out of training scores higher.
    HeldOut,
    /// This share of the scored rows, at most, scores higher.
    Contamination(f64),
    /// The 99th percentile of the rows kept out of training, interpolated as numpy does.
    Percentile99,
    /// One in a hundred further rows like those kept out is expected to score higher, by a tail fitted to them.
    Tail,
    /// The best F1 that labels can tell.
    BestF1,
    /// The visitor put it there.
    ByHand,
}

/// Presets in the order of the list.
pub const PRESETS: [Origin; 5] =
    [Origin::HeldOut, Origin::Percentile99, Origin::Tail, Origin::Contamination(0.05), Origin::BestF1];

/// A threshold and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chosen {
    /// Where it comes from.
    pub origin: Origin,
    /// Rows with a higher score are flagged.
    pub score: f64,
}

/// What was chosen for a result, by its fingerprint.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Thresholds {
    result: String,
    chosen: BTreeMap<Detector, Chosen>,
}

impl Origin {
    /// The word in markup and addresses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::HeldOut => "held-out",
            Self::Contamination(_) => "contamination",
            Self::Percentile99 => "percentile-99",
            Self::Tail => "tail",
            Self::BestF1 => "best-f1",
            Self::ByHand => "by-hand",
        }
    }

    /// The preset of that word.
    pub fn preset(word: &str) -> Option<Self> {
        PRESETS.into_iter().find(|preset| preset.word() == word)
    }

    /// Whether it gives a threshold here: some take labels, a tail takes scores that can be fitted.
    pub fn is_offered(self, judge: &Judge) -> bool {
        match self {
            Self::BestF1 => judge.is_graded(),
            Self::Tail => self.threshold(judge).is_some(),
            Self::HeldOut | Self::Contamination(_) | Self::Percentile99 | Self::ByHand => true,
        }
    }

    /// The threshold that it gives; `None` when it gives none.
    pub fn threshold(self, judge: &Judge) -> Option<Chosen> {
        let calibration = &judge.summary().calibration.0;
        let score = match self {
            Self::HeldOut => threshold(calibration, FALSE_ALARMS).map(|threshold| threshold.0),
            Self::Contamination(share) => judge.contamination(share),
            Self::Percentile99 => percentile(calibration, ORIGINAL).map(|threshold| threshold.0),
            Self::Tail => peaks_over_threshold(calibration, FALSE_ALARMS).map(|threshold| threshold.0),
            Self::BestF1 => judge.best_f1(),
            Self::ByHand => None,
        };
        score.map(|score| Chosen { origin: self, score })
    }
}

impl Thresholds {
    /// The threshold of a detector's result: what was chosen for it, or the one that its training gave.
    pub fn of(&self, result: &str, judge: &Judge) -> Chosen {
        let trained = Chosen { origin: Origin::HeldOut, score: judge.summary().threshold };
        self.chosen(result, judge.detector).unwrap_or(trained)
    }

    /// What was chosen, if anything was.
    pub fn chosen(&self, result: &str, detector: Detector) -> Option<Chosen> {
        (self.result == result).then(|| self.chosen.get(&detector).copied()).flatten()
    }

    /// Chooses for a result, or goes back to what its training gave. What was chosen for another one is forgotten: its scores
    /// mean something else.
    pub fn choose(&mut self, result: &str, detector: Detector, chosen: Option<Chosen>) {
        if self.result != result {
            self.chosen.clear();
            self.result = result.to_owned();
        }
        match chosen {
            Some(chosen) => self.chosen.insert(detector, chosen),
            None => self.chosen.remove(&detector),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_for_one_result_and_one_detector() {
        let chosen = Chosen { origin: Origin::ByHand, score: 0.4 };
        let mut thresholds = Thresholds::default();
        thresholds.choose("one", Detector::IsolationForest, Some(chosen));
        assert_eq!(thresholds.chosen("one", Detector::IsolationForest), Some(chosen));
        assert_eq!(thresholds.chosen("one", Detector::Fused), None);
        assert_eq!(thresholds.chosen("two", Detector::IsolationForest), None);
        thresholds.choose("two", Detector::Fused, Some(chosen));
        assert_eq!(thresholds.chosen("one", Detector::IsolationForest), None);
        thresholds.choose("two", Detector::Fused, None);
        assert_eq!(thresholds.chosen("two", Detector::Fused), None);
    }

    #[test]
    fn presets_are_found_by_their_words() {
        for preset in PRESETS {
            assert_eq!(Origin::preset(preset.word()), Some(preset));
        }
        assert_eq!(Origin::preset("by-hand"), None);
    }
}
