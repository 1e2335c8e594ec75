//! Unpacking one file of a ZIP archive as it comes, in bounded steps, and checking it at its end.

use flate2::{Crc, Decompress, FlushDecompress, Status};

use crate::data::error::DataError;
use crate::data::source::Source;
use crate::data::zip::{Packing, ZipEntry};

/// Bytes of a local header before the name.
const HEADER_BYTES: usize = 30;
/// Room that is made for inflated bytes at a time.
const ROOM_BYTES: usize = 64 * 1024;

/// Where an entry's packed bytes start.
///
/// # Errors
/// When the source cannot be read, or the archive is damaged there.
pub fn data_offset(source: &impl Source, entry: &ZipEntry) -> Result<u64, DataError> {
    let mut header = Vec::new();
    source.read_at(entry.header_offset, HEADER_BYTES, &mut header)?;
    let Ok(header) = <[u8; HEADER_BYTES]>::try_from(header) else {
        return Err(damaged("it ends before one of its files"));
    };
    // APPNOTE.TXT, 4.3.7: the name's and the extra field's lengths stand last; they may differ from the directory's.
    let [b'P', b'K', 3, 4, .., name_0, name_1, extra_0, extra_1] = header else {
        return Err(damaged("a file is not where the list of files says"));
    };
    let variable =
        u64::from(u16::from_le_bytes([name_0, name_1])) + u64::from(u16::from_le_bytes([extra_0, extra_1]));
    let start = entry.header_offset.checked_add(HEADER_BYTES as u64 + variable);
    start.ok_or_else(|| damaged("it ends before one of its files"))
}

/// Unpacks the bytes of an entry that it is fed.
pub struct EntryUnpacker {
    /// `None`: they are taken as they are.
    deflate: Option<Decompress>,
    ended: bool,
    crc: Crc,
    n_unpacked: u64,
    declared: (u32, u64),
}

impl EntryUnpacker {
    /// Prepares to unpack an entry.
    ///
    /// # Errors
    /// When it is packed in a way that cannot be read.
    pub fn new(entry: &ZipEntry) -> Result<Self, DataError> {
        if let Some(obstacle) = entry.obstacle() {
            return Err(obstacle);
        }
        Ok(Self {
            deflate: (entry.packing == Packing::Deflated).then(|| Decompress::new(false)),
            ended: false,
            crc: Crc::new(),
            n_unpacked: 0,
            declared: (entry.crc32, entry.n_inflated),
        })
    }

    /// Feeds packed bytes, at most [`STEP_BYTES`] for a bounded step. What they hold is added to `unpacked`, also when it
    /// ends in an error.
    ///
    /// # Errors
    /// When the bytes are no DEFLATE stream.
    ///
    /// [`STEP_BYTES`]: crate::data::inflate::STEP_BYTES
    pub fn push(&mut self, packed: &[u8], unpacked: &mut Vec<u8>) -> Result<(), DataError> {
        let before = unpacked.len();
        let outcome = match &mut self.deflate {
            // What stands behind the stream's end is nobody's: size and checksum tell whether something is missing.
            Some(_) if self.ended => Ok(()),
            Some(deflate) => inflate(deflate, packed, unpacked).map(|ended| self.ended = ended),
            None => {
                unpacked.extend_from_slice(packed);
                Ok(())
            }
        };
        let new = unpacked.get(before..).unwrap_or_default();
        self.crc.update(new);
        self.n_unpacked += new.len() as u64;
        outcome
    }

    /// Says that all bytes were fed.
    ///
    /// # Errors
    /// When they are fewer, more or others than the archive says.
    pub fn finish(&mut self) -> Result<(), DataError> {
        let (crc32, n_inflated) = self.declared;
        let is_whole = if self.deflate.is_some() { self.ended } else { self.n_unpacked >= n_inflated };
        if !is_whole {
            return Err(damaged("it ends in the middle"));
        }
        if self.n_unpacked != n_inflated {
            return Err(damaged("a file is not as long as the list of files says"));
        }
        if self.crc.sum() != crc32 {
            return Err(damaged("a file's checksum is wrong"));
        }
        Ok(())
    }
}

/// Inflates until all that was fed is used; tells whether the stream ended.
fn inflate(deflate: &mut Decompress, mut packed: &[u8], unpacked: &mut Vec<u8>) -> Result<bool, DataError> {
    loop {
        unpacked.reserve(ROOM_BYTES);
        let before = (deflate.total_in(), unpacked.len());
        let status = deflate
            .decompress_vec(packed, unpacked, FlushDecompress::None)
            .map_err(|_| damaged("a file is no DEFLATE stream"))?;
        let n_used = deflate.total_in() - before.0;
        packed = packed.get(n_used as usize..).unwrap_or_default();
        if status == Status::StreamEnd {
            return Ok(true);
        }
        // Room that was left over means that the decoder holds nothing back.
        if packed.is_empty() && unpacked.len() < unpacked.capacity() {
            return Ok(false);
        }
        if n_used == 0 && unpacked.len() == before.1 {
            return Err(damaged("a file is no DEFLATE stream"));
        }
    }
}

fn damaged(reason: &str) -> DataError {
    DataError::Damaged { reason: reason.to_owned() }
}
