//! Parts of a page that come one after the other: building a long page at once would hold the visitor up.

use leptos::prelude::*;

use crate::web::idle;

/// Puts its children on the page in a turn of their own, after all that stands before them.
#[component]
pub fn Later(
    /// Not later after all: what only takes the place of its like must not make the page jump.
    #[prop(optional)]
    at_once: bool,
    children: ChildrenFn,
) -> impl IntoView {
    let has_come = RwSignal::new(at_once);
    if !at_once {
        idle::in_turn(move || {
            // The page may have been left meanwhile, and the signal with it.
            let _ = has_come.try_set(true);
        });
    }
    move || has_come.get().then(|| children())
}
