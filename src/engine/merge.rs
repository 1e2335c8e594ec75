//! Merging what shards read: which shard owns which distinct row, and what the file holds in all.
//!
//! In parts of all hashes, so that the coordinator holds a few megabytes at a time, twenty where shards have most rows in common. Most rows are met in one shard alone:
//! hashes tell which ones are not, and only these are looked at.

use std::collections::BTreeMap;

use super::event::{ColumnRole, ColumnSummary, LabelCount, LoadSummary, Overlap};
use super::order::{Census, RowsPart, Settlement};
use crate::data::label::{Family, FamilyCounts};
use crate::data::label_column::normal_of;
use crate::data::load_report::{LoadReport, SHOWN_SKIPS, SkippedLine};
use crate::data::profile::ColumnProfile;
use crate::data::schema::{Role, Schema};

/// Rows of all shards whose hashes are compared at once, or up to twice as many, since each part has everybody wait for the
/// others: 2 MB at most, and as much again for what each is compared with.
const PART_HASHES: u64 = 1 << 17;
/// The like, at most, of a file whose rows may all be those of the file to be trained on, so that all must be looked at: about 3 MB.
const PART_ROWS: u64 = 1 << 16;

/// What the shards have read, on its way into one summary.
pub struct Merger {
    censuses: Vec<Census>,
    /// All labels in byte order.
    labels: Vec<String>,
    /// Of each shard the place of its labels among all.
    places: Vec<Vec<u32>>,
    /// Samples and distinct rows of each label; rows that several shards have still count in each.
    counts: Vec<(u64, u64)>,
    /// Distinct vectors, counted in the same way.
    n_vectors: u64,
    overlap: Overlap,
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

impl Merger {
    /// Prepares to merge; one census a shard.
    pub fn new(censuses: Vec<Census>) -> Self {
        let mut labels: Vec<String> =
            censuses.iter().flat_map(|census| census.label_names.iter().cloned()).collect();
        labels.sort_unstable();
        labels.dedup();
        let place = |name: &String| labels.binary_search(name).unwrap_or(0) as u32;
        let places: Vec<Vec<u32>> =
            censuses.iter().map(|census| census.label_names.iter().map(place).collect()).collect();
        let mut counts = vec![(0, 0); labels.len().max(1)];
        for (census, places) in censuses.iter().zip(&places) {
            for (label, (samples, rows)) in census.label_counts.iter().enumerate() {
                let place = places.get(label).copied().unwrap_or(0);
                if let Some((all_samples, all_rows)) = counts.get_mut(place as usize) {
                    *all_samples += samples;
                    *all_rows += rows;
                }
            }
        }
        Self {
            counts,
            n_vectors: censuses.iter().map(|census| census.n_rows).sum(),
            censuses,
            places,
            labels,
            overlap: Overlap { vectors: 0, samples: 0 },
        }
    }

    /// How many parts the rows are to be merged in; `n_known` is the number of vectors of the file to be trained on, when this
    /// one is to be scored.
    pub fn n_parts(&self, n_known: Option<u64>) -> u32 {
        let n_rows: u64 = self.censuses.iter().map(|census| census.n_rows).sum();
        let n_parts = match n_known {
            None => n_rows / PART_HASHES,
            Some(n_known) => n_rows.div_ceil(PART_ROWS).max((n_rows + n_known).div_ceil(PART_HASHES)),
        };
        n_parts.max(1) as u32
    }

    /// Finds for every row that shards may have in common the one whose line comes first, and takes the others off what was counted.
    /// One entry a shard.
    pub fn merge(&mut self, parts: &[RowsPart]) -> Vec<Settlement> {
        let mut rows: Vec<Row> =
            parts.iter().enumerate().flat_map(|(shard, part)| self.rows(shard, part)).collect();
        // The stable sort finds the parts in order and merges them.
        rows.sort();
        let mut known: Vec<u128> =
            parts.iter().flat_map(|part| part.training_hashes.0.iter().copied()).collect();
        known.sort_unstable();
        let mut settlements = vec![Settlement::default(); parts.len()];
        for vector in rows.chunk_by(|a, b| a.vector_hash == b.vector_hash) {
            self.n_vectors -= vector.len() as u64 - 1;
            let first_line = vector.iter().map(|row| row.first_line).min().unwrap_or(0);
            for same in vector.chunk_by(|a, b| a.label == b.label) {
                if let Some((owner, others)) = same.split_first() {
                    let copies: u64 = same.iter().map(|row| u64::from(row.copies)).sum();
                    settle(&mut settlements, owner, others, copies, owner.first_line > first_line);
                    if let Some((_, distinct)) = self.counts.get_mut(owner.label as usize) {
                        *distinct -= others.len() as u64;
                    }
                }
            }
            if vector.first().is_some_and(|row| known.binary_search(&row.vector_hash).is_ok()) {
                self.overlap.vectors += 1;
                self.overlap.samples += vector.iter().map(|row| u64::from(row.copies)).sum::<u64>();
            }
        }
        settlements
    }

    fn rows<'a>(&'a self, shard: usize, part: &'a RowsPart) -> impl Iterator<Item = Row> + use<'a> {
        let places = self.places.get(shard).map(Vec::as_slice).unwrap_or_default();
        let hashes = part.vector_hashes.0.iter().zip(&part.labels.0);
        let counts = part.first_lines.0.iter().zip(&part.copies.0);
        let rows = hashes.zip(counts).zip(&part.rows.0);
        rows.map(move |(((vector_hash, label), (first_line, copies)), row)| Row {
            vector_hash: *vector_hash,
            label: places.get(*label as usize).copied().unwrap_or(0),
            first_line: *first_line,
            shard: shard as u32,
            row: *row,
            copies: *copies,
        })
    }

    /// What the file holds, once all parts are merged; name, format, size and memory are still to be filled in. Decides which
    /// label means harmless, when the schema leaves that open. `training` has the schema and profiles of the file to be
    /// trained on, when this one is to be scored.
    pub fn finish(
        self,
        schema: &mut Schema,
        training: Option<(&Schema, &[ColumnProfile])>,
    ) -> (LoadSummary, BTreeMap<u64, u64>, Vec<ColumnProfile>) {
        if schema.labelled() && schema.normal.is_none() {
            let counted: Vec<(&str, u64)> =
                self.labels.iter().map(String::as_str).zip(self.counts.iter().map(|count| count.0)).collect();
            schema.normal = normal_of(&counted).map(str::to_owned);
        }
        let (report, lines_before) = merge_reports(&self.censuses);
        let mut profiles = vec![ColumnProfile::default(); schema.features.len()];
        for census in &self.censuses {
            profiles.iter_mut().zip(&census.profiles).for_each(|(sum, profile)| sum.add(profile));
        }
        // Copies add up over all shards, so that the sum is that of all samples, whoever has them.
        let fingerprint =
            self.censuses.iter().fold(0_u128, |sum, census| sum.wrapping_add(census.fingerprint));
        let mut summary = LoadSummary {
            name: String::new(),
            format: String::new(),
            bytes: 0,
            n_samples: self.counts.iter().map(|(samples, _)| samples).sum(),
            n_distinct: self.counts.iter().map(|(_, distinct)| distinct).sum(),
            n_distinct_vectors: self.n_vectors,
            n_features: schema.features.len() as u32,
            labelled: schema.labelled(),
            families: FamilyCounts::default(),
            distinct_families: FamilyCounts::default(),
            labels: Vec::new(),
            normal: schema.normal.clone().filter(|_| schema.labelled()),
            columns: columns(schema, &profiles, training, &lines_before),
            overlap: training.map(|_| self.overlap),
            report,
            table_bytes: self.censuses.iter().map(|census| census.table_bytes).sum(),
            memory_bytes: 0,
            fingerprint: format!("{fingerprint:032x}"),
        };
        count_labels(&mut summary, schema, &self.labels, &self.counts);
        (summary, lines_before, profiles)
    }
}

/// The line number of an address, counted from 1.
pub fn line_number(lines_before: &BTreeMap<u64, u64>, address: u64) -> u64 {
    let before = lines_before.get(&(address >> 32)).copied().unwrap_or(0);
    before + (address & u64::from(u32::MAX)) + 1
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

fn count_labels(summary: &mut LoadSummary, schema: &Schema, labels: &[String], counts: &[(u64, u64)]) {
    let family = |label: usize| labels.get(label).map_or(Family::Unknown, |name| schema.family(name));
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

fn columns(
    schema: &Schema,
    profiles: &[ColumnProfile],
    training: Option<(&Schema, &[ColumnProfile])>,
    lines_before: &BTreeMap<u64, u64>,
) -> Vec<ColumnSummary> {
    let column = |field: &crate::data::schema::Field| {
        let (role, profile, feature_idx) = match field.role {
            Role::Feature(idx) => {
                let kind = schema.features.get(idx as usize).map(|feature| feature.kind)?;
                (ColumnRole::Feature(kind), profiles.get(idx as usize)?.clone(), Some(idx))
            }
            Role::Label => (ColumnRole::Label, ColumnProfile::default(), None),
            Role::Ignored(unused) => (ColumnRole::Unused(unused), ColumnProfile::default(), None),
        };
        let known = training
            .and_then(|(_, profiles)| profiles.get(feature_idx? as usize))
            .filter(|known| !known.has_more_names && !profile.has_more_names);
        let is_unseen = |known: &ColumnProfile, name: &&String| known.names.binary_search(name).is_err();
        let unseen =
            known.map(|known| profile.names.iter().filter(|name| is_unseen(known, name)).cloned().collect());
        Some(ColumnSummary {
            name: field.name.clone(),
            role,
            misfit_line: profile
                .first_misfit
                .as_ref()
                .map(|(address, _)| line_number(lines_before, *address)),
            unseen: unseen.unwrap_or_default(),
            profile,
        })
    };
    schema.fields.iter().filter_map(column).collect()
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use std::sync::Arc;

    use super::*;
    use crate::data::format::recognise;
    use crate::data::schema::Corrections;
    use crate::engine::command::Place;
    use crate::engine::hashes_of::repeated;
    use crate::engine::order::{Order, Reply};
    use crate::engine::shard::Shard;

    const HEADER: &str = "bytes,flag,label\n";

    /// What a file holds that some shards read in blocks of so many lines each, over and over.
    fn read(lines: &[String], block_lines: &[usize], n_shards: usize) -> LoadSummary {
        let example = format!("{HEADER}1,SF,normal\n2,S0,bad\n3,SF,normal\n");
        let corrections = Corrections::default();
        let mut schema = recognise(example.as_bytes(), true, &corrections, None).expect("a table").schema;
        let mut shards: Vec<Shard<Arc<[u8]>>> = (0..n_shards).map(|_| Shard::default()).collect();
        let mut all = |order: &dyn Fn(usize) -> Order| -> Vec<Reply> {
            let one = |(number, shard): (usize, &mut Shard<_>)| {
                shard.order(order(number), None);
                let mut replies = Vec::new();
                for _ in 0..lines.len() + 20 {
                    shard.step(&mut |reply| replies.push(reply));
                }
                replies
            };
            shards.iter_mut().enumerate().flat_map(one).collect()
        };
        all(&|_| Order::Read { job: 1, schema: schema.clone() });
        let mut rest = lines;
        for (index, n_lines) in (0..).zip(block_lines.iter().cycle()) {
            let (block, after) = rest.split_at((*n_lines).min(rest.len()));
            rest = after;
            let head = if index == 0 { HEADER } else { "" };
            let bytes = format!("{head}{}", block.concat()).into_bytes();
            all(&|shard| match shard == index as usize % n_shards {
                true => Order::Block { job: 1, index, cut: false, bytes: bytes.clone() },
                false => Order::Block { job: 0, index, cut: false, bytes: Vec::new() },
            });
            if rest.is_empty() {
                break;
            }
        }
        all(&|_| Order::LastBlock { job: 1 });
        let censuses =
            all(&|_| Order::Finish { job: 1, before: u64::MAX }).into_iter().map(|reply| match reply {
                Reply::TableRead { census, .. } => *census,
                other => panic!("{other:?}"),
            });
        let mut merger = Merger::new(censuses.collect());
        let of = merger.n_parts(None) + 2;
        for part in 0..of {
            let hashes = all(&|_| Order::Hashes { job: 1, part, of, place: Place::Train });
            let hashes = hashes.into_iter().map(|reply| match reply {
                Reply::Hashes { hashes, .. } => *hashes,
                other => panic!("{other:?}"),
            });
            let repeated = repeated(&hashes.collect::<Vec<_>>());
            let rows = all(&|_| Order::Rows { job: 1, hashes: repeated.clone() });
            let rows = rows.into_iter().map(|reply| match reply {
                Reply::Rows { rows, .. } => *rows,
                other => panic!("{other:?}"),
            });
            merger.merge(&rows.collect::<Vec<_>>());
        }
        let (mut summary, ..) = merger.finish(&mut schema, None);
        // Addresses count blocks; lines, which stand beside them, do not.
        for (address, _) in
            summary.columns.iter_mut().filter_map(|column| column.profile.first_misfit.as_mut())
        {
            *address = 0;
        }
        LoadSummary { table_bytes: 0, memory_bytes: 0, ..summary }
    }

    /// Open quotes are left out: they are followed to the end of their block, which is one reason for blocks to depend on bytes alone.
    fn line() -> impl Strategy<Value = String> {
        let bytes = prop::sample::select(vec!["0", "0.0", "1", "1e0", "2", "70000", "-0", "?", "x", ""]);
        let flag = prop::sample::select(vec!["SF", "S0", "\"S,F\"", " SF", "caf\u{e9}"]);
        let label = prop::sample::select(vec!["normal", "normal.", "bad"]);
        let row = (bytes, flag, label).prop_map(|(bytes, flag, label)| format!("{bytes},{flag},{label}\n"));
        prop_oneof![20 => row, 1 => Just("\n".to_owned()), 1 => Just("1,SF\n".to_owned())]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn a_table_is_the_same_however_it_is_cut_and_dealt(
            lines in prop::collection::vec(line(), 1..60),
            block_lines in prop::collection::vec(1_usize..9, 1..6),
        ) {
            let expected = read(&lines, &[lines.len()], 1);
            for n_shards in [1, 2, 3, 7] {
                prop_assert_eq!(&read(&lines, &block_lines, n_shards), &expected, "{} shards", n_shards);
                prop_assert_eq!(&read(&lines, &[1], n_shards), &expected, "{} shards, a line a block", n_shards);
            }
        }
    }
}
