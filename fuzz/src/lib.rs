//! What the targets share: pieces of random lengths, and a text read as the shards do it, with what must then hold.

use oddflow::data::block::Block;
use oddflow::data::cutter::Cutter;
use oddflow::data::error::DataError;
use oddflow::data::format::{HEAD_BYTES, recognise};
use oddflow::data::reader::read_lines;
use oddflow::data::schema::{Choice, Corrections, Schema};
use oddflow::data::table_builder::TableBuilder;

/// Splits bytes into pieces as long as `cuts` say, over and over.
pub fn pieces<'bytes>(mut bytes: &'bytes [u8], cuts: &[u8]) -> Vec<&'bytes [u8]> {
    let mut found = Vec::new();
    let mut cuts = cuts.iter().cycle();
    while !bytes.is_empty() {
        let length = cuts.next().map_or(bytes.len(), |cut| usize::from(*cut) * usize::from(*cut) + 1);
        let (piece, rest) = bytes.split_at(length.min(bytes.len()));
        found.push(piece);
        bytes = rest;
    }
    found
}

/// Corrections of some of a schema's columns, chosen by bytes.
pub fn corrections(schema: &Schema, choices: &[u8]) -> Corrections {
    const CHOICES: [Choice; 4] = [Choice::Numeric, Choice::Categorical, Choice::Label, Choice::Off];
    let chosen = schema.fields.iter().zip(choices).filter_map(|(field, byte)| {
        let choice = *CHOICES.get(usize::from(byte % 8))?;
        Some((field.name.clone(), choice))
    });
    let normal = choices.first().filter(|byte| **byte >= 128).map(|_| "normal".to_owned());
    Corrections { columns: chosen.collect(), normal }
}

/// Recognises a text and reads it into a table.
pub fn read(text: &[u8], cuts: &[u8], corrections: &Corrections) -> Result<Schema, DataError> {
    let head = text.get(..HEAD_BYTES).unwrap_or(text);
    let schema = recognise(head, text.len() < HEAD_BYTES, corrections, None)?.schema;
    check_schema(&schema);
    let (mut cutter, mut blocks) = (Cutter::new(schema.dialect), Vec::new());
    for piece in pieces(text, cuts) {
        cutter.push(piece, |block| blocks.push(block));
    }
    cutter.finish(|block| blocks.push(block));
    if blocks.iter().all(|block: &Block| !block.cut) {
        let joined: Vec<u8> = blocks.iter().flat_map(|block| block.bytes.iter().copied()).collect();
        assert!(joined == text, "bytes were lost between blocks");
    }
    let mut builder = TableBuilder::new(schema.clone());
    let (mut n_lines, mut n_other, mut n_leading) = (0, 0, 0);
    for block in &blocks {
        let report = read_lines(block, &mut builder);
        n_lines += report.n_lines;
        n_other += report.n_blank + report.skipped.iter().map(|(_, count)| count).sum::<u64>();
        if block.index == 0 {
            n_leading = schema.leading_lines.min(report.n_lines);
        }
    }
    let n_samples = builder.n_samples();
    let n_accounted = n_samples + n_other + n_leading;
    // A quoted field may hold line ends: then a sample has several lines.
    match schema.dialect.quoted_lines {
        true => assert!(n_accounted <= n_lines, "{n_accounted} > {n_lines}"),
        false => assert_eq!(n_accounted, n_lines),
    }
    let (table, profiles) = builder.finish().into_table();
    assert_eq!(table.copies.iter().map(|copies| u64::from(*copies)).sum::<u64>(), n_samples);
    assert_eq!((table.columns.len(), profiles.len()), (schema.features.len(), schema.features.len()));
    for row in 0..table.n_rows().min(100) {
        let _ = table.label(row).map(|label| schema.family(label));
        for column in &table.columns {
            let _ = column.text(row);
        }
    }
    Ok(schema)
}

fn check_schema(schema: &Schema) {
    assert!(!schema.features.is_empty() && schema.features.len() <= schema.fields.len());
}
