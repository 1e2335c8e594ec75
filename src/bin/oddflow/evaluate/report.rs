//! What an evaluation found, as JSON or as a table for people.

use std::collections::BTreeMap;
use std::fmt::Write;

use oddflow::detectors::autoencoder::AutoencoderParams;
use oddflow::detectors::autoencoder::training::EpochLoss;
use oddflow::detectors::isolation_forest::IsolationForestParams;
use oddflow::evaluation::measures::{Measures, Ranking, Unit};
use oddflow::features::encoder::Encoding;
use oddflow::session::settings::Settings;
use serde::Serialize;

use super::Evaluate;
use super::baselines::SingleFeature;
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
    /// The autoencoder's losses, an epoch each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    autoencoder_history: Vec<EpochLoss>,
    #[serde(skip_serializing_if = "Option::is_none")]
    best_single_feature: Option<SingleFeature>,
    /// How long it took.
    pub seconds: Seconds,
}

#[derive(Serialize)]
struct ShownSettings {
    train_on: String,
    encoding: Encoding,
    isolation_forest: IsolationForestParams,
    #[serde(skip_serializing_if = "Option::is_none")]
    autoencoder: Option<AutoencoderParams>,
    n_samples: u64,
    n_distinct: usize,
    n_training: usize,
    n_held_out: usize,
}

/// Figures about one detector.
#[derive(Serialize)]
pub struct DetectorReport {
    /// Tested rows, each as often as it occurs.
    pub rows: Graded,
    /// Tested rows, each once.
    pub distinct: Graded,
    /// All rows of a file that was split, those trained on included, each as often as it occurs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub whole_file: Option<Graded>,
    /// What contributions are worth, when asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deletion: Option<Deletion>,
}

/// Figures about one way of counting.
#[derive(Serialize)]
pub struct Graded {
    #[serde(flatten)]
    measures: Measures,
    /// Of every attack family that occurs among the normal ones, by its name.
    average_precision_by_family: BTreeMap<String, f64>,
}

impl Graded {
    /// Grades a ranking and a threshold on it.
    pub fn new(ranking: &Ranking, threshold: f64, unit: Unit) -> Self {
        Self {
            measures: ranking.measures(threshold, unit),
            average_precision_by_family: ranking.average_precision_by_family(unit),
        }
    }
}

/// Wall-clock seconds.
#[derive(Clone, Copy, Default, Serialize)]
pub struct Seconds {
    /// Reading and deduplicating files.
    pub load: f64,
    /// Fitting encoders and training detectors.
    pub fit: f64,
    /// Scoring all rows of the files.
    pub score: f64,
}

impl Seconds {
    /// Adds a detector's.
    pub fn add(&mut self, fit: f64, score: f64) {
        self.fit += fit;
        self.score += score;
    }
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
                autoencoder: None,
                n_samples: train.table.copies.iter().map(|copies| u64::from(*copies)).sum(),
                n_distinct: train.table.n_rows(),
                n_training: parts.fitted.len(),
                n_held_out: parts.n_held_out,
            },
            detectors: BTreeMap::new(),
            autoencoder_history: Vec::new(),
            best_single_feature: None,
            seconds: Seconds::default(),
        }
    }

    /// Adds a detector's figures.
    pub fn add(&mut self, name: &'static str, figures: DetectorReport) {
        self.detectors.insert(name, figures);
    }

    /// Adds what is told of the autoencoder alone.
    pub fn autoencoder(
        &mut self,
        params: AutoencoderParams,
        history: Vec<EpochLoss>,
        best_single_feature: Option<SingleFeature>,
    ) {
        self.settings.autoencoder = Some(params);
        self.autoencoder_history = history;
        self.best_single_feature = best_single_feature;
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
            for (what, graded) in parts.into_iter().chain(whole) {
                add_measures(&mut text, &format!("{name}, {what}"), graded);
            }
            text += &figures.deletion.as_ref().map(Deletion::lines).unwrap_or_default();
        }
        if let Some(SingleFeature { feature, auc, .. }) = &self.best_single_feature {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "\nbest single feature: {feature}, ROC AUC {auc:.4} over distinct rows");
        }
        for (epoch, loss) in (1..).zip(&self.autoencoder_history) {
            let validation = loss.validation.map_or_else(|| "-".to_owned(), |loss| format!("{loss:.6}"));
            let _ = writeln!(text, "epoch {epoch}: loss {:.6}, validation {validation}", loss.training);
        }
        let Seconds { load, fit, score } = self.seconds;
        text + &format!("\nseconds: load {load:.3}, fit {fit:.3}, score {score:.3}\n")
    }
}

fn add_measures(text: &mut String, title: &str, graded: &Graded) {
    let Graded { measures, average_precision_by_family } = graded;
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
    for (family, average_precision) in average_precision_by_family {
        line(&format!("avg. precision of {family}"), Some(*average_precision));
    }
    line("recall of unseen labels", measures.recall_unseen);
}
