//! What is far from the part of the page that is seen need be neither asked for nor drawn.

use leptos::html::Div;
use leptos::prelude::*;

use crate::web::sight::SightWatch;

/// In the context of a page so long that its charts are drawn only near the part that is seen.
#[derive(Clone, Copy)]
pub struct DrawnInSight;

/// Whether an element is seen or nearly so; always where the browser cannot tell.
pub fn in_sight(place: NodeRef<Div>) -> RwSignal<bool> {
    let is_near = RwSignal::new(false);
    let watch = StoredValue::new_local(None::<SightWatch>);
    Effect::new(move |_| {
        let Some(element) = place.get() else { return };
        let started = SightWatch::start(&element, move |now| {
            if is_near.try_get_untracked() == Some(!now) {
                is_near.set(now);
            }
        });
        if started.is_none() {
            is_near.set(true);
        }
        watch.set_value(started);
    });
    on_cleanup(move || watch.set_value(None));
    is_near
}
