//! Files become tables, as in the page but in one piece.

use std::path::Path;

use oddflow::data::block::Block;
use oddflow::data::format::{HEAD_BYTES, recognise};
use oddflow::data::inflate::{Inflater, STEP_BYTES, is_gzip};
use oddflow::data::label::Family;
use oddflow::data::reader::read_lines;
use oddflow::data::table::Table;
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

/// Reads a labelled file, plain or gzip.
///
/// # Errors
/// A sentence when it can't be read, is no known table or has no labels.
pub fn load(path: &Path, options: &LoadOptions<'_>) -> Result<Loaded, String> {
    if options.label.is_some() || options.normal.is_some() {
        return Err(
            "`--label` and `--normal` are for tables of other columns, which are not read yet.".to_owned()
        );
    }
    let shown = path.display();
    let bytes = std::fs::read(path).map_err(|error| format!("cannot read {shown}: {error}."))?;
    let bytes =
        if is_gzip(&bytes) { inflate(&bytes).map_err(|error| format!("{shown}: {error}."))? } else { bytes };
    let head = bytes.get(..HEAD_BYTES).unwrap_or(&bytes);
    let schema = recognise(head).map_err(|error| format!("{shown}: {error}."))?.schema;
    if !schema.labelled() {
        return Err(format!("{shown} has no labels to compare with."));
    }
    let leading_lines = schema.leading_lines;
    let mut builder = TableBuilder::new(schema);
    read_lines(&Block { index: 0, bytes, cut: false }, leading_lines, &mut builder);
    let table = builder.finish();
    if table.n_rows() == 0 {
        return Err(format!("{shown} holds no sample."));
    }
    let by_code = table.label_families();
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
