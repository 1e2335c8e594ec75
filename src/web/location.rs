//! The address: hash routes and the query.

use gloo::events::EventListener;
use gloo::utils::window;
use wasm_bindgen::JsValue;

/// The part of the address from `#` on; empty without one.
pub fn hash() -> String {
    window().location().hash().unwrap_or_default()
}

/// Goes to a hash route; the browser tells by `hashchange`.
pub fn set_hash(hash: &str) {
    let _ = window().location().set_hash(hash);
}

/// Changes the hash without a new entry in the browser's history and without telling.
pub fn replace_hash(hash: &str) {
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(hash));
    }
}

/// Tells the new hash whenever it changes, until dropped.
pub fn on_hash_change(changed: impl Fn(String) + 'static) -> EventListener {
    EventListener::new(&window(), "hashchange", move |_| changed(hash()))
}

/// The part of the address from `?` to `#`; empty without one.
pub fn search() -> String {
    window().location().search().unwrap_or_default()
}

/// Processors that the browser admits to.
pub fn hardware_concurrency() -> u32 {
    window().navigator().hardware_concurrency() as u32
}
