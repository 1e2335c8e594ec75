//! Words for the connections: what is selected, and what stands in their columns.

use crate::detectors::Detector;
use crate::engine::selection::{FeatureCondition, ScoreRange, Wanted};
use crate::session::format::decimal;

/// Names of a list that a chip shows.
const IN_CHIP: usize = 3;

/// A detector's name at the head of a column.
pub const fn detector_head(detector: Detector) -> &'static str {
    match detector {
        Detector::IsolationForest => "forest",
        Detector::Autoencoder => "autoencoder",
        Detector::Fused => "fused",
    }
}

/// A condition on a feature, like `src_bytes 0 to 100`.
pub fn condition(condition: &FeatureCondition, features: &[String]) -> String {
    let name =
        features.get(condition.feature_idx as usize).map_or("a feature of another file", String::as_str);
    match &condition.wanted {
        Wanted::Between { from, to } if from == to => format!("{name} {from}"),
        Wanted::Between { from: f64::MIN, to } => format!("{name} up to {to}"),
        Wanted::Between { from, to: f64::MAX } => format!("{name} from {from} on"),
        Wanted::Between { from, to } => format!("{name} {from} to {to}"),
        Wanted::OneOf(names) => format!("{name} {}", some_of(names)),
    }
}

/// A range of scores, like `forest score above 0.5000`.
pub fn score_range(range: &ScoreRange) -> String {
    let detector = detector_head(range.detector);
    match (range.above.is_finite(), range.up_to.is_finite()) {
        (true, false) => format!("{detector} score above {}", decimal(range.above)),
        (false, true) => format!("{detector} score up to {}", decimal(range.up_to)),
        (true, true) => format!("{detector} score {} to {}", decimal(range.above), decimal(range.up_to)),
        (false, false) => format!("any {detector} score"),
    }
}

/// The first few names of a list, and how many more there are.
fn some_of(names: &[String]) -> String {
    let shown = names.iter().take(IN_CHIP).cloned().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(IN_CHIP) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_read_like_words() {
        let features = ["service".to_owned(), "src_bytes".to_owned()];
        let check = |feature_idx, wanted, expected: &str| {
            assert_eq!(condition(&FeatureCondition { feature_idx, wanted }, &features), expected);
        };
        check(1, Wanted::Between { from: 0.0, to: 100.0 }, "src_bytes 0 to 100");
        check(1, Wanted::Between { from: 7.0, to: 7.0 }, "src_bytes 7");
        check(1, Wanted::Between { from: f64::MIN, to: 7.0 }, "src_bytes up to 7");
        check(1, Wanted::Between { from: 7.0, to: f64::MAX }, "src_bytes from 7 on");
        let names = ["a", "b", "c", "d", "e"].map(str::to_owned).to_vec();
        check(0, Wanted::OneOf(names), "service a, b, c and 2 more");
        check(9, Wanted::OneOf(Vec::new()), "a feature of another file ");
    }

    #[test]
    fn open_ranges_say_on_which_side() {
        let range =
            |above, up_to| score_range(&ScoreRange { detector: Detector::IsolationForest, above, up_to });
        assert_eq!(range(0.5, f64::INFINITY), "forest score above 0.5000");
        assert_eq!(range(f64::NEG_INFINITY, 0.5), "forest score up to 0.5000");
        assert_eq!(range(0.25, 0.5), "forest score 0.2500 to 0.5000");
    }
}
