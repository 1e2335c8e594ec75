//! Scores of some rows, computed anew from their values by the models that stand.

use super::Known;
use crate::data::table::Table;
use crate::detectors::Detector;

/// Rows that walk the forest together: they and a tree stay in the processor's cache.
const WALK_ROWS: usize = 256;

/// Scores by [`Detector::index`]; empty lists for detectors that were not trained.
pub fn scores(known: &Known<'_>, table: &Table, rows: &[u32]) -> [Vec<f64>; Detector::ALL.len()] {
    let (mut forest, mut autoencoder) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
    if let Some(model) = &known.models.isolation_forest {
        let x = model.encoder.encode(table, rows);
        for x in x.chunks(WALK_ROWS * model.encoder.n_features().max(1)) {
            model.detector.score_next(x, model.encoder.n_features(), &mut forest);
        }
    }
    if let Some(model) = &known.models.autoencoder {
        model.detector.scorer().score_next(
            &model.encoder.encode(table, rows),
            &mut autoencoder,
            &mut Vec::new(),
        );
    }
    let both = forest.iter().zip(&autoencoder);
    let fused =
        known.fusion.map(|fusion| both.map(|(forest, autoencoder)| fusion.score(*forest, *autoencoder)));
    let mut fused: Vec<f64> = fused.map(Iterator::collect).unwrap_or_default();
    Detector::ALL.map(|detector| match detector {
        Detector::IsolationForest => std::mem::take(&mut forest),
        Detector::Autoencoder => std::mem::take(&mut autoencoder),
        Detector::Fused => std::mem::take(&mut fused),
    })
}
