//! Loading, as the coordinator sees it: sniff, deal blocks, merge, settle.

use std::ops::Range;

use super::command::Place;
use super::coordinator::{Outbox, Progress};
use super::dealing::{Dealing, Owners};
use super::error::EngineError;
use super::event::{Event, LoadProgress};
use super::files::{Files, Loaded};
use super::hashes_of::repeated;
use super::inflate::Inflation;
use super::job::Turn;
use super::memory;
use super::merge::Merger;
use super::order::{Census, HashesPart, Order, Reply, RowsPart};
use crate::data::block::{Block, n_blocks};
use crate::data::error::DataError;
use crate::data::format::{HEAD_BYTES, Recognised, recognise};
use crate::data::load_report::SPLIT_RECORD;
use crate::data::schema::{Corrections, Schema};
use crate::data::source::Source;
use crate::data::zip::ZipEntry;

/// Blocks that a shard may have waiting: enough to keep it busy, few enough to bound memory.
const MAX_WAITING: u32 = 4;

/// What the visitor wants to be loaded.
pub struct Wanted {
    /// The file's name.
    pub name: String,
    /// What it is for.
    pub place: Place,
    /// What is said about its columns.
    pub corrections: Corrections,
    /// Which file of an archive is meant.
    pub entry: Option<ZipEntry>,
}

/// A file that is being loaded.
pub struct LoadFlow<S> {
    job: u32,
    wanted: Wanted,
    source: S,
    stage: Stage<S>,
    recognised: Option<Recognised>,
    progress: LoadProgress,
    shown_bytes: u64,
    /// Which shard has which blocks.
    owners: Owners,
    /// Blocks that are still to be read by shards themselves.
    dealing: Dealing,
    /// Blocks dealt to each shard that it has not read yet.
    waiting: Vec<u32>,
    broke_off: Option<DataError>,
}

enum Stage<S> {
    Start,
    /// Shards read by themselves, or what was dealt to them; at which block each of them broke off.
    Reading(Vec<Option<Option<(u64, DataError)>>>),
    /// The coordinator inflates and deals; blocks wait here for a shard that has room.
    Dealing(Inflation<S>, Vec<Block>),
    /// Shards make tables.
    Finishing(Vec<Option<Census>>),
    Merging {
        merger: Box<Merger>,
        part: u32,
        hashes: Vec<Option<HashesPart>>,
        rows: Vec<Option<RowsPart>>,
    },
    /// Shards put their tables in place: so many are still to say so.
    Settling(Box<Loaded>, usize),
    Over,
}

impl<S: Source> LoadFlow<S> {
    /// Prepares to load a source.
    pub fn new(job: u32, wanted: Wanted, source: S) -> Self {
        let progress = LoadProgress { of_bytes: source.size(), ..LoadProgress::default() };
        Self {
            job,
            wanted,
            source,
            stage: Stage::Start,
            recognised: None,
            progress,
            shown_bytes: 0,
            owners: Owners::default(),
            dealing: Dealing::new(0, 0),
            waiting: Vec::new(),
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
    pub fn step(&mut self, files: &Files, outbox: &mut Outbox<S>) -> Progress<Loaded> {
        let outcome = match self.stage {
            Stage::Start => self.start(files, outbox),
            Stage::Dealing(..) => self.deal(outbox),
            _ => Ok(Turn::Rest),
        };
        outcome.map_or_else(|error| Progress::Failed(error.into()), Progress::Going)
    }

    /// Takes a shard's reply.
    pub fn reply(
        &mut self,
        shard: u32,
        reply: Reply,
        files: &Files,
        outbox: &mut Outbox<S>,
    ) -> Progress<Loaded> {
        match (reply, &mut self.stage) {
            (Reply::BlockRead { bytes, samples, is_last, .. }, _) => {
                self.progress.samples += samples;
                if let Some(waiting) = self.waiting.get_mut(shard as usize) {
                    *waiting = waiting.saturating_sub(1);
                }
                if matches!(self.stage, Stage::Reading(_)) {
                    self.progress.bytes += bytes;
                    if is_last && self.waiting.is_empty() {
                        let run = self.dealing.next_run();
                        self.deal_run(shard, run, outbox);
                    }
                }
                self.show_progress(outbox);
            }
            (Reply::AllRead { broke_off, .. }, Stage::Reading(breaks)) => {
                if broke_off.is_some() {
                    self.dealing.stop();
                }
                if let Some(breaks) = all_in(breaks, shard, broke_off) {
                    self.finish(breaks, outbox);
                }
            }
            (Reply::TableRead { census, .. }, Stage::Finishing(censuses)) => {
                if let Some(censuses) = all_in(censuses, shard, *census) {
                    return self.begin_merge(censuses, files, outbox);
                }
            }
            (Reply::Hashes { hashes, .. }, Stage::Merging { hashes: parts, .. }) => {
                if let Some(parts) = all_in(parts, shard, *hashes) {
                    outbox.order_all(&Order::Rows { job: self.job, hashes: repeated(&parts) });
                }
            }
            (Reply::Rows { rows, .. }, Stage::Merging { merger, part, rows: parts, .. }) => {
                if let Some(rows) = all_in(parts, shard, *rows) {
                    for (shard, settlement) in merger.merge(&rows).into_iter().enumerate() {
                        outbox.order(shard as u32, Order::Settle { job: self.job, settlement }, None);
                    }
                    *part += 1;
                    return self.merge_next(files, outbox);
                }
            }
            (Reply::Settled { memory_bytes, .. }, Stage::Settling(loaded, n_missing)) => {
                loaded.summary.memory_bytes += memory_bytes;
                *n_missing = n_missing.saturating_sub(1);
                if *n_missing == 0
                    && let Stage::Settling(loaded, _) = std::mem::replace(&mut self.stage, Stage::Over)
                {
                    return Progress::Done(*loaded);
                }
            }
            _ => {}
        }
        Progress::Going(Turn::More)
    }

    fn start(&mut self, files: &Files, outbox: &mut Outbox<S>) -> Result<Turn, DataError> {
        let like = match (self.wanted.place, &files.train) {
            (Place::Train, _) => None,
            (Place::Test, None) => return Err(DataError::NoTrainingFile),
            (Place::Test, Some(train)) => Some(&train.schema),
        };
        let mut head = Vec::new();
        self.source.read_at(0, HEAD_BYTES, &mut head)?;
        let recognise = |head: &[u8], is_whole| recognise(head, is_whole, &self.wanted.corrections, like);
        if let Some(mut inflation) = self.unpack(&head)? {
            self.progress.of_bytes = inflation.n_bytes();
            let head = inflation.head(HEAD_BYTES);
            let is_whole = head.len() < HEAD_BYTES;
            let recognised = match (recognise(head, is_whole), inflation.broke_off()) {
                (Err(DataError::Empty), Some(damage)) => return Err(damage.clone()),
                (recognised, _) => recognised?,
            };
            self.deal_out(recognised, inflation, outbox);
            return Ok(Turn::More);
        }
        let recognised = recognise(&head, head.len() < HEAD_BYTES)?;
        let dialect = recognised.schema.dialect;
        if dialect.quoted_lines || dialect.line_end != b'\n' {
            self.deal_out(recognised, Inflation::plain(self.source.clone()), outbox);
            return Ok(Turn::More);
        }
        let n_shards = outbox.n_shards();
        self.dealing = Dealing::new(n_blocks(self.source.size()), n_shards);
        for shard in 0..n_shards {
            let order = Order::Read { job: self.job, schema: recognised.schema.clone() };
            outbox.order(shard, order, Some(self.source.clone()));
        }
        for (shard, run) in self.dealing.first_runs() {
            self.deal_run(shard, Some(run), outbox);
        }
        if self.dealing.is_over() {
            // Some shards may have nothing to read, after which they would hear.
            outbox.order_all(&Order::LastBlock { job: self.job });
        }
        self.recognised = Some(recognised);
        self.stage = Stage::Reading(missing(outbox));
        Ok(Turn::Rest)
    }

    /// Has a shard read some blocks itself, or says that there are no more.
    fn deal_run(&mut self, shard: u32, run: Option<Range<u64>>, outbox: &mut Outbox<S>) {
        let order = match run {
            Some(blocks) => {
                self.owners.note(blocks.start, shard);
                Order::Run { job: self.job, blocks }
            }
            None => Order::LastBlock { job: self.job },
        };
        outbox.order(shard, order, None);
    }

    /// The table's bytes, when the source is packed.
    fn unpack(&self, head: &[u8]) -> Result<Option<Inflation<S>>, DataError> {
        Inflation::open(&self.source, &self.wanted.name, head, self.wanted.entry.as_ref())
    }

    /// Has the coordinator cut the blocks and deal them out.
    fn deal_out(&mut self, recognised: Recognised, mut inflation: Inflation<S>, outbox: &mut Outbox<S>) {
        inflation.cut_by(recognised.schema.dialect);
        self.owners = Owners::default();
        self.dealing.stop();
        self.waiting = vec![0; outbox.n_shards() as usize];
        let schema = recognised.schema.clone();
        outbox.order_all(&Order::Read { job: self.job, schema });
        self.recognised = Some(recognised);
        self.stage = Stage::Dealing(inflation, Vec::new());
    }

    /// Sends waiting blocks to shards with room, else inflates some more.
    fn deal(&mut self, outbox: &mut Outbox<S>) -> Result<Turn, DataError> {
        let Stage::Dealing(inflation, blocks) = &mut self.stage else {
            return Ok(Turn::Rest);
        };
        let mut blocked = Vec::new();
        for block in blocks.drain(..) {
            // No shard waits while another one has several.
            match self.waiting.iter_mut().zip(0..).min() {
                Some((waiting, shard)) if *waiting < MAX_WAITING && blocked.is_empty() => {
                    *waiting += 1;
                    let Block { index, bytes, cut } = block;
                    self.owners.note(index, shard);
                    outbox.order(shard, Order::Block { job: self.job, index, cut, bytes }, None);
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
        if let Some(bomb @ DataError::InflatesTooFar { .. }) = inflation.broke_off() {
            return Err(bomb.clone());
        }
        if !more && blocks.is_empty() {
            self.broke_off = inflation.broke_off().cloned();
            outbox.order_all(&Order::LastBlock { job: self.job });
            self.progress.bytes = self.progress.of_bytes;
            self.stage = Stage::Reading(missing(outbox));
            return Ok(Turn::Rest);
        }
        Ok(Turn::More)
    }

    /// Has shards make tables of what came before the first break.
    fn finish(&mut self, breaks: Vec<Option<(u64, DataError)>>, outbox: &mut Outbox<S>) {
        let first = breaks.into_iter().flatten().min_by_key(|(block, _)| *block);
        let before = first.as_ref().map_or(u64::MAX, |(block, _)| *block);
        self.broke_off = self.broke_off.take().or_else(|| first.map(|(_, error)| error));
        outbox.order_all(&Order::Finish { job: self.job, before });
        self.stage = Stage::Finishing(missing(outbox));
    }

    fn begin_merge(
        &mut self,
        censuses: Vec<Census>,
        files: &Files,
        outbox: &mut Outbox<S>,
    ) -> Progress<Loaded> {
        if let Some(mut recognised) =
            self.recognised.take_if(|found| has_split_records(&censuses, &found.schema))
        {
            // Quoted fields hold line ends after all: read again, cutting records instead of lines.
            recognised.schema.dialect.quoted_lines = true;
            self.progress = LoadProgress { of_bytes: self.progress.of_bytes, ..LoadProgress::default() };
            self.shown_bytes = 0;
            self.broke_off = None;
            let mut head = Vec::new();
            let unpacked = self.source.read_at(0, HEAD_BYTES, &mut head).and_then(|()| self.unpack(&head));
            let inflation = match unpacked {
                Ok(Some(inflation)) => inflation,
                Ok(None) => Inflation::plain(self.source.clone()),
                Err(error) => return Progress::Failed(error.into()),
            };
            outbox.order_all(&Order::Cancel);
            self.deal_out(recognised, inflation, outbox);
            return Progress::Going(Turn::More);
        }
        let merger = Box::new(Merger::new(censuses));
        let (hashes, rows) = (missing(outbox), missing(outbox));
        self.stage = Stage::Merging { merger, part: 0, hashes, rows };
        self.merge_next(files, outbox)
    }

    /// Asks for the next part of the rows, or has the tables put in place when all are merged.
    fn merge_next(&mut self, files: &Files, outbox: &mut Outbox<S>) -> Progress<Loaded> {
        let (job, place) = (self.job, self.wanted.place);
        let training = files.train.as_ref().filter(|_| place == Place::Test);
        if let Stage::Merging { merger, part, .. } = &self.stage {
            let of = merger.n_parts(training.map(|train| train.summary.n_distinct_vectors));
            if *part < of {
                outbox.order_all(&Order::Hashes { job, part: *part, of, place });
                return Progress::Going(Turn::More);
            }
        }
        let merging = std::mem::replace(&mut self.stage, Stage::Over);
        let (Stage::Merging { merger, .. }, Some(Recognised { format, mut schema })) =
            (merging, self.recognised.take())
        else {
            return Progress::Going(Turn::Rest);
        };
        let training = training.map(|train| (&train.schema, train.profiles.as_slice()));
        let (mut summary, lines_before, profiles) = merger.finish(&mut schema, training);
        summary.report.broke_off = self.broke_off.take();
        if summary.n_samples == 0 {
            let error = match summary.report.broke_off {
                Some(damage) => damage,
                None => DataError::NoSamples { lines: summary.report.n_lines },
            };
            return Progress::Failed(EngineError::Data(error));
        }
        summary.name = std::mem::take(&mut self.wanted.name);
        if let Some(entry) = &self.wanted.entry {
            summary.name = format!("{}/{}", summary.name, entry.name);
        }
        summary.format = format;
        summary.bytes = self.progress.of_bytes;
        summary.memory_bytes = memory::n_bytes();
        outbox.order_all(&Order::Replace { job, place, normal: schema.normal.clone() });
        let owners = std::mem::take(&mut self.owners);
        let loaded = Loaded { summary, schema, lines_before, owners, place, profiles };
        self.stage = Stage::Settling(Box::new(loaded), outbox.n_shards() as usize);
        Progress::Going(Turn::More)
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

/// Whether quoted fields hold line ends, which they were not expected to do.
fn has_split_records(censuses: &[Census], schema: &Schema) -> bool {
    let mut skipped = censuses.iter().flat_map(|census| &census.blocks).flat_map(|block| &block.skipped);
    !schema.dialect.quoted_lines && skipped.any(|(kind, _)| kind == SPLIT_RECORD)
}

/// A place for every shard's part.
pub fn missing<S, T>(outbox: &Outbox<S>) -> Vec<Option<T>> {
    (0..outbox.n_shards()).map(|_| None).collect()
}

/// Puts a shard's part in its place; all of them once none is missing.
pub fn all_in<T>(parts: &mut [Option<T>], shard: u32, part: T) -> Option<Vec<T>> {
    if let Some(place) = parts.get_mut(shard as usize) {
        *place = Some(part);
    }
    parts.iter().all(Option::is_some).then(|| parts.iter_mut().filter_map(Option::take).collect())
}
