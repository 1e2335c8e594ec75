//! What the browser keeps: the login for its session, the theme for good.
//!
//! Every name begins with `oddflow.`: pages of one host share their storage. Nothing of a file is ever kept.

use gloo::storage::{SessionStorage, Storage as _};
use gloo::utils::window;

const USER: &str = "oddflow.user";
/// Also read by `public/boot.js`, as bare text.
const THEME: &str = "oddflow.theme";

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
    window().local_storage().ok().flatten()?.get_item(THEME).ok().flatten()
}

/// Keeps the chosen theme.
pub fn keep_theme(name: &str) {
    if let Some(storage) = window().local_storage().ok().flatten() {
        let _ = storage.set_item(THEME, name);
    }
}

/// A browser may refuse storage altogether; gloo would panic then.
fn has_session_storage() -> bool {
    window().session_storage().ok().flatten().is_some()
}
