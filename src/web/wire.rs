//! Messages between threads: compact bytes in a buffer that is handed over, a file's handle beside them.

use js_sys::{Array, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, MessagePort};

use crate::web::buffers::release;

/// Posts a message; the bytes are moved, not copied, and `source` travels as a handle.
pub fn post<M: Serialize>(port: &MessagePort, message: &M, source: Option<&Blob>) {
    // Throwing here becomes the worker's error event, and that a word on the page.
    let Ok(bytes) = postcard::to_stdvec(message) else {
        wasm_bindgen::throw_str("a message could not be written");
    };
    let bytes = Uint8Array::from(bytes.as_slice());
    let buffer = bytes.buffer();
    let envelope = Array::of2(&bytes, &source.map_or(JsValue::NULL, JsValue::from));
    // A port refuses only what cannot be cloned; bytes and files always can.
    let _ = port.post_message_with_transferable(&envelope, &Array::of1(&buffer));
}

/// Reads a message; `None` when it is none of ours.
pub fn read<M: DeserializeOwned>(data: &JsValue) -> Option<(M, Option<Blob>)> {
    let envelope = data.dyn_ref::<Array>()?;
    let bytes = envelope.get(0).dyn_into::<Uint8Array>().ok()?.to_vec();
    let message = postcard::from_bytes(&bytes).ok()?;
    Some((message, envelope.get(1).dyn_into::<Blob>().ok()))
}

/// Lets the bytes of a message go that has been read: for those that come by the megabyte.
pub fn release_bytes(data: &JsValue) {
    let array = data.dyn_ref::<Array>().and_then(|envelope| envelope.get(0).dyn_into::<Uint8Array>().ok());
    if let Some(array) = array {
        release(&array.buffer());
    }
}
