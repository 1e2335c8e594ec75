//! Why a row has its score: how much each feature adds to it.

use serde::{Deserialize, Serialize};

use super::Known;
use super::rows::{RowView, part, position};
use crate::detectors::Detector;
use crate::features::encoder::Encoder;

/// A row and its reasons.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// The row.
    pub row: RowView,
    /// What each feature adds, per detector that can tell. Of the forest: how much it shortens the mean path, in edges;
    /// of the autoencoder: its squared error as a multiple of the usual one. Columns of one feature are summed.
    pub contributions: Vec<(Detector, Vec<f64>)>,
}

/// What the shard that owns the row says.
pub fn explain(first_line: u64, known: &Known<'_>) -> Option<Explanation> {
    let row = position(first_line, known)?;
    let contributions = contributions(known, &[row as u32]).into_iter();
    let of_row = |(detector, mut rows): (Detector, Vec<Vec<f64>>)| Some((detector, rows.pop()?));
    Some(Explanation {
        row: part(&[first_line], known).pop()?,
        contributions: contributions.filter_map(of_row).collect(),
    })
}

/// What each feature of some rows adds, per detector that can tell, row by row.
pub fn contributions(known: &Known<'_>, rows: &[u32]) -> Vec<(Detector, Vec<Vec<f64>>)> {
    let of = |detector| Some((detector, contributions_to(detector, known, rows)?));
    Detector::ALL.into_iter().filter_map(of).collect()
}

/// What each feature of some rows adds to one detector's score, row by row; `None` when it was not trained, and of both fused,
/// which have no features of their own.
pub fn contributions_to(detector: Detector, known: &Known<'_>, rows: &[u32]) -> Option<Vec<Vec<f64>>> {
    match detector {
        Detector::IsolationForest => {
            let model = known.models.isolation_forest.as_deref()?;
            let of_sample = |sample: &[f32]| model.detector.contributions(sample);
            Some(by_feature(&model.encoder, known, rows, of_sample))
        }
        Detector::Autoencoder => {
            let model = known.models.autoencoder.as_deref()?;
            let of_sample = |sample: &[f32]| model.detector.contributions(sample);
            Some(by_feature(&model.encoder, known, rows, of_sample))
        }
        Detector::Fused => None,
    }
}

fn by_feature(
    encoder: &Encoder,
    known: &Known<'_>,
    rows: &[u32],
    of_sample: impl Fn(&[f32]) -> Vec<f64>,
) -> Vec<Vec<f64>> {
    let table = &known.owned.table;
    let encoded = encoder.encode(table, rows);
    let of_row = |sample: &[f32]| {
        let mut contributions = vec![0.0; table.columns.len()];
        for (part, feature_idx) in of_sample(sample).into_iter().zip(encoder.feature_idxs()) {
            if let Some(sum) = contributions.get_mut(feature_idx) {
                *sum += part;
            }
        }
        contributions
    };
    encoded.chunks_exact(encoder.n_features().max(1)).map(of_row).collect()
}
