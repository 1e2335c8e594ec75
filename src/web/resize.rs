//! Tells how large an element is, at first and whenever that changes.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver, ResizeObserverEntry};

/// Watches one element until dropped.
pub struct SizeWatch {
    observer: ResizeObserver,
    /// News on their way; dropped with the watch, so that nobody hears of an element that is gone.
    waiting: Rc<RefCell<Option<Timeout>>>,
    _told: Closure<dyn FnMut(Array)>,
}

impl SizeWatch {
    /// Calls `told` with width and height in CSS pixels; `None` where the browser cannot watch.
    ///
    /// It is called in a turn of its own: what it changes may change sizes again, of which a browser complains within one.
    pub fn start(element: &Element, told: impl FnMut(f64, f64) + 'static) -> Option<Self> {
        let waiting = Rc::new(RefCell::new(None));
        let (told, next) = (Rc::new(RefCell::new(told)), Rc::clone(&waiting));
        let closure = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            if let Some(entry) =
                entries.iter().last().and_then(|entry| entry.dyn_into::<ResizeObserverEntry>().ok())
            {
                let size = entry.content_rect();
                let (width, height, told) = (size.width(), size.height(), Rc::clone(&told));
                *next.borrow_mut() = Some(Timeout::new(0, move || (told.borrow_mut())(width, height)));
            }
        });
        let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self { observer, waiting, _told: closure })
    }
}

impl Drop for SizeWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
        self.waiting.borrow_mut().take();
    }
}
