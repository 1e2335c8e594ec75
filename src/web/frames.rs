//! A call before every frame that the browser paints. A hidden tab paints none.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::utils::window;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use crate::web::clock;

type Callback = Closure<dyn FnMut()>;

/// Calls go on until it is dropped.
pub struct Frames {
    is_over: Rc<Cell<bool>>,
    request: Rc<Cell<i32>>,
    _callback: Rc<RefCell<Option<Callback>>>,
}

impl Frames {
    /// Starts; `frame` is told the page's clock in milliseconds.
    pub fn start(frame: impl Fn(f64) + 'static) -> Self {
        let is_over = Rc::new(Cell::new(false));
        let request = Rc::new(Cell::new(0));
        let callback: Rc<RefCell<Option<Callback>>> = Rc::default();
        let (over, requested, again) = (is_over.clone(), request.clone(), Rc::downgrade(&callback));
        *callback.borrow_mut() = Some(Closure::new(move || {
            frame(clock::now());
            if !over.get()
                && let Some(callback) = again.upgrade()
            {
                requested.set(ask(&callback));
            }
        }));
        request.set(ask(&callback));
        Self { is_over, request, _callback: callback }
    }
}

impl Drop for Frames {
    fn drop(&mut self) {
        self.is_over.set(true);
        let _ = window().cancel_animation_frame(self.request.get());
    }
}

fn ask(callback: &RefCell<Option<Callback>>) -> i32 {
    let callback = callback.borrow();
    let ask = |callback: &Callback| window().request_animation_frame(callback.as_ref().unchecked_ref()).ok();
    callback.as_ref().and_then(ask).unwrap_or(0)
}
