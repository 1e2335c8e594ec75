//! A file's bytes on their way into blocks, a step at a time: plain, `.gz`, or an entry of a ZIP archive, which may be `.gz`, too.

use crate::data::block::Block;
use crate::data::cutter::Cutter;
use crate::data::error::DataError;
use crate::data::inflate::{Inflater, STEP_BYTES, check_bound, is_gzip};
use crate::data::schema::Dialect;
use crate::data::source::Source;
use crate::data::zip::{ZipEntry, is_zip, only_entry};
use crate::data::zip_entry::{EntryUnpacker, data_offset};

/// Packed bytes read at once.
const CHUNK_BYTES: usize = 1024 * 1024;

/// Packed bytes in which the first unpacked ones must come.
const MAX_HEAD_BYTES: u64 = 4 * 1024 * 1024;

/// Bytes between two layers in which the first unpacked ones must come.
const MAX_BETWEEN_BYTES: u64 = 64 * 1024 * 1024;

/// A source on its way into blocks. A file that breaks off keeps what came before.
pub struct Inflation<S> {
    packed: Packed<S>,
    outer: Layer,
    /// How the outer layer ended, which counts when the inner one has taken everything.
    outer_end: Option<Result<(), DataError>>,
    /// Bytes that came out of the outer layer.
    n_outer: u64,
    inner: Inner,
    /// Unpacked bytes that were not cut yet.
    unpacked: Vec<u8>,
    n_unpacked: u64,
    cutter: Cutter,
    ended: bool,
    broke_off: Option<DataError>,
}

/// How bytes of the source are packed.
enum Layer {
    Plain,
    Gzip(Inflater),
    Entry(EntryUnpacker),
}

/// What is made of the outer layer's bytes.
enum Inner {
    /// To be seen from the first of them.
    Unknown,
    /// The file itself.
    Nothing,
    /// Another `.gz`: bytes from `used` on are still to be inflated, so that a step stays bounded.
    Gzip { inflater: Inflater, between: Vec<u8>, used: usize },
}

impl<S: Source> Inflation<S> {
    /// Unpacks what is packed, as the file's first bytes tell; `None` when they are the table's. Of an archive's files
    /// `entry` is taken, or the only one.
    ///
    /// # Errors
    /// When an archive is damaged, or it is not clear which of its files is meant.
    pub fn open(
        source: &S,
        name: &str,
        head: &[u8],
        entry: Option<&ZipEntry>,
    ) -> Result<Option<Self>, DataError> {
        let source = source.clone();
        if is_gzip(head) {
            return Ok(Some(Self::gzip(source)));
        }
        if !is_zip(name, head) {
            return Ok(None);
        }
        match entry {
            Some(entry) => Self::zip_entry(source, entry),
            None => only_entry(&source).and_then(|entry| Self::zip_entry(source, &entry)),
        }
        .map(Some)
    }

    /// Inflates `.gz` from its beginning.
    pub fn gzip(source: S) -> Self {
        let packed = Packed::new(source.size(), 0, source);
        Self::new(packed, Layer::Gzip(Inflater::default()), Inner::Unknown)
    }

    /// Unpacks an entry of a ZIP archive, and inflates it when that is `.gz`.
    ///
    /// # Errors
    /// When it is packed in a way that cannot be read, or is not where the archive says.
    pub fn zip_entry(source: S, entry: &ZipEntry) -> Result<Self, DataError> {
        let unpacker = EntryUnpacker::new(entry)?;
        let packed = Packed::new(entry.n_compressed, data_offset(&source, entry)?, source);
        Ok(Self::new(packed, Layer::Entry(unpacker), Inner::Unknown))
    }

    /// Takes bytes as they are.
    pub fn plain(source: S) -> Self {
        Self::new(Packed::new(source.size(), 0, source), Layer::Plain, Inner::Nothing)
    }

    fn new(packed: Packed<S>, outer: Layer, inner: Inner) -> Self {
        Self {
            packed,
            outer,
            outer_end: None,
            n_outer: 0,
            inner,
            unpacked: Vec::new(),
            n_unpacked: 0,
            cutter: Cutter::default(),
            ended: false,
            broke_off: None,
        }
    }

    /// Cuts blocks of lines that are written like this; to be said before the first step.
    pub fn cut_by(&mut self, dialect: Dialect) {
        self.cutter = Cutter::new(dialect);
    }

    /// The first unpacked bytes, about as many as wanted; they are not lost for blocks.
    pub fn head(&mut self, n_bytes: usize) -> &[u8] {
        while self.unpacked.len() < n_bytes
            && !self.ended
            && self.packed.n_used <= MAX_HEAD_BYTES
            && self.n_outer <= MAX_BETWEEN_BYTES
        {
            self.advance();
        }
        self.unpacked.get(..n_bytes).unwrap_or(&self.unpacked)
    }

    /// Packed bytes used so far.
    pub const fn n_read(&self) -> u64 {
        self.packed.n_used
    }

    /// Packed bytes in all: the source's, or the entry's.
    pub const fn n_bytes(&self) -> u64 {
        self.packed.n_bytes
    }

    /// Why the file ended early, if it did.
    pub const fn broke_off(&self) -> Option<&DataError> {
        self.broke_off.as_ref()
    }

    /// Unpacks some bytes and gives the blocks that they complete; tells whether there is more.
    pub fn step(&mut self, emit: &mut dyn FnMut(Block)) -> bool {
        if !self.ended {
            self.advance();
        }
        if matches!(self.inner, Inner::Unknown) && !self.ended {
            return true;
        }
        self.cutter.push(&self.unpacked, &mut *emit);
        self.unpacked.clear();
        if self.ended {
            let mut cutter = std::mem::take(&mut self.cutter);
            match self.broke_off {
                None => cutter.finish(emit),
                Some(_) => cutter.finish_torn(emit),
            }
        }
        !self.ended
    }

    fn advance(&mut self) {
        let before = self.unpacked.len();
        let outcome = self.unpack_some();
        self.n_unpacked += self.unpacked.len().saturating_sub(before) as u64;
        let within = check_bound(self.packed.n_used, self.n_outer.max(self.n_unpacked));
        self.ended = outcome != Ok(true) || within.is_err();
        self.broke_off = within.err().or(outcome.err());
    }

    /// Does one step of the innermost layer that has bytes to work on; tells whether there is more.
    fn unpack_some(&mut self) -> Result<bool, DataError> {
        if let Inner::Gzip { inflater, between, used } = &mut self.inner {
            if *used < between.len() {
                let end = (*used + STEP_BYTES).min(between.len());
                let part = between.get(*used..end).unwrap_or_default();
                *used = end;
                return inflater.push(part, &mut self.unpacked).map(|()| true);
            }
            between.clear();
            *used = 0;
        }
        if let Some(end) = self.outer_end.take() {
            if let Inner::Gzip { inflater, .. } = &mut self.inner {
                let inner_end = inflater.finish(&mut self.unpacked);
                return end.and(inner_end).map(|()| false);
            }
            return end.map(|()| false);
        }
        let target = match &mut self.inner {
            Inner::Gzip { between, .. } => between,
            Inner::Unknown | Inner::Nothing => &mut self.unpacked,
        };
        let before = target.len();
        self.outer_end = self.outer.step(&mut self.packed, target);
        self.n_outer += (target.len() - before) as u64;
        self.look_inside();
        Ok(true)
    }

    /// Finds out from its first bytes whether what came out of the outer layer is `.gz` once more.
    fn look_inside(&mut self) {
        if matches!(self.inner, Inner::Unknown) {
            if is_gzip(&self.unpacked) {
                let between = std::mem::take(&mut self.unpacked);
                self.inner = Inner::Gzip { inflater: Inflater::default(), between, used: 0 };
            } else if self.unpacked.len() >= 3 {
                self.inner = Inner::Nothing;
            }
        }
    }
}

impl Layer {
    /// Unpacks some more bytes; tells how the layer ended when it did.
    fn step<S: Source>(
        &mut self,
        packed: &mut Packed<S>,
        unpacked: &mut Vec<u8>,
    ) -> Option<Result<(), DataError>> {
        let n_bytes = if matches!(self, Self::Plain) { CHUNK_BYTES } else { STEP_BYTES };
        let part = match packed.take(n_bytes) {
            Ok(part) => part,
            Err(error) => return Some(Err(error)),
        };
        let outcome = match self {
            _ if part.is_empty() => return Some(self.finish(unpacked)),
            Self::Plain => {
                unpacked.extend_from_slice(part);
                Ok(())
            }
            Self::Gzip(inflater) => inflater.push(part, unpacked),
            Self::Entry(unpacker) => unpacker.push(part, unpacked),
        };
        outcome.is_err().then_some(outcome)
    }

    fn finish(&mut self, unpacked: &mut Vec<u8>) -> Result<(), DataError> {
        match self {
            Self::Plain => Ok(()),
            Self::Gzip(inflater) => inflater.finish(unpacked),
            Self::Entry(unpacker) => unpacker.finish(),
        }
    }
}

/// Packed bytes of a source, handed out in pieces.
struct Packed<S> {
    source: S,
    start: u64,
    /// How many there are, if the source is not shorter.
    n_bytes: u64,
    /// Handed out so far.
    n_used: u64,
    chunk: Vec<u8>,
    used: usize,
}

impl<S: Source> Packed<S> {
    const fn new(n_bytes: u64, start: u64, source: S) -> Self {
        Self { source, start, n_bytes, n_used: 0, chunk: Vec::new(), used: 0 }
    }

    /// The next bytes, at most so many; none at the end.
    fn take(&mut self, n_bytes: usize) -> Result<&[u8], DataError> {
        if self.used == self.chunk.len() {
            self.chunk.clear();
            self.used = 0;
            let n_left = usize::try_from(self.n_bytes.saturating_sub(self.n_used)).unwrap_or(usize::MAX);
            let offset = self.start.saturating_add(self.n_used);
            self.source.read_at(offset, n_left.min(CHUNK_BYTES), &mut self.chunk)?;
        }
        let from = self.used;
        self.used = (from + n_bytes).min(self.chunk.len());
        self.n_used += (self.used - from) as u64;
        Ok(self.chunk.get(from..self.used).unwrap_or_default())
    }
}
