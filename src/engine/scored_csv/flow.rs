//! An export as the coordinator sees it: read the file once more, deal its blocks, hand their parts on in the file's order.

use std::collections::{BTreeMap, VecDeque};

use super::{ScoredCsvNews, ScoredCsvOrder, ScoredCsvWish};
use crate::data::block::Block;
use crate::data::error::DataError;
use crate::data::format::HEAD_BYTES;
use crate::data::source::Source;
use crate::data::zip::ZipEntry;
use crate::engine::coordinator::Outbox;
use crate::engine::dealing::Owners;
use crate::engine::event::Event;
use crate::engine::files::Loaded;
use crate::engine::inflate::Inflation;
use crate::engine::job::Turn;
use crate::engine::order::Order;

/// Blocks under way beyond one a shard: some 3 MiB each with their parts of the CSV.
const MORE_THAN_SHARDS: usize = 2;

/// An export under way.
pub struct ScoredCsvFlow<S> {
    export: u32,
    inflation: Inflation<S>,
    /// Which shard has which blocks.
    owners: Owners,
    /// Whether reading broke off when the file was loaded, so that it may do so again.
    may_break_off: bool,
    of: u64,
    ended: bool,
    waiting: VecDeque<Block>,
    /// Blocks that shards have, in the file's order.
    dealt: VecDeque<u64>,
    /// Parts that came before the one which is next.
    ready: BTreeMap<u64, Vec<u8>>,
}

impl<S: Source> ScoredCsvFlow<S> {
    /// Starts to read the file again that is scored.
    ///
    /// # Errors
    /// When it is another file now, or cannot be read.
    pub fn start(
        export: u32,
        wish: ScoredCsvWish,
        (source, entry): (S, Option<&ZipEntry>),
        file: &Loaded,
        outbox: &mut Outbox<S>,
    ) -> Result<Self, DataError> {
        let mut head = Vec::new();
        source.read_at(0, HEAD_BYTES, &mut head)?;
        let of = source.size();
        let mut inflation = match Inflation::open(&source, &file.summary.name, &head, entry)? {
            Some(inflation) => inflation,
            None => Inflation::plain(source),
        };
        if inflation.n_bytes() != file.summary.bytes {
            let reason = "the file is not as large as it was".to_owned();
            return Err(DataError::Read { offset: 0, reason });
        }
        inflation.cut_by(file.schema.dialect);
        outbox.order_all(&Order::ScoredCsv(ScoredCsvOrder::Begin(Box::new(wish))));
        Ok(Self {
            export,
            inflation,
            owners: file.owners.clone(),
            may_break_off: file.summary.report.broke_off.is_some(),
            of,
            ended: false,
            waiting: VecDeque::new(),
            dealt: VecDeque::new(),
            ready: BTreeMap::new(),
        })
    }

    /// Number of the export.
    pub const fn export(&self) -> u32 {
        self.export
    }

    /// Reads and deals some more; the last news are given back.
    pub fn step(&mut self, outbox: &mut Outbox<S>) -> Result<Turn, ScoredCsvNews> {
        let n_shards = outbox.n_shards();
        while self.dealt.len() < n_shards as usize + MORE_THAN_SHARDS
            && let Some(Block { index, bytes, cut }) = self.waiting.pop_front()
        {
            self.dealt.push_back(index);
            let order = ScoredCsvOrder::Block { export: self.export, index, cut, bytes };
            outbox.order(self.owners.of(index), Order::ScoredCsv(order), None);
        }
        if !self.waiting.is_empty() {
            return Ok(Turn::Rest);
        }
        if !self.ended {
            let waiting = &mut self.waiting;
            self.ended = !self.inflation.step(&mut |block| waiting.push_back(block));
            if let Some(error) = self.inflation.broke_off().filter(|_| !self.may_break_off) {
                return Err(ScoredCsvNews::Failed(error.clone()));
            }
            return Ok(Turn::More);
        }
        if self.dealt.is_empty() { Err(ScoredCsvNews::Done) } else { Ok(Turn::Rest) }
    }

    /// Takes a block's part in, and hands on what is next.
    pub fn reply(&mut self, index: u64, csv: Vec<u8>, outbox: &mut Outbox<S>) {
        self.ready.insert(index, csv);
        while let Some(next) = self.dealt.front()
            && let Some(bytes) = self.ready.remove(next)
        {
            self.dealt.pop_front();
            let news = ScoredCsvNews::Piece { bytes, n_read: self.inflation.n_read(), of: self.of };
            outbox.event(Event::ScoredCsv { export: self.export, news });
        }
    }
}
