//! The stream's state in words.

use crate::session::format::{count, counted};
use crate::session::live::drift::{DriftReport, ENOUGH, SHIFTED, STABLE};

/// How far the stream is from what was trained on, in a plain sentence.
pub fn drift(report: &DriftReport, features: &[String]) -> String {
    let Some(scores) = report.scores else {
        return format!(
            "Too few connections to tell: {} of {} are in the window.",
            count(report.n),
            count(ENOUGH)
        );
    };
    let shifted: Vec<&str> = report
        .features
        .iter()
        .filter(|(_, index)| *index >= SHIFTED)
        .filter_map(|(feature, _)| features.get(*feature).map(String::as_str))
        .collect();
    let named = shifted.iter().take(3).copied().collect::<Vec<_>>().join(", ");
    let others = match shifted.len().saturating_sub(3) {
        0 => String::new(),
        n => format!(" and {}", counted(n as u64, "other", "others")),
    };
    match (scores, shifted.is_empty()) {
        (SHIFTED.., false) => format!(
            "The stream has left what the model knows: scores and the features {named}{others} are far from those it was trained \
             on. Many attacks do that, and so does other traffic: see what the alerts hold before you trust how many they are."
        ),
        (SHIFTED.., true) => "Scores are far from those in training, though no single feature is.".to_owned(),
        (_, false) => {
            format!(
                "Scores are as in training, but the features {named}{others} are distributed in another way."
            )
        }
        (STABLE.., true) => "Scores have moved a little from those in training.".to_owned(),
        (_, true) => "The stream looks like what was trained on.".to_owned(),
    }
}

/// How stable a distribution is, in a word.
pub const fn stability(index: f64) -> &'static str {
    match index {
        SHIFTED.. => "shifted",
        STABLE.. => "moving",
        _ => "stable",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drift_is_a_plain_sentence() {
        let names: Vec<String> = ["a", "b", "c", "d", "e"].map(str::to_owned).to_vec();
        let report = |scores, indices: &[f64]| DriftReport {
            n: 2000,
            scores,
            features: indices.iter().copied().enumerate().collect(),
        };
        let check = |scores, indices: &[f64], expected: &str| {
            let text = drift(&report(scores, indices), &names);
            assert!(text.contains(expected), "{text}");
        };
        check(None, &[], "Too few");
        check(
            Some(0.9),
            &[0.9, 0.8, 0.7, 0.6, 0.1],
            "left what the model knows: scores and the features a, b, c and 1\u{a0}other are far",
        );
        check(Some(0.9), &[0.1], "no single feature");
        check(Some(0.01), &[0.3, 0.1], "features a are distributed");
        check(Some(0.01), &[0.1], "looks like");
    }
}
