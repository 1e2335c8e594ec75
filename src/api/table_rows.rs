//! Connections of any table that is known.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::json;
use super::rows::Rows;
use crate::data::block::Block;
use crate::data::error::DataError;
use crate::data::format::{HEAD_BYTES, recognise};
use crate::data::reader::read_lines;
use crate::data::schema::{Corrections, Role};
use crate::data::table::Table;
use crate::data::table_builder::TableBuilder;
use crate::data::value::Value;

/// A file's connections, equal ones stored once.
pub struct TableRows {
    table: Table,
    label: Option<String>,
}

impl TableRows {
    /// Reads a file's plain text.
    ///
    /// # Errors
    /// When it is no table that is known.
    pub fn read(text: Vec<u8>) -> Result<Self, DataError> {
        let head = text.get(..HEAD_BYTES).unwrap_or(&text);
        let schema = recognise(head, text.len() < HEAD_BYTES, &Corrections::default(), None)?.schema;
        let mut builder = TableBuilder::new(schema);
        read_lines(&Block { index: 0, bytes: text, cut: false }, &mut builder);
        let (table, _) = builder.finish().into_table();
        let label = table.schema.fields.iter().find(|field| field.role == Role::Label);
        Ok(Self { label: label.map(|field| field.name.clone()), table })
    }
}

impl Rows for TableRows {
    fn n_samples(&self) -> usize {
        self.table.order.n_codes()
    }

    fn connection(&self, sample: usize) -> Vec<u8> {
        json(&Row { rows: self, row: self.table.order.at(sample) as usize })
    }
}

struct Row<'a> {
    rows: &'a TableRows,
    row: usize,
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let table = &self.rows.table;
        let mut fields = serializer.serialize_map(None)?;
        for (feature, column) in table.schema.features.iter().zip(&table.columns) {
            match column.value(self.row) {
                Value::Number(number) if number.is_finite() && number == (number as i64) as f64 => {
                    fields.serialize_entry(&feature.name, &(number as i64))?;
                }
                value => fields.serialize_entry(&feature.name, &value)?,
            }
        }
        if let (Some(name), Some(label)) = (&self.rows.label, table.label(self.row)) {
            fields.serialize_entry(name, label)?;
        }
        fields.end()
    }
}
