//! The strangest connections as the page and its download need them.

use crate::engine::event::{ScoreSummary, StrangeSample};
use crate::export::strangest::{Row, csv};

/// Features shown in the table beside label and score: they tell most at a glance.
pub const SHOWN_FEATURES: [&str; 5] = ["protocol_type", "service", "flag", "src_bytes", "dst_bytes"];

/// Value of a feature by its name; `None` when the file lacks it.
pub fn value<'a>(summary: &'a ScoreSummary, sample: &'a StrangeSample, feature: &str) -> Option<&'a str> {
    let index = summary.features.iter().position(|name| name == feature)?;
    sample.values.get(index).map(String::as_str)
}

/// All of them as the bytes of a CSV file; empty in the impossible case that memory cannot be written to.
pub fn to_csv(summary: &ScoreSummary) -> Vec<u8> {
    let rows = summary.isolation_forest.strangest.iter().map(|sample| Row {
        line: sample.line,
        copies: sample.copies,
        label: sample.label.as_deref(),
        family: sample.family,
        score: sample.score,
        flagged: sample.score > summary.isolation_forest.threshold,
        values: &sample.values,
    });
    csv(&summary.features, rows).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::label::Family;
    use crate::session::tests::scores;

    #[test]
    fn the_file_has_a_head_and_a_line_for_each() {
        let mut summary = scores();
        summary.features = vec!["service".to_owned()];
        let sample = |score| StrangeSample {
            line: 1,
            copies: 1,
            label: None,
            family: Family::Unknown,
            score,
            values: vec!["http".to_owned()],
        };
        summary.isolation_forest.strangest = vec![sample(0.75), sample(0.5)];
        assert_eq!(value(&summary, &summary.isolation_forest.strangest[0], "service"), Some("http"));
        assert_eq!(value(&summary, &summary.isolation_forest.strangest[0], "flag"), None);
        let text = String::from_utf8(to_csv(&summary)).unwrap();
        assert!(text.ends_with("1,1,1,,unknown,0.75,true,http\n2,1,1,,unknown,0.5,false,http\n"), "{text}");
    }
}
