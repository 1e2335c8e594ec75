//! What training is measured by: the same network before it has learnt anything, and the best single feature. Both are the same
//! for any number of shards: sums of whole numbers.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::Known;
use crate::data::label::Family;
use crate::data::packed::Packed;
use crate::data::table::{Column, Values};
use crate::detectors::TrainOn;
use crate::engine::learnt_scorer::LearntScorer;
use crate::engine::models::Model;
use crate::engine::owned_table::{OwnedTable, is_held_out};
use crate::evaluation::roc::{Tied, area_under_roc};
use crate::evaluation::sweep::Per;

/// Rows that are encoded at once: before each time every value of the file is, too.
const CHUNK_ROWS: usize = 16_384;
/// Rows, in all shards, on which the untrained network's usual errors are measured, or fewer than twice as many.
const N_USUAL: u64 = 65_536;
/// Most values of a feature that are told as they are.
const MAX_VALUES: usize = 65_536;
/// Bits that are left out of scores, and of values where a feature has very many, so that they are told in few numbers: they change
/// by less than 1 part in 30,000.
const DROPPED_BITS: u32 = 8;

/// What the page asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaselinesQuestion {
    /// What counts of a row.
    pub per: Per,
    /// Which rows the detectors learnt from: the untrained network's usual errors are measured on some of them.
    pub train_on: TrainOn,
    /// How many vectors were kept out of training; 0 for none.
    pub n_held_out: u64,
    /// How many were learnt from.
    pub n_training: u64,
}

/// What shards are asked when the untrained network's usual errors are known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UntrainedQuestion {
    per: Per,
    /// Squared errors of every column, and over how many rows.
    squares: Packed<u64>,
    n_rows: u64,
    best_feature: Option<SingleFeature>,
}

/// How well one feature alone tells attacks from normal traffic.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SingleFeature {
    /// Which.
    pub feature_idx: u32,
    /// Whether low values are the strange ones.
    pub low_is_strange: bool,
    /// Area under its ROC curve.
    pub auc: f64,
}

/// What training should beat; `None` without both kinds of labels, a feature of numbers, or a network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Baselines {
    /// The best feature of numbers, in the better direction: labels choose both, so it is hard to beat.
    pub best_feature: Option<SingleFeature>,
    /// Area under the ROC curve of the network with the weights that its training began with.
    pub never_trained: Option<f64>,
}

/// A shard's part of the first question.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BaselinesPart {
    /// One entry a feature, an empty one for names.
    features: Vec<Graded>,
    squares: Packed<u64>,
    n_rows: u64,
}

/// Values, each with what is labelled normal and what as an attack.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Graded {
    values: Packed<f64>,
    normal: Packed<u64>,
    attacks: Packed<u64>,
}

impl Graded {
    /// Equal values stand side by side.
    fn of(counted: impl Iterator<Item = (f64, [u64; 2])>) -> Self {
        let mut graded = Self::default();
        for (value, [normal, attacks]) in counted.filter(|(_, counts)| *counts != [0, 0]) {
            if graded.values.0.last().is_some_and(|last| last.to_bits() == value.to_bits())
                && let (Some(n_normal), Some(n_attacks)) =
                    (graded.normal.0.last_mut(), graded.attacks.0.last_mut())
            {
                *n_normal += normal;
                *n_attacks += attacks;
                continue;
            }
            graded.values.0.push(value);
            graded.normal.0.push(normal);
            graded.attacks.0.push(attacks);
        }
        graded
    }

    /// Area under the ROC curve when high values are the strange ones; missing ones are the highest.
    fn area(parts: &[&Self]) -> Option<f64> {
        let mut all: Vec<(f64, Tied)> = Vec::new();
        for part in parts {
            let counts = part.normal.0.iter().zip(&part.attacks.0);
            // 0 and -0 are the same value.
            all.extend(
                part.values
                    .0
                    .iter()
                    .map(|value| value + 0.0)
                    .zip(counts.map(|(normal, attacks)| Tied { n_normal: *normal, n_attacks: *attacks })),
            );
        }
        all.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        area_under_roc(all.chunk_by(|(a, _), (b, _)| a.to_bits() == b.to_bits()).map(|tied| {
            tied.iter().fold(Tied { n_normal: 0, n_attacks: 0 }, |sum, (_, tied)| Tied {
                n_normal: sum.n_normal + tied.n_normal,
                n_attacks: sum.n_attacks + tied.n_attacks,
            })
        }))
    }
}

/// A value in fewer digits.
fn told(value: f64) -> f64 {
    f64::from(f32::from_bits((value as f32).to_bits() >> DROPPED_BITS << DROPPED_BITS))
}

/// What a row adds to what is labelled normal and what as an attack.
fn weight(owned: &OwnedTable, row: usize, per: Per) -> [u64; 2] {
    let copies = match per {
        _ if !owned.owns(row) => 0,
        Per::Sample => owned.table.copies.get(row).copied().unwrap_or(0).into(),
        Per::DistinctRow => 1,
    };
    if owned.family(row) == Family::Normal { [copies, 0] } else { [0, copies] }
}

impl BaselinesQuestion {
    /// A shard's part.
    pub fn part(self, known: &Known<'_>) -> BaselinesPart {
        let weights: Vec<[u64; 2]> =
            (0..known.owned.table.n_rows()).map(|row| weight(known.owned, row, self.per)).collect();
        let of_column = |column: &Column| {
            let Values::Numeric(values) = &column.values else { return Graded::default() };
            let mut counts = vec![[0_u64; 2]; values.len()];
            column.codes.for_each_in(0..column.codes.len(), |row, code| {
                if let (Some(count), Some(weight)) = (counts.get_mut(code), weights.get(row)) {
                    count.iter_mut().zip(weight).for_each(|(count, n)| *count += n);
                }
            });
            let is_long = values.len() > MAX_VALUES;
            Graded::of(values.iter().map(|value| if is_long { told(*value) } else { *value }).zip(counts))
        };
        let features = known.owned.table.columns.iter().map(of_column).collect();
        let (squares, n_rows) = self.usual_errors(known).unwrap_or_default();
        BaselinesPart { features, squares: Packed(squares), n_rows }
    }

    /// The untrained network's squared errors on rows that it would not be fitted on, or on those that it would when there are none.
    fn usual_errors(self, known: &Known<'_>) -> Option<(Vec<u64>, u64)> {
        let (model, training) = (known.models.autoencoder.as_ref()?, known.training?);
        let holds_out = self.n_held_out > 0;
        let n_measured = if holds_out { self.n_held_out } else { self.n_training };
        let one_in = u128::from((n_measured / N_USUAL).max(1));
        let is_usual = |row: &u32| {
            let row = *row as usize;
            let hash = training.vector_hash(row);
            training.eligible(row, self.train_on)
                && (!holds_out || is_held_out(hash))
                && hash.is_multiple_of(one_in)
        };
        let rows: Vec<u32> = (0..training.table.n_rows() as u32).filter(is_usual).collect();
        let untrained = model.detector.never_trained(&[]);
        let mut squares = vec![0; untrained.n_columns()];
        for rows in rows.chunks(CHUNK_ROWS) {
            untrained.add_squares(&model.encoder.encode(&training.table, rows), &mut squares);
        }
        Some((squares, rows.len() as u64))
    }

    /// The second question.
    pub fn untrained(self, parts: &[BaselinesPart]) -> UntrainedQuestion {
        let mut squares = vec![0; parts.iter().map(|part| part.squares.0.len()).max().unwrap_or(0)];
        for part in parts {
            squares
                .iter_mut()
                .zip(&part.squares.0)
                .for_each(|(sum, n): (&mut u64, _)| *sum = sum.saturating_add(*n));
        }
        UntrainedQuestion {
            per: self.per,
            squares: Packed(squares),
            n_rows: parts.iter().map(|part| part.n_rows).sum(),
            best_feature: best_feature(parts),
        }
    }
}

fn best_feature(parts: &[BaselinesPart]) -> Option<SingleFeature> {
    let n_features = parts.iter().map(|part| part.features.len()).max().unwrap_or(0);
    let tried = (0..n_features).filter_map(|idx| {
        let parts: Vec<&Graded> = parts.iter().filter_map(|part| part.features.get(idx)).collect();
        let high = Graded::area(&parts)?;
        let low_is_strange = high < 0.5;
        let auc = if low_is_strange { 1.0 - high } else { high };
        Some(SingleFeature { feature_idx: idx as u32, low_is_strange, auc })
    });
    tried.max_by(|a, b| a.auc.total_cmp(&b.auc).then(b.feature_idx.cmp(&a.feature_idx)))
}

impl UntrainedQuestion {
    /// A shard's part: its rows' scores by the untrained network.
    pub fn part(&self, known: &Known<'_>) -> Graded {
        let Some(model) = &known.models.autoencoder else { return Graded::default() };
        let usual: Vec<f64> =
            self.squares.0.iter().map(|sum| *sum as f64 / self.n_rows.max(1) as f64).collect();
        let usual = if self.n_rows == 0 { &[] } else { usual.as_slice() };
        let detector = model.detector.never_trained(usual);
        let untrained = Rc::new(Model { encoder: model.encoder.clone(), detector });
        let table = &known.owned.table;
        let (mut scorer, mut scores) =
            (LearntScorer::new(&untrained, table), Vec::with_capacity(table.n_rows()));
        while scorer.score_next(table, &mut scores, &mut Vec::new()) > 0 {}
        let mut counted: Vec<(f64, [u64; 2])> = scores
            .iter()
            .enumerate()
            .map(|(row, score)| (told(*score), weight(known.owned, row, self.per)))
            .collect();
        counted.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        Graded::of(counted.into_iter())
    }

    /// The answer.
    pub fn answer(&self, parts: &[Graded]) -> Baselines {
        let never_trained = Graded::area(&parts.iter().collect::<Vec<_>>());
        Baselines { best_feature: self.best_feature, never_trained }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graded(counted: &[(f64, [u64; 2])]) -> Graded {
        Graded::of(counted.iter().copied())
    }

    #[test]
    fn the_best_feature_is_found_over_all_shards_in_its_better_direction() {
        let part = |rising: &[(f64, [u64; 2])], falling: &[(f64, [u64; 2])]| BaselinesPart {
            features: vec![Graded::default(), graded(rising), graded(falling)],
            ..BaselinesPart::default()
        };
        let parts = [
            part(&[(1.0, [3, 1]), (2.0, [1, 3])], &[(0.0, [0, 4]), (9.0, [2, 0])]),
            part(&[(2.0, [0, 1])], &[(-0.0, [0, 1]), (f64::NAN, [2, 0]), (5.0, [0, 0])]),
        ];
        let question =
            BaselinesQuestion { per: Per::Sample, train_on: TrainOn::Normal, n_held_out: 0, n_training: 9 };
        let untrained = question.untrained(&parts);
        assert_eq!(
            untrained.best_feature,
            Some(SingleFeature { feature_idx: 2, low_is_strange: true, auc: 1.0 })
        );
        // Four normal rows, five attacks: of 20 pairs 12 are won, 1 is lost, 7 tie.
        let rising = [&parts[0].features[1], &parts[1].features[1]];
        assert_eq!(Graded::area(&rising), Some((12.0 + 7.0 / 2.0) / 20.0));
        let found = untrained.answer(&[graded(&[(0.5, [1, 0])]), graded(&[(0.25, [0, 1])])]);
        assert_eq!((found.never_trained, found.best_feature), (Some(0.0), untrained.best_feature));
        assert_eq!(untrained.answer(&[graded(&[(0.5, [1, 0])])]).never_trained, None);
    }
}
