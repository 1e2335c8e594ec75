//! Why a row has its score, in the order of what matters and in a sentence.

use crate::data::dictionary;
use crate::detectors::Detector;
use crate::engine::questions::explain::Explanation;
use crate::engine::questions::nearest::Nearest;
use crate::engine::questions::typical::Typical;
use crate::session::format::percent;

/// Features that the sentence names.
const IN_SENTENCE: usize = 3;
/// A feature is worth naming when it adds at least this share of what the most telling one adds.
const WORTH_NAMING: f64 = 0.2;

/// What one feature has to do with a row's score.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// Position of the feature.
    pub feature_idx: usize,
    /// Its name, untrusted text.
    pub name: String,
    /// What it means, of documented features.
    pub meaning: Option<&'static str>,
    /// The row's value; empty when it is missing.
    pub actual: String,
    /// What is typical; empty when unknown.
    pub typical: String,
    /// Whether the value is a common one.
    pub is_common: bool,
    /// What it adds, compared with the most telling feature: in [-1, 1].
    pub weight: f64,
}

/// All features of a row, the most telling ones for a detector first.
pub fn reasons(
    explanation: &Explanation,
    detector: Detector,
    features: &[String],
    typical: &[Typical],
) -> Vec<Reason> {
    let contributions = explanation.contributions.iter().find(|(of, _)| *of == detector);
    let contribution =
        |feature: usize| contributions.and_then(|(_, values)| values.get(feature)).copied().unwrap_or(0.0);
    let greatest = (0..features.len()).map(|feature| contribution(feature).abs()).fold(0.0, f64::max);
    let mut reasons: Vec<Reason> = features
        .iter()
        .enumerate()
        .map(|(feature_idx, name)| {
            let actual = explanation.row.values.get(feature_idx).cloned().unwrap_or_default();
            let typical = typical.get(feature_idx).unwrap_or(&Typical::Unknown);
            Reason {
                feature_idx,
                name: name.clone(),
                meaning: dictionary::of(name).map(|entry| entry.meaning),
                typical: words(typical),
                is_common: is_common(&actual, typical),
                actual,
                weight: if greatest > 0.0 { contribution(feature_idx) / greatest } else { 0.0 },
            }
        })
        .collect();
    reasons.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    reasons
}

/// The most telling features in a sentence; common values only where no other tells.
pub fn sentence(reasons: &[Reason]) -> String {
    let telling = || reasons.iter().filter(|reason| reason.weight >= WORTH_NAMING);
    let is_odd = |reason: &&Reason| !reason.is_common || reason.typical.is_empty();
    let words = |reason: &Reason| {
        let actual = if reason.actual.is_empty() { "missing" } else { &reason.actual };
        match reason.typical.is_empty() {
            true => format!("{} is {actual}", reason.name),
            false => format!("{} is {actual} (typical: {})", reason.name, reason.typical),
        }
    };
    let mut named: Vec<String> = telling().filter(is_odd).take(IN_SENTENCE).map(words).collect();
    let start = match telling().next() {
        Some(first) if is_odd(&first) => "What tells most",
        _ if !named.is_empty() => "What tells most of its unusual values",
        _ => "Every value that tells is a common one, so it is how they go together",
    };
    if named.is_empty() {
        named = telling().take(IN_SENTENCE).map(words).collect();
    }
    match named.as_slice() {
        [] => "No feature sets this row apart from others.".to_owned(),
        [only] => format!("{start}: {only}."),
        [first @ .., last] => format!("{start}: {} and {last}.", first.join(", ")),
    }
}

/// Features in which a row differs from another, each with both values.
pub fn differences(
    values: &[String],
    nearest: &Nearest,
    features: &[String],
) -> Vec<(String, String, String)> {
    let pairs = features.iter().zip(values.iter().zip(&nearest.values));
    pairs
        .filter(|(_, (own, other))| own != other)
        .map(|(name, (own, other))| (name.clone(), own.clone(), other.clone()))
        .collect()
}

fn words(typical: &Typical) -> String {
    match typical {
        Typical::Number { median, low, high } if low == high => median.to_string(),
        Typical::Number { median, low, high } => format!("{median}, mostly {low} to {high}"),
        Typical::Name { mode, share } if mode.is_empty() => format!("(none), {} of rows", percent(*share)),
        Typical::Name { mode, share } => format!("{mode}, {} of rows", percent(*share)),
        Typical::Unknown => String::new(),
    }
}

fn is_common(actual: &str, typical: &Typical) -> bool {
    match typical {
        Typical::Number { low, high, .. } => {
            actual.parse::<f64>().is_ok_and(|value| *low <= value && value <= *high)
        }
        Typical::Name { mode, .. } => actual == mode,
        Typical::Unknown => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::label::Family;
    use crate::engine::questions::rows::RowView;

    fn explained(contributions: &[f64]) -> (Explanation, Vec<String>, Vec<Typical>) {
        let row = RowView {
            first_line: 0,
            line: 1,
            copies: 1,
            label: None,
            family: Family::Unknown,
            scores: [Some(0.7), None, None],
            values: vec!["http".into(), "1032".into(), String::new()],
        };
        let contributions = vec![(Detector::IsolationForest, contributions.to_vec())];
        let features = vec!["service".to_owned(), "src_bytes".to_owned(), "odd".to_owned()];
        let typical = vec![
            Typical::Name { mode: "http".into(), share: 0.5 },
            Typical::Number { median: 230.0, low: 0.0, high: 800.0 },
            Typical::Unknown,
        ];
        (Explanation { row, contributions }, features, typical)
    }

    #[test]
    fn the_most_telling_feature_comes_first() {
        let (explanation, features, typical) = explained(&[-0.5, 2.0, 0.5]);
        let reasons = reasons(&explanation, Detector::IsolationForest, &features, &typical);
        let told: Vec<_> =
            reasons.iter().map(|reason| (reason.feature_idx, reason.weight, reason.is_common)).collect();
        assert_eq!(told, [(1, 1.0, false), (2, 0.25, true), (0, -0.25, true)]);
        assert!(reasons[0].meaning.is_some() && reasons[1].meaning.is_none());
        let expected =
            "What tells most: src_bytes is 1032 (typical: 230, mostly 0 to 800) and odd is missing.";
        assert_eq!(sentence(&reasons), expected);
    }

    #[test]
    fn common_values_are_named_only_where_no_other_tells() {
        let (explanation, features, typical) = explained(&[2.0, 0.5, 0.0]);
        let told = |typical: &[Typical]| {
            sentence(&reasons(&explanation, Detector::IsolationForest, &features, typical))
        };
        let expected =
            "What tells most of its unusual values: src_bytes is 1032 (typical: 230, mostly 0 to 800).";
        assert_eq!(told(&typical), expected);
        let usual = Typical::Number { median: 1032.0, low: 1032.0, high: 1032.0 };
        let expected = "Every value that tells is a common one, so it is how they go together: service is http \
                        (typical: http, 50.0\u{a0}% of rows) and src_bytes is 1032 (typical: 1032).";
        assert_eq!(told(&[typical[0].clone(), usual, Typical::Unknown]), expected);
    }

    #[test]
    fn a_row_like_all_others_has_no_reasons() {
        let (explanation, features, typical) = explained(&[0.0, 0.0, 0.0]);
        let reasons = reasons(&explanation, Detector::IsolationForest, &features, &typical);
        assert_eq!(sentence(&reasons), "No feature sets this row apart from others.");
        assert_eq!(reasons.len(), 3);
    }

    #[test]
    fn only_what_differs_is_told() {
        let nearest =
            Nearest { distance: 0.1, first_line: 0, line: 3, values: vec!["http".into(), "200".into()] };
        let features = ["service".to_owned(), "src_bytes".to_owned()];
        let values = ["http".to_owned(), "1032".to_owned()];
        let expected = [("src_bytes".to_owned(), "1032".to_owned(), "200".to_owned())];
        assert_eq!(differences(&values, &nearest, &features), expected);
    }
}
