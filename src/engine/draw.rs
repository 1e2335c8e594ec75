//! Drawing training samples from all shards as if their vectors lay in one list.

use super::fit::SurveyedPart;
use crate::data::packed::Packed;
use crate::detectors::isolation_forest::IsolationForestParams;
use crate::detectors::isolation_forest::sampling::drawn_by_any;

/// What was drawn.
pub struct Drawn {
    /// Shard of every drawn vector, in the order of draw keys.
    pub owners: Vec<u32>,
    /// Number of every drawn vector among all that may be fitted, in that order.
    pub numbers: Packed<u32>,
    /// How many vectors may be fitted.
    pub n_training: u32,
}

/// A vector that may be fitted; ordered by its key, then by how often it counts.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Vector {
    key: u128,
    count: u32,
    shard: u32,
}

fn in_order(parts: &[SurveyedPart]) -> Vec<Vector> {
    let of_shard = |(shard, part): (usize, &SurveyedPart)| {
        let counted = part.keys.0.iter().zip(&part.counts.0);
        counted
            .map(|(key, count)| Vector { key: *key, count: *count, shard: shard as u32 })
            .collect::<Vec<_>>()
    };
    let mut vectors: Vec<Vector> = parts.iter().enumerate().flat_map(of_shard).collect();
    vectors.sort_unstable();
    vectors
}

/// Finds the vectors that trees draw; gives for each shard the positions of its own among them, too.
///
/// Vectors are ordered by `hash(seed, content)`, so that a draw depends on what there is to draw from, not on who holds it.
pub fn draw_all(params: &IsolationForestParams, parts: &[SurveyedPart]) -> (Drawn, Vec<Vec<u32>>) {
    let vectors = in_order(parts);
    let n_training = vectors.iter().map(|vector| vector.count).sum();
    let numbers = drawn_by_any(params, n_training);
    let mut undealt = numbers.iter().copied().peekable();
    let mut n_before = 0;
    let mut owners = Vec::with_capacity(numbers.len());
    let mut next_of_shard = vec![0_u32; parts.len()];
    let mut positions = vec![Vec::new(); parts.len()];
    for Vector { count, shard, .. } in vectors {
        n_before += count;
        let shard_idx = shard as usize;
        let (Some(next), Some(positions)) = (next_of_shard.get_mut(shard_idx), positions.get_mut(shard_idx))
        else {
            continue;
        };
        // A vector that counts several times has as many numbers, each of which may be drawn.
        while undealt.next_if(|number| *number < n_before).is_some() {
            owners.push(shard);
            positions.push(*next);
        }
        *next += 1;
    }
    (Drawn { owners, numbers: Packed(numbers), n_training }, positions)
}

/// Shards of the first vectors that may be fitted, in the order of their keys, at most `limit`, and how often each counts.
pub fn first_counted(parts: &[SurveyedPart], limit: usize) -> (Vec<u32>, Packed<u32>) {
    let vectors = in_order(parts).into_iter().take(limit);
    let (owners, counts) = vectors.map(|vector| (vector.shard, vector.count)).unzip();
    (owners, Packed(counts))
}

/// Shards of the first vectors in the order of their keys, at most `limit`; each shard's keys ascend.
pub fn first_owners<'a>(keys: impl Iterator<Item = &'a Packed<u128>>, limit: usize) -> Vec<u32> {
    let of_shard =
        |(shard, keys): (usize, &'a Packed<u128>)| keys.0.iter().map(move |key| (*key, shard as u32));
    let mut vectors: Vec<(u128, u32)> = keys.enumerate().flat_map(of_shard).collect();
    vectors.sort_unstable();
    vectors.truncate(limit);
    vectors.into_iter().map(|(_, shard)| shard).collect()
}

/// Puts the shards' encoded vectors, row by row, back into the one order.
pub fn in_one_order(parts: &[Packed<f32>], owners: &[u32], n_features: usize) -> Packed<f32> {
    let mut rows_of_shard: Vec<_> = parts.iter().map(|part| part.0.chunks_exact(n_features.max(1))).collect();
    let mut x = Vec::with_capacity(owners.len() * n_features);
    for shard in owners {
        let row = rows_of_shard.get_mut(*shard as usize).and_then(Iterator::next);
        x.extend_from_slice(row.unwrap_or_default());
    }
    Packed(x)
}
