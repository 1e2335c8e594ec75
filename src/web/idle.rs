//! Work that waits until the page has been painted and has nothing better to do.

use gloo::timers::callback::Timeout;
use gloo::utils::window;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Runs `work` after the next paint, once the browser is idle, or soon where it cannot tell.
pub fn after_paint(work: impl FnOnce() + 'static) {
    let idle = Closure::once_into_js(work);
    let ask = Closure::once_into_js(move || {
        let idle = idle.unchecked_into();
        // Safari has no such function; calling what is missing throws, which arrives here as an error.
        if window().request_idle_callback(&idle).is_err() {
            Timeout::new(100, move || {
                let _ = idle.call0(&wasm_bindgen::JsValue::NULL);
            })
            .forget();
        }
    });
    let _ = window().request_animation_frame(ask.unchecked_ref());
}
