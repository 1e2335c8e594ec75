//! Buffers that are let go when they are done with: a worker that makes little garbage collects it so seldom that tens of megabytes
//! would wait there.

use js_sys::ArrayBuffer;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = ArrayBuffer)]
    type Transferable;
    #[wasm_bindgen(method, catch)]
    fn transfer(this: &Transferable, n_bytes: u32) -> Result<JsValue, JsValue>;
}

/// Gives the memory of a buffer back; browsers from before 2024 do so when they collect garbage.
pub fn release(buffer: &ArrayBuffer) {
    let _ = buffer.unchecked_ref::<Transferable>().transfer(0);
}
