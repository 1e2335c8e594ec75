//! What a threshold does, in plain words.

use crate::charts::curves::Kind;
use crate::detectors::isolation_forest::IsolationForestParams;
use crate::detectors::{Detector, TrainOn};
use crate::engine::event::FitSummary;
use crate::evaluation::sweep::Per;
use crate::features::encoder::{CategoryEncoding, Encoding};
use crate::session::figures::Graded;
use crate::session::format::{count, counted, percent};
use crate::session::judge::{Judge, Verdict};
use crate::session::settings::Settings;
use crate::session::threshold::{Chosen, Origin};

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

/// Why nothing is graded.
pub const NO_GRADES: &str = "Without labels of both kinds we can rank, not grade: nobody knows here which flags are right. \
     So there is no confusion matrix, no recall and no curve.";

/// Where the threshold comes from.
pub fn origin_of(chosen: Chosen, judge: &Judge) -> String {
    let (fit, n) = (&judge.scores().fit, judge.summary().calibration.0.len() as u64);
    let rows = match fit.train_on {
        TrainOn::Normal | TrainOn::Distinct => counted(n, "distinct row", "distinct rows"),
        TrainOn::AllRows => counted(n, "row", "rows"),
    };
    let kept = format!("{rows} {}", if fit.n_held_out > 0 { "kept out of training" } else { "trained on" });
    match chosen.origin {
        Origin::HeldOut => format!("99\u{a0}% of the {kept} score at or below it."),
        Origin::Percentile99 => {
            format!("The 99th percentile of the {kept}, as the original took it.")
        }
        Origin::Contamination(share) => {
            format!("At most {} of the {} score higher.", percent(share), rows_of(judge.per))
        }
        Origin::Tail => {
            format!("A tail fitted to the highest scores of the {kept} expects 1\u{a0}% above it.")
        }
        Origin::BestF1 => {
            "The best F1 that there is. It takes labels: without them nobody could find it.".to_owned()
        }
        Origin::ByHand => "Set by hand. Ctrl+Z takes it back.".to_owned(),
    }
}

/// A preset in the list; without rows that were kept out of training thresholds come from those trained on.
pub const fn preset_name(preset: Origin, holds_out: bool) -> &'static str {
    match preset {
        Origin::HeldOut if holds_out => "1 % false alarms on held-out rows",
        Origin::HeldOut => "1 % of the rows trained on",
        Origin::Percentile99 => "the original’s 99th percentile",
        Origin::Tail => "1 % false alarms by a fitted tail",
        Origin::Contamination(_) => "a share of all rows",
        Origin::BestF1 => "best F1, with labels",
        Origin::ByHand => "hand",
    }
}

/// A detector's name.
pub const fn detector_name(detector: Detector) -> &'static str {
    match detector {
        Detector::IsolationForest => "Isolation Forest",
        Detector::Autoencoder => "Autoencoder",
        Detector::Fused => "Both together",
    }
}

/// A detector in names for automation.
pub const fn slug(detector: Detector) -> &'static str {
    match detector {
        Detector::IsolationForest => "isolation-forest",
        Detector::Autoencoder => "autoencoder",
        Detector::Fused => "fused",
    }
}

/// What counts.
pub const fn rows_of(per: Per) -> &'static str {
    match per {
        Per::Sample => "all rows",
        Per::DistinctRow => "distinct rows",
    }
}

/// A curve's question.
pub const fn curve_question(kind: Kind) -> &'static str {
    match kind {
        Kind::Roc => "What does catching more cost in false alarms?",
        Kind::PrecisionRecall => "How many flags would be right?",
    }
}

/// How to read a curve.
pub const fn curve_reading(kind: Kind) -> &'static str {
    match kind {
        Kind::Roc => {
            "ROC curve: every threshold at once. The nearer to the upper left corner the better; the dot is the present threshold."
        }
        Kind::PrecisionRecall => {
            "Precision over recall: every threshold at once. The nearer to the upper right corner the better; the dot is the present \
             threshold."
        }
    }
}

/// What a threshold costs with so many connections an hour.
pub fn cost(verdict: &Verdict, hourly: u64) -> String {
    let share = match &verdict.confusion {
        Some(confusion) => confusion.false_positive_rate().unwrap_or(0.0),
        None => verdict.figures.flagged_share,
    };
    let expected = share * hourly as f64;
    let (what, whose) = match verdict.confusion {
        Some(_) => ("false alarm", "harmless connections"),
        None => ("flag", "connections like these"),
    };
    let alarms = match expected {
        0.0 => format!("no {what}"),
        ..1.0 => format!("a {what} every {} hours", count((1.0 / expected).round() as u64)),
        _ => counted(expected.round() as u64, what, &format!("{what}s")),
    };
    format!("At {} {whose} an hour: {alarms}.", count(hourly))
}

/// What the forest learnt from.
pub fn trained_on(fit: &FitSummary) -> String {
    match fit.train_on {
        TrainOn::Normal => format!("trained on {}", counted(fit.n_training, "normal row", "normal rows")),
        TrainOn::Distinct => format!("trained on {} distinct rows", count(fit.n_training)),
        TrainOn::AllRows => format!("trained on all {} rows", count(fit.n_training)),
    }
}

/// What Home's preview was made by, since a training with the usual settings gives other figures.
pub fn preview_made_by(fit: &FitSummary) -> String {
    let usual = Settings::default();
    let forest = |params: &IsolationForestParams| {
        let trees = counted(params.n_estimators.into(), "tree", "trees");
        format!("{trees} of {} rows", count(params.max_samples.into()))
    };
    let network = if usual.autoencoder.is_some() { ", and an autoencoder" } else { "" };
    format!(
        "By a small forest ({}), to be quick. “Try the sample” trains a larger one ({}){network}, with other figures.",
        forest(&fit.isolation_forest),
        forest(&usual.isolation_forest),
    )
}

/// Why there are fewer distinct connections than distinct rows; `None` when there are as many.
pub fn labels_apart(n_distinct: u64, n_distinct_vectors: u64) -> Option<String> {
    let n = n_distinct.checked_sub(n_distinct_vectors).filter(|n| *n > 0)?;
    Some(format!(
        "{} hold {}: {} under another label, which detectors do not see.",
        counted(n_distinct, "distinct row", "distinct rows"),
        counted(n_distinct_vectors, "distinct connection", "distinct connections"),
        counted(n, "repeats one", "repeat one")
    ))
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
    use crate::evaluation::confusion::Confusion;
    use crate::session::figures::Figures;

    #[test]
    fn rows_that_differ_in_their_label_only_are_told() {
        let expected = "145,586 distinct rows hold 145,584 distinct connections: 2 repeat one under another label, which \
                        detectors do not see.";
        let told = labels_apart(145_586, 145_584).map(|words| words.replace('\u{a0}', " "));
        assert_eq!(told.as_deref(), Some(expected));
        assert_eq!(labels_apart(7, 7), None);
    }

    #[test]
    fn home_says_how_its_forest_differs_from_the_usual_one() {
        let fit = FitSummary {
            train_on: TrainOn::Distinct,
            encoding: Encoding::default(),
            isolation_forest: IsolationForestParams::default(),
            autoencoder: None,
            n_training: 1,
            n_held_out: 1,
        };
        let told = preview_made_by(&fit).replace('\u{a0}', " ");
        let forests = ["(100 trees of 256 rows)", "(200 trees of 8,192 rows), and an autoencoder"];
        assert!(forests.iter().all(|words| told.contains(words)), "{told}");
    }

    #[test]
    fn the_cost_is_told_for_an_hour() {
        let check = |false_alarms: u64, hourly, expected: &str| {
            let verdict = Verdict {
                threshold: 0.5,
                n_above: 0,
                figures: Figures::new(&[1_000, 10, 0, 0, 0, 0], &[false_alarms, 5, 0, 0, 0, 0]),
                confusion: Some(Confusion {
                    false_positives: false_alarms,
                    true_negatives: 1_000 - false_alarms,
                    ..Confusion::default()
                }),
                labels: Vec::new(),
                unseen: None,
            };
            assert_eq!(cost(&verdict, hourly).replace('\u{a0}', " "), expected);
        };
        check(4, 10_000, "At 10,000 harmless connections an hour: 40 false alarms.");
        check(4, 100, "At 100 harmless connections an hour: a false alarm every 3 hours.");
        check(0, 100, "At 100 harmless connections an hour: no false alarm.");
    }

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
