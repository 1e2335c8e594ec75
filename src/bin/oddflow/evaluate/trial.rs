//! One evaluation: load, choose rows, train, score, compare.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Instant;

use ndarray::Array2;
use oddflow::data::label::Family;
use oddflow::data::table::Table;
use oddflow::detectors::autoencoder::AutoencoderParams;
use oddflow::detectors::fusion::{TailModel, risk};
use oddflow::detectors::isolation_forest::sampling::drawn_by_any;
use oddflow::detectors::isolation_forest::training::{Part, Training};
use oddflow::detectors::isolation_forest::{IsolationForest, IsolationForestParams};
use oddflow::detectors::threshold::{Threshold, percentile, threshold};
use oddflow::engine::models::Model;
use oddflow::engine::row_scorer::RowScorer;
use oddflow::evaluation::measures::{Judged, Ranking, Unit};
use oddflow::features::encoder::{Encoder, Encoding, NameCounts};
use oddflow::session::settings::Settings;

use super::autoencoder::TrainedAutoencoder;
use super::baselines::SingleFeature;
use super::deletion::Deletion;
use super::load::{LoadOptions, Loaded, load};
use super::report::{DetectorReport, Graded, Report};
use super::rows::{Parts, choose};
use super::{Detector, Evaluate, PresetName, matrices};

/// Share of the training errors below the original's threshold.
const ORIGINAL_PERCENTILE: f64 = 0.99;

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
    let parts = choose(options, &train)?;
    let mut report = Report::new(options, &settings, &train, &parts);
    report.seconds.load = load_seconds;
    let trial = Trial { options, settings: &settings, train: &train, other: other.as_ref(), parts: &parts };
    let is_asked = |detector| options.detectors.contains(&detector);
    let forest =
        is_asked(Detector::IsolationForest).then(|| trial.isolation_forest(&mut report)).transpose()?;
    let autoencoder = is_asked(Detector::Autoencoder).then(|| trial.autoencoder(&mut report)).transpose()?;
    if let (Some(forest), Some(autoencoder)) = (&forest, &autoencoder) {
        let fused = trial.fused([forest, autoencoder]);
        report.add("fused", trial.judge(&fused));
    }
    Ok(report)
}

/// What every detector of an evaluation is given.
struct Trial<'a> {
    options: &'a Evaluate,
    settings: &'a Settings,
    train: &'a Loaded,
    /// The file that is tested, if it is not the training file.
    other: Option<&'a Loaded>,
    parts: &'a Parts,
}

/// A detector's scores.
struct Scored {
    /// One a row of the tested file.
    scores: Vec<f64>,
    /// Those of the rows from which thresholds come.
    calibration: Vec<f64>,
    /// Rows above it are flagged.
    limit: f64,
}

impl Trial<'_> {
    fn isolation_forest(&self, report: &mut Report) -> Result<Scored, String> {
        let (trained, fit_seconds) = timed(|| fit(self.settings, &self.train.table, &self.parts.fitted));
        let trained = trained?;
        let (scored, score_seconds) =
            timed(|| self.scored(|table| trained.scores(table), |scores| self.usual_limit(scores)));
        report.seconds.add(fit_seconds, score_seconds);
        let rows = self.tested(&scored);
        let mut figures = rows.judge(self.options, scored.limit);
        if self.options.deletion {
            let fitted = trained.encoder.encode(&self.train.table, &self.parts.fitted);
            let deletion = Deletion::measure(&trained, &rows, &fitted, scored.limit, self.options.seed);
            figures.deletion = Some(deletion);
        }
        report.add("isolation_forest", figures);
        if let Some(folder) = &self.options.matrices {
            matrices::write(folder, &trained, &rows, &self.train.table, self.parts)?;
        }
        Ok(scored)
    }

    fn autoencoder(&self, report: &mut Report) -> Result<Scored, String> {
        let params = self.options.autoencoder();
        let fit =
            |params| TrainedAutoencoder::fit(params, &self.train.table, self.parts, self.options.holds_out());
        let (trained, fit_seconds) = timed(|| fit(&params));
        let trained = trained?;
        let scored = |trained: &TrainedAutoencoder| {
            self.scored(|table| trained.scores(table), |errors| self.error_limit(errors))
        };
        let (figures, score_seconds) = timed(|| scored(&trained));
        report.seconds.add(fit_seconds, score_seconds);
        report.add("autoencoder", self.judge(&figures));
        let untrained = fit(&AutoencoderParams { epochs: 0, ..params.clone() })?;
        report.add("autoencoder_never_trained", self.judge(&scored(&untrained)));
        report.autoencoder(params, trained.history, SingleFeature::best(&self.tested(&figures)));
        Ok(figures)
    }

    /// Each row's risk.
    fn fused(&self, detectors: [&Scored; 2]) -> Scored {
        let tails = detectors.map(|scored| TailModel::new(scored.calibration.clone()));
        let risks = |of: fn(&Scored) -> &[f64]| {
            let [first, second] = detectors.map(of);
            let p = |(a, b): (&f64, &f64)| {
                [(&tails[0], *a), (&tails[1], *b)].map(|(tail, score)| tail.tail_probability(score))
            };
            first.iter().zip(second).map(p).map(|p| risk(&p)).collect::<Vec<_>>()
        };
        let calibration = risks(|scored| &scored.calibration);
        let limit = self.usual_limit(&calibration);
        Scored { scores: risks(|scored| &scored.scores), calibration, limit }
    }

    fn scored(&self, scores: impl Fn(&Table) -> Vec<f64>, limit: impl Fn(&[f64]) -> f64) -> Scored {
        let own_scores = scores(&self.train.table);
        let calibrating = self.parts.calibrating.iter();
        let calibration: Vec<f64> =
            calibrating.filter_map(|row| own_scores.get(*row as usize)).copied().collect();
        let scores = self.other.map_or_else(|| own_scores.clone(), |other| scores(&other.table));
        let limit = limit(&calibration);
        Scored { scores, calibration, limit }
    }

    /// The score that no more than the contamination's share of the calibrating rows exceeds.
    fn usual_limit(&self, calibration: &[f64]) -> f64 {
        let contamination = self.settings.isolation_forest.contamination;
        threshold(calibration, contamination).map_or(f64::INFINITY, |limit| limit.0)
    }

    /// The same for an autoencoder's errors; the original took their 99th percentile, by numpy's rule.
    fn error_limit(&self, calibration: &[f64]) -> f64 {
        if self.options.preset != PresetName::Original {
            return self.usual_limit(calibration);
        }
        let mut ascending = calibration.to_vec();
        ascending.sort_unstable_by(f64::total_cmp);
        percentile(&ascending, ORIGINAL_PERCENTILE).map_or(f64::INFINITY, |Threshold(limit)| limit)
    }

    fn tested<'s>(&'s self, scored: &'s Scored) -> Tested<'s> {
        Tested {
            train: self.train,
            test: self.other.unwrap_or(self.train),
            parts: self.other.is_none().then_some(self.parts),
            scores: &scored.scores,
        }
    }

    fn judge(&self, scored: &Scored) -> DetectorReport {
        self.tested(scored).judge(self.options, scored.limit)
    }
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

    /// How well other scores rank the tested rows, each once.
    pub fn auc(&self, scores: &[f64]) -> Option<f64> {
        let judged = |row: usize| Judged {
            score: scores.get(row).copied().unwrap_or(0.0),
            family: self.test.families.get(row).copied().unwrap_or(Family::Unknown),
            copies: 1,
            unseen: false,
        };
        let rows = (0..self.test.table.n_rows()).filter(|row| self.is_tested(*row));
        Ranking::new(rows.map(judged).collect()).measures(0.0, Unit::DistinctRow).auc
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
            rows: Graded::new(&tested, limit, Unit::Sample),
            distinct: Graded::new(&tested, limit, Unit::DistinctRow),
            deletion: None,
            whole_file: whole.map(|all| Graded::new(&all, limit, Unit::Sample)),
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

/// Learns how rows become numbers.
pub fn fit_encoder(encoding: Encoding, table: &Table, fitted: &[u32]) -> Encoder {
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
