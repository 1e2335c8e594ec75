//! Scores a table's rows with an autoencoder.

use std::ops::Range;
use std::rc::Rc;

use super::models::Model;
use crate::data::table::{Column, Table};
use crate::detectors::autoencoder::Autoencoder;
use crate::detectors::autoencoder::scorer::{CHUNK_ROWS, CodeInputs, Scorer};
use crate::features::encoder::CodeTable;

/// Products of one step: less than 1 ms.
const STEP_PRODUCTS: usize = 8_000_000;
/// Most chunks of one step: in a small network rows take their time, whatever they are multiplied with.
const MAX_STEP_CHUNKS: usize = 64;

/// An autoencoder ready for one table.
pub struct LearntScorer {
    /// Per column of the matrix.
    inputs: Vec<Input>,
    scorer: Scorer,
    step_chunks: usize,
}

/// What a column of the matrix is made of.
struct Input {
    /// The table's column.
    column_idx: usize,
    /// What its codes come to.
    code_inputs: CodeInputs,
    /// The one code of all rows of this step, if it is a number's.
    of_step: Option<u32>,
    /// The same of the rows that were scored last.
    of_chunk: Option<u32>,
}

impl LearntScorer {
    /// Prepares an autoencoder for a table.
    pub fn new(model: &Rc<Model<Autoencoder>>, table: &Table) -> Self {
        let scorer = model.detector.scorer();
        let input = |(column, code_table): (usize, &CodeTable)| {
            let code_inputs = scorer.code_inputs(column, &code_table.values)?;
            Some(Input { column_idx: code_table.column_idx, code_inputs, of_step: None, of_chunk: None })
        };
        let inputs = model.encoder.code_tables(table).iter().enumerate().filter_map(input).collect();
        let step_rows = STEP_PRODUCTS / model.detector.n_parameters().max(1);
        Self { inputs, scorer, step_chunks: (step_rows / CHUNK_ROWS).clamp(1, MAX_STEP_CHUNKS) }
    }

    /// Scores the rows that follow those in `scores` and says how many they were; none at the end.
    pub fn score_next(&mut self, table: &Table, scores: &mut Vec<f64>, mse: &mut Vec<f64>) -> usize {
        let first = scores.len();
        self.look_ahead(table, first..(first + self.step_chunks * CHUNK_ROWS).min(table.n_rows()));
        for _ in 0..self.step_chunks {
            let rows = scores.len()..(scores.len() + CHUNK_ROWS).min(table.n_rows());
            if rows.is_empty() {
                break;
            }
            let keeps_numbers = self.scorer.start(rows.len());
            for Input { column_idx, code_inputs, of_step, of_chunk } in &mut self.inputs {
                let Some(Column { codes, .. }) = table.columns.get(*column_idx) else { continue };
                match code_inputs {
                    CodeInputs::Numbers { place, numbers } => {
                        let last = of_chunk.take().filter(|_| keeps_numbers);
                        *of_chunk = of_step.or_else(|| codes.constant_in(rows.clone()));
                        if of_chunk.is_none() || *of_chunk != last {
                            self.scorer
                                .take_numbers(*place, |to| codes.look_up_in(rows.clone(), numbers, to));
                        }
                    }
                    CodeInputs::Names { group_idx, places } => {
                        codes.for_each_in(rows.clone(), self.scorer.take_names(*group_idx, places));
                    }
                }
            }
            self.scorer.score_taken(scores, mse);
        }
        scores.len() - first
    }

    /// Notes which columns have one code in all rows of a step. Reading on for long in one column also brings it into the cache; from
    /// chunk to chunk it would have to be waited for.
    fn look_ahead(&mut self, table: &Table, step: Range<usize>) {
        for Input { column_idx, code_inputs, of_step, .. } in &mut self.inputs {
            let is_number = matches!(code_inputs, CodeInputs::Numbers { .. });
            let column = table.columns.get(*column_idx).filter(|_| is_number);
            *of_step = column.and_then(|column| column.codes.constant_in(step.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::schema::{FeatureKind, Schema};
    use crate::data::table_builder::TableBuilder;
    use crate::detectors::autoencoder::AutoencoderParams;
    use crate::detectors::autoencoder::training::Training;
    use crate::features::encoder::{Encoder, NameCounts};
    use ndarray::{Array2, ArrayView2};

    const N_ROWS: usize = 5 * CHUNK_ROWS - 2;

    /// A column that never changes, one that does from chunk to chunk, some of which are alike, one of names, one of numbers, one that
    /// changes every two chunks, and one that is constant in the first two alone.
    fn table() -> Table {
        let number = FeatureKind::Numeric { heavy_tail: false };
        let schema = Schema::of_features(&[
            ("one", number),
            ("few", number),
            ("flag", FeatureKind::Categorical),
            ("many", number),
            ("pair", number),
            ("late", number),
        ]);
        let mut builder = TableBuilder::new(schema);
        for row in 0..N_ROWS {
            let few = [4, 9, 9, row % 2, 9][row / CHUNK_ROWS];
            let pair = row / CHUNK_ROWS / 2;
            let late = if pair == 0 { 1 } else { row % 3 };
            let line = format!("7,{few},{},{row},{pair},{late}", ["SF", "S0"][row / 90 % 2]);
            builder.push_line(line.as_bytes(), 0).expect("a sample");
        }
        builder.finish().into_table().0
    }

    #[test]
    fn codes_that_stay_the_same_score_like_any_others() {
        let table = table();
        let rows: Vec<u32> = (0..N_ROWS as u32).collect();
        let counts: Vec<_> = table.columns.iter().map(|column| NameCounts::of(column, &rows)).collect();
        // Of so large a network a step scores two chunks.
        let large = AutoencoderParams { hidden: vec![1024, 48], ..AutoencoderParams::original() };
        let cases = [(AutoencoderParams::original(), 1), (AutoencoderParams::recommended(), 1), (large, 3)];
        for (params, n_steps) in cases {
            let encoder = Encoder::fit(params.encoding(), &table.schema, &counts, N_ROWS as u64);
            let x = Array2::from_shape_vec((N_ROWS, 6), encoder.encode(&table, &rows)).expect("a matrix");
            let none = ArrayView2::from_shape((0, 0), &[]).expect("empty");
            let training = Training::new(params, encoder.columns(), x.clone(), None).expect("valid");
            let detector = training.finish(none).expect("a network");
            let expected = detector.score_samples(x.view());
            let model = Rc::new(Model { encoder, detector });
            let (mut scorer, mut scores, mut mse) =
                (LearntScorer::new(&model, &table), Vec::new(), Vec::new());
            assert_eq!(5_usize.div_ceil(scorer.step_chunks), n_steps);
            while scorer.score_next(&table, &mut scores, &mut mse) > 0 {}
            assert_eq!(scores, expected);
            assert_eq!(mse, model.detector.mse(x.view()));
        }
    }
}
