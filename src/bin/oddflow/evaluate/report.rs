//! What an evaluation found, as JSON or as a table for people.

use std::collections::BTreeMap;
use std::fmt::Write;

use oddflow::detectors::isolation_forest::IsolationForestParams;
use oddflow::evaluation::measures::Measures;
use oddflow::features::encoder::Encoding;
use oddflow::session::settings::Settings;
use serde::Serialize;

use super::Evaluate;
use super::deletion::Deletion;
use super::load::Loaded;
use super::rows::Parts;

/// Everything that is printed.
#[derive(Serialize)]
pub struct Report {
    train: String,
    test: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    split: Option<String>,
    settings: ShownSettings,
    detectors: BTreeMap<&'static str, DetectorReport>,
    /// How long it took.
    pub seconds: Seconds,
}

#[derive(Serialize)]
struct ShownSettings {
    train_on: String,
    encoding: Encoding,
    isolation_forest: IsolationForestParams,
    n_samples: u64,
    n_distinct: usize,
    n_training: usize,
    n_held_out: usize,
}

/// Figures about one detector.
#[derive(Serialize)]
pub struct DetectorReport {
    /// Tested rows, each as often as it occurs.
    pub rows: Measures,
    /// Tested rows, each once.
    pub distinct: Measures,
    /// All rows of a file that was split, those trained on included, each as often as it occurs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub whole_file: Option<Measures>,
    /// What contributions are worth, when asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deletion: Option<Deletion>,
}

/// Wall-clock seconds.
#[derive(Clone, Copy, Default, Serialize)]
pub struct Seconds {
    /// Reading and deduplicating files.
    pub load: f64,
    /// Fitting the encoder and growing the forest.
    pub fit: f64,
    /// Scoring the tested file.
    pub score: f64,
}

impl Report {
    /// A report without any detector yet.
    pub fn new(options: &Evaluate, settings: &Settings, train: &Loaded, parts: &Parts) -> Self {
        let test = options.test.as_ref().unwrap_or(&options.train);
        Self {
            train: options.train.display().to_string(),
            test: test.display().to_string(),
            split: options.split.map(|_| "distinct-normal-half".to_owned()),
            settings: ShownSettings {
                train_on: format!("{:?}", options.train_on).to_lowercase(),
                encoding: settings.encoding,
                isolation_forest: settings.isolation_forest.clone(),
                n_samples: train.table.copies.iter().map(|copies| u64::from(*copies)).sum(),
                n_distinct: train.table.n_rows(),
                n_training: parts.fitted.len(),
                n_held_out: parts.n_held_out,
            },
            detectors: BTreeMap::new(),
            seconds: Seconds::default(),
        }
    }

    /// Adds the forest's figures.
    pub fn isolation_forest(&mut self, figures: DetectorReport) {
        self.detectors.insert("isolation_forest", figures);
    }

    /// One JSON object, shares with all their digits.
    ///
    /// # Errors
    /// Never in practice: every key is text.
    pub fn to_json(&self) -> Result<String, String> {
        serde_json::to_string_pretty(self).map_err(|error| format!("{error}."))
    }

    /// Lines for people.
    pub fn to_table(&self) -> String {
        let settings = &self.settings;
        let forest = &settings.isolation_forest;
        let mut text = format!(
            "train: {}\ntest:  {}{}\n{} distinct rows of {} samples; {} trained on, {} held out; {} trees x {} samples, \
             ndim {}, {:?}, log1p {}, seed {}\n",
            self.train,
            self.test,
            self.split.as_ref().map_or_else(String::new, |split| format!(" ({split})")),
            settings.n_distinct,
            settings.n_samples,
            settings.n_training,
            settings.n_held_out,
            forest.n_estimators,
            forest.max_samples,
            forest.ndim,
            settings.encoding.categories,
            settings.encoding.log1p,
            forest.seed,
        );
        for (name, figures) in &self.detectors {
            let whole = figures.whole_file.as_ref().map(|whole| ("all rows of the file", whole));
            let parts = [("rows", &figures.rows), ("distinct rows", &figures.distinct)];
            for (what, measures) in parts.into_iter().chain(whole) {
                add_measures(&mut text, &format!("{name}, {what}"), measures);
            }
            text += &figures.deletion.as_ref().map(Deletion::lines).unwrap_or_default();
        }
        let Seconds { load, fit, score } = self.seconds;
        text + &format!("\nseconds: load {load:.3}, fit {fit:.3}, score {score:.3}\n")
    }
}

fn add_measures(text: &mut String, title: &str, measures: &Measures) {
    // Writing to a String cannot fail.
    let _ = writeln!(text, "\n{title}: {} attacks among {}", measures.n_attacks, measures.n);
    let mut line = |name: &str, value: Option<f64>| {
        let value = value.map_or_else(|| "-".to_owned(), |value| format!("{value:.4}"));
        let _ = writeln!(text, "  {name:<26}{value:>8}");
    };
    line("ROC AUC", measures.auc);
    line("average precision", measures.average_precision);
    line("threshold", Some(measures.threshold));
    line("precision", measures.precision);
    line("recall", measures.recall);
    line("F1", measures.f1);
    line("false-positive rate", measures.false_positive_rate);
    for (family, recall) in &measures.recall_by_family {
        line(&format!("recall of {family}"), Some(*recall));
    }
    line("recall of unseen labels", measures.recall_unseen);
}
