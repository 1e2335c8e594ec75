//! Files become tables, as in the page but in one piece.

use std::path::Path;

use oddflow::data::block::Block;
use oddflow::data::format::{HEAD_BYTES, recognise};
use oddflow::data::inflate::{Inflater, STEP_BYTES, is_gzip};
use oddflow::data::label::Family;
use oddflow::data::label_column::normal_of;
use oddflow::data::reader::read_lines;
use oddflow::data::schema::{Choice, Corrections, Schema};
use oddflow::data::table::{Table, Values};
use oddflow::data::table_builder::TableBuilder;

/// What can't be inferred from a file.
pub struct LoadOptions<'a> {
    /// Column of the labels.
    pub label: Option<&'a str>,
    /// Label of harmless rows.
    pub normal: Option<&'a str>,
}

/// A file's distinct rows and the family of each.
pub struct Loaded {
    /// The rows.
    pub table: Table,
    /// One entry a row.
    pub families: Vec<Family>,
}

/// Reads a labelled file, plain or gzip. `like` is the schema of the file that is trained on, when this one is to be scored.
///
/// # Errors
/// A sentence when it can't be read, is no known table or has no labels.
pub fn load(path: &Path, options: &LoadOptions<'_>, like: Option<&Schema>) -> Result<Loaded, String> {
    let shown = path.display();
    let bytes = std::fs::read(path).map_err(|error| format!("cannot read {shown}: {error}."))?;
    let bytes =
        if is_gzip(&bytes) { inflate(&bytes).map_err(|error| format!("{shown}: {error}."))? } else { bytes };
    let head = bytes.get(..HEAD_BYTES).unwrap_or(&bytes);
    let corrections = Corrections {
        columns: options.label.iter().map(|name| ((*name).to_owned(), Choice::Label)).collect(),
        normal: options.normal.map(str::to_owned),
    };
    let recognised = recognise(head, bytes.len() < HEAD_BYTES, &corrections, like);
    let schema = recognised.map_err(|error| format!("{shown}: {error}."))?.schema;
    if !schema.labelled() {
        return Err(format!("{shown} has no labels to compare with; `--label COLUMN` names them."));
    }
    let mut builder = TableBuilder::new(schema);
    read_lines(&Block { index: 0, bytes, cut: false }, &mut builder);
    let (mut table, _) = builder.finish().into_table();
    if table.n_rows() == 0 {
        return Err(format!("{shown} holds no sample."));
    }
    let names: &[String] = match &table.labels.values {
        Values::Categorical(names) => names,
        Values::Numeric(_) => &[],
    };
    if table.schema.normal.is_none() {
        let mut counts = vec![0; names.len()];
        for (code, copies) in table.labels.codes.iter().zip(&table.copies) {
            if let Some(count) = counts.get_mut(code as usize) {
                *count += u64::from(*copies);
            }
        }
        let counted: Vec<(&str, u64)> = names.iter().map(String::as_str).zip(counts).collect();
        table.schema.normal = normal_of(&counted).map(str::to_owned);
    }
    let by_code: Vec<Family> = names.iter().map(|name| table.schema.family(name)).collect();
    let family = |code: u32| by_code.get(code as usize).copied().unwrap_or(Family::Unknown);
    let families = table.labels.codes.iter().map(family).collect();
    Ok(Loaded { table, families })
}

fn inflate(compressed: &[u8]) -> Result<Vec<u8>, oddflow::data::error::DataError> {
    let (mut inflater, mut bytes) = (Inflater::default(), Vec::new());
    for part in compressed.chunks(STEP_BYTES) {
        inflater.push(part, &mut bytes)?;
    }
    inflater.finish(&mut bytes)?;
    Ok(bytes)
}
