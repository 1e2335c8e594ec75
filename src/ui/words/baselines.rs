//! What training is measured by, in plain words.

use crate::detectors::Detector;
use crate::engine::questions::baselines::{Baselines, SingleFeature};
use crate::session::format::decimal;
use crate::ui::words::results::detector_name;

/// The best single feature's name and direction.
pub fn feature_line(best: &SingleFeature, features: &[String]) -> String {
    let name = features.get(best.feature_idx as usize).map_or("?", String::as_str);
    let direction = if best.low_is_strange { "low" } else { "high" };
    format!("Best single feature: {direction} {name}")
}

/// That detectors rank no better than what takes no training; `None` when all do.
pub fn not_beaten(trained: &[(Detector, f64)], baselines: &Baselines) -> Option<String> {
    let feature = baselines.best_feature.map(|best| (best.auc, "the best single feature"));
    let untrained = baselines.never_trained.map(|auc| (auc, "the network that was never trained"));
    let (most, what) = [feature, untrained].into_iter().flatten().max_by(|a, b| a.0.total_cmp(&b.0))?;
    let beaten: Vec<&str> = trained
        .iter()
        .filter(|(_, auc)| *auc <= most)
        .map(|(detector, _)| match detector {
            Detector::Fused => "both together",
            other => detector_name(*other),
        })
        .collect();
    let who = match beaten.as_slice() {
        [] => return None,
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    };
    let verb = if beaten.len() == 1 && beaten != ["both together"] { "ranks" } else { "rank" };
    Some(format!(
        "By these labels training did not pay: {who} {verb} no better than {what} (ROC AUC {}). Another choice of rows to \
         train on, or of settings, may.",
        decimal(most)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_beaten_is_named() {
        let best_feature = Some(SingleFeature { feature_idx: 1, low_is_strange: true, auc: 0.9 });
        let baselines = Baselines { best_feature, never_trained: Some(0.95) };
        let features = ["a".to_owned(), "b".to_owned()];
        assert_eq!(
            best_feature.map(|best| feature_line(&best, &features)).as_deref(),
            Some("Best single feature: low b")
        );
        let trained =
            [(Detector::IsolationForest, 0.97), (Detector::Autoencoder, 0.95), (Detector::Fused, 0.94)];
        let words = not_beaten(&trained, &baselines).unwrap_or_default();
        assert!(
            words.contains("Autoencoder and both together rank no better than the network that was never"),
            "{words}"
        );
        assert!(words.contains("0.9500"), "{words}");
        assert_eq!(not_beaten(&trained[..1], &baselines), None);
        let words = not_beaten(&trained[1..2], &baselines).unwrap_or_default();
        assert!(words.contains(": Autoencoder ranks no better"), "{words}");
        assert_eq!(not_beaten(&trained, &Baselines::default()), None);
    }
}
