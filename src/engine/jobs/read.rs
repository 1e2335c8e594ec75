//! Reading a shard's blocks into a new table.

use std::collections::VecDeque;
use std::ops::Range;

use crate::data::block::{Block, Run};
use crate::data::error::DataError;
use crate::data::reader::{BlockReport, read_lines};
use crate::data::schema::Schema;
use crate::data::source::Source;
use crate::data::table::{Table, Values};
use crate::data::table_builder::{Finishing, TableBuilder};
use crate::engine::job::{Job, Turn};
use crate::engine::order::{Census, OwnShare, Reply, Share};

/// Runs that are fetched when the first of them is waited for; then all but that one are on their way while it is worked on.
const N_PREFETCHED: u64 = 2;

/// Reads blocks until the shard's share is done, then makes a table of them.
pub struct ReadJob<S> {
    job: u32,
    blocks: Blocks<S>,
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

enum Blocks<S> {
    Own(Own<S>),
    Dealt { waiting: VecDeque<Block>, complete: bool },
}

/// Blocks that a shard reads from the source itself.
struct Own<S> {
    source: S,
    share: OwnShare,
    /// Numbers of the runs to be read and to be fetched next.
    next: u64,
    fetched: u64,
    run: Run,
}

impl<S: Source> Own<S> {
    fn blocks(&self, run: u64) -> Range<u64> {
        let first = run * self.share.run;
        first.min(self.share.n_blocks)..(first + self.share.run).min(self.share.n_blocks)
    }

    fn next_block(&mut self) -> Next {
        loop {
            let index = self.run.first();
            match self.run.next_block(&self.source) {
                Ok(Some(block)) => return Next::Block(block),
                Ok(None) => {}
                Err(error) => return Next::Broken(index, error),
            }
            let ahead = self.next + N_PREFETCHED * self.share.n_shards;
            while self.fetched < ahead && !self.blocks(self.fetched).is_empty() {
                Run::prefetch(&self.source, &self.blocks(self.fetched));
                self.fetched += self.share.n_shards;
            }
            let blocks = self.blocks(self.next);
            if blocks.is_empty() {
                return Next::End;
            }
            let first = blocks.start;
            match self.run.poll(&self.source, blocks) {
                Ok(true) => self.next += self.share.n_shards,
                Ok(false) => return Next::Wait,
                Err(error) => return Next::Broken(first, error),
            }
        }
    }
}

impl<S: Source> ReadJob<S> {
    /// Prepares to read a share; one with blocks of its own needs the source.
    pub fn new(job: u32, schema: Schema, share: Share, source: Option<S>) -> Self {
        let blocks = match (share, source) {
            (Share::Own(share), Some(source)) => {
                let (next, fetched) = (share.shard, share.shard);
                Blocks::Own(Own { source, share, next, fetched, run: Run::default() })
            }
            (Share::Own(_), None) => Blocks::Dealt { waiting: VecDeque::new(), complete: true },
            (Share::Dealt, _) => Blocks::Dealt { waiting: VecDeque::new(), complete: false },
        };
        let stage = Stage::Reading(Box::new(TableBuilder::new(schema)));
        Self { job, blocks, stage, reports: Vec::new(), untold: (0, 0) }
    }

    /// Number of the job.
    pub const fn job(&self) -> u32 {
        self.job
    }

    /// Takes a dealt block in.
    pub fn deal(&mut self, block: Block) {
        if let Blocks::Dealt { waiting, .. } = &mut self.blocks {
            waiting.push_back(block);
        }
    }

    /// Notes that no more blocks will be dealt.
    pub fn dealt_all(&mut self) {
        if let Blocks::Dealt { complete, .. } = &mut self.blocks {
            *complete = true;
        }
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
        let census = Census {
            blocks: std::mem::take(&mut self.reports),
            n_rows: table.n_rows() as u64,
            label_names,
            profiles,
            table_bytes: table.n_bytes(),
        };
        Some((table, census))
    }

    /// Whether the coordinator should hear of the block that was read: of every one where it deals them and waits for room, else
    /// only of the last one of a run, since a message keeps both threads from their work.
    const fn is_worth_telling(&self) -> bool {
        match &self.blocks {
            Blocks::Dealt { .. } => true,
            Blocks::Own(own) => own.run.is_empty(),
        }
    }

    /// Whether a table is being made.
    pub const fn is_finishing(&self) -> bool {
        matches!(self.stage, Stage::Finishing(_))
    }

    fn next_block(&mut self) -> Next {
        match &mut self.blocks {
            Blocks::Dealt { waiting, complete } => match waiting.pop_front() {
                Some(block) => Next::Block(block),
                None if *complete => Next::End,
                None => Next::Wait,
            },
            Blocks::Own(own) => own.next_block(),
        }
    }
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
                if self.is_worth_telling() {
                    let (bytes, samples) = std::mem::take(&mut self.untold);
                    emit(Reply::BlockRead { job: self.job, bytes, samples });
                }
                if report.n_lines > 0 {
                    self.reports.push(report);
                }
                return Turn::More;
            }
            Next::Wait => return Turn::Rest,
            Next::End => None,
            Next::Broken(block, error) => Some((block, error)),
        };
        if let Stage::Reading(builder) = std::mem::replace(&mut self.stage, Stage::Done) {
            self.stage = Stage::Read(builder);
        }
        emit(Reply::AllRead { job: self.job, broke_off });
        Turn::Rest
    }
}
