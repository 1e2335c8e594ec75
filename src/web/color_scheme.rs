//! Whether the system wants dark colours.

use gloo::events::EventListener;
use gloo::utils::window;
use web_sys::MediaQueryList;

/// What the system wants now.
pub fn is_dark() -> bool {
    query().is_some_and(|query| query.matches())
}

/// Tells when the system changes its mind, until dropped.
pub fn on_change(changed: impl Fn(bool) + 'static) -> Option<EventListener> {
    let query = query()?;
    Some(EventListener::new(&query.clone(), "change", move |_| changed(query.matches())))
}

fn query() -> Option<MediaQueryList> {
    window().match_media("(prefers-color-scheme: dark)").ok().flatten()
}
