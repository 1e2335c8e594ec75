//! Files that the visitor gives, by a file field or by dropping them.

use js_sys::Uint8Array;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, DragEvent, Event, File, FileList, HtmlInputElement};

/// A file that may be read, and its name.
#[derive(Clone, Debug)]
pub struct OpenedFile {
    name: String,
    content: Blob,
}

impl OpenedFile {
    /// A file of that name and content.
    pub const fn new(name: String, content: Blob) -> Self {
        Self { name, content }
    }

    /// Its name, untrusted text.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What to read from.
    pub const fn content(&self) -> &Blob {
        &self.content
    }
}

/// Takes the files that were chosen in a field and empties the field, so that the same ones can be chosen again.
pub fn chosen(event: &Event) -> Vec<OpenedFile> {
    let field = event.target().and_then(|field| field.dyn_into::<HtmlInputElement>().ok());
    field
        .map(|field| {
            let files = all_of(field.files());
            field.set_value("");
            files
        })
        .unwrap_or_default()
}

/// The files that were dropped.
pub fn dropped(event: &DragEvent) -> Vec<OpenedFile> {
    all_of(event.data_transfer().and_then(|data| data.files()))
}

fn all_of(files: Option<FileList>) -> Vec<OpenedFile> {
    let all = |files: FileList| (0..files.length()).filter_map(|idx| files.get(idx)).map(opened).collect();
    files.map(all).unwrap_or_default()
}

/// Whether what is dragged over the page is a file, and no text or link.
pub fn are_dragged(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|data| data.types().includes(&"Files".into(), 0))
}

/// Whether the pointer leaves the window, rather than going from one element of it to the next.
pub fn leave_window(event: &DragEvent) -> bool {
    event.related_target().is_none()
}

/// All bytes of a small file; `None` when it cannot be read.
pub async fn bytes(file: &OpenedFile) -> Option<Vec<u8>> {
    let buffer = JsFuture::from(file.content().array_buffer()).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

fn opened(file: File) -> OpenedFile {
    OpenedFile { name: file.name(), content: file.into() }
}
