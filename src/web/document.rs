//! The document as a whole: title, root element, focus.

use gloo::utils::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusOptions, HtmlElement, KeyboardEvent, MouseEvent};

/// Sets an attribute of the root element.
pub fn set_root_attribute(name: &str, value: &str) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute(name, value);
    }
}

/// An attribute of the root element; empty without one.
pub fn root_attribute(name: &str) -> String {
    document().document_element().and_then(|root| root.get_attribute(name)).unwrap_or_default()
}

/// Sets the title that the tab shows, unless it is that already.
pub fn set_title(title: &str) {
    let document = document();
    if document.title() != title {
        document.set_title(title);
    }
}

/// Gives an element the focus; it must be focusable, by `tabindex="-1"` if need be.
pub fn focus(id: &str) {
    if let Some(element) = html_element(id) {
        let _ = element.focus();
    }
}

/// Gives an element the focus, without moving the page, if no other one has it that keys could reach.
pub fn focus_if_lost(id: &str) {
    let is_lost = |active: Element| active.matches("body, :disabled").unwrap_or(false);
    let is_lost = document().active_element().is_none_or(is_lost);
    if let Some(element) = html_element(id).filter(|_| is_lost) {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = element.focus_with_options(&options);
    }
}

/// Brings an element that may be focused into sight, and gives it the focus.
pub fn show(id: &str) {
    if let Some(element) = html_element(id) {
        element.scroll_into_view();
        let _ = element.focus();
    }
}

/// Clicks an element.
pub fn click(id: &str) {
    if let Some(element) = html_element(id) {
        element.click();
    }
}

/// Shows the page from its top.
pub fn scroll_to_top() {
    window().scroll_to_with_x_and_y(0.0, 0.0);
}

/// Whether a key is meant for a field, a dialog or the browser, and so is no shortcut of the page.
pub fn is_taken(event: &KeyboardEvent) -> bool {
    is_typed(event) || event.ctrl_key() || event.meta_key() || event.alt_key()
}

/// Where in the element that listens a click is, as parts of its width and height.
pub fn place_in_target(event: &MouseEvent) -> Option<[f64; 2]> {
    let size = event.current_target()?.dyn_into::<Element>().ok()?.get_bounding_client_rect();
    let part = |at: i32, from: f64, of: f64| if of > 0.0 { (f64::from(at) - from) / of } else { 0.0 };
    Some([
        part(event.client_x(), size.left(), size.width()),
        part(event.client_y(), size.top(), size.height()),
    ])
}

/// Whether a key asks to take the last change back; a field takes back what was typed into it itself.
pub fn is_undo(event: &KeyboardEvent) -> bool {
    let with_command = event.ctrl_key() || event.meta_key();
    with_command && !event.shift_key() && !event.alt_key() && event.key() == "z" && !is_typed(event)
}

fn is_typed(event: &KeyboardEvent) -> bool {
    let typing =
        event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()).is_some_and(|element| {
            element.is_content_editable() || element.matches("input, select, textarea").unwrap_or(false)
        });
    let in_dialog = document().query_selector("dialog[open]").ok().flatten().is_some();
    typing || in_dialog
}

/// Says in the place that `index.html` keeps for it that the page cannot go on.
pub fn show_fatal(text: &str) {
    if let Some(place) = html_element("boot-message") {
        place.set_text_content(Some(text));
        place.set_hidden(false);
    }
    set_root_attribute("data-state", "failed");
}

fn html_element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}
