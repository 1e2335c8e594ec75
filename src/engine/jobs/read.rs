//! Reading a shard's blocks into a new table.

use std::collections::VecDeque;
use std::ops::Range;

use crate::data::block::{BLOCK_BYTES, Block, Given, Run};
use crate::data::content_hash::{draw_key, hash_bytes};
use crate::data::error::DataError;
use crate::data::reader::{BlockReport, read_lines};
use crate::data::schema::Schema;
use crate::data::source::Source;
use crate::data::table::{Table, Values};
use crate::data::table_builder::{Finishing, TableBuilder};
use crate::engine::job::{Job, Turn};
use crate::engine::order::{Census, Reply};

/// So many bytes of a run are told of together.
const TOLD_BYTES: u64 = 8 * BLOCK_BYTES;

/// Reads blocks until the shard's share is done, then makes a table of them.
pub struct ReadJob<S> {
    job: u32,
    /// The file, when the shard reads blocks itself.
    source: Option<S>,
    /// What waits to be read.
    dealt: VecDeque<Dealt>,
    /// Whether nothing more will be dealt.
    complete: bool,
    stage: Stage,
    reports: Vec<BlockReport>,
    /// Bytes and samples that were read and not told of yet.
    untold: (u64, u64),
}

enum Stage {
    Reading(Box<TableBuilder>),
    /// Nothing is left to read; the coordinator says what is to be kept.
    Read(Box<TableBuilder>),
    Finishing(Box<Finishing>),
    Done,
}

enum Dealt {
    /// A block that came with its bytes.
    Block(Block),
    /// Blocks of the source, whose bytes are coming.
    Run(Run),
}

impl<S: Source> ReadJob<S> {
    /// Prepares to read what will be dealt; runs of blocks need the source.
    pub fn new(job: u32, schema: Schema, source: Option<S>) -> Self {
        let stage = Stage::Reading(Box::new(TableBuilder::new(schema)));
        Self {
            job,
            source,
            dealt: VecDeque::new(),
            complete: false,
            stage,
            reports: Vec::new(),
            untold: (0, 0),
        }
    }

    /// Number of the job.
    pub const fn job(&self) -> u32 {
        self.job
    }

    /// Takes a dealt block in.
    pub fn deal(&mut self, block: Block) {
        self.dealt.push_back(Dealt::Block(block));
    }

    /// Takes in which blocks are to be read next, and has their bytes come.
    pub fn deal_run(&mut self, blocks: Range<u64>) {
        if let (Some(source), Stage::Reading(_)) = (&self.source, &self.stage) {
            self.dealt.push_back(Dealt::Run(Run::open(source, blocks)));
        }
    }

    /// Notes that no more blocks will be dealt.
    pub const fn dealt_all(&mut self) {
        self.complete = true;
    }

    /// Has a table made of the blocks before the given one.
    pub fn finish(&mut self, before: u64) {
        if let Stage::Reading(mut builder) | Stage::Read(mut builder) =
            std::mem::replace(&mut self.stage, Stage::Done)
        {
            if self.reports.iter().any(|report| report.index >= before) {
                builder.truncate(before);
                self.reports.retain(|report| report.index < before);
            }
            self.stage = Stage::Finishing(Box::new(builder.finish()));
        }
    }

    /// Puts some of the table in order; the table and what the coordinator must know of it, once it is done.
    pub fn finish_some(&mut self) -> Option<(Table, Census)> {
        if let Stage::Finishing(finishing) = &mut self.stage
            && finishing.next_column()
        {
            return None;
        }
        let Stage::Finishing(finishing) = std::mem::replace(&mut self.stage, Stage::Done) else {
            return None;
        };
        let (table, profiles) = finishing.into_table();
        let label_names = match &table.labels.values {
            Values::Categorical(names) => names.clone(),
            Values::Numeric(_) => Vec::new(),
        };
        let (label_counts, fingerprint) = count_labels(&table, &label_names);
        let census = Census {
            blocks: std::mem::take(&mut self.reports),
            n_rows: table.n_rows() as u64,
            label_names,
            label_counts,
            fingerprint,
            profiles,
            table_bytes: table.n_bytes(),
        };
        Some((table, census))
    }

    /// Whether a table is being made.
    pub const fn is_finishing(&self) -> bool {
        matches!(self.stage, Stage::Finishing(_))
    }

    fn next_block(&mut self) -> Next {
        while let Some(dealt) = self.dealt.pop_front() {
            let (mut run, source) = match (dealt, &self.source) {
                (Dealt::Block(block), _) => return Next::Block(block),
                (Dealt::Run(run), Some(source)) => (run, source),
                (Dealt::Run(_), None) => continue,
            };
            let index = run.first();
            let next = match run.next_block(source) {
                Ok(Given::Block(block)) => Next::Block(block),
                Ok(Given::Wait) => Next::Wait,
                Ok(Given::Nothing) => continue,
                Err(error) => return Next::Broken(index, error),
            };
            self.dealt.push_front(Dealt::Run(run));
            return next;
        }
        if self.complete { Next::End } else { Next::Wait }
    }

    /// Ends the reading of a block. The coordinator should hear of every one that it dealt, since it waits for room, but only of some
    /// of a run, since a message keeps both threads from their work.
    fn end_block(&mut self, block: Block, emit: &mut dyn FnMut(Reply)) {
        let mut is_last = true;
        if let Some(Dealt::Run(run)) = self.dealt.front_mut() {
            run.reuse(block.bytes);
            is_last = run.is_empty();
            if !is_last && self.untold.0 < TOLD_BYTES {
                return;
            }
        }
        let (bytes, samples) = std::mem::take(&mut self.untold);
        emit(Reply::BlockRead { job: self.job, bytes, samples, is_last });
    }
}

/// Samples and rows of each label, and the sum of the hashes of all samples with their labels.
fn count_labels(table: &Table, names: &[String]) -> (Vec<(u64, u64)>, u128) {
    let keys: Vec<u64> = names.iter().map(|name| hash_bytes(0, name.as_bytes()) as u64).collect();
    let (mut counts, mut fingerprint) = (vec![(0, 0); names.len().max(1)], 0_u128);
    for (row, (hash, copies)) in table.vector_hashes.iter().zip(&table.copies).enumerate() {
        let label = table.labels.codes.at(row) as usize;
        let hash = draw_key(keys.get(label).copied().unwrap_or(0), *hash);
        fingerprint = fingerprint.wrapping_add(hash.wrapping_mul((*copies).into()));
        if let Some((samples, rows)) = counts.get_mut(label) {
            *samples += u64::from(*copies);
            *rows += 1;
        }
    }
    (counts, fingerprint)
}

enum Next {
    Block(Block),
    Wait,
    End,
    Broken(u64, DataError),
}

impl<S: Source> Job<Reply> for ReadJob<S> {
    fn step(&mut self, emit: &mut dyn FnMut(Reply)) -> Turn {
        if !matches!(self.stage, Stage::Reading(_)) {
            return Turn::Rest;
        }
        let next = self.next_block();
        let Stage::Reading(builder) = &mut self.stage else {
            return Turn::Rest;
        };
        let broke_off = match next {
            Next::Block(block) => {
                let before = builder.n_samples();
                let report = read_lines(&block, builder);
                self.untold.0 += block.bytes.len() as u64;
                self.untold.1 += builder.n_samples() - before;
                if report.n_lines > 0 {
                    self.reports.push(report);
                }
                self.end_block(block, emit);
                return Turn::More;
            }
            Next::Wait => return Turn::Rest,
            Next::End => None,
            Next::Broken(block, error) => Some((block, error)),
        };
        if let Stage::Reading(builder) = std::mem::replace(&mut self.stage, Stage::Done) {
            self.stage = Stage::Read(builder);
        }
        // Runs that wait behind a broken one would keep their files open.
        self.dealt.clear();
        emit(Reply::AllRead { job: self.job, broke_off });
        Turn::Rest
    }
}
