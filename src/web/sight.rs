//! Tells whether an element is in the part of the page that is seen, or near it.

use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

/// How near is near, above and below: a chart is there before it is scrolled to.
const MARGIN: &str = "300px 0px";

/// Watches one element until dropped.
pub struct SightWatch {
    observer: IntersectionObserver,
    _told: Closure<dyn FnMut(Array)>,
}

impl SightWatch {
    /// Calls `told` at first and whenever the element comes near or goes; `None` where the browser cannot watch.
    pub fn start(element: &Element, told: impl Fn(bool) + 'static) -> Option<Self> {
        let closure = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            let newest =
                entries.iter().last().and_then(|entry| entry.dyn_into::<IntersectionObserverEntry>().ok());
            if let Some(entry) = newest {
                told(entry.is_intersecting());
            }
        });
        let options = IntersectionObserverInit::new();
        options.set_root_margin(MARGIN);
        let observer =
            IntersectionObserver::new_with_options(closure.as_ref().unchecked_ref(), &options).ok()?;
        observer.observe(element);
        Some(Self { observer, _told: closure })
    }
}

impl Drop for SightWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
