//! Inflating a compressed source into blocks, a step at a time.

use crate::data::block::{Block, Cutter};
use crate::data::error::DataError;
use crate::data::inflate::{Inflater, STEP_BYTES};
use crate::data::schema::Dialect;
use crate::data::source::Source;

/// Compressed bytes read at once.
const CHUNK_BYTES: usize = 1024 * 1024;

/// Compressed bytes in which the first inflated ones must come.
const MAX_HEAD_BYTES: u64 = 4 * 1024 * 1024;

/// A compressed source on its way into blocks. A file that breaks off keeps what came before.
pub struct Inflation<S> {
    source: S,
    /// `None`: the bytes are taken as they are.
    inflater: Option<Inflater>,
    cutter: Cutter,
    /// Compressed bytes read and not yet inflated start at `used`.
    chunk: Vec<u8>,
    used: usize,
    /// Compressed bytes read so far.
    n_read: u64,
    /// Inflated bytes that were not cut yet.
    inflated: Vec<u8>,
    ended: bool,
    broke_off: Option<DataError>,
}

impl<S: Source> Inflation<S> {
    /// Inflates `.gz` from its beginning.
    pub fn gzip(source: S) -> Self {
        Self::new(source, Some(Inflater::default()))
    }

    /// Takes bytes as they are.
    pub fn plain(source: S) -> Self {
        Self::new(source, None)
    }

    fn new(source: S, inflater: Option<Inflater>) -> Self {
        Self {
            source,
            inflater,
            cutter: Cutter::default(),
            chunk: Vec::new(),
            used: 0,
            n_read: 0,
            inflated: Vec::new(),
            ended: false,
            broke_off: None,
        }
    }

    /// Cuts blocks of lines that are written like this; to be said before the first step.
    pub fn cut_by(&mut self, dialect: Dialect) {
        self.cutter = Cutter::new(dialect);
    }

    /// The first inflated bytes, about as many as wanted; they are not lost for blocks.
    pub fn head(&mut self, n_bytes: usize) -> &[u8] {
        while self.inflated.len() < n_bytes && !self.ended && self.n_read <= MAX_HEAD_BYTES {
            self.inflate_some();
        }
        self.inflated.get(..n_bytes).unwrap_or(&self.inflated)
    }

    /// Compressed bytes used so far.
    pub const fn n_read(&self) -> u64 {
        self.n_read - (self.chunk.len() - self.used) as u64
    }

    /// Why the file ended early, if it did.
    pub const fn broke_off(&self) -> Option<&DataError> {
        self.broke_off.as_ref()
    }

    /// Inflates some bytes and gives the blocks that they complete; tells whether there is more.
    pub fn step(&mut self, emit: &mut dyn FnMut(Block)) -> bool {
        if !self.ended {
            self.inflate_some();
        }
        self.cutter.push(&self.inflated, &mut *emit);
        self.inflated.clear();
        if self.ended {
            let mut cutter = std::mem::take(&mut self.cutter);
            match self.broke_off {
                None => cutter.finish(emit),
                Some(_) => cutter.finish_torn(emit),
            }
        }
        !self.ended
    }

    fn inflate_some(&mut self) {
        if self.used == self.chunk.len() {
            self.used = 0;
            if let Err(error) = self.source.read_at(self.n_read, CHUNK_BYTES, &mut self.chunk) {
                self.chunk.clear();
                return self.end(Err(error));
            }
            self.n_read += self.chunk.len() as u64;
            if self.chunk.is_empty() {
                let inflated = &mut self.inflated;
                let outcome = self.inflater.as_mut().map_or(Ok(()), |inflater| inflater.finish(inflated));
                return self.end(outcome);
            }
        }
        let step = if self.inflater.is_some() { STEP_BYTES } else { CHUNK_BYTES };
        let end = (self.used + step).min(self.chunk.len());
        let part = self.chunk.get(self.used..end).unwrap_or_default();
        let outcome = match &mut self.inflater {
            Some(inflater) => inflater.push(part, &mut self.inflated),
            None => {
                self.inflated.extend_from_slice(part);
                Ok(())
            }
        };
        self.used = end;
        if outcome.is_err() {
            self.end(outcome);
        }
    }

    fn end(&mut self, outcome: Result<(), DataError>) {
        self.ended = true;
        self.broke_off = outcome.err();
    }
}
