//! One evaluation: load, choose rows, train, score, compare.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Instant;

use ndarray::Array2;
use oddflow::data::label::Family;
use oddflow::data::table::Table;
use oddflow::detectors::isolation_forest::sampling::drawn_by_any;
use oddflow::detectors::isolation_forest::training::{Part, Training};
use oddflow::detectors::isolation_forest::{IsolationForest, IsolationForestParams};
use oddflow::detectors::threshold::threshold;
use oddflow::engine::models::Model;
use oddflow::engine::row_scorer::RowScorer;
use oddflow::evaluation::measures::{Judged, Ranking, Unit};
use oddflow::features::encoder::{Encoder, Encoding, NameCounts};
use oddflow::session::settings::Settings;

use super::deletion::Deletion;
use super::load::{LoadOptions, Loaded, load};
use super::report::{DetectorReport, Report, Seconds};
use super::rows::{Parts, choose};
use super::{Detector, Evaluate, matrices};

/// A trained forest with the encoder that feeds it.
pub struct Trained {
    /// How rows become numbers.
    pub encoder: Encoder,
    /// The detector.
    pub forest: IsolationForest,
}

/// Does everything that the options ask for.
///
/// # Errors
/// One sentence for the person at the terminal.
pub fn evaluate(options: &Evaluate) -> Result<Report, String> {
    let settings = options.settings();
    let (files, load_seconds) = timed(|| load_files(options));
    let (train, other) = files?;
    let test = other.as_ref().unwrap_or(&train);
    let parts = choose(options, &train)?;
    let mut report = Report::new(options, &settings, &train, &parts);
    report.seconds.load = load_seconds;
    let mut asked = options.detectors.clone();
    asked.dedup();
    for Detector::IsolationForest in asked {
        let (trained, fit_seconds) = timed(|| fit(&settings, &train.table, &parts.fitted));
        let trained = trained?;
        let (scores, score_seconds) = timed(|| trained.scores(&test.table));
        let own_scores = other.as_ref().map(|_| trained.scores(&train.table));
        let own_scores = own_scores.as_ref().unwrap_or(&scores);
        report.seconds = Seconds { load: load_seconds, fit: fit_seconds, score: score_seconds };
        let calibration: Vec<f64> =
            parts.calibrating.iter().filter_map(|row| own_scores.get(*row as usize)).copied().collect();
        let contamination = settings.isolation_forest.contamination;
        let limit = threshold(&calibration, contamination).map_or(f64::INFINITY, |limit| limit.0);
        let rows = Tested { train: &train, test, parts: other.is_none().then_some(&parts), scores: &scores };
        let mut figures = rows.judge(options, limit);
        if options.deletion {
            let fitted = trained.encoder.encode(&train.table, &parts.fitted);
            figures.deletion = Some(Deletion::measure(&trained, &rows, &fitted, limit, options.seed));
        }
        report.isolation_forest(figures);
        if let Some(folder) = &options.matrices {
            matrices::write(folder, &trained, &rows, &train.table, &parts)?;
        }
    }
    Ok(report)
}

/// The scored rows of the file that is tested.
pub struct Tested<'a> {
    train: &'a Loaded,
    /// The file.
    pub test: &'a Loaded,
    /// What its rows are for when it is the training file.
    pub parts: Option<&'a Parts>,
    /// One score a row.
    pub scores: &'a [f64],
}

impl Tested<'_> {
    /// Whether a row is tested.
    pub fn is_tested(&self, row: usize) -> bool {
        self.parts.is_none_or(|parts| parts.tested.get(row) == Some(&true))
    }

    fn judge(&self, options: &Evaluate, limit: f64) -> DetectorReport {
        let known: BTreeSet<&str> =
            (0..self.train.table.n_rows()).filter_map(|row| self.train.table.label(row)).collect();
        let judged = |row: usize| Judged {
            score: self.scores.get(row).copied().unwrap_or(0.0),
            family: self.test.families.get(row).copied().unwrap_or(Family::Unknown),
            copies: self.test.table.copies.get(row).copied().unwrap_or(0).into(),
            unseen: self.test.table.label(row).is_some_and(|label| !known.contains(label)),
        };
        let rows = 0..self.test.table.n_rows();
        let tested = Ranking::new(rows.clone().filter(|row| self.is_tested(*row)).map(judged).collect());
        let whole = options.split.map(|_| Ranking::new(rows.map(judged).collect()));
        DetectorReport {
            rows: tested.measures(limit, Unit::Sample),
            distinct: tested.measures(limit, Unit::DistinctRow),
            deletion: None,
            whole_file: whole.map(|all| all.measures(limit, Unit::Sample)),
        }
    }
}

fn load_files(options: &Evaluate) -> Result<(Loaded, Option<Loaded>), String> {
    let hints = LoadOptions { label: options.label.as_deref(), normal: options.normal.as_deref() };
    let train = load(&options.train, &hints, None)?;
    let test = options.test.as_deref();
    let test = test.map(|path| load(path, &hints, Some(&train.table.schema))).transpose()?;
    Ok((train, test))
}

fn fit(settings: &Settings, table: &Table, fitted: &[u32]) -> Result<Trained, String> {
    let Settings { encoding, isolation_forest: params, .. } = settings;
    params.validate().map_err(|error| format!("{error}."))?;
    let encoder = fit_encoder(*encoding, table, fitted);
    let forest = fit_forest(params, &encoder, table, fitted)?;
    Ok(Trained { encoder, forest })
}

fn fit_encoder(encoding: Encoding, table: &Table, fitted: &[u32]) -> Encoder {
    let counts: Vec<NameCounts> = table.columns.iter().map(|column| NameCounts::of(column, fitted)).collect();
    Encoder::fit(encoding, &table.schema, &counts, fitted.len() as u64)
}

/// Grows a forest on rows that are encoded only when some tree draws them.
fn fit_forest(
    params: &IsolationForestParams,
    encoder: &Encoder,
    table: &Table,
    fitted: &[u32],
) -> Result<IsolationForest, String> {
    let n_samples = fitted.len() as u32;
    let numbers = drawn_by_any(params, n_samples);
    let rows: Vec<u32> = numbers.iter().filter_map(|number| fitted.get(*number as usize)).copied().collect();
    let x = Array2::from_shape_vec((rows.len(), encoder.n_features()), encoder.encode(table, &rows));
    let part = Part { x: x.map_err(|error| format!("{error}."))?, numbers, n_samples };
    let training = Training::of_part(params.clone(), part, 0..params.n_estimators);
    let mut training = training.map_err(|error| format!("{error}."))?;
    while training.step() {}
    Ok(training.finish())
}

impl Trained {
    /// One score a row.
    pub fn scores(&self, table: &Table) -> Vec<f64> {
        let model = Model { encoder: self.encoder.clone(), detector: self.forest.clone() };
        let mut scorer = RowScorer::new(&Rc::new(model), table);
        let mut scores = Vec::with_capacity(table.n_rows());
        while scorer.score_next(table, &mut scores) > 0 {}
        scores
    }
}

#[allow(clippy::disallowed_methods, reason = "a program for the terminal has a clock")]
fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let start = Instant::now();
    let outcome = work();
    (outcome, start.elapsed().as_secs_f64())
}
