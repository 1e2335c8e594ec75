//! A pointer that drags something along.

use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};

/// Has all further movements of the pointer told to the element that was pressed, wherever the pointer goes.
pub fn hold(event: &PointerEvent) {
    if let Some(element) = element(event) {
        let _ = element.set_pointer_capture(event.pointer_id());
    }
}

/// Whether the pointer is held down.
pub fn is_held(event: &PointerEvent) -> bool {
    event.buttons() & 1 == 1
}

/// Whether a finger points, which must be able to scroll.
pub fn is_finger(event: &PointerEvent) -> bool {
    event.pointer_type() == "touch"
}

/// Where the pointer is across the parent of the element that listens, 0 at its left edge and 1 at its right, when `inset`
/// CSS pixels on either side do not count.
pub fn part_of_parent(event: &PointerEvent, inset: f64) -> Option<f64> {
    part_of(&element(event)?.parent_element()?, event, inset)
}

/// The same across the element that listens.
pub fn part_of_target(event: &PointerEvent, inset: f64) -> Option<f64> {
    part_of(&element(event)?, event, inset)
}

fn part_of(element: &Element, event: &PointerEvent, inset: f64) -> Option<f64> {
    let place = element.get_bounding_client_rect();
    let width = place.width() - 2.0 * inset;
    (width > 0.0).then(|| ((f64::from(event.client_x()) - place.left() - inset) / width).clamp(0.0, 1.0))
}

fn element(event: &PointerEvent) -> Option<Element> {
    event.current_target()?.dyn_into().ok()
}
