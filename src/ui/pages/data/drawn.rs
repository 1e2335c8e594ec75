//! A card with a chart of an answer: the chart is drawn anew when the answer changes, and the card stays.

use std::sync::Arc;

use charming::Chart;
use leptos::prelude::*;

use crate::charts::theme::Theme;
use crate::ui::components::chart_canvas::Draw;

/// Makes a chart of the newest answer; an empty one while there is none.
pub fn drawn<T: Send + Sync + 'static>(
    answer: impl Fn() -> Option<Arc<T>> + Send + Sync + 'static,
    chart: impl Fn(&T, &Theme, bool) -> Chart + Send + Sync + Clone + 'static,
) -> Signal<Draw> {
    // Made once an answer, so that the same closure means the same chart.
    let made = move |_: Option<&Draw>| -> Draw {
        let (answer, chart) = (answer(), chart.clone());
        Arc::new(move |theme, is_narrow| match &answer {
            Some(answer) => chart(answer, theme, is_narrow),
            None => Chart::new(),
        })
    };
    Memo::new_with_compare(made, |_, _| true).into()
}

/// A number or text made of the newest answer.
pub fn told<T: Send + Sync + 'static, U: Default + Send + Sync + 'static>(
    answer: impl Fn() -> Option<Arc<T>> + Send + Sync + 'static,
    tell: impl Fn(&T) -> U + Send + Sync + 'static,
) -> Signal<U> {
    Signal::derive(move || answer().as_deref().map(&tell).unwrap_or_default())
}
