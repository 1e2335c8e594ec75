//! A replay: some samples in file order, each scored anew by the models that stand.

use serde::{Deserialize, Serialize};

use super::Known;
use super::scored_anew::scores;
use super::stream::add;
use crate::data::packed::Packed;
use crate::data::table::Values;
use crate::detectors::Detector;
use crate::engine::buckets::counted;
use crate::engine::event::LabelCount;
use crate::engine::selection::Selection;

/// Samples of one block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// The block.
    pub block: u64,
    /// The first of them, counted from 0 in the block.
    pub from: u32,
    /// How many.
    pub n: u32,
}

/// Which samples.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Replay {
    /// Samples in file order.
    pub pieces: Vec<Piece>,
    /// Samples of other rows are passed over.
    pub selection: Selection,
}

/// Samples as they came; the lists run in parallel.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Slice {
    /// Position of each sample's label in the file's list; 0 in a file without labels.
    pub labels: Packed<u32>,
    /// Scores by [`Detector::index`]; empty lists for detectors that were not trained.
    pub scores: [Packed<f64>; Detector::ALL.len()],
    /// Samples per feature and bucket, as [`counted`] has them.
    pub buckets: Packed<u32>,
}

/// A shard's part: what it has of each piece.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ReplayPart {
    label_names: Vec<String>,
    pieces: Vec<(u32, Slice)>,
}

impl Replay {
    /// A shard's part.
    pub fn part(&self, known: &Known<'_>) -> ReplayPart {
        let is_meant = meant(&self.selection, known);
        let rows_of = |(index, piece): (usize, &Piece)| {
            let mut rows = rows(known, *piece)?;
            rows.retain(|row| {
                is_meant.as_ref().is_none_or(|is_meant| is_meant.get(*row as usize) == Some(&true))
            });
            Some((index as u32, rows))
        };
        let pieces: Vec<(u32, Vec<u32>)> = self.pieces.iter().enumerate().filter_map(rows_of).collect();
        let mut distinct: Vec<u32> = pieces.iter().flat_map(|(_, rows)| rows.iter().copied()).collect();
        distinct.sort_unstable();
        distinct.dedup();
        let table = &known.owned.table;
        let scores = scores(known, table, &distinct);
        let slice = |(index, rows): (u32, Vec<u32>)| {
            let places: Vec<usize> =
                rows.iter().map(|row| distinct.binary_search(row).unwrap_or(usize::MAX)).collect();
            let slice = Slice {
                labels: rows.iter().map(|row| table.labels.codes.at(*row as usize)).collect(),
                scores: Detector::ALL.map(|detector| {
                    let scores = &scores[detector.index()];
                    places.iter().filter_map(|place| scores.get(*place).copied()).collect()
                }),
                buckets: Packed(counted(table, &rows.iter().map(|row| (*row, 1)).collect::<Vec<_>>())),
            };
            (index, slice)
        };
        ReplayPart { label_names: label_names(known), pieces: pieces.into_iter().map(slice).collect() }
    }
}

impl Slice {
    /// All shards' parts in file order, with the file's labels.
    pub fn merged(parts: Vec<ReplayPart>, labels: &[LabelCount]) -> Self {
        let mut pieces: Vec<(u32, Self)> =
            parts.into_iter().flat_map(|part| part.with_labels(labels)).collect();
        pieces.sort_by_key(|(index, _)| *index);
        let mut whole = Self::default();
        for (_, piece) in pieces {
            whole.labels.0.extend(piece.labels.0);
            for (sum, scores) in whole.scores.iter_mut().zip(piece.scores) {
                sum.0.extend(scores.0);
            }
            add(&mut whole.buckets.0, &piece.buckets.0);
        }
        whole
    }
}

impl ReplayPart {
    /// The pieces, their labels in terms of the file's list.
    fn with_labels(self, labels: &[LabelCount]) -> impl Iterator<Item = (u32, Slice)> {
        let places: Vec<u32> = self.label_names.iter().map(|name| place(name, labels)).collect();
        self.pieces.into_iter().map(move |(index, mut slice)| {
            for label in &mut slice.labels.0 {
                *label = places.get(*label as usize).copied().unwrap_or(0);
            }
            (index, slice)
        })
    }
}

fn place(name: &str, labels: &[LabelCount]) -> u32 {
    labels.iter().position(|label| label.label == name).unwrap_or(0) as u32
}

fn label_names(known: &Known<'_>) -> Vec<String> {
    match &known.owned.table.labels.values {
        Values::Categorical(names) => names.clone(),
        Values::Numeric(_) => Vec::new(),
    }
}

/// Whether each row is meant; `None` when all are. A lost row is meant when its owner in another shard is: conditions ask for
/// values, labels and scores, which are equal.
pub(super) fn meant(selection: &Selection, known: &Known<'_>) -> Option<Vec<bool>> {
    (!selection.is_everything()).then(|| selection.meant(known.owned, known.scores))
}

/// Rows of a piece in file order; `None` when the shard has not read the block.
pub(super) fn rows(known: &Known<'_>, piece: Piece) -> Option<Vec<u32>> {
    let table = &known.owned.table;
    let position = table.blocks.binary_search_by_key(&piece.block, |(block, _)| *block).ok()?;
    let (before, here) = table.blocks.split_at(position);
    let start: usize = before.iter().map(|(_, n)| *n as usize).sum();
    let n_here = here.first().map_or(0, |(_, n)| *n as usize);
    let end = (piece.from as usize).saturating_add(piece.n as usize).min(n_here);
    Some((start + piece.from as usize..start + end).map(|sample| table.order.at(sample)).collect())
}
