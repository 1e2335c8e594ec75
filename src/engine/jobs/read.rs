//! Reading a shard's blocks into a new table.

use std::collections::VecDeque;

use crate::data::block::{Block, poll_block, prefetch_block};
use crate::data::error::DataError;
use crate::data::interner::Values;
use crate::data::reader::{BlockReport, read_lines};
use crate::data::schema::Schema;
use crate::data::source::Source;
use crate::data::table::{Column, Table};
use crate::data::table_builder::TableBuilder;
use crate::engine::job::{Job, Turn};
use crate::engine::order::{Census, Reply, Share};
use crate::engine::packed::Packed;

/// Blocks whose bytes are on their way while one is worked on.
const N_PREFETCHED: u64 = 3;

/// Reads blocks until the shard's share is done.
pub struct ReadJob<S> {
    job: u32,
    leading_lines: u64,
    blocks: Blocks<S>,
    builder: Option<TableBuilder>,
    reports: Vec<BlockReport>,
    broke_off: Option<DataError>,
    table: Option<Table>,
}

enum Blocks<S> {
    Own { source: S, next: u64, fetched: u64, step: u64, n_blocks: u64, buffer: Vec<u8> },
    Dealt { waiting: VecDeque<Block>, complete: bool },
}

impl<S: Source> ReadJob<S> {
    /// Prepares to read a share; one with blocks of its own needs the source.
    pub fn new(job: u32, schema: Schema, share: Share, source: Option<S>) -> Self {
        let blocks = match (share, source) {
            (Share::Own { first, step, n_blocks }, Some(source)) => {
                Blocks::Own { source, next: first, fetched: first, step, n_blocks, buffer: Vec::new() }
            }
            (Share::Own { .. }, None) => Blocks::Dealt { waiting: VecDeque::new(), complete: true },
            (Share::Dealt, _) => Blocks::Dealt { waiting: VecDeque::new(), complete: false },
        };
        Self {
            job,
            leading_lines: schema.leading_lines,
            blocks,
            builder: Some(TableBuilder::new(schema)),
            reports: Vec::new(),
            broke_off: None,
            table: None,
        }
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

    /// The table, once it is read.
    pub fn take_table(&mut self) -> Option<Table> {
        self.table.take()
    }

    fn next_block(&mut self) -> Next {
        match &mut self.blocks {
            Blocks::Dealt { waiting, complete } => match waiting.pop_front() {
                Some(block) => Next::Block(block),
                None if *complete => Next::End,
                None => Next::Wait,
            },
            Blocks::Own { next, n_blocks, .. } if *next >= *n_blocks => Next::End,
            Blocks::Own { source, next, fetched, step, n_blocks, buffer } => {
                while *fetched < (*next + N_PREFETCHED * *step).min(*n_blocks) {
                    prefetch_block(source, *fetched);
                    *fetched += *step;
                }
                match poll_block(source, *next, buffer) {
                    Ok(Some(block)) => {
                        *next += *step;
                        Next::Block(block)
                    }
                    Ok(None) => Next::Wait,
                    Err(error) => {
                        self.broke_off = Some(error);
                        Next::End
                    }
                }
            }
        }
    }
}

enum Next {
    Block(Block),
    Wait,
    End,
}

impl<S: Source> Job<Reply> for ReadJob<S> {
    fn step(&mut self, emit: &mut dyn FnMut(Reply)) -> Turn {
        let block = match self.next_block() {
            Next::Block(block) => block,
            Next::Wait => return Turn::Rest,
            Next::End => {
                if let Some(builder) = self.builder.take() {
                    let table = builder.finish();
                    let reports = std::mem::take(&mut self.reports);
                    let census = Box::new(take_census(&table, reports, self.broke_off.take()));
                    emit(Reply::TableRead { job: self.job, census });
                    self.table = Some(table);
                }
                return Turn::Rest;
            }
        };
        if let Some(builder) = &mut self.builder {
            let before = builder.n_samples();
            let report = read_lines(&block, self.leading_lines, builder);
            let samples = builder.n_samples() - before;
            emit(Reply::BlockRead { job: self.job, bytes: block.bytes.len() as u64, samples });
            if report.n_lines > 0 {
                self.reports.push(report);
            }
        }
        Turn::More
    }
}

fn take_census(table: &Table, blocks: Vec<BlockReport>, broke_off: Option<DataError>) -> Census {
    let only_value = |column: &Column| (column.n_values() == 1).then(|| column.text(0));
    let label_names = match &table.labels.values {
        Values::Categorical(names) => names.clone(),
        Values::Numeric(_) => Vec::new(),
    };
    Census {
        blocks,
        broke_off,
        vector_hashes: Packed(table.vector_hashes.clone()),
        labels: table.labels.codes.iter().collect(),
        label_names,
        copies: Packed(table.copies.clone()),
        first_lines: Packed(table.first_lines.clone()),
        only_values: table.columns.iter().map(only_value).collect(),
        table_bytes: table.n_bytes(),
    }
}
