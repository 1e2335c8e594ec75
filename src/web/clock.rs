//! The page's clock and its measures in the browser's performance record.

use gloo::utils::window;
use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = performance)]
    fn measure(name: &str, options: &Object) -> Result<JsValue, JsValue>;
}

/// Milliseconds since the page was opened; 0 where the browser has no such clock.
pub fn now() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

/// Today and now in UTC, as `2026-01-31T12:00:00.000Z`.
pub fn date() -> String {
    js_sys::Date::new_0().to_iso_string().into()
}

/// Milliseconds at which the present frame began, on the same clock; now where the browser does not tell.
pub fn frame_start() -> f64 {
    let timeline = window().document().and_then(|document| Reflect::get(&document, &"timeline".into()).ok());
    let time = timeline.and_then(|timeline| Reflect::get(&timeline, &"currentTime".into()).ok());
    time.and_then(|time| time.as_f64()).unwrap_or_else(now)
}

/// Records the time since a moment as a measure of the given name.
pub fn measure_since(name: &str, start: f64) {
    let options = Object::new();
    let _ = Reflect::set(&options, &"start".into(), &start.into());
    let _ = Reflect::set(&options, &"end".into(), &now().into());
    // A browser without this measure is none that anybody measures.
    let _ = measure(name, &options);
}
