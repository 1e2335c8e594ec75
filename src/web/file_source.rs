//! Files as sources for workers: fetched ahead without waiting, or read at once.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, FileReaderSync};

use crate::data::error::DataError;
use crate::data::source::{Fetched, Source};
use crate::web::buffers::release;

/// A picked, dropped or fetched file. It is a handle: the bytes stay where they are until they are read.
#[derive(Clone)]
pub struct FileSource {
    blob: Blob,
    reader: FileReaderSync,
    fetches: Rc<RefCell<Vec<Fetch>>>,
    /// Runs the job again when bytes have come.
    wake: Rc<dyn Fn()>,
}

/// Bytes that were asked for.
struct Fetch {
    offset: u64,
    n_bytes: usize,
    /// What came, once it has.
    outcome: Option<Result<ArrayBuffer, DataError>>,
}

impl FileSource {
    /// Wraps a file; `None` outside of workers, where files cannot be read synchronously.
    pub fn new(blob: Blob, wake: Rc<dyn Fn()>) -> Option<Self> {
        Some(Self { blob, reader: FileReaderSync::new().ok()?, fetches: Rc::default(), wake })
    }

    /// The file itself, to hand it to another worker.
    pub const fn blob(&self) -> &Blob {
        &self.blob
    }

    fn read(&self, offset: u64, n_bytes: usize) -> Result<FetchedBytes, DataError> {
        let slice = self.slice(offset, n_bytes)?;
        let content = self.reader.read_as_array_buffer(&slice);
        content.map(FetchedBytes).map_err(|error| failed(offset, error.as_ref()))
    }

    fn slice(&self, offset: u64, n_bytes: usize) -> Result<Blob, DataError> {
        let end = (offset + n_bytes as u64) as f64;
        self.blob.slice_with_f64_and_f64(offset as f64, end).map_err(|error| failed(offset, &error))
    }
}

impl Source for FileSource {
    fn size(&self) -> u64 {
        self.blob.size() as u64
    }

    fn read_at(&self, offset: u64, n_bytes: usize, buffer: &mut Vec<u8>) -> Result<(), DataError> {
        buffer.clear();
        self.read(offset, n_bytes)?.append_to(0..n_bytes, buffer);
        Ok(())
    }

    fn prefetch(&self, offset: u64, n_bytes: usize) {
        let Ok(slice) = self.slice(offset, n_bytes) else {
            return; // Polling the same bytes will say why.
        };
        self.fetches.borrow_mut().push(Fetch { offset, n_bytes, outcome: None });
        let (fetches, wake) = (self.fetches.clone(), self.wake.clone());
        wasm_bindgen_futures::spawn_local(async move {
            let content = JsFuture::from(slice.array_buffer()).await;
            let outcome = content
                .and_then(|content| content.dyn_into::<ArrayBuffer>())
                .map_err(|error| failed(offset, &error));
            let is_this = |fetch: &&mut Fetch| fetch.offset == offset && fetch.n_bytes == n_bytes;
            if let Some(fetch) = fetches.borrow_mut().iter_mut().find(is_this) {
                fetch.outcome = Some(outcome);
            }
            wake();
        });
    }

    fn poll_at(&self, offset: u64, n_bytes: usize) -> Result<Option<Box<dyn Fetched>>, DataError> {
        let is_this = |fetch: &Fetch| fetch.offset == offset && fetch.n_bytes == n_bytes;
        let mut fetches = self.fetches.borrow_mut();
        let Some(position) = fetches.iter().position(is_this) else {
            return Ok(Some(Box::new(self.read(offset, n_bytes)?)));
        };
        if fetches.get(position).is_some_and(|fetch| fetch.outcome.is_none()) {
            return Ok(None);
        }
        let content = fetches.swap_remove(position).outcome.transpose()?;
        Ok(content.map(|content| Box::new(FetchedBytes(content)) as Box<dyn Fetched>))
    }
}

/// Bytes that lie in the browser's memory, which is given back when they are done with.
struct FetchedBytes(ArrayBuffer);

impl Fetched for FetchedBytes {
    fn n_bytes(&self) -> usize {
        self.0.byte_length() as usize
    }

    fn append_to(&self, range: Range<usize>, buffer: &mut Vec<u8>) {
        let n_bytes = self.n_bytes();
        let (start, end) = (range.start.min(n_bytes), range.end.min(n_bytes));
        let part = Uint8Array::new_with_byte_offset_and_length(
            &self.0,
            start as u32,
            end.saturating_sub(start) as u32,
        );
        if buffer.is_empty() {
            // Without zeros that would be overwritten at once.
            *buffer = part.to_vec();
            return;
        }
        let n_before = buffer.len();
        buffer.resize(n_before + part.length() as usize, 0);
        part.copy_to(buffer.get_mut(n_before..).unwrap_or_default());
    }
}

impl Drop for FetchedBytes {
    fn drop(&mut self) {
        release(&self.0);
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
