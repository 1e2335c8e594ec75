//! Large buffers that are let go when they are done with. A worker makes little other garbage and collects it seldom, so that
//! tens of megabytes would wait in each of them.

use js_sys::{Array, ArrayBuffer};
use wasm_bindgen::JsValue;
use web_sys::MessageChannel;

/// Smaller ones are not worth the trouble.
const LARGE: u32 = 256 * 1024;

/// Gives the memory of a buffer back if it is a large one. Only whoever takes a buffer over can free it, so it is sent to where
/// nobody is; `ArrayBuffer.transfer` would leave a second owner in Chromium that keeps the bytes.
pub fn release(buffer: &ArrayBuffer) {
    if buffer.byte_length() < LARGE {
        return;
    }
    if let Ok(channel) = MessageChannel::new() {
        channel.port2().close();
        // Refused by no port; if it were, the collector would find the buffer.
        let _ = channel.port1().post_message_with_transferable(&JsValue::NULL, &Array::of1(buffer));
        channel.port1().close();
    }
}
