//! The page's clock and its marks in the browser's performance record.

use gloo::utils::window;

/// Milliseconds since the page was opened; 0 where the browser has no such clock.
pub fn now() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

/// Today and now in UTC, as `2026-01-31T12:00:00.000Z`.
pub fn date() -> String {
    js_sys::Date::new_0().to_iso_string().into()
}

/// Remembers this moment under a name.
pub fn mark(name: &str) {
    if let Some(performance) = window().performance() {
        let _ = performance.mark(name);
    }
}

/// Records the time since a mark as a measure of the given name.
pub fn measure_since(name: &str, mark: &str) {
    if let Some(performance) = window().performance() {
        let _ = performance.measure_with_start_mark(name, mark);
        performance.clear_marks_with_mark_name(mark);
    }
}
