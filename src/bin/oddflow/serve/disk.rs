//! A file on disk as a source of the engine.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use oddflow::data::error::DataError;
use oddflow::data::source::Source;

/// An open file. Clones read the same one.
#[derive(Clone)]
pub struct Disk {
    file: Arc<File>,
    size: u64,
}

impl Disk {
    /// Opens a file.
    ///
    /// # Errors
    /// A sentence when it cannot be read.
    pub fn open(path: &Path) -> Result<Self, String> {
        let opened = File::open(path).and_then(|file| Ok((file.metadata()?.len(), file)));
        let (size, file) = opened.map_err(|error| format!("cannot read {}: {error}.", path.display()))?;
        Ok(Self { file: Arc::new(file), size })
    }
}

impl Source for Disk {
    fn size(&self) -> u64 {
        self.size
    }

    fn read_at(&self, offset: u64, n_bytes: usize, buffer: &mut Vec<u8>) -> Result<(), DataError> {
        buffer.clear();
        let mut file = self.file.as_ref();
        let read =
            file.seek(SeekFrom::Start(offset)).and_then(|_| file.take(n_bytes as u64).read_to_end(buffer));
        read.map(drop).map_err(|error| DataError::Read { offset, reason: error.to_string() })
    }
}
