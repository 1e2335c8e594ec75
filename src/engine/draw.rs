//! Drawing training samples from all shards as if their vectors lay in one list.

use super::fit::SurveyedPart;
use super::packed::Packed;
use crate::detectors::isolation_forest::IsolationForestParams;
use crate::detectors::isolation_forest::sampling::draw;

/// What was drawn.
pub struct Drawn {
    /// Shard of every drawn vector, in the order of draw keys.
    pub owners: Vec<u32>,
    /// Samples of each tree, as positions in `owners`.
    pub draws: Vec<Packed<u32>>,
}

/// Draws every tree's samples; gives for each shard the positions of its drawn vectors, too.
///
/// Vectors are ordered by `hash(seed, content)`, so that a draw depends on what there is to draw from, not on who holds it.
pub fn draw_all(params: &IsolationForestParams, parts: &[SurveyedPart]) -> (Drawn, Vec<Vec<u32>>) {
    let of_shard = |(shard, part): (usize, &SurveyedPart)| {
        part.keys.0.iter().map(move |key| (*key, shard as u32)).collect::<Vec<_>>()
    };
    let mut vectors: Vec<(u128, u32)> = parts.iter().enumerate().flat_map(of_shard).collect();
    vectors.sort_unstable();
    let n_training = vectors.len() as u32;
    let draws: Vec<Vec<u32>> =
        (0..params.n_estimators).map(|tree_idx| draw(params, tree_idx, n_training)).collect();
    let mut is_drawn = vec![false; vectors.len()];
    for vector in draws.iter().flatten() {
        if let Some(flag) = is_drawn.get_mut(*vector as usize) {
            *flag = true;
        }
    }
    let mut owners = Vec::new();
    let mut place = vec![0_u32; vectors.len()];
    let mut next_of_shard = vec![0_u32; parts.len()];
    let mut positions = vec![Vec::new(); parts.len()];
    for (((_, shard), is_drawn), place) in vectors.iter().zip(is_drawn).zip(&mut place) {
        let shard_idx = *shard as usize;
        let (Some(next), Some(positions)) = (next_of_shard.get_mut(shard_idx), positions.get_mut(shard_idx))
        else {
            continue;
        };
        if is_drawn {
            *place = owners.len() as u32;
            owners.push(*shard);
            positions.push(*next);
        }
        *next += 1;
    }
    let in_drawn = |vector: &u32| place.get(*vector as usize).copied().unwrap_or(0);
    let draws = draws.iter().map(|samples| samples.iter().map(in_drawn).collect()).collect();
    (Drawn { owners, draws }, positions)
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
