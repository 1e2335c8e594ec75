//! Work that waits until the page has been painted and has nothing better to do.

use std::cell::RefCell;
use std::collections::VecDeque;

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

type Work = Box<dyn FnOnce()>;

thread_local! {
    /// What waits for its turn; the first has been asked for.
    static WAITING: RefCell<VecDeque<Work>> = RefCell::default();
}

/// Runs `work` after all that was given before, each after a paint of its own, so that no task of the page grows long.
pub fn in_turn(work: impl FnOnce() + 'static) {
    let is_first = WAITING.with_borrow_mut(|waiting| {
        waiting.push_back(Box::new(work));
        waiting.len() == 1
    });
    if is_first {
        after_paint(take_turn);
    }
}

fn take_turn() {
    // The work is taken out before it runs, for it may give more of it; its place is kept meanwhile.
    let work = WAITING
        .with_borrow_mut(|waiting| waiting.front_mut().map(|work| std::mem::replace(work, Box::new(|| ()))));
    if let Some(work) = work {
        work();
    }
    let has_more = WAITING.with_borrow_mut(|waiting| {
        waiting.pop_front();
        !waiting.is_empty()
    });
    if has_more {
        after_paint(take_turn);
    }
}
