//! Encoders: what a feature's value becomes in the matrix that detectors see.

use serde::{Deserialize, Serialize};

use crate::data::interner::Values;
use crate::data::schema::{FeatureKind, Schema};
use crate::data::table::Column;

/// Turns samples into rows of numbers; fitted on training samples, applied to any.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Encoder {
    columns: Vec<ColumnEncoding>,
}

/// How one feature is encoded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum ColumnEncoding {
    /// The number itself.
    Plain,
    /// `ln(1 + x)`, sign kept: on heavy tails ratios mean more than differences.
    SignedLog1p,
    /// Minus the logarithm of how frequent the name is among training samples: rare names lie far out.
    NegLogFrequency {
        /// Names seen in training, in byte order.
        names: Vec<String>,
        /// Their encoded values.
        values: Vec<f32>,
        /// Where a name lies that training has not seen: as one sample among n + 1 would.
        unseen: f32,
    },
}

/// How often each name of a categorical feature occurs among training samples.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameCounts {
    /// Names in byte order.
    pub names: Vec<String>,
    /// Training samples with each of them.
    pub counts: Vec<u64>,
}

impl Encoder {
    /// Learns from `n_samples` training samples: one entry of `name_counts` a feature, empty for numeric ones.
    pub fn fit(schema: &Schema, name_counts: &[NameCounts], n_samples: u64) -> Self {
        let columns = schema.features.iter().zip(name_counts).map(|(feature, counts)| match feature.kind {
            FeatureKind::Numeric { heavy_tail: false } => ColumnEncoding::Plain,
            FeatureKind::Numeric { heavy_tail: true } => ColumnEncoding::SignedLog1p,
            FeatureKind::Categorical => neg_log_frequency(counts, n_samples),
        });
        Self { columns: columns.collect() }
    }

    /// Width of the encoded matrix.
    pub fn n_features(&self) -> usize {
        self.columns.len()
    }

    /// The encoded value of every code of a column: `table[code]`.
    pub fn code_table(&self, column_idx: usize, column: &Column) -> Vec<f32> {
        match (self.columns.get(column_idx), &column.values) {
            (Some(ColumnEncoding::Plain), Values::Numeric(values)) => {
                values.iter().map(|x| *x as f32).collect()
            }
            (Some(ColumnEncoding::SignedLog1p), Values::Numeric(values)) => {
                values.iter().map(|x| (libm::log1p(x.abs()).copysign(*x)) as f32).collect()
            }
            (
                Some(ColumnEncoding::NegLogFrequency { names, values, unseen }),
                Values::Categorical(present),
            ) => {
                let encode = |name: &String| {
                    names.binary_search(name).ok().and_then(|rank| values.get(rank)).unwrap_or(unseen)
                };
                present.iter().map(encode).copied().collect()
            }
            // A column of another kind than in training says nothing: it lies where every sample lies.
            (_, Values::Numeric(values)) => vec![0.0; values.len()],
            (_, Values::Categorical(values)) => vec![0.0; values.len()],
        }
    }
}

fn neg_log_frequency(counts: &NameCounts, n_samples: u64) -> ColumnEncoding {
    let seen = || counts.names.iter().zip(&counts.counts).filter(|(_, count)| **count > 0);
    let value = |count: u64| libm::log(n_samples as f64 / count as f64) as f32;
    ColumnEncoding::NegLogFrequency {
        names: seen().map(|(name, _)| name.clone()).collect(),
        values: seen().map(|(_, count)| value(*count)).collect(),
        unseen: libm::log(n_samples as f64 + 1.0) as f32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::codes::Codes;
    use crate::data::schema::{Feature, Field};

    fn schema() -> Schema {
        let feature = |name: &str, kind| Feature { name: name.into(), kind };
        Schema {
            features: vec![
                feature("bytes", FeatureKind::Numeric { heavy_tail: true }),
                feature("rate", FeatureKind::Numeric { heavy_tail: false }),
                feature("flag", FeatureKind::Categorical),
            ],
            fields: vec![Field::Feature; 3],
            delimiter: b',',
            leading_lines: 0,
        }
    }

    fn encoder() -> Encoder {
        let counts =
            NameCounts { names: vec!["REJ".into(), "S0".into(), "SF".into()], counts: vec![1, 0, 3] };
        Encoder::fit(&schema(), &[NameCounts::default(), NameCounts::default(), counts], 4)
    }

    fn column(values: Values) -> Column {
        Column { codes: Codes::default(), values }
    }

    #[test]
    fn heavy_tails_are_bent_and_rates_are_not() {
        let numbers = || column(Values::Numeric(vec![-1.0, 0.0, 0.5]));
        let bent = [-std::f32::consts::LN_2, 0.0, libm::log(1.5) as f32];
        assert_eq!(encoder().code_table(0, &numbers()), bent);
        assert_eq!(encoder().code_table(1, &numbers()), [-1.0, 0.0, 0.5]);
    }

    #[test]
    fn rare_names_lie_far_out_and_unseen_ones_farthest() {
        let names = column(Values::Categorical(vec!["RSTO".into(), "REJ".into(), "S0".into(), "SF".into()]));
        // Of four training samples one is REJ and three are SF; RSTO and S0 were not seen.
        let [unseen, rej, sf] = [5.0, 4.0, 4.0 / 3.0].map(|odds| libm::log(odds) as f32);
        assert_eq!(encoder().code_table(2, &names), [unseen, rej, unseen, sf]);
    }
}
