//! Files as sources, read synchronously in workers.

use js_sys::Uint8Array;
use wasm_bindgen::JsValue;
use web_sys::{Blob, FileReaderSync};

use crate::data::error::DataError;
use crate::data::source::Source;

/// A picked, dropped or fetched file. It is a handle: the bytes stay where they are until they are read.
#[derive(Clone)]
pub struct FileSource {
    blob: Blob,
    reader: FileReaderSync,
}

impl FileSource {
    /// Wraps a file; `None` outside of workers, where files cannot be read synchronously.
    pub fn new(blob: Blob) -> Option<Self> {
        Some(Self { blob, reader: FileReaderSync::new().ok()? })
    }

    /// The file itself, to hand it to another worker.
    pub const fn blob(&self) -> &Blob {
        &self.blob
    }
}

impl Source for FileSource {
    fn size(&self) -> u64 {
        self.blob.size() as u64
    }

    fn read_at(&self, offset: u64, n_bytes: usize, buffer: &mut Vec<u8>) -> Result<(), DataError> {
        let failed = |error: JsValue| DataError::Read { offset, reason: reason(&error) };
        let end = (offset + n_bytes as u64) as f64;
        let slice = self.blob.slice_with_f64_and_f64(offset as f64, end).map_err(failed)?;
        let content = self.reader.read_as_array_buffer(&slice).map_err(failed)?;
        let bytes = Uint8Array::new(content.as_ref());
        buffer.resize(bytes.length() as usize, 0);
        bytes.copy_to(buffer);
        Ok(())
    }
}

/// An error's name and message, like `NotReadableError: the file changed`.
fn reason(error: &JsValue) -> String {
    let text = |key: &str| js_sys::Reflect::get(error, &key.into()).ok().and_then(|value| value.as_string());
    match (text("name"), text("message")) {
        (Some(name), Some(message)) => format!("{name}: {message}"),
        _ => format!("{error:?}"),
    }
}
