//! The connections behind a cell of the confusion matrix.

use crate::data::label::{FAMILIES, Family};
use crate::detectors::Detector;
use crate::engine::selection::{ScoreRange, Selection};

/// Attacks, or normal connections, that a detector flags above the threshold, or lets pass.
pub fn behind(is_attack: bool, is_flagged: bool, detector: Detector, threshold: f64) -> Selection {
    let (above, up_to) = if is_flagged { (threshold, f64::INFINITY) } else { (f64::NEG_INFINITY, threshold) };
    Selection {
        families: FAMILIES.into_iter().filter(|family| (*family != Family::Normal) == is_attack).collect(),
        scores: Some(ScoreRange { detector, above, up_to }),
        ..Selection::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cells_of_a_threshold_share_no_connection() {
        let [caught, missed] = [true, false].map(|flagged| behind(true, flagged, Detector::Fused, 0.5));
        let quiet = behind(false, false, Detector::Fused, 0.5);
        assert_eq!(quiet.families, [Family::Normal]);
        assert_eq!(caught.families.len(), FAMILIES.len() - 1);
        let range = |above, up_to| Some(ScoreRange { detector: Detector::Fused, above, up_to });
        assert_eq!(caught.scores, range(0.5, f64::INFINITY));
        assert_eq!(missed.scores, range(f64::NEG_INFINITY, 0.5));
    }
}
