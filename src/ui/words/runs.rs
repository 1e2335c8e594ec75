//! Runs in a sentence.

use crate::session::format::{count, counted, decimal};
use crate::session::run::Run;

/// What a run is: file, settings, result.
pub fn told(run: &Run) -> String {
    let forest = &run.report.settings.isolation_forest;
    let areas = run.report.detectors.values().filter_map(|detector| detector.rows.auc);
    let best =
        areas.max_by(f64::total_cmp).map_or_else(String::new, |auc| format!(" · best AUC {}", decimal(auc)));
    let date = run.report.date.get(..16).unwrap_or_default().replace('T', " ");
    format!(
        "{} · {} · {} trees of {} · seed {}{best} · {date} UTC",
        run.report.file.name,
        counted(run.report.file.samples, "row", "rows"),
        count(forest.n_estimators.into()),
        count(forest.max_samples.into()),
        run.report.seed,
    )
}
