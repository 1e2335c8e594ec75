//! Loading, as the coordinator sees it: sniff, deal blocks, merge, settle.

use std::collections::BTreeMap;

use super::coordinator::{Outbox, Progress};
use super::error::EngineError;
use super::event::{Event, LoadProgress, LoadSummary};
use super::inflate::Inflation;
use super::job::Turn;
use super::merge::{Merged, merge};
use super::order::{Census, Order, Reply, Share};
use crate::data::block::{Block, n_blocks};
use crate::data::error::DataError;
use crate::data::format::{HEAD_BYTES, Recognised, recognise};
use crate::data::inflate::is_gzip;
use crate::data::schema::Schema;
use crate::data::source::Source;

/// Blocks that a shard may have waiting: enough to keep it busy, few enough to bound memory.
const MAX_WAITING: u32 = 4;

/// What the coordinator keeps of a loaded file.
pub struct Loaded {
    /// What the page was told.
    pub summary: LoadSummary,
    /// How lines became samples.
    pub schema: Schema,
    /// Lines before each block.
    pub lines_before: BTreeMap<u64, u64>,
}

/// A file that is being loaded.
pub struct LoadFlow<S> {
    job: u32,
    name: String,
    source: S,
    stage: Stage<S>,
    recognised: Option<Recognised>,
    progress: LoadProgress,
    shown_bytes: u64,
    waiting: Vec<u32>,
    censuses: Vec<Option<Census>>,
    broke_off: Option<DataError>,
}

enum Stage<S> {
    Start,
    /// Shards read by themselves.
    Reading,
    /// The coordinator inflates and deals; blocks wait here for a shard that has room.
    Dealing(Inflation<S>, Vec<Block>),
    /// All blocks are dealt.
    Dealt,
    Settling(Box<Loaded>, usize),
}

impl<S: Source> LoadFlow<S> {
    /// Prepares to load a source.
    pub fn new(job: u32, name: String, source: S) -> Self {
        let progress = LoadProgress { of_bytes: source.size(), ..LoadProgress::default() };
        Self {
            job,
            name,
            source,
            stage: Stage::Start,
            recognised: None,
            progress,
            shown_bytes: 0,
            waiting: Vec::new(),
            censuses: Vec::new(),
            broke_off: None,
        }
    }

    /// Number of the job.
    pub const fn job(&self) -> u32 {
        self.job
    }

    /// Whether shards are putting the new table in place.
    pub const fn is_settling(&self) -> bool {
        matches!(self.stage, Stage::Settling(..))
    }

    /// Does a little.
    pub fn step(&mut self, outbox: &mut Outbox<S>) -> Progress<Loaded> {
        let outcome = match self.stage {
            Stage::Start => self.start(outbox),
            Stage::Dealing(..) => self.deal(outbox),
            Stage::Reading | Stage::Dealt | Stage::Settling(..) => Ok(Turn::Rest),
        };
        match outcome {
            Ok(turn) => Progress::Going(turn),
            Err(error) => Progress::Failed(error.into()),
        }
    }

    /// Takes a shard's reply.
    pub fn reply(&mut self, shard: u32, reply: Reply, outbox: &mut Outbox<S>) -> Progress<Loaded> {
        match reply {
            Reply::BlockRead { bytes, samples, .. } => {
                self.progress.samples += samples;
                if matches!(self.stage, Stage::Reading) {
                    self.progress.bytes += bytes;
                }
                if let Some(waiting) = self.waiting.get_mut(shard as usize) {
                    *waiting = waiting.saturating_sub(1);
                }
                self.show_progress(outbox);
            }
            Reply::TableRead { census, .. } => {
                if let Some(place) = self.censuses.get_mut(shard as usize) {
                    *place = Some(*census);
                }
                if self.censuses.iter().all(Option::is_some) {
                    return self.settle(outbox);
                }
            }
            Reply::Settled { .. } => return self.settled(),
            _ => {}
        }
        Progress::Going(Turn::More)
    }

    fn start(&mut self, outbox: &mut Outbox<S>) -> Result<Turn, DataError> {
        let mut head = Vec::new();
        self.source.read_at(0, HEAD_BYTES, &mut head)?;
        let n_shards = outbox.n_shards();
        self.waiting = vec![0; n_shards as usize];
        self.censuses = (0..n_shards).map(|_| None).collect();
        if is_gzip(&head) {
            let mut inflation = Inflation::new(self.source.clone());
            let head = inflation.head(HEAD_BYTES);
            let recognised = match (recognise(head), inflation.broke_off()) {
                (Err(DataError::Empty), Some(damage)) => return Err(damage.clone()),
                (recognised, _) => recognised?,
            };
            let read = Order::Read { job: self.job, schema: recognised.schema.clone(), share: Share::Dealt };
            outbox.order_all(&read);
            self.recognised = Some(recognised);
            self.stage = Stage::Dealing(inflation, Vec::new());
            return Ok(Turn::More);
        }
        let recognised = recognise(&head)?;
        for shard in 0..n_shards {
            let n_blocks = n_blocks(self.source.size());
            let share = Share::Own { first: shard.into(), step: n_shards.into(), n_blocks };
            let order = Order::Read { job: self.job, schema: recognised.schema.clone(), share };
            outbox.order(shard, order, Some(self.source.clone()));
        }
        self.recognised = Some(recognised);
        self.stage = Stage::Reading;
        Ok(Turn::Rest)
    }

    /// Sends waiting blocks to shards with room, else inflates some more.
    fn deal(&mut self, outbox: &mut Outbox<S>) -> Result<Turn, DataError> {
        let Stage::Dealing(inflation, blocks) = &mut self.stage else {
            return Ok(Turn::Rest);
        };
        let n_shards = u64::from(outbox.n_shards());
        let mut blocked = Vec::new();
        for block in blocks.drain(..) {
            let shard = (block.index % n_shards) as usize;
            match self.waiting.get_mut(shard) {
                Some(waiting) if *waiting < MAX_WAITING && blocked.is_empty() => {
                    *waiting += 1;
                    let Block { index, bytes, cut } = block;
                    outbox.order(shard as u32, Order::Block { job: self.job, index, cut, bytes }, None);
                }
                _ => blocked.push(block),
            }
        }
        *blocks = blocked;
        if !blocks.is_empty() {
            return Ok(Turn::Rest);
        }
        let more = inflation.step(&mut |block| blocks.push(block));
        self.progress.bytes = inflation.n_read();
        if !more && blocks.is_empty() {
            self.broke_off = inflation.broke_off().cloned();
            outbox.order_all(&Order::LastBlock { job: self.job });
            self.stage = Stage::Dealt;
            return Ok(Turn::Rest);
        }
        Ok(Turn::More)
    }

    /// Merges what the shards found and tells each what it owns.
    fn settle(&mut self, outbox: &mut Outbox<S>) -> Progress<Loaded> {
        let censuses: Vec<Census> = self.censuses.iter_mut().filter_map(Option::take).collect();
        let Some(recognised) = self.recognised.take() else {
            return Progress::Going(Turn::Rest);
        };
        // Shards stopped at blocks of their own: what they hold is not the file's start, so none of it is kept.
        if let Some(error) = censuses.iter().find_map(|census| census.broke_off.clone()) {
            return Progress::Failed(EngineError::Data(error));
        }
        let Merged { settlements, mut summary, lines_before } = merge(&censuses, &recognised.schema);
        summary.report.broke_off = self.broke_off.take();
        if summary.n_samples == 0 {
            let error = match summary.report.broke_off {
                Some(damage) => damage,
                None => DataError::NoSamples { lines: summary.report.n_lines },
            };
            return Progress::Failed(EngineError::Data(error));
        }
        summary.name = std::mem::take(&mut self.name);
        summary.format = recognised.format;
        summary.bytes = self.progress.of_bytes;
        for (shard, settlement) in settlements.into_iter().enumerate() {
            outbox.order(shard as u32, Order::Settle { job: self.job, settlement }, None);
        }
        let loaded = Loaded { summary, schema: recognised.schema, lines_before };
        self.stage = Stage::Settling(Box::new(loaded), outbox.n_shards() as usize);
        Progress::Going(Turn::Rest)
    }

    fn settled(&mut self) -> Progress<Loaded> {
        match std::mem::replace(&mut self.stage, Stage::Dealt) {
            Stage::Settling(loaded, 1) => Progress::Done(*loaded),
            Stage::Settling(loaded, n_missing) => {
                self.stage = Stage::Settling(loaded, n_missing.saturating_sub(1));
                Progress::Going(Turn::Rest)
            }
            stage => {
                self.stage = stage;
                Progress::Going(Turn::Rest)
            }
        }
    }

    /// Tells the page about every hundredth of the file.
    fn show_progress(&mut self, outbox: &mut Outbox<S>) {
        let bytes = self.progress.bytes.min(self.progress.of_bytes);
        if bytes >= self.shown_bytes + self.progress.of_bytes / 100 {
            self.shown_bytes = bytes;
            let progress = LoadProgress { bytes, ..self.progress };
            outbox.event(Event::Loading { job: self.job, progress });
        }
    }
}
