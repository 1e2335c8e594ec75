//! The selection as entries of the address: `families=dos,probe&feature-4=0..100&score=isolation_forest:0.5..0.7`.
//!
//! A selection too long for an address is not written; of one that is read, what makes no sense is left out.

use super::address::{entries, escaped, unescaped, with_entries};
use crate::data::label::FAMILIES;
use crate::detectors::Detector;
use crate::engine::selection::{FeatureCondition, ScoreRange, Selection, Wanted};

const FAMILIES_KEY: &str = "families";
const LABELS_KEY: &str = "labels";
const SCORE_KEY: &str = "score";
/// Before the feature's position, from 0.
const NUMBER_KEY: &str = "feature-";
const NAME_KEY: &str = "name-";
/// What a selection may take of an address.
const MAX_WRITTEN: usize = 2_000;
/// Entries of a list and conditions on features that are read.
const MAX_ITEMS: usize = 50;

/// The hash route with this selection instead of the one in it.
pub fn with_selection(hash: &str, selection: &Selection) -> String {
    let ours = written(selection);
    let length: usize = ours.iter().map(|(key, value)| key.len() + value.len() + 2).sum();
    with_entries(hash, is_ours, if length > MAX_WRITTEN { &[] } else { &ours })
}

/// The selection in a hash route; `None` when it says nothing about one.
pub fn selection(hash: &str) -> Option<Selection> {
    let mut found = Selection::default();
    let mut is_said = false;
    for (key, value) in entries(hash).into_iter().filter(|(key, _)| is_ours(key)) {
        is_said = true;
        let feature = |prefix: &str| key.strip_prefix(prefix)?.parse::<u16>().ok().map(u32::from);
        match key {
            FAMILIES_KEY => {
                let is_named = |name: &str| value.split(',').any(|item| item == name);
                found.families = FAMILIES.into_iter().filter(|family| is_named(family.name())).collect();
            }
            LABELS_KEY => found.labels = texts(value),
            SCORE_KEY => found.scores = score_range(value),
            _ if found.features.len() >= MAX_ITEMS => {}
            _ => {
                let numbers = feature(NUMBER_KEY)
                    .zip(range(value))
                    .map(|(feature_idx, (from, to))| (feature_idx, Wanted::Between { from, to }));
                let condition =
                    numbers.or_else(|| feature(NAME_KEY).map(|idx| (idx, Wanted::OneOf(texts(value)))));
                let condition =
                    condition.map(|(feature_idx, wanted)| FeatureCondition { feature_idx, wanted });
                found.features.extend(condition);
            }
        }
    }
    is_said.then_some(found)
}

fn is_ours(key: &str) -> bool {
    [FAMILIES_KEY, LABELS_KEY, SCORE_KEY].contains(&key)
        || key.starts_with(NUMBER_KEY)
        || key.starts_with(NAME_KEY)
}

fn written(selection: &Selection) -> Vec<(String, String)> {
    let mut ours = Vec::new();
    if !selection.families.is_empty() {
        let names: Vec<&str> = selection.families.iter().map(|family| family.name()).collect();
        ours.push((FAMILIES_KEY.to_owned(), names.join(",")));
    }
    if !selection.labels.is_empty() {
        ours.push((LABELS_KEY.to_owned(), list(&selection.labels)));
    }
    for FeatureCondition { feature_idx, wanted } in &selection.features {
        ours.push(match wanted {
            Wanted::Between { from, to } => {
                (format!("{NUMBER_KEY}{feature_idx}"), format!("{}..{}", number(*from), number(*to)))
            }
            Wanted::OneOf(names) => (format!("{NAME_KEY}{feature_idx}"), list(names)),
        });
    }
    if let Some(ScoreRange { detector, above, up_to }) = &selection.scores {
        let range = format!("{}:{}..{}", detector.name(), number(*above), number(*up_to));
        ours.push((SCORE_KEY.to_owned(), range));
    }
    ours
}

fn list(texts: &[String]) -> String {
    texts.iter().map(|text| escaped(text)).collect::<Vec<_>>().join(",")
}

fn texts(list: &str) -> Vec<String> {
    list.split(',').filter_map(unescaped).take(MAX_ITEMS).collect()
}

/// The shortest text that gives the same number back; without an exponent, `1e300` would fill the address.
fn number(value: f64) -> String {
    if value != 0.0 && !(1e-6..1e15).contains(&value.abs()) {
        format!("{value:e}")
    } else {
        value.to_string()
    }
}

fn score_range(text: &str) -> Option<ScoreRange> {
    let (name, numbers) = text.split_once(':')?;
    let detector = Detector::ALL.into_iter().find(|detector| detector.name() == name)?;
    let (above, up_to) = range(numbers)?;
    Some(ScoreRange { detector, above, up_to })
}

/// Two numbers, neither of which is missing.
fn range(text: &str) -> Option<(f64, f64)> {
    let (from, to) = text.split_once("..")?;
    let parsed = |text: &str| text.parse::<f64>().ok().filter(|number| !number.is_nan());
    Some((parsed(from)?, parsed(to)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::label::Family;

    fn condition(feature_idx: u32, wanted: Wanted) -> FeatureCondition {
        FeatureCondition { feature_idx, wanted }
    }

    #[test]
    fn a_selection_survives_the_address() {
        let selected = Selection {
            families: vec![Family::Dos, Family::U2r],
            labels: vec!["smurf".into(), "a,b&c=<i>".into(), String::new()],
            features: vec![
                condition(4, Wanted::Between { from: -1.5, to: 1e300 }),
                condition(2, Wanted::OneOf(vec!["http".into(), "1..2".into()])),
            ],
            scores: Some(ScoreRange { detector: Detector::Fused, above: 0.1 + 0.2, up_to: f64::INFINITY }),
        };
        let hash = with_selection("#/results?seed=7", &selected);
        assert!(hash.starts_with("#/results?seed=7&families=dos,u2r&labels=smurf,"), "{hash}");
        assert_eq!(selection(&hash), Some(selected));
        assert_eq!(with_selection(&hash, &Selection::default()), "#/results?seed=7");
    }

    #[test]
    fn an_address_without_one_says_so() {
        assert_eq!(selection("#/results?seed=7"), None);
        assert_eq!(selection("#/results"), None);
        assert_eq!(selection("#/results?families="), Some(Selection::default()));
    }

    #[test]
    fn nonsense_is_left_out() {
        let check = |query: &str| {
            assert_eq!(selection(&format!("#/data?{query}")), Some(Selection::default()), "{query}");
        };
        check("families=evil,,%00");
        check("feature-4=NaN..3");
        check("feature-99999999=1..2");
        check("feature-=1..2");
        check("name-x=http");
        check("score=other:0..1");
        check("score=fused:0");
    }

    #[test]
    fn what_is_too_long_for_an_address_stays_out_of_it() {
        let labels = (0..1_000).map(|i| format!("label{i}")).collect();
        assert_eq!(with_selection("#/data", &Selection { labels, ..Selection::default() }), "#/data");
        let many = "feature-1=0..1&".repeat(80);
        assert_eq!(selection(&format!("#/data?{many}")).map(|found| found.features.len()), Some(50));
    }
}
