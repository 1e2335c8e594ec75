//! Answers that follow what is asked: a component says what it wants to know, and gets the newest answer as a signal.

use std::sync::Arc;

use leptos::prelude::*;

use crate::engine::questions::{Answer, Question};
use crate::ui::state::app_state;

/// The newest answer to the newest question; the one before stays until it is there.
pub fn answered<T: Send + Sync + 'static>(
    question: impl Fn() -> Option<Question> + 'static,
    open: fn(Answer) -> Option<T>,
) -> RwSignal<Option<Arc<T>>> {
    answered_with(None, move || question().map(|question| (question, ())), move |(), answer| open(answer))
}

/// The same of a part of the page that asks only while it is in sight; meanwhile it keeps what it has.
pub fn answered_in_sight<T: Send + Sync + 'static>(
    is_near: RwSignal<bool>,
    question: impl Fn() -> Option<Question> + 'static,
    open: fn(Answer) -> Option<T>,
) -> RwSignal<Option<Arc<T>>> {
    answered_with(
        Some(is_near),
        move || question().map(|question| (question, ())),
        move |(), answer| open(answer),
    )
}

/// The same with something that the question was made with and that its answer needs.
pub fn answered_with<C: Clone + PartialEq + 'static, T: Send + Sync + 'static>(
    is_near: Option<RwSignal<bool>>,
    question: impl Fn() -> Option<(Question, C)> + 'static,
    open: impl Fn(C, Answer) -> Option<T> + Copy + 'static,
) -> RwSignal<Option<Arc<T>>> {
    let state = app_state();
    let found = RwSignal::new(None);
    let asked = StoredValue::new(0_u32);
    Effect::new(move |before: Option<Option<(Question, C)>>| {
        let before = before.flatten();
        if is_near.is_some_and(|is_near| !is_near.get()) {
            return before;
        }
        let wished = question();
        let Some((question, with)) = wished.clone() else {
            found.set(None);
            return None;
        };
        // Back in sight, nothing may have changed.
        if is_near.is_some() && before == wished {
            return before;
        }
        let number = asked.try_update_value(|number| {
            *number += 1;
            *number
        });
        state.ask(question, move |answer| {
            // Meanwhile another question may be under way, or the component gone.
            if asked.try_get_value() == number
                && let Some(answer) = open(with, answer)
            {
                let _ = found.try_set(Some(Arc::new(answer)));
            }
        });
        wished
    });
    found
}
