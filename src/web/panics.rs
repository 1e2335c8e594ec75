//! A defect that stops the page: its text goes to the console, the visitor is told.

use std::panic;

use crate::web::document;

const STOPPED: &str = "Oddflow has stopped because of a defect of its own; nothing of your file was sent anywhere. Please reload the page.";

/// From now on, a panic is told on the page.
pub fn tell_the_visitor() {
    panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        document::show_fatal(STOPPED);
    }));
}
