//! The address: hash routes and the query.

use gloo::events::EventListener;
use gloo::utils::window;

/// The part of the address from `#` on; empty without one.
pub fn hash() -> String {
    window().location().hash().unwrap_or_default()
}

/// Goes to a hash route; the browser tells by `hashchange`.
pub fn set_hash(hash: &str) {
    let _ = window().location().set_hash(hash);
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
