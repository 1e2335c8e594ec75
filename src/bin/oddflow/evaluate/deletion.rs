//! Whether contributions name what makes a row strange: how far its score falls when the features named first are made
//! usual, against features taken at random.

use oddflow::data::content_hash::draw_key;
use oddflow::data::label::Family;
use serde::Serialize;

use super::trial::{Tested, Trained};

/// How many features are replaced.
const N_REPLACED: [usize; 3] = [1, 3, 5];
/// Rows that are looked at: enough for two digits.
const MAX_ROWS: usize = 5000;

/// Mean scores after some features were replaced by their training median.
#[derive(Serialize)]
pub struct Deletion {
    n_rows: usize,
    /// Mean score before.
    untouched: f64,
    curve: Vec<Point>,
}

/// One point of the curve.
#[derive(Serialize)]
struct Point {
    replaced: usize,
    /// The features with the highest contributions.
    most_telling: f64,
    /// Others at random, of those that differ from their median.
    random: f64,
}

impl Deletion {
    /// Measures the curve on flagged attacks among the tested rows, at most some thousand of them.
    pub fn measure(trained: &Trained, rows: &Tested<'_>, fitted: &[f32], limit: f64, seed: u64) -> Self {
        let width = trained.encoder.n_features().max(1);
        let medians = medians(fitted, width);
        let chosen = flagged_attacks(rows, limit, seed);
        let x = trained.encoder.encode(&rows.test.table, &chosen);
        let samples: Vec<Candidate> =
            x.chunks_exact(width).map(|sample| Candidate::new(trained, sample, &medians, seed)).collect();
        let mean = |changed: &dyn Fn(&Candidate) -> Vec<f32>| {
            let x: Vec<f32> = samples.iter().flat_map(changed).collect();
            let mut scores = Vec::new();
            trained.forest.score_next(&x, width, &mut scores);
            scores.iter().sum::<f64>() / scores.len().max(1) as f64
        };
        let point = |replaced| Point {
            replaced,
            most_telling: mean(&|sample| sample.replaced(&sample.by_contribution, replaced, &medians)),
            random: mean(&|sample| sample.replaced(&sample.at_random, replaced, &medians)),
        };
        Self {
            n_rows: samples.len(),
            untouched: mean(&|sample| sample.values.clone()),
            curve: N_REPLACED.map(point).into(),
        }
    }

    /// Lines for people.
    pub fn lines(&self) -> String {
        let head = format!("\nmean score of {} flagged attacks: {:.4}\n", self.n_rows, self.untouched);
        let line = |point: &Point| {
            let Point { replaced, most_telling, random } = point;
            format!("  {replaced} replaced: {most_telling:.4} by contribution, {random:.4} at random\n")
        };
        head + &self.curve.iter().map(line).collect::<String>()
    }
}

/// A sample with its features in two orders.
struct Candidate {
    values: Vec<f32>,
    by_contribution: Vec<usize>,
    at_random: Vec<usize>,
}

impl Candidate {
    fn new(trained: &Trained, sample: &[f32], medians: &[f32], seed: u64) -> Self {
        let contributions = trained.forest.contributions(sample);
        let mut by_contribution: Vec<usize> = (0..sample.len()).collect();
        by_contribution.sort_by(|a, b| contributions[*b].total_cmp(&contributions[*a]));
        let content = sample.iter().fold(seed, |sum, x| draw_key(sum, x.to_bits().into()) as u64);
        let mut at_random: Vec<usize> = (0..sample.len()).filter(|i| sample[*i] != medians[*i]).collect();
        at_random.sort_by_key(|feature_idx| draw_key(content, *feature_idx as u128));
        Self { values: sample.to_vec(), by_contribution, at_random }
    }

    fn replaced(&self, order: &[usize], n: usize, medians: &[f32]) -> Vec<f32> {
        let mut values = self.values.clone();
        order.iter().take(n).for_each(|feature_idx| values[*feature_idx] = medians[*feature_idx]);
        values
    }
}

fn medians(x: &[f32], width: usize) -> Vec<f32> {
    let median = |feature_idx: usize| {
        let mut column: Vec<f32> = x.iter().skip(feature_idx).step_by(width).copied().collect();
        column.sort_by(f32::total_cmp);
        column.get(column.len() / 2).copied().unwrap_or(0.0)
    };
    (0..width).map(median).collect()
}

fn flagged_attacks(rows: &Tested<'_>, limit: f64, seed: u64) -> Vec<u32> {
    let is_one = |row: &usize| {
        rows.is_tested(*row)
            && rows.scores.get(*row).is_some_and(|score| *score > limit)
            && rows.test.families.get(*row) != Some(&Family::Normal)
    };
    let mut chosen: Vec<u32> = (0..rows.test.table.n_rows()).filter(is_one).map(|row| row as u32).collect();
    let hash = |row: &u32| rows.test.table.vector_hashes.get(*row as usize).copied().unwrap_or(0);
    chosen.sort_by_key(|row| draw_key(seed, hash(row)));
    chosen.truncate(MAX_ROWS);
    chosen
}
