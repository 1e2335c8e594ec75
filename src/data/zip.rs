//! ZIP archives: which files they hold, told by the central directory at their end.
//!
//! Reads that directory only, wherever it lies; what the files hold is streamed by `zip_entry`.

use std::io;

use rawzip::{
    CompressionMethod, Error, ErrorKind, MAX_CENTRAL_DIRECTORY_RECORD_SIZE, ReaderAt, ZipFileHeaderRecord,
    ZipLocator,
};
use serde::{Deserialize, Serialize};

use crate::data::error::DataError;
use crate::data::source::Source;
use crate::data::zip_name::{decode_name, is_hidden};

/// The most entries that a directory may have, those that are not offered included.
pub const MAX_ENTRIES: u64 = 10_000;
/// The most bytes that a directory may have: enough for all entries with names of a thousand bytes and more.
pub const MAX_DIRECTORY_BYTES: u64 = 16 * 1024 * 1024;
/// How far before the end of a file its directory's record may end; a comment takes at most 64 KiB.
const MAX_TAIL_BYTES: u64 = 128 * 1024;

/// A file in an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZipEntry {
    /// Its path within the archive: text of unknown origin, at most [`MAX_NAME_CHARS`] characters of it, none of them a
    /// control character.
    ///
    /// [`MAX_NAME_CHARS`]: crate::data::zip_name::MAX_NAME_CHARS
    pub name: String,
    /// How it is packed.
    pub packing: Packing,
    /// Bytes in the archive.
    pub n_compressed: u64,
    /// Bytes when inflated, as declared: to be shown, not to be relied on.
    pub n_inflated: u64,
    /// Checksum of the inflated bytes, as declared.
    pub crc32: u32,
    /// Where its local header starts.
    pub header_offset: u64,
}

/// How an entry is packed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Packing {
    /// Not compressed.
    Stored,
    /// As `.gz` does it.
    Deflated,
    /// In a way that cannot be read: "encrypted", "packed by LZMA", "an archive itself".
    Unreadable(String),
}

impl ZipEntry {
    /// Why it cannot be read, if so.
    pub fn obstacle(&self) -> Option<DataError> {
        match &self.packing {
            Packing::Stored | Packing::Deflated => None,
            Packing::Unreadable(what) => {
                Some(DataError::UnreadableEntry { name: self.name.clone(), what: what.clone() })
            }
        }
    }
}

/// Whether a file with this name and these first bytes is a ZIP archive. Something may stand before one, such as a program
/// that unpacks it: then only the name tells.
pub fn is_zip(name: &str, head: &[u8]) -> bool {
    let signatures = [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"];
    signatures.iter().any(|signature| head.starts_with(*signature)) || is_named_zip(name) && head.contains(&0)
}

/// The one file in an archive.
///
/// # Errors
/// As [`entries`]; also when there are several.
pub fn only_entry(source: &impl Source) -> Result<ZipEntry, DataError> {
    let mut entries = entries(source)?;
    match entries.pop() {
        Some(only) if entries.is_empty() => Ok(only),
        last => {
            entries.extend(last);
            Err(DataError::SeveralFiles { entries })
        }
    }
}

/// The files in an archive, in its own order: without folders, hidden files and what macOS puts beside them.
///
/// # Errors
/// When the source cannot be read, the directory is missing, damaged or too long, or no file is in it.
pub fn entries(source: &impl Source) -> Result<Vec<ZipEntry>, DataError> {
    let mut buffer = vec![0; MAX_CENTRAL_DIRECTORY_RECORD_SIZE];
    let locator = ZipLocator::new().max_search_space(MAX_TAIL_BYTES);
    let archive = locator
        .locate_in_reader(Reader(source), &mut buffer, source.size())
        .map_err(|(_, error)| damaged(error))?;
    let too_long = |n_entries| DataError::LongDirectory {
        n_entries,
        n_bytes: archive.eocd_offset().saturating_sub(archive.directory_offset()),
    };
    if archive.eocd_offset().saturating_sub(archive.directory_offset()) > MAX_DIRECTORY_BYTES {
        return Err(too_long(archive.entries_hint()));
    }
    let (mut entries, mut n_seen) = (Vec::new(), 0);
    let mut records = archive.entries(&mut buffer);
    while let Some(record) = records.next_entry().map_err(damaged)? {
        n_seen += 1;
        if n_seen > MAX_ENTRIES {
            return Err(too_long(archive.entries_hint().max(n_seen)));
        }
        let path = record.file_path();
        if path.as_bytes() == b"[Content_Types].xml" {
            return Err(DataError::NotText { what: "an Office document (such as .xlsx)".to_owned() });
        }
        let name = decode_name(path.as_bytes(), record.flags().is_utf8());
        if !is_hidden(&name) {
            entries.push(entry(name, &record));
        }
    }
    if entries.is_empty() {
        return Err(DataError::EmptyArchive);
    }
    Ok(entries)
}

fn entry(name: String, record: &ZipFileHeaderRecord<'_>) -> ZipEntry {
    ZipEntry {
        packing: packing(&name, record),
        name,
        n_compressed: record.compressed_size_hint(),
        n_inflated: record.uncompressed_size_hint(),
        crc32: record.crc32(),
        header_offset: record.local_header_offset(),
    }
}

fn packing(name: &str, record: &ZipFileHeaderRecord<'_>) -> Packing {
    let flags = record.flags();
    let method = record.compression_method();
    if flags.is_encrypted() || flags.is_masked() || method == CompressionMethod::AES {
        return Packing::Unreadable("encrypted".to_owned());
    }
    if is_named_zip(name) {
        return Packing::Unreadable("an archive itself".to_owned());
    }
    match method {
        CompressionMethod::STORE => Packing::Stored,
        CompressionMethod::DEFLATE => Packing::Deflated,
        other => Packing::Unreadable(match other.name() {
            Some(known) => format!("packed by {known}"),
            None => format!("packed by an unknown method, number {}", other.as_u16()),
        }),
    }
}

fn is_named_zip(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".zip")
}

/// A source as `rawzip` wants it.
struct Reader<'source, S>(&'source S);

impl<S: Source> ReaderAt for Reader<'_, S> {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let mut bytes = Vec::new();
        self.0.read_at(offset, buffer.len(), &mut bytes).map_err(io::Error::other)?;
        let n_bytes = bytes.len().min(buffer.len());
        for (place, byte) in buffer.iter_mut().zip(bytes) {
            *place = byte;
        }
        Ok(n_bytes)
    }
}

fn damaged(error: Error) -> DataError {
    let reason = match error.into_kind() {
        ErrorKind::IO(error) if error.kind() == io::ErrorKind::UnexpectedEof => "it ends in the middle",
        ErrorKind::IO(error) => {
            return error
                .downcast::<DataError>()
                .unwrap_or_else(|error| DataError::Damaged { reason: error.to_string() });
        }
        ErrorKind::MissingEndOfCentralDirectory => "the list of files at its end is missing",
        _ => "its list of files is damaged",
    };
    DataError::Damaged { reason: reason.to_owned() }
}
