//! What a threshold does, in plain words.

use crate::detectors::TrainOn;
use crate::engine::event::FitSummary;
use crate::features::encoder::{CategoryEncoding, Encoding};
use crate::session::figures::Graded;
use crate::session::format::{count, counted};

/// False alarms against attacks, as one would say it.
pub fn trade(graded: &Graded) -> String {
    let Graded { caught, false_alarms, .. } = *graded;
    match (caught, false_alarms) {
        (0, 0) => "Nothing is flagged at this threshold.".to_owned(),
        (0, _) => "Every flag is a false alarm at this threshold.".to_owned(),
        (_, 0) => "No false alarm at this threshold.".to_owned(),
        _ if caught >= false_alarms => {
            let attacks = (caught as f64 / false_alarms as f64).round() as u64;
            format!("1 false alarm for every {} caught.", counted(attacks, "attack", "attacks"))
        }
        _ => {
            let alarms = (false_alarms as f64 / caught as f64).round() as u64;
            format!("{} for every attack caught.", counted(alarms, "false alarm", "false alarms"))
        }
    }
}

/// Where the threshold comes from.
pub fn threshold_origin(fit: &FitSummary) -> String {
    format!(
        "{}\u{a0}% of the {} kept out of training score at or below it.",
        // Rounded first: 1 - 0.01 is no more 0.99 than 0.1 + 0.2 is 0.3.
        ((1.0 - fit.isolation_forest.contamination) * 1000.0).round() / 10.0,
        counted(fit.n_held_out, "distinct row", "distinct rows")
    )
}

/// What the forest learnt from.
pub fn trained_on(fit: &FitSummary) -> String {
    match fit.train_on {
        TrainOn::Normal => format!("trained on {} normal rows", count(fit.n_training)),
        TrainOn::Distinct => format!("trained on {} distinct rows", count(fit.n_training)),
    }
}

/// What became of names and heavy tails.
pub const fn encoded(encoding: Encoding) -> &'static str {
    match (encoding.categories, encoding.log1p) {
        (CategoryEncoding::NegLogFrequency, true) => "names by rarity · log(1 + x)",
        (CategoryEncoding::NegLogFrequency, false) => "names by rarity",
        (CategoryEncoding::OneHot, true) => "names as columns · log(1 + x)",
        (CategoryEncoding::OneHot, false) => "names as columns",
        (CategoryEncoding::Ordinal, true) => "names by alphabet · log(1 + x)",
        (CategoryEncoding::Ordinal, false) => "names by alphabet",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trade_is_told_from_the_side_that_has_more() {
        let check = |caught, false_alarms, expected: &str| {
            let graded = Graded { caught, missed: 0, false_alarms, quiet: 0 };
            assert_eq!(trade(&graded).replace('\u{a0}', " "), expected);
        };
        check(9_112, 599, "1 false alarm for every 15 attacks caught.");
        check(10, 10, "1 false alarm for every 1 attack caught.");
        check(10, 60, "6 false alarms for every attack caught.");
        check(10, 0, "No false alarm at this threshold.");
        check(0, 0, "Nothing is flagged at this threshold.");
        check(0, 5, "Every flag is a false alarm at this threshold.");
    }
}
