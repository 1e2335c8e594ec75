//! A picture of the rows: as many of each family as fit, on the plane in which they differ most.

use serde::{Deserialize, Serialize};

use super::Known;
use crate::data::content_hash::draw_key;
use crate::data::label::{FAMILIES, Family};
use crate::data::packed::Packed;
use crate::detectors::Detector;
use crate::evaluation::principal::plane;

/// Rows of each family: enough for a shape, few enough to be drawn at once.
const PER_FAMILY: usize = 250;
/// Decides which ones.
const SEED: u64 = 0x706C_616E;

/// Rows that a shard offers, smallest key first within each family; the lists run in parallel.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ProjectionPart {
    keys: Packed<u128>,
    families: Vec<Family>,
    first_lines: Packed<u64>,
    scores: Packed<f64>,
    /// Their encoded features `[n, width]`, row by row.
    x: Packed<f32>,
    width: u32,
}

/// A row on the plane.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Projected {
    /// Address of the first line that holds the row.
    pub first_line: u64,
    /// Its family.
    pub family: Family,
    /// Its score by the forest.
    pub score: f64,
    /// Its place.
    pub at: [f64; 2],
}

/// The picture.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Projection {
    /// The rows, by family, each family in a fixed order.
    pub rows: Vec<Projected>,
    /// Share of the variance along each of the two axes, in [0, 1].
    pub explained: [f64; 2],
}

impl ProjectionPart {
    /// The rows that a shard offers; `None` when no forest was trained.
    pub fn of(known: &Known<'_>) -> Option<Self> {
        let model = known.models.isolation_forest.as_deref()?;
        let owned = known.owned;
        let key = |row: usize| draw_key(SEED, owned.vector_hash(row));
        let mut chosen: Vec<u32> = Vec::new();
        for family in FAMILIES {
            let rows = 0..owned.table.n_rows();
            let mut keyed: Vec<(u128, u32)> = rows
                .filter(|row| owned.owns(*row) && owned.family(*row) == family)
                .map(|row| (key(row), row as u32))
                .collect();
            if keyed.len() > PER_FAMILY {
                keyed.select_nth_unstable(PER_FAMILY);
                keyed.truncate(PER_FAMILY);
            }
            chosen.extend(keyed.into_iter().map(|(_, row)| row));
        }
        let scores = known.scores.map(|scores| scores.of(Detector::IsolationForest)).unwrap_or_default();
        let rows = || chosen.iter().map(|row| *row as usize);
        Some(Self {
            keys: rows().map(key).collect(),
            families: rows().map(|row| owned.family(row)).collect(),
            first_lines: rows().map(|row| owned.table.first_lines.get(row).copied().unwrap_or(0)).collect(),
            scores: rows().map(|row| scores.get(row).copied().unwrap_or(f64::NAN)).collect(),
            x: Packed(model.encoder.encode(&owned.table, &chosen)),
            width: model.encoder.n_features() as u32,
        })
    }
}

/// The picture of what all shards offer.
pub fn answer(parts: &[ProjectionPart]) -> Projection {
    let width = parts.first().map_or(0, |part| part.width as usize);
    let mut offered: Vec<(Family, u128, u64, f64, &[f32])> = Vec::new();
    for part in parts {
        let rows = part.families.iter().zip(&part.keys.0).zip(&part.first_lines.0).zip(&part.scores.0);
        let rows = rows.zip(part.x.0.chunks_exact(width.max(1)));
        offered.extend(
            rows.map(|((((family, key), first_line), score), x)| (*family, *key, *first_line, *score, x)),
        );
    }
    offered.sort_by_key(|(family, key, first_line, ..)| (*family, *key, *first_line));
    let mut n_of = [0_usize; FAMILIES.len()];
    offered.retain(|(family, ..)| {
        n_of[family.index()] += 1;
        n_of[family.index()] <= PER_FAMILY
    });
    let x: Vec<f32> = offered.iter().flat_map(|(.., x)| x.iter().copied()).collect();
    let plane = plane(&x, width);
    let rows = offered.into_iter().zip(plane.points);
    Projection {
        rows: rows
            .map(|((family, _, first_line, score, _), at)| Projected { first_line, family, score, at })
            .collect(),
        explained: plane.explained,
    }
}
