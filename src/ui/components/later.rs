//! Parts of a page that come one after the other: building a long page at once would hold the visitor up.

use leptos::prelude::*;

use crate::web::idle;

/// Puts its children on the page in a turn of their own, after all that stands before them.
#[component]
pub fn Later(children: ChildrenFn) -> impl IntoView {
    let has_come = RwSignal::new(false);
    // The page may have been left meanwhile, and the signal with it.
    idle::in_turn(move || {
        let _ = has_come.try_set(true);
    });
    move || has_come.get().then(|| children())
}
