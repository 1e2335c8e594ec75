//! The file from its first to its last sample: when in it the rows that are meant come, family by family.

use serde::{Deserialize, Serialize};

use super::Known;
use crate::data::label::{FamilyCounts, N_FAMILIES};
use crate::engine::selection::Selection;

/// Most steps of an answer.
const MAX_STEPS: usize = 240;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StripQuestion {
    /// Which rows.
    pub selection: Selection,
    /// Samples of the file, as loaded.
    pub n_samples: u64,
}

/// Samples that follow each other in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chunk {
    block: u64,
    part: u32,
    n_samples: u32,
    families: FamilyCounts,
}

/// A step along the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Number of its first sample, counted from 1.
    pub first: u64,
    /// That sample's address, as [`super::excerpt::Sample`] has it.
    pub address: u64,
    /// Samples in it, meant or not.
    pub n_samples: u64,
    /// Samples that are meant, per family.
    pub families: FamilyCounts,
}

/// Counts a shard's samples in the order of the file.
pub fn part(question: &StripQuestion, known: &Known<'_>) -> Vec<Chunk> {
    let table = &known.owned.table;
    let is_meant = question.selection.meant(known.owned, known.scores);
    let length = chunk_length(question);
    let mut chunks = Vec::new();
    let mut position = 0;
    for (block, n_samples) in &table.blocks {
        for start in (0..*n_samples).step_by(length as usize) {
            let n = length.min(n_samples - start);
            let mut families = [0; N_FAMILIES];
            for sample in position..position + n as usize {
                let row = table.order.at(sample) as usize;
                if is_meant.get(row) == Some(&true) {
                    families[known.owned.family(row).index()] += 1;
                }
            }
            chunks.push(Chunk { block: *block, part: start / length, n_samples: n, families });
            position += n as usize;
        }
    }
    chunks
}

/// Samples of a chunk that does not end with its block.
fn chunk_length(question: &StripQuestion) -> u32 {
    (question.n_samples / (4 * MAX_STEPS as u64)).clamp(1, u64::from(u32::MAX)) as u32
}

/// Steps of nearly equal length, from all parts.
pub fn merge(parts: Vec<Vec<Chunk>>, question: &StripQuestion) -> Vec<Step> {
    let mut chunks: Vec<Chunk> = parts.into_iter().flatten().collect();
    chunks.sort_by_key(|chunk| (chunk.block, chunk.part));
    let length = question.n_samples.div_ceil(MAX_STEPS as u64).max(1);
    let mut steps: Vec<Step> = Vec::new();
    let mut before = 0;
    for chunk in chunks {
        match steps.last_mut() {
            Some(step) if step.n_samples < length => {
                step.n_samples += u64::from(chunk.n_samples);
                step.families.iter_mut().zip(chunk.families).for_each(|(sum, n)| *sum += n);
            }
            _ => {
                let n_samples = chunk.n_samples.into();
                let position = u64::from(chunk.part) * u64::from(chunk_length(question));
                let address = chunk.block << 32 | position;
                steps.push(Step { first: before + 1, address, n_samples, families: chunk.families });
            }
        }
        before += u64::from(chunk.n_samples);
    }
    steps
}
