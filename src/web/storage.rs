//! What the browser keeps: the login for its session; theme, choices and runs for good.
//!
//! Every name begins with `oddflow.`: pages of one host share their storage. Of files their names, fingerprints and sums are kept, never
//! a row.

use gloo::storage::{SessionStorage, Storage as _};
use gloo::utils::window;

const USER: &str = "oddflow.user";
/// Also read by `public/boot.js`, as bare text.
const THEME: &str = "oddflow.theme";
/// Settings and figures of trainings, names of their files.
const RUNS: &str = "oddflow.runs";
/// Thresholds and other choices.
const REMEMBERED: &str = "oddflow.choices";

/// The account that is signed in.
pub fn user() -> Option<String> {
    has_session_storage().then(|| SessionStorage::get(USER).ok()).flatten()
}

/// Keeps the account until the browser is closed.
pub fn keep_user(name: &str) {
    if has_session_storage() {
        let _ = SessionStorage::set(USER, name);
    }
}

/// Forgets the account.
pub fn forget_user() {
    if has_session_storage() {
        SessionStorage::delete(USER);
    }
}

/// The chosen theme.
pub fn theme() -> Option<String> {
    local(THEME)
}

/// Keeps the chosen theme.
pub fn keep_theme(name: &str) {
    keep_local(THEME, name);
}

/// Runs as they were kept.
pub fn runs() -> Option<String> {
    local(RUNS)
}

/// Keeps runs; when the browser has no room for them, what was kept before stays.
pub fn keep_runs(text: &str) {
    keep_local(RUNS, text);
}

/// Choices as they were kept.
pub fn remembered() -> Option<String> {
    local(REMEMBERED)
}

/// Keeps choices.
pub fn keep_remembered(text: &str) {
    keep_local(REMEMBERED, text);
}

fn local(name: &str) -> Option<String> {
    window().local_storage().ok().flatten()?.get_item(name).ok().flatten()
}

fn keep_local(name: &str, text: &str) {
    if let Some(storage) = window().local_storage().ok().flatten() {
        let _ = storage.set_item(name, text);
    }
}

/// A browser may refuse storage altogether; gloo would panic then.
fn has_session_storage() -> bool {
    window().session_storage().ok().flatten().is_some()
}
