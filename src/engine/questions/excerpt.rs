//! A few samples of the file as they stand in it: the first, the last, some drawn at random, or those beside a known one.

use serde::{Deserialize, Serialize};

use super::Known;
use crate::data::content_hash::{draw_key, hash_u64};
use crate::data::label::Family;
use crate::data::packed::Packed;
use crate::engine::selection::Selection;

/// Which samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Which {
    /// From the start of the file.
    First,
    /// From its end.
    Last,
    /// Drawn under a seed.
    Random(u64),
    /// Those that follow the sample at this address.
    After(u64),
    /// Those that stand before it.
    Before(u64),
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExcerptQuestion {
    /// Which rows.
    pub selection: Selection,
    /// Which of their samples.
    pub which: Which,
    /// How many.
    pub n: u32,
}

/// A shard's part.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ExcerptPart {
    blocks: Packed<u64>,
    n_samples: Packed<u32>,
    found: Vec<Found>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Found {
    key: u128,
    block: u64,
    position: u32,
    sample: Sample,
}

/// A sample.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// Its number among all samples of the file, counted from 1.
    pub number: u64,
    /// Its address, which [`Which::After`] and [`Which::Before`] go on from.
    pub address: u64,
    /// Its label without the final dot; `None` in a file without labels.
    pub label: Option<String>,
    /// The label's family.
    pub family: Family,
    /// Its features as text.
    pub values: Vec<String>,
}

impl ExcerptPart {
    /// Looks through a shard's samples.
    pub fn of(question: &ExcerptQuestion, known: &Known<'_>) -> Self {
        let table = &known.owned.table;
        let is_meant = question.selection.meant(known.owned, known.scores);
        // The smallest keys are taken; without a key, a sample is none of those asked for.
        let key = |address: u64| match question.which {
            Which::First => Some(u128::from(address)),
            Which::Last => Some(u128::from(u64::MAX - address)),
            Which::Random(seed) => Some(draw_key(seed, hash_u64(seed, address))),
            Which::After(known) => (address > known).then_some(u128::from(address)),
            Which::Before(known) => (address < known).then_some(u128::from(u64::MAX - address)),
        };
        let n = question.n as usize;
        let mut keys: Vec<(u128, u64, u32)> = Vec::new();
        let mut sample = 0;
        for (block, n_samples) in &table.blocks {
            for position in 0..*n_samples {
                let row = table.order.at(sample);
                sample += 1;
                let address = block << 32 | u64::from(position);
                if is_meant.get(row as usize) == Some(&true)
                    && let Some(key) = key(address)
                {
                    keys.push((key, address, row));
                }
            }
            if keys.len() > 4 * n + 4096 {
                keep_smallest(&mut keys, n);
            }
        }
        keep_smallest(&mut keys, n);
        let found = keys.into_iter().map(|(key, address, row)| {
            let row = row as usize;
            let sample = Sample {
                number: 0,
                address,
                label: table.label(row).map(str::to_owned),
                family: known.owned.family(row),
                values: table.columns.iter().map(|column| column.text(row)).collect(),
            };
            Found { key, block: address >> 32, position: address as u32, sample }
        });
        let (blocks, n_samples) = table.blocks.iter().copied().unzip();
        Self { blocks: Packed(blocks), n_samples: Packed(n_samples), found: found.collect() }
    }
}

fn keep_smallest(keys: &mut Vec<(u128, u64, u32)>, n: usize) {
    keys.sort_unstable();
    keys.truncate(n);
}

/// The samples in the order of the file, from all parts.
pub fn merge(parts: Vec<ExcerptPart>, question: &ExcerptQuestion) -> Vec<Sample> {
    let blocks = parts.iter().flat_map(|part| part.blocks.0.iter().zip(&part.n_samples.0));
    let mut blocks: Vec<(u64, u64)> = blocks.map(|(block, n)| (*block, u64::from(*n))).collect();
    blocks.sort_unstable();
    let mut before = 0;
    for (_, n) in &mut blocks {
        before += std::mem::replace(n, before);
    }
    let mut found: Vec<Found> = parts.into_iter().flat_map(|part| part.found).collect();
    found.sort_by_key(|found| found.key);
    let mut found: Vec<Found> = found.into_iter().take(question.n as usize).collect();
    found.sort_by_key(|found| (found.block, found.position));
    let number = |found: &Found| {
        let place = blocks.binary_search_by_key(&found.block, |(block, _)| *block).ok();
        let before = place.and_then(|place| blocks.get(place)).map_or(0, |(_, before)| *before);
        before + u64::from(found.position) + 1
    };
    found.into_iter().map(|found| Sample { number: number(&found), ..found.sample }).collect()
}
