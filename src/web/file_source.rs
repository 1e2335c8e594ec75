//! Files as sources for workers: read at once, or coming while others are worked on.

use std::ops::Range;
use std::rc::Rc;

use js_sys::Uint8Array;
use wasm_bindgen::JsValue;
use web_sys::{Blob, FileReaderSync};

use crate::data::error::DataError;
use crate::data::source::{Incoming, Source};
use crate::web::buffers::release;
use crate::web::file_stream::FileStream;

/// A picked, dropped or fetched file. It is a handle: the bytes stay where they are until they are read.
#[derive(Clone)]
pub struct FileSource {
    blob: Blob,
    reader: FileReaderSync,
    /// Runs the job again when bytes have come.
    wake: Rc<dyn Fn()>,
}

impl FileSource {
    /// Wraps a file; `None` outside of workers, where files cannot be read synchronously.
    pub fn new(blob: Blob, wake: Rc<dyn Fn()>) -> Option<Self> {
        Some(Self { blob, reader: FileReaderSync::new().ok()?, wake })
    }

    /// The file itself, to hand it to another worker.
    pub const fn blob(&self) -> &Blob {
        &self.blob
    }

    fn slice(&self, start: u64, end: u64) -> Result<Blob, DataError> {
        let slice = self.blob.slice_with_f64_and_f64(start as f64, end as f64);
        slice.map_err(|error| failed(start, &error))
    }
}

impl Source for FileSource {
    fn size(&self) -> u64 {
        self.blob.size() as u64
    }

    fn read_at(&self, offset: u64, n_bytes: usize, buffer: &mut Vec<u8>) -> Result<(), DataError> {
        let slice = self.slice(offset, offset + n_bytes as u64)?;
        let content = self.reader.read_as_array_buffer(&slice).map_err(|error| failed(offset, &error))?;
        *buffer = Uint8Array::new(&content).to_vec();
        release(&content);
        Ok(())
    }

    fn open(&self, range: Range<u64>) -> Option<Box<dyn Incoming>> {
        let slice = self.slice(range.start, range.end).ok()?;
        let stream = FileStream::open(&slice, self.wake.clone()).ok()?;
        Some(Box::new(stream))
    }
}

/// A refused read, with the browser's words, like `NotReadableError: the file changed`.
fn failed(offset: u64, error: &JsValue) -> DataError {
    let text = |key: &str| js_sys::Reflect::get(error, &key.into()).ok().and_then(|value| value.as_string());
    let reason = match (text("name"), text("message")) {
        (Some(name), Some(message)) => format!("{name}: {message}"),
        _ => format!("{error:?}"),
    };
    DataError::Read { offset, reason }
}
