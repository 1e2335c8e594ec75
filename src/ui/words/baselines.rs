//! What training is measured by, in plain words.

use crate::detectors::Detector;
use crate::engine::questions::baselines::{Baselines, SingleFeature};
use crate::evaluation::confusion::Confusion;
use crate::session::format::{counted, decimal};
use crate::ui::words::results::detector_name;

/// The best single feature's name and direction.
pub fn feature_line(best: &SingleFeature, features: &[String]) -> String {
    let name = features.get(best.feature_idx as usize).map_or("?", String::as_str);
    let direction = if best.low_is_strange { "low" } else { "high" };
    format!("Best single feature: {direction} {name}")
}

/// That detectors rank no better than what takes no training; `None` when all do.
pub fn not_beaten(trained: &[(Detector, f64)], baselines: &Baselines) -> Option<String> {
    let no_better =
        |most: f64| trained.iter().filter(move |(_, auc)| *auc <= most).map(|(detector, _)| *detector);
    let untrained =
        baselines.never_trained.filter(|most| no_better(*most).any(|it| it == Detector::Autoencoder));
    let untrained = untrained.map(|auc| {
        format!(
            "By these labels training did not pay: the autoencoder ranks no better than before it had learnt anything \
             (ROC AUC {}).",
            decimal(auc)
        )
    });
    let feature = baselines.best_feature.and_then(|best| {
        let beaten: Vec<_> = no_better(best.auc).collect();
        let feature =
            format!("the best single feature (ROC AUC {}), which labels had to choose", decimal(best.auc));
        match beaten.as_slice() {
            [] => None,
            all if all.len() == trained.len() => Some(format!("No detector ranks better than {feature}.")),
            some => Some(format!("{} no better than {feature}.", named(some))),
        }
    });
    let words = [untrained, feature].into_iter().flatten().reduce(|one, other| format!("{one} {other}"))?;
    Some(format!("{words} Another choice of rows to train on, or of settings, may do."))
}

/// Rows of a kind below which chance has a large part in what figures say of them.
const FEW: u64 = 20;

/// A word where attacks or normal rows are too few to judge by.
pub fn too_few(confusion: &Confusion) -> Option<String> {
    let n_attacks = confusion.true_positives + confusion.false_negatives;
    let n_normal = confusion.true_negatives + confusion.false_positives;
    (n_attacks.min(n_normal) < FEW).then(|| {
        format!(
            "Judged by {} and {} only: with so few these figures say little.",
            counted(n_attacks, "attack", "attacks"),
            counted(n_normal, "normal row", "normal rows")
        )
    })
}

/// Detectors as the subject of a sentence, with its verb.
fn named(detectors: &[Detector]) -> String {
    match detectors {
        [Detector::Fused] => "Both together rank".to_owned(),
        [one] => format!("{} ranks", detector_name(*one)),
        [first, .., Detector::Fused] => format!("{} and both together rank", detector_name(*first)),
        [first, second, ..] => format!("{} and {} rank", detector_name(*first), detector_name(*second)),
        [] => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_rows_of_a_kind_are_said_to_be() {
        let confusion = |true_positives, true_negatives| Confusion {
            true_positives,
            true_negatives,
            ..Confusion::default()
        };
        let words = too_few(&confusion(1, 3_000)).map(|words| words.replace('\u{a0}', " "));
        assert_eq!(
            words.as_deref(),
            Some("Judged by 1 attack and 3,000 normal rows only: with so few these figures say little.")
        );
        assert_eq!(too_few(&confusion(20, 20)), None);
        assert!(too_few(&confusion(20, 19)).is_some());
    }

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
            [(Detector::IsolationForest, 0.97), (Detector::Autoencoder, 0.95), (Detector::Fused, 0.89)];
        let words = not_beaten(&trained, &baselines).unwrap_or_default();
        assert!(words.contains("the autoencoder ranks no better than before it had learnt"), "{words}");
        assert!(words.contains("anything (ROC AUC 0.9500). Both together rank no better than"), "{words}");
        assert!(words.contains("the best single feature (ROC AUC 0.9000)"), "{words}");
        assert_eq!(not_beaten(&trained[..1], &baselines), None);
        let low = [(Detector::IsolationForest, 0.5), (Detector::Autoencoder, 0.96), (Detector::Fused, 0.6)];
        let words = not_beaten(&low, &baselines).unwrap_or_default();
        assert!(words.starts_with("Isolation Forest and both together rank no better than"), "{words}");
        let words = not_beaten(&low[..1], &baselines).unwrap_or_default();
        assert!(words.starts_with("No detector ranks better than the best single feature"), "{words}");
        assert_eq!(not_beaten(&trained, &Baselines::default()), None);
    }
}
