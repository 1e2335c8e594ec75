//! Encoders: what a sample's features become in the matrix that detectors see.

use serde::{Deserialize, Serialize};

use super::input_kind::InputKind;
use crate::data::schema::{FeatureKind, Schema};
use crate::data::table::{Column, Table, Values};
use crate::data::value::Value;

/// How features are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Encoding {
    /// What becomes of names.
    pub categories: CategoryEncoding,
    /// Whether heavy-tailed numbers become `ln(1 + x)`, on which ratios mean more than differences.
    pub log1p: bool,
}

/// What becomes of a categorical feature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CategoryEncoding {
    /// Alphabetical rank among training samples' names, as scikit-learn's `LabelEncoder`; -1 for an unseen name.
    Ordinal,
    /// One column a name, 1 where it stands; all 0 for an unseen name.
    OneHot,
    /// Minus the logarithm of how frequent the name is among training samples: rare names lie far out, unseen ones farthest.
    NegLogFrequency,
}

impl Default for Encoding {
    fn default() -> Self {
        Self { categories: CategoryEncoding::NegLogFrequency, log1p: true }
    }
}

/// Turns samples into rows of numbers; fitted on training samples, applied to any.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Encoder {
    /// Encoded features in order.
    features: Vec<EncodedFeature>,
}

/// One column of the encoded matrix.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct EncodedFeature {
    /// The feature that it comes from.
    feature_idx: u32,
    rule: Rule,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Rule {
    /// The number itself.
    Plain,
    /// `ln(1 + |x|)` with the sign of x.
    SignedLog1p,
    /// A number for every name, in byte order, and one for all others.
    Names { names: Vec<String>, values: Vec<f32>, unseen: f32 },
    /// 1 for this name, 0 for others.
    Is { name: String },
}

/// How often each name of a categorical feature occurs among training samples.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameCounts {
    /// Names in byte order.
    pub names: Vec<String>,
    /// Training samples with each of them.
    pub counts: Vec<u64>,
}

impl NameCounts {
    /// Counts a column's names in some rows; empty for numbers. A row that stands in the list twice counts twice.
    pub fn of(column: &Column, rows: &[u32]) -> Self {
        let Values::Categorical(names) = &column.values else {
            return Self::default();
        };
        let mut counts = vec![0; names.len()];
        for row in rows {
            if let Some(count) = counts.get_mut(column.codes.at(*row as usize) as usize) {
                *count += 1;
            }
        }
        Self { names: names.clone(), counts }
    }
}

impl Encoder {
    /// Learns from `n_samples` training samples: one entry of `name_counts` a feature, empty for numeric ones.
    pub fn fit(encoding: Encoding, schema: &Schema, name_counts: &[NameCounts], n_samples: u64) -> Self {
        let rules =
            |(feature_idx, (feature, counts)): (usize, (&crate::data::schema::Feature, &NameCounts))| {
                let rules = match feature.kind {
                    FeatureKind::Numeric { heavy_tail } if heavy_tail && encoding.log1p => {
                        vec![Rule::SignedLog1p]
                    }
                    FeatureKind::Numeric { .. } => vec![Rule::Plain],
                    FeatureKind::Categorical => name_rules(encoding.categories, counts, n_samples),
                };
                let feature_idx = feature_idx as u32;
                rules.into_iter().map(move |rule| EncodedFeature { feature_idx, rule }).collect::<Vec<_>>()
            };
        Self { features: schema.features.iter().zip(name_counts).enumerate().flat_map(rules).collect() }
    }

    /// Width of the encoded matrix.
    pub fn n_features(&self) -> usize {
        self.features.len()
    }

    /// For every encoded feature the feature that it comes from.
    pub fn feature_idxs(&self) -> impl Iterator<Item = usize> {
        self.features.iter().map(|feature| feature.feature_idx as usize)
    }

    /// What each column of the encoded matrix holds: ranks of names, or numbers.
    pub fn columns(&self) -> Vec<InputKind> {
        let kind = |feature: &EncodedFeature| match &feature.rule {
            // Frequencies have no negative logarithm among them, ranks have -1 for the unseen.
            Rule::Names { names, unseen, .. } if *unseen < 0.0 => {
                InputKind::Category { n_names: names.len() as u32 }
            }
            _ => InputKind::Number,
        };
        self.features.iter().map(kind).collect()
    }

    /// The encoded matrix of some rows `[rows.len(), n_features]`, row by row.
    pub fn encode(&self, table: &Table, rows: &[u32]) -> Vec<f32> {
        let width = self.n_features().max(1);
        let mut x = vec![0.0; rows.len() * self.n_features()];
        for (feature_idx, code_table) in self.code_tables(table).iter().enumerate() {
            let Some(column) = table.columns.get(code_table.column_idx) else {
                continue;
            };
            for (sample, row) in x.chunks_exact_mut(width).zip(rows) {
                let code = column.codes.at(*row as usize) as usize;
                if let (Some(to), Some(from)) = (sample.get_mut(feature_idx), code_table.values.get(code)) {
                    *to = *from;
                }
            }
        }
        x
    }

    /// Appends the encoded form of one sample, given feature by feature, to `x`.
    pub fn encode_sample(&self, values: &[Value], x: &mut Vec<f32>) {
        x.extend(self.features.iter().map(|feature| {
            let value = values.get(feature.feature_idx as usize);
            value.and_then(|value| feature.rule.of_value(value)).unwrap_or(0.0)
        }));
    }

    /// For every encoded feature the feature that it comes from.
    pub fn sources(&self) -> impl Iterator<Item = usize> {
        self.features.iter().map(|feature| feature.feature_idx as usize)
    }

    /// Whether an encoder of unknown origin can be used on samples of so many features.
    pub fn is_sound(&self, n_features: usize) -> bool {
        self.features.iter().all(|feature| {
            let rule_is_sound = match &feature.rule {
                Rule::Names { names, values, .. } => names.len() == values.len() && names.is_sorted(),
                Rule::Plain | Rule::SignedLog1p | Rule::Is { .. } => true,
            };
            (feature.feature_idx as usize) < n_features && rule_is_sound
        })
    }

    /// For every encoded feature the column that it comes from and the encoded value of each of that column's codes.
    pub fn code_tables(&self, table: &Table) -> Vec<CodeTable> {
        let code_table = |feature: &EncodedFeature| {
            let column_idx = feature.feature_idx as usize;
            let values = table.columns.get(column_idx).map(|column| feature.rule.apply(column));
            CodeTable { column_idx, values: values.unwrap_or_default() }
        };
        self.features.iter().map(code_table).collect()
    }
}

/// What one encoded feature makes of a column's codes.
#[derive(Clone, Debug, PartialEq)]
pub struct CodeTable {
    /// The column.
    pub column_idx: usize,
    /// Encoded value of every code.
    pub values: Vec<f32>,
}

impl Rule {
    fn apply(&self, column: &Column) -> Vec<f32> {
        let encoded: Option<Vec<f32>> = match &column.values {
            Values::Numeric(values) => values.iter().map(|x| self.of_number(*x)).collect(),
            Values::Categorical(names) => names.iter().map(|name| self.of_name(name)).collect(),
        };
        // A column of another kind than in training says nothing: it lies where every sample lies.
        encoded.unwrap_or_else(|| vec![0.0; column.n_values()])
    }

    fn of_value(&self, value: &Value) -> Option<f32> {
        match value {
            Value::Number(x) => self.of_number(*x),
            Value::Name(name) => self.of_name(name),
        }
    }

    fn of_number(&self, x: f64) -> Option<f32> {
        match self {
            Self::Plain => Some(x as f32),
            Self::SignedLog1p => Some(libm::log1p(x.abs()).copysign(x) as f32),
            Self::Names { .. } | Self::Is { .. } => None,
        }
    }

    fn of_name(&self, name: &str) -> Option<f32> {
        match self {
            Self::Plain | Self::SignedLog1p => None,
            Self::Names { names, values, unseen } => {
                let rank = names.binary_search_by(|known| known.as_str().cmp(name)).ok();
                Some(rank.and_then(|rank| values.get(rank)).copied().unwrap_or(*unseen))
            }
            Self::Is { name: wanted } => Some(f32::from(u8::from(name == wanted))),
        }
    }
}

fn name_rules(categories: CategoryEncoding, counts: &NameCounts, n_samples: u64) -> Vec<Rule> {
    let seen = || counts.names.iter().zip(&counts.counts).filter(|(_, count)| **count > 0);
    let names = || seen().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    match categories {
        CategoryEncoding::Ordinal => {
            let values = (0..seen().count()).map(|rank| rank as f32).collect();
            vec![Rule::Names { names: names(), values, unseen: -1.0 }]
        }
        CategoryEncoding::OneHot => names().into_iter().map(|name| Rule::Is { name }).collect(),
        CategoryEncoding::NegLogFrequency => {
            let value = |count: u64| libm::log(n_samples as f64 / count as f64) as f32;
            let values = seen().map(|(_, count)| value(*count)).collect();
            // As one sample among n + 1 would lie.
            let unseen = libm::log(n_samples as f64 + 1.0) as f32;
            vec![Rule::Names { names: names(), values, unseen }]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::table_builder::TableBuilder;

    fn table(lines: &[&str]) -> Table {
        let schema = Schema::of_features(&[
            ("bytes", FeatureKind::Numeric { heavy_tail: true }),
            ("rate", FeatureKind::Numeric { heavy_tail: false }),
            ("flag", FeatureKind::Categorical),
        ]);
        let mut builder = TableBuilder::new(schema);
        lines.iter().for_each(|line| builder.push_line(line.as_bytes(), 0).expect("a sample"));
        builder.finish().into_table().0
    }

    /// Encoded values by feature, for the flags REJ, RSTO, S0 and SF, of which training saw REJ once and SF three times.
    fn encoded(categories: CategoryEncoding, log1p: bool) -> Vec<Vec<f32>> {
        let table = table(&["-1,0.5,SF", "0,-1,REJ", "0.5,0,RSTO", "0,0,S0"]);
        let counts =
            NameCounts { names: vec!["REJ".into(), "S0".into(), "SF".into()], counts: vec![1, 0, 3] };
        let counts = [NameCounts::default(), NameCounts::default(), counts];
        let encoder = Encoder::fit(Encoding { categories, log1p }, &table.schema, &counts, 4);
        let tables = encoder.code_tables(&table);
        assert_eq!(encoder.n_features(), tables.len());
        tables.into_iter().map(|table| table.values).collect()
    }

    #[test]
    fn heavy_tails_are_bent_and_rates_are_not() {
        let bent = [-std::f32::consts::LN_2, 0.0, libm::log(1.5) as f32];
        assert_eq!(encoded(CategoryEncoding::Ordinal, true)[..2], [bent, [-1.0, 0.0, 0.5]]);
        assert_eq!(encoded(CategoryEncoding::Ordinal, false)[..2], [[-1.0, 0.0, 0.5]; 2]);
    }

    #[test]
    fn rows_are_encoded_in_the_order_in_which_they_are_asked_for() {
        let table = table(&["3,0,SF", "1,0.5,REJ"]);
        let counts: Vec<NameCounts> =
            table.columns.iter().map(|column| NameCounts::of(column, &[0, 1, 1])).collect();
        assert_eq!(counts[2], NameCounts { names: vec!["REJ".into(), "SF".into()], counts: vec![2, 1] });
        let encoding = Encoding { categories: CategoryEncoding::Ordinal, log1p: false };
        let encoder = Encoder::fit(encoding, &table.schema, &counts, 3);
        assert_eq!(encoder.encode(&table, &[1, 0]), [1.0, 0.5, 0.0, 3.0, 0.0, 1.0]);
    }

    #[test]
    fn a_single_sample_is_encoded_like_a_row() {
        let table = table(&["3,0.25,SF", "-1,0.5,REJ", "0,0,S0"]);
        let counts: Vec<NameCounts> =
            table.columns.iter().map(|column| NameCounts::of(column, &[0, 1])).collect();
        for categories in
            [CategoryEncoding::Ordinal, CategoryEncoding::OneHot, CategoryEncoding::NegLogFrequency]
        {
            let encoder = Encoder::fit(Encoding { categories, log1p: true }, &table.schema, &counts, 2);
            let mut x = Vec::new();
            for row in 0..3 {
                let values: Vec<Value> = table.columns.iter().map(|column| column.value(row)).collect();
                encoder.encode_sample(&values, &mut x);
            }
            assert_eq!(x, encoder.encode(&table, &[0, 1, 2]));
            assert!(encoder.is_sound(3) && !encoder.is_sound(2));
        }
    }

    #[test]
    fn names_seen_in_training_and_others_have_their_places() {
        assert_eq!(encoded(CategoryEncoding::Ordinal, true)[2], [0.0, -1.0, -1.0, 1.0]);
        assert_eq!(
            encoded(CategoryEncoding::OneHot, true)[2..],
            [[1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0]]
        );
        let [unseen, rej, sf] = [5.0, 4.0, 4.0 / 3.0].map(|odds| libm::log(odds) as f32);
        assert_eq!(encoded(CategoryEncoding::NegLogFrequency, true)[2], [rej, unseen, unseen, sf]);
    }
}
