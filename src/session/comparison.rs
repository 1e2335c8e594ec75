//! Runs side by side: one line a setting or figure.

use std::collections::BTreeSet;

use crate::detectors::{Detector, TrainOn};
use crate::engine::event::AutoencoderFit;
use crate::export::report::DetectorReport;
use crate::features::encoder::CategoryEncoding;
use crate::session::format;
use crate::session::run::{Run, RunCurves};

/// Runs that are compared at most; more columns than that nobody reads.
pub const MOST: usize = 5;

/// Runs that are compared when nobody has chosen yet.
const AT_FIRST: usize = 3;

/// Which runs are compared, by their numbers, now that there are `runs`, the newest first: of the `known` ones those that are
/// `chosen`, and with them what is new; the newest few where none was known.
pub fn chosen_of(chosen: &[u32], known: &[u32], runs: &[u32]) -> Vec<u32> {
    let is_new = |run: &u32| !known.contains(run);
    let (kept, n_new): (&[u32], _) = if known.is_empty() { (&[], AT_FIRST) } else { (chosen, MOST) };
    kept.iter().chain(runs.iter().filter(|run| is_new(run)).take(n_new)).copied().take(MOST).collect()
}

/// What is compared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// Numbers of the runs.
    pub ids: Vec<u32>,
    /// Their names.
    pub names: Vec<String>,
    /// Settings and figures.
    pub lines: Vec<Line>,
    /// Their curves.
    pub curves: Vec<Option<RunCurves>>,
    /// Areas under both curves.
    pub areas: Vec<(Option<f64>, Option<f64>)>,
}

/// A setting or figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it is.
    pub name: String,
    /// The attack family that it is about, if it is about one.
    pub family: Option<String>,
    /// One value a run.
    pub values: Vec<Value>,
}

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A setting.
    Text(String),
    /// A share in [0, 1].
    Share(f64),
    /// Another figure.
    Number(f64),
    /// None.
    Nothing,
}

impl Line {
    /// Whether the runs differ in it.
    pub fn differs(&self) -> bool {
        self.values.windows(2).any(|pair| pair[0] != pair[1])
    }

    /// Between its least and its greatest number, in words: shares lie percentage points apart, other figures their own units.
    pub fn spread_words(&self) -> Option<String> {
        let is_share = self.values.iter().any(|value| matches!(value, Value::Share(_)));
        self.spread().map(|spread| match is_share {
            true => format::points(spread),
            false if spread == 0.0 => "0".to_owned(),
            false => format::decimal(spread),
        })
    }

    /// Between its least and its greatest number.
    pub fn spread(&self) -> Option<f64> {
        let numbers = self.values.iter().filter_map(|value| match value {
            Value::Share(number) | Value::Number(number) => Some(*number),
            Value::Text(_) | Value::Nothing => None,
        });
        let (mut least, mut most, mut n) = (f64::INFINITY, f64::NEG_INFINITY, 0);
        for number in numbers {
            (least, most, n) = (least.min(number), most.max(number), n + 1);
        }
        (n > 1).then_some(most - least)
    }
}

impl Comparison {
    /// Compares what a detector found in these runs.
    pub fn of(runs: &[&Run], detector: Detector) -> Self {
        let found: Vec<Option<&DetectorReport>> =
            runs.iter().map(|run| run.report.detectors.get(detector.name())).collect();
        let setting = |name: &str, of: &dyn Fn(&Run) -> String| Line {
            name: name.to_owned(),
            family: None,
            values: runs.iter().map(|run| Value::Text(of(run))).collect(),
        };
        let figure = |name: &str, of: &dyn Fn(&DetectorReport) -> Option<f64>, kind: fn(f64) -> Value| Line {
            name: name.to_owned(),
            family: None,
            values: found.iter().map(|found| found.and_then(of).map_or(Value::Nothing, kind)).collect(),
        };
        let mut lines = vec![
            setting("scored file", &|run| run.report.file.name.clone()),
            setting("its fingerprint", &|run| run.report.file.fingerprint.chars().take(8).collect()),
            setting("trained on", &trained_on),
            setting("trees", &|run| run.report.settings.isolation_forest.n_estimators.to_string()),
            setting("samples per tree, at most", &|run| {
                run.report.settings.isolation_forest.max_samples.to_string()
            }),
            setting("autoencoder", &|run| match &run.report.settings.autoencoder {
                Some(AutoencoderFit { params, losses }) => format!(
                    "{}{}, {}",
                    // It may have stopped by itself.
                    if losses.len() < params.epochs as usize {
                        format!("{} of ", losses.len())
                    } else {
                        String::new()
                    },
                    format::counted(params.epochs.into(), "epoch", "epochs"),
                    params.hidden.iter().map(u32::to_string).collect::<Vec<_>>().join("-")
                ),
                None => "none".to_owned(),
            }),
            setting("seed", &|run| run.report.seed.to_string()),
            setting("names count as", &|run| match run.report.settings.encoding.categories {
                CategoryEncoding::NegLogFrequency => "how rare they are".to_owned(),
                CategoryEncoding::OneHot => "one column each".to_owned(),
                CategoryEncoding::Ordinal => "their number in the alphabet".to_owned(),
            }),
            setting("log(1 + x)", &|run| yes_no(run.report.settings.encoding.log1p)),
            figure("ROC AUC, all rows", &|found| found.rows.auc, Value::Number),
            figure("ROC AUC, distinct rows", &|found| found.distinct_rows.auc, Value::Number),
            figure("average precision", &|found| found.rows.average_precision, Value::Number),
            figure("threshold", &|found| Some(found.rows.threshold), Value::Number),
            figure("precision", &|found| found.rows.precision, Value::Share),
            figure("recall", &|found| found.rows.recall, Value::Share),
            figure("F1", &|found| found.rows.f1, Value::Share),
            figure("false alarms", &|found| found.rows.false_positive_rate, Value::Share),
        ];
        let families: BTreeSet<&String> =
            found.iter().flatten().flat_map(|found| found.rows.recall_by_family.keys()).collect();
        for family in families {
            let share = |found: &DetectorReport| found.rows.recall_by_family.get(family).copied();
            let line = figure(&format!("recall of {family}"), &share, Value::Share);
            lines.push(Line { family: Some(family.clone()), ..line });
        }
        lines.push(figure("recall of unseen labels", &|found| found.rows.recall_unseen, Value::Share));
        lines.push(setting("load, ms", &|run| format::count(run.report.load_ms.round() as u64)));
        let time = |name: &str, of: &dyn Fn(&DetectorReport) -> f64| Line {
            name: name.to_owned(),
            family: None,
            values: found
                .iter()
                .map(|found| {
                    found.map_or(Value::Nothing, |found| Value::Text(format::count(of(found).round() as u64)))
                })
                .collect(),
        };
        lines.push(time("training, ms", &|found| found.fit_ms));
        lines.push(time("scoring, ms", &|found| found.score_ms));
        lines.retain(|line| line.values.iter().any(|value| *value != Value::Nothing));
        Self {
            ids: runs.iter().map(|run| run.id).collect(),
            names: runs.iter().map(|run| run.name.clone()).collect(),
            lines,
            curves: runs.iter().map(|run| run.curves.get(detector.name()).cloned()).collect(),
            areas: found
                .iter()
                .map(|found| found.map_or((None, None), |it| (it.rows.auc, it.rows.average_precision)))
                .collect(),
        }
    }

    /// The attack family whose recall differs most, and by how much; `None` when none does.
    pub fn disagreement(&self) -> Option<(String, f64)> {
        let spreads = self.lines.iter().filter_map(|line| Some((line.family.clone()?, line.spread()?)));
        spreads.filter(|(_, spread)| *spread > 0.0).max_by(|a, b| a.1.total_cmp(&b.1))
    }
}

fn trained_on(run: &Run) -> String {
    let what = match run.report.settings.train_on {
        TrainOn::Normal => "normal rows",
        TrainOn::Distinct => "all distinct rows",
        TrainOn::AllRows => "all rows with their copies",
    };
    match &run.report.trained_file {
        Some(file) => format!("{what} of {}", file.name),
        None => what.to_owned(),
    }
}

fn yes_no(is: bool) -> String {
    if is { "yes" } else { "no" }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(values: Vec<Value>, family: Option<&str>) -> Line {
        Line { name: String::new(), family: family.map(str::to_owned), values }
    }

    #[test]
    fn a_new_run_joins_those_that_are_chosen() {
        assert_eq!(chosen_of(&[], &[], &[]), [0; 0]);
        assert_eq!(chosen_of(&[], &[], &[9, 8, 7, 6]), [9, 8, 7]);
        assert_eq!(chosen_of(&[7], &[9, 8, 7], &[10, 9, 8, 7]), [7, 10]);
        assert_eq!(chosen_of(&[7], &[9, 8, 7], &[9, 7]), [7]);
        assert_eq!(chosen_of(&[], &[9, 8], &[9, 8]), [0; 0], "nobody wants one");
        assert_eq!(chosen_of(&[5, 4, 3, 2, 1], &[5, 4, 3, 2, 1], &[6, 5, 4, 3, 2, 1]), [5, 4, 3, 2, 1]);
    }

    #[test]
    fn lines_know_what_differs_and_by_how_much() {
        let shares = line(vec![Value::Share(0.5), Value::Nothing, Value::Share(0.75)], None);
        assert!(shares.differs());
        assert_eq!(shares.spread(), Some(0.25));
        assert_eq!(shares.spread_words().as_deref(), Some("25.0\u{a0}points"));
        let close = line(vec![Value::Share(0.5), Value::Share(0.5001)], None);
        assert_eq!(close.spread_words().as_deref(), Some("<\u{a0}0.1\u{a0}points"));
        let numbers = line(vec![Value::Number(0.5), Value::Number(0.75)], None);
        assert_eq!(numbers.spread_words(), Some(format::decimal(0.25)));
        let texts = line(vec![Value::Text("a".to_owned()), Value::Text("a".to_owned())], None);
        assert!(!texts.differs());
        assert_eq!(texts.spread(), None);
        assert_eq!(line(vec![Value::Number(1.0)], None).spread(), None);
    }

    #[test]
    fn the_family_with_the_widest_spread_is_named() {
        let dos = line(vec![Value::Share(0.5), Value::Share(0.6)], Some("dos"));
        let r2l = line(vec![Value::Share(0.9), Value::Share(0.1)], Some("r2l"));
        let rest = line(vec![Value::Number(9.0), Value::Number(0.0)], None);
        let comparison = Comparison { lines: vec![dos, r2l, rest], ..Comparison::default() };
        assert_eq!(comparison.disagreement().map(|(family, _)| family), Some("r2l".to_owned()));
        assert_eq!(Comparison::default().disagreement(), None);
    }
}
