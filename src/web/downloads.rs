//! Hands files over to the visitor. Nothing leaves the machine.

use gloo::utils::document;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// Offers bytes as a file of that name.
pub fn save(name: &str, media_type: &str, bytes: &[u8]) {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let parts = Array::of1(&Uint8Array::from(bytes));
    if let Ok(blob) = Blob::new_with_u8_array_sequence_and_options(&parts, &options) {
        save_blob(name, &blob);
    }
}

fn save_blob(name: &str, blob: &Blob) {
    let Ok(url) = Url::create_object_url_with_blob(blob) else { return };
    save_url(name, &url);
    // The click has started the download, which holds the data by itself from now on.
    let _ = Url::revoke_object_url(&url);
}

/// A file that the browser keeps for us.
pub type KeptPart = Blob;

/// A file that grows piece by piece. The browser takes each piece at once and keeps it outside of the page's memory.
pub struct GrowingFile {
    parts: Array,
}

impl Default for GrowingFile {
    fn default() -> Self {
        Self { parts: Array::new() }
    }
}

impl GrowingFile {
    /// Adds a file, which stays where it is.
    pub fn add_file(&mut self, file: &KeptPart) {
        self.parts.push(file);
    }

    /// Adds some bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        if let Ok(part) = Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(bytes))) {
            self.parts.push(&part);
        }
    }

    /// Offers what was added as a file of that name.
    pub fn save(self, name: &str, media_type: &str) {
        let options = BlobPropertyBag::new();
        options.set_type(media_type);
        if let Ok(blob) = Blob::new_with_blob_sequence_and_options(&self.parts, &options) {
            save_blob(name, &blob);
        }
    }
}

/// Offers what a `data:` or `blob:` address holds as a file of that name.
pub fn save_url(name: &str, url: &str) {
    let link =
        document().create_element("a").ok().and_then(|element| element.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(link) = link {
        link.set_href(url);
        link.set_download(name);
        link.click();
    }
}
