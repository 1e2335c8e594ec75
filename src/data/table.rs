//! Tables: the distinct samples of one shard, column by column, each column as ranks into its sorted values.

use crate::data::chunks::{Chunks, CodeChunks};
use crate::data::codes::Codes;
use crate::data::reader::line_address;
use crate::data::schema::Schema;
use crate::data::value::Value;

/// What a column's values are, by code.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Numbers; those that are missing are NaN, see [`crate::data::number::Gap`].
    Numeric(Vec<f64>),
    /// Names; a missing one is empty.
    Categorical(Vec<String>),
}

/// Distinct samples with their multiplicities.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What the columns are.
    pub schema: Schema,
    /// One column a feature.
    pub columns: Vec<Column>,
    /// Labels without their final dot; no value in a file without labels.
    pub labels: Column,
    /// Hash of a row's features, the same in every shard.
    pub vector_hashes: Chunks<u128>,
    /// How many samples are equal to the row.
    pub copies: Vec<u32>,
    /// Address of the first of them: block << 32 | line within the block, both from 0.
    pub first_lines: Chunks<u64>,
    /// Row of every sample, in the order in which the shard read them.
    pub order: CodeChunks,
    /// Blocks that the shard read, ascending, each with the number of samples in it.
    pub blocks: Vec<(u64, u32)>,
    /// Addresses of lines in these blocks that are no sample, ascending: headers, blank and skipped ones, those within a record.
    pub gaps: Vec<u64>,
}

/// One column of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Position of each row's value in `values`.
    pub codes: Codes,
    /// Distinct values that occur: numbers ascending, missing ones last; names in byte order.
    pub values: Values,
}

impl Column {
    /// A column whose codes are the ranks of the values that occur.
    pub fn ranked(values: Values, codes: CodeChunks) -> Self {
        let n_values = match &values {
            Values::Numeric(values) => values.len(),
            Values::Categorical(values) => values.len(),
        };
        let mut occurs = vec![false; n_values];
        codes.for_each(|code| {
            if let Some(flag) = occurs.get_mut(code) {
                *flag = true;
            }
        });
        match values {
            Values::Numeric(values) => {
                let (order, ranks) = ranks(&values, &occurs, f64::total_cmp);
                Self { codes: under_ranks(codes, &ranks), values: Values::Numeric(order) }
            }
            Values::Categorical(values) => {
                let (order, ranks) = ranks(&values, &occurs, Ord::cmp);
                Self { codes: under_ranks(codes, &ranks), values: Values::Categorical(order) }
            }
        }
    }

    /// A column of plain numbers.
    pub fn of_numbers(numbers: &[f64]) -> Self {
        let mut values = numbers.to_vec();
        values.sort_unstable_by(f64::total_cmp);
        values.dedup_by_key(|number| number.to_bits());
        values.shrink_to_fit();
        let rank =
            |number: &f64| values.binary_search_by(|value| value.total_cmp(number)).unwrap_or(0) as u32;
        let codes = Codes::of(numbers.iter().map(rank), values.len() as u32);
        Self { codes, values: Values::Numeric(values) }
    }

    /// How many distinct values occur.
    pub fn n_values(&self) -> usize {
        match &self.values {
            Values::Numeric(values) => values.len(),
            Values::Categorical(values) => values.len(),
        }
    }

    /// A row's value.
    pub fn value(&self, row: usize) -> Value {
        let code = self.codes.at(row) as usize;
        match &self.values {
            Values::Numeric(values) => Value::Number(values.get(code).copied().unwrap_or(f64::NAN)),
            Values::Categorical(values) => Value::Name(values.get(code).cloned().unwrap_or_default()),
        }
    }

    /// A row's value as text.
    pub fn text(&self, row: usize) -> String {
        let code = self.codes.at(row) as usize;
        match &self.values {
            Values::Numeric(values) => {
                values.get(code).filter(|number| !number.is_nan()).map_or_else(String::new, f64::to_string)
            }
            Values::Categorical(values) => values.get(code).cloned().unwrap_or_default(),
        }
    }

    /// Bytes that the column takes.
    pub fn n_bytes(&self) -> u64 {
        let values = match &self.values {
            Values::Numeric(values) => values.len() as u64 * 8,
            Values::Categorical(values) => values.iter().map(|name| name.len() as u64 + 24).sum(),
        };
        self.codes.n_bytes() + values
    }
}

/// The codes of the same values by rank.
fn under_ranks(codes: CodeChunks, ranks: &[u32]) -> Codes {
    let largest = ranks.iter().copied().max().unwrap_or(0);
    codes.into_codes(largest, |code| ranks.get(code).copied().unwrap_or(0))
}

/// The values that occur in order, and for every old code its rank among them.
fn ranks<T: Clone>(
    values: &[T],
    occurs: &[bool],
    compare: impl Fn(&T, &T) -> std::cmp::Ordering,
) -> (Vec<T>, Vec<u32>) {
    let mut order: Vec<(usize, &T)> =
        values.iter().enumerate().zip(occurs).filter_map(|(value, occurs)| occurs.then_some(value)).collect();
    order.sort_by(|(_, a), (_, b)| compare(a, b));
    let mut ranks = vec![0; values.len()];
    for (rank, (code, _)) in order.iter().enumerate() {
        if let Some(slot) = ranks.get_mut(*code) {
            *slot = rank as u32;
        }
    }
    (order.into_iter().map(|(_, value)| value.clone()).collect(), ranks)
}

impl Table {
    /// Distinct rows.
    pub fn n_rows(&self) -> usize {
        self.copies.len()
    }

    /// Rows of a block's samples in their order, each with the sample's address; none when the shard did not read the block.
    pub fn samples_of(&self, block: u64) -> impl Iterator<Item = (u64, usize)> {
        let before = self.blocks.iter().take_while(|(index, _)| *index < block);
        let start: usize = before.map(|(_, n_samples)| *n_samples as usize).sum();
        let own = self.blocks.iter().find(|(index, _)| *index == block);
        let n_samples = own.map_or(0, |(_, n_samples)| *n_samples as usize);
        let rows = (start..start + n_samples).map(|sample| self.order.at(sample) as usize);
        let mut gaps =
            self.gaps.iter().skip(self.gaps.partition_point(|gap| *gap < line_address(block, 0))).peekable();
        let addresses = (line_address(block, 0)..).filter(move |address| gaps.next_if_eq(&address).is_none());
        addresses.zip(rows)
    }

    /// The row of the sample at an address.
    pub fn row_of_line(&self, address: u64) -> Option<usize> {
        self.samples_of(address >> 32).find(|(at, _)| *at == address).map(|(_, row)| row)
    }

    /// A row's label; `None` in a file without labels.
    pub fn label(&self, row: usize) -> Option<&str> {
        match &self.labels.values {
            Values::Categorical(names) => names.get(self.labels.codes.at(row) as usize).map(String::as_str),
            Values::Numeric(_) => None,
        }
    }

    /// Bytes that the table takes, as counted.
    pub fn n_bytes(&self) -> u64 {
        let columns: u64 = self.columns.iter().map(Column::n_bytes).sum();
        columns
            + self.labels.n_bytes()
            + self.n_rows() as u64 * (16 + 4 + 8)
            + self.order.n_bytes()
            + self.gaps.len() as u64 * 8
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::load_report::SkipReason;
    use crate::data::schema::{Dialect, Feature, FeatureKind, Field, Misfits, Role};
    use crate::data::table_builder::TableBuilder;

    fn schema() -> Schema {
        let numeric = FeatureKind::Numeric { heavy_tail: false };
        let feature = |name: &str, kind| Feature { name: name.into(), kind };
        let field = |name: &str, role| Field { name: name.into(), role };
        Schema {
            features: vec![feature("bytes", numeric), feature("flag", FeatureKind::Categorical)],
            fields: vec![
                field("bytes", Role::Feature(0)),
                field("flag", Role::Feature(1)),
                field("label", Role::Label),
            ],
            dialect: Dialect::default(),
            leading_lines: 0,
            misfits: Misfits::Skip,
            normal: Some("normal".into()),
        }
    }

    fn build(lines: &[&str]) -> (Table, Vec<SkipReason>) {
        let mut builder = TableBuilder::new(schema());
        let push = |(address, line): (usize, &&str)| builder.push_line(line.as_bytes(), address as u64).err();
        let refused = lines.iter().enumerate().filter_map(push).collect();
        (builder.finish().into_table().0, refused)
    }

    #[test]
    fn blocks_behind_a_break_leave_no_trace() {
        let mut builder = TableBuilder::new(schema());
        let mut whole = TableBuilder::new(schema());
        for (block, lines) in [(0, ["1,SF,normal.", "2,SF,normal."]), (2, ["1,SF,normal.", "7,REJ,back."])] {
            builder.start_block(block);
            lines.iter().for_each(|line| builder.push_line(line.as_bytes(), block << 32).expect("a sample"));
        }
        builder.truncate(2);
        whole.start_block(0);
        ["1,SF,normal.", "2,SF,normal."]
            .iter()
            .for_each(|line| whole.push_line(line.as_bytes(), 0).expect("a sample"));
        assert_eq!(builder.finish().into_table(), whole.finish().into_table());
    }

    #[test]
    fn the_order_of_the_file_stays_known() {
        let (table, _) = build(&["2,SF,normal.", "1,SF,normal.", "bad", "2,SF,normal."]);
        assert_eq!([0, 1, 2].map(|sample| table.order.at(sample)), [0, 1, 0]);
        assert_eq!(table.order.n_codes(), 3);
    }

    #[test]
    fn equal_samples_are_stored_once_however_they_are_written() {
        let (table, refused) =
            build(&["1,SF,normal.", "1.0,SF,normal", "2,SF,normal.", "1,SF,smurf.", "1,SF,normal."]);
        assert_eq!((table.n_rows(), refused.len()), (3, 0));
        assert!(table.copies == [3, 1, 1] && table.first_lines.iter().eq(&[0, 2, 3]));
        assert_eq!(table.vector_hashes.get(0), table.vector_hashes.get(2));
        assert_eq!((table.label(0), table.label(2)), (Some("normal"), Some("smurf")));
    }

    #[test]
    fn quoted_fields_are_read_without_their_quotes() {
        let (table, refused) =
            build(&["1,\"SF\",\"normal.\"", "\"1\",SF,normal", "2,\"S,F\",\"a \"\"b\"\".\"", "3,\"SF,x"]);
        assert_eq!((table.n_rows(), table.copies[0], refused.len()), (2, 2, 1));
        assert_eq!((table.columns[1].text(1).as_str(), table.label(1)), ("S,F", Some("a \"b\"")));
    }

    #[test]
    fn a_quoted_field_is_not_taken_for_the_start_of_itself() {
        let (table, refused) =
            build(&["1,\"S,F\",normal", "2,S,normal", "3,\",x\",\"a,b\"", "4,,a", "5,T,a"]);
        assert_eq!((table.n_rows(), refused.len()), (4, 1), "a name is missing in the fourth line");
        assert_eq!([0, 1, 2, 3].map(|row| table.columns[1].text(row)), ["S,F", "S", ",x", "T"]);
        assert_eq!([0, 1, 2, 3].map(|row| table.label(row)), ["normal", "normal", "a,b", "a"].map(Some));
    }

    #[test]
    fn refused_lines_leave_no_trace() {
        let (table, refused) = build(&["1,SF,normal.", "7,XX", "x,YY,odd.", "7,ZZ,", "2,REJ,back."]);
        assert_eq!(refused.len(), 3);
        assert_eq!(refused[0], SkipReason::FieldCount { expected: 3, found: 2 });
        assert_eq!(table.columns[0].values, Values::Numeric(vec![1.0, 2.0]));
        assert_eq!(table.columns[1].values, Values::Categorical(vec!["REJ".into(), "SF".into()]));
        assert_eq!(table.columns[1].text(1), "REJ");
    }

    #[test]
    fn many_rows_keep_their_values() {
        let lines: Vec<String> = (0..70_000).map(|i| format!("{},f{},normal.", i / 2 * 3, i % 2)).collect();
        let (table, _) = build(&lines.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(table.n_rows(), 70_000);
        assert!((0..70_000).all(|i| table.columns[0].text(i) == (i / 2 * 3).to_string()));
    }
}
