//! Merging shards' censuses: which shard owns which distinct row, and what the file holds in all.

use std::collections::BTreeMap;

use super::event::{LabelCount, LoadSummary};
use super::order::{Census, Settlement};
use crate::data::content_hash::{draw_key, hash_bytes};
use crate::data::label::{Family, FamilyCounts};
use crate::data::load_report::{LoadReport, SHOWN_SKIPS, SkippedLine};
use crate::data::schema::Schema;

/// What all shards together hold.
pub struct Merged {
    /// What each shard owns.
    pub settlements: Vec<Settlement>,
    /// What the file holds; name, format and size are still to be filled in.
    pub summary: LoadSummary,
    /// Lines before each block.
    pub lines_before: BTreeMap<u64, u64>,
}

/// A shard's distinct row.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    vector_hash: u128,
    /// Position among all labels in byte order.
    label: u32,
    first_line: u64,
    shard: u32,
    row: u32,
    copies: u32,
}

/// Finds for every distinct row the shard whose line comes first, and adds up.
pub fn merge(censuses: &[Census], schema: &Schema) -> Merged {
    let labels = all_labels(censuses);
    let mut rows = all_rows(censuses, &labels);
    rows.sort_unstable();
    let mut settlements = vec![Settlement::default(); censuses.len()];
    let mut counts = vec![(0, 0); labels.len().max(1)];
    let (mut n_distinct, mut n_vectors, mut fingerprint) = (0, 0, 0_u128);
    let label_key =
        |label: u32| labels.get(label as usize).map_or(0, |name| hash_bytes(0, name.as_bytes()) as u64);
    for vector in rows.chunk_by(|a, b| a.vector_hash == b.vector_hash) {
        n_vectors += 1;
        let first_line = vector.iter().map(|row| row.first_line).min().unwrap_or(0);
        for same in vector.chunk_by(|a, b| a.label == b.label) {
            n_distinct += 1;
            let copies: u64 = same.iter().map(|row| u64::from(row.copies)).sum();
            if let Some((owner, others)) = same.split_first() {
                settle(&mut settlements, owner, others, copies, owner.first_line > first_line);
                let hash = draw_key(label_key(owner.label), owner.vector_hash);
                fingerprint = fingerprint.wrapping_add(hash.wrapping_mul(copies.into()));
                if let Some((samples, distinct)) = counts.get_mut(owner.label as usize) {
                    *samples += copies;
                    *distinct += 1;
                }
            }
        }
    }
    let (report, lines_before) = merge_reports(censuses);
    let mut summary = LoadSummary {
        name: String::new(),
        format: String::new(),
        bytes: 0,
        n_samples: counts.iter().map(|(samples, _)| samples).sum(),
        n_distinct,
        n_distinct_vectors: n_vectors,
        n_features: schema.features.len() as u32,
        labelled: schema.labelled(),
        families: FamilyCounts::default(),
        distinct_families: FamilyCounts::default(),
        labels: Vec::new(),
        constant_features: constant_features(censuses, schema),
        report,
        table_bytes: censuses.iter().map(|census| census.table_bytes).sum(),
        fingerprint: format!("{fingerprint:032x}"),
    };
    count_labels(&mut summary, &labels, &counts);
    Merged { settlements, summary, lines_before }
}

fn all_labels(censuses: &[Census]) -> Vec<String> {
    let mut labels: Vec<String> =
        censuses.iter().flat_map(|census| census.label_names.iter().cloned()).collect();
    labels.sort_unstable();
    labels.dedup();
    labels
}

fn all_rows(censuses: &[Census], labels: &[String]) -> Vec<Row> {
    let of_shard = |(shard, census): (usize, &Census)| {
        let place = |name: &String| labels.binary_search(name).unwrap_or(0) as u32;
        let global: Vec<u32> = census.label_names.iter().map(place).collect();
        let hashes = census.vector_hashes.0.iter().zip(&census.labels.0);
        let counts = census.first_lines.0.iter().zip(&census.copies.0);
        hashes
            .zip(counts)
            .enumerate()
            .map(|(row, ((vector_hash, label), (first_line, copies)))| Row {
                vector_hash: *vector_hash,
                label: global.get(*label as usize).copied().unwrap_or(0),
                first_line: *first_line,
                shard: shard as u32,
                row: row as u32,
                copies: *copies,
            })
            .collect::<Vec<Row>>()
    };
    censuses.iter().enumerate().flat_map(of_shard).collect()
}

/// Notes who owns a distinct row of which several shards may hold copies.
fn settle(settlements: &mut [Settlement], owner: &Row, others: &[Row], copies: u64, shadowed: bool) {
    for lost in others {
        if let Some(settlement) = settlements.get_mut(lost.shard as usize) {
            settlement.lost.0.push(lost.row);
        }
    }
    let Some(settlement) = settlements.get_mut(owner.shard as usize) else {
        return;
    };
    if shadowed {
        settlement.shadowed.0.push(owner.row);
    }
    if !others.is_empty() {
        settlement.shared.0.push(owner.row);
        settlement.copies.0.push(u32::try_from(copies).unwrap_or(u32::MAX));
    }
}

fn count_labels(summary: &mut LoadSummary, labels: &[String], counts: &[(u64, u64)]) {
    let family = |label: usize| labels.get(label).map_or(Family::Unknown, |name| Family::of_label(name));
    for (label, (samples, distinct)) in counts.iter().enumerate() {
        if let (Some(all), Some(all_distinct)) = (
            summary.families.get_mut(family(label).index()),
            summary.distinct_families.get_mut(family(label).index()),
        ) {
            *all += samples;
            *all_distinct += distinct;
        }
    }
    let count = |(label, (name, (samples, distinct))): (usize, (&String, &(u64, u64)))| LabelCount {
        label: name.clone(),
        family: family(label),
        samples: *samples,
        distinct: *distinct,
    };
    summary.labels = labels.iter().zip(counts).enumerate().map(count).collect();
    summary.labels.sort_by(|a, b| b.samples.cmp(&a.samples).then_with(|| a.label.cmp(&b.label)));
}

fn constant_features(censuses: &[Census], schema: &Schema) -> Vec<String> {
    let is_constant = |column_idx: usize| {
        let mut only_values = censuses
            .iter()
            .filter(|census| !census.copies.0.is_empty())
            .map(|census| census.only_values.get(column_idx).cloned().flatten());
        let first = only_values.next().flatten();
        first.is_some() && only_values.all(|value| value == first)
    };
    let names = schema.features.iter().enumerate();
    names.filter(|(idx, _)| is_constant(*idx)).map(|(_, feature)| feature.name.clone()).collect()
}

/// Puts the blocks' reports in file order, and line numbers in terms of the file.
fn merge_reports(censuses: &[Census]) -> (LoadReport, BTreeMap<u64, u64>) {
    let mut blocks: Vec<_> = censuses.iter().flat_map(|census| &census.blocks).collect();
    blocks.sort_by_key(|block| block.index);
    let mut report = LoadReport::default();
    let mut lines_before = BTreeMap::new();
    for block in blocks {
        lines_before.insert(block.index, report.n_lines);
        for skipped in block.first_skipped.iter().take(SHOWN_SKIPS - report.first_skipped.len()) {
            let line = report.n_lines + skipped.line + 1;
            report.first_skipped.push(SkippedLine { line, ..skipped.clone() });
        }
        report.n_lines += block.n_lines;
        report.n_blank += block.n_blank;
        for (kind, count) in &block.skipped {
            report.n_skipped += count;
            match report.by_reason.iter_mut().find(|(known, _)| known == kind) {
                Some((_, sum)) => *sum += count,
                None => report.by_reason.push((kind.clone(), *count)),
            }
        }
    }
    report.by_reason.sort();
    (report, lines_before)
}
