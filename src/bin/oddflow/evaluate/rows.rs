//! Which rows train, which decide the threshold, which are tested.

use oddflow::data::content_hash::draw_key;
use oddflow::data::label::Family;
use oddflow::engine::owned_table::is_held_out;

use super::load::Loaded;
use super::{Evaluate, Split, TrainOn};

/// Keeps the draw that splits a file apart from the draws of trees.
const SPLIT_SALT: u64 = 0x7370_6C69_7468_616C;
/// With fewer vectors to learn from none is held out, as in the page.
const MIN_TO_HOLD_OUT: usize = 100;

/// Rows of the training file by use. A row stands in a list once, or once for each of its copies when all rows train.
pub struct Parts {
    /// Detectors may learn from these, in the order in which samples are drawn from them.
    pub fitted: Vec<u32>,
    /// The threshold comes from these.
    pub calibrating: Vec<u32>,
    /// Vectors held out for the threshold.
    pub n_held_out: usize,
    /// Of every row whether it is tested, should the training file be tested.
    pub tested: Vec<bool>,
}

/// Decides what every row of the training file is for.
///
/// # Errors
/// A sentence when nothing is left to train on.
pub fn choose(options: &Evaluate, loaded: &Loaded) -> Result<Parts, String> {
    let hashes = &loaded.table.vector_hashes;
    let hash = |row: &u32| hashes.get(*row as usize).copied().unwrap_or(0);
    let is_normal = |row: &u32| loaded.families.get(*row as usize) == Some(&Family::Normal);
    let all: Vec<u32> = (0..loaded.table.n_rows() as u32).collect();
    let normal = || all.iter().copied().filter(is_normal).collect::<Vec<_>>();
    let mut tested = vec![true; all.len()];
    let mut rows = match (options.split, options.train_on) {
        (Some(Split::DistinctNormalHalf), _) => {
            let half = first_half(normal(), &hash, options.split_seed.unwrap_or(options.seed));
            half.iter().for_each(|row| tested[*row as usize] = false);
            half
        }
        (None, TrainOn::Normal) => normal(),
        (None, TrainOn::All) => all,
        (None, TrainOn::Distinct) => first_of_each_vector(loaded),
    };
    if rows.is_empty() {
        return Err("no row is labelled normal: choose `--train-on distinct` or `--train-on all`.".to_owned());
    }
    rows.sort_by_key(|row| draw_key(options.seed, hash(row)));
    let holds_out = options.holds_out() && rows.len() >= MIN_TO_HOLD_OUT;
    let (held_out, fitted): (Vec<u32>, Vec<u32>) =
        rows.into_iter().partition(|row| holds_out && is_held_out(hash(row)));
    let n_held_out = held_out.len();
    let repeated = |rows: Vec<u32>| match options.train_on {
        TrainOn::All => with_copies(&rows, &loaded.table.copies),
        TrainOn::Normal | TrainOn::Distinct => rows,
    };
    let fitted = repeated(fitted);
    let calibrating = if holds_out { repeated(held_out) } else { fitted.clone() };
    Ok(Parts { fitted, calibrating, n_held_out, tested })
}

/// Half of the distinct vectors among some rows, by hash.
fn first_half(mut rows: Vec<u32>, hash: &impl Fn(&u32) -> u128, seed: u64) -> Vec<u32> {
    rows.sort_by_key(|row| draw_key(seed ^ SPLIT_SALT, hash(row)));
    let vectors: Vec<&[u32]> = rows.chunk_by(|a, b| hash(a) == hash(b)).collect();
    vectors.get(..vectors.len() / 2).unwrap_or_default().concat()
}

/// Of rows that differ in nothing but the label the one whose line comes first.
fn first_of_each_vector(loaded: &Loaded) -> Vec<u32> {
    let table = &loaded.table;
    let mut rows: Vec<(u128, u64, u32)> = (0_u32..)
        .zip(table.vector_hashes.iter().zip(table.first_lines.iter()))
        .map(|(row, (hash, first_line))| (*hash, *first_line, row))
        .collect();
    rows.sort_unstable();
    rows.dedup_by_key(|(hash, _, _)| *hash);
    rows.into_iter().map(|(_, _, row)| row).collect()
}

fn with_copies(rows: &[u32], copies: &[u32]) -> Vec<u32> {
    let n_copies = |row: u32| copies.get(row as usize).map_or(0, |n| *n as usize);
    rows.iter().flat_map(|row| std::iter::repeat_n(*row, n_copies(*row))).collect()
}
