//! Tells how large an element is, at first and whenever that changes.

use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver, ResizeObserverEntry};

/// Watches one element until dropped.
pub struct SizeWatch {
    observer: ResizeObserver,
    _told: Closure<dyn FnMut(Array)>,
}

impl SizeWatch {
    /// Calls `told` with width and height in CSS pixels; `None` where the browser cannot watch.
    pub fn start(element: &Element, mut told: impl FnMut(f64, f64) + 'static) -> Option<Self> {
        let closure = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            if let Some(entry) =
                entries.iter().last().and_then(|entry| entry.dyn_into::<ResizeObserverEntry>().ok())
            {
                let size = entry.content_rect();
                told(size.width(), size.height());
            }
        });
        let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self { observer, _told: closure })
    }
}

impl Drop for SizeWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
