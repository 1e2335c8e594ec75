//! A chart on the page: drawn once its place has a size, drawn anew in another theme, released with its component.

use std::sync::Arc;

use charming::Chart;
use leptos::html::Div;
use leptos::prelude::*;

use crate::charts::theme::Theme;
use crate::ui::state::app_state;
use crate::ui::theme::ThemeName;
use crate::web::echarts::Drawing;
use crate::web::resize::SizeWatch;

/// Narrower charts, in CSS pixels, are drawn with fewer words.
const NARROW: f64 = 520.0;

/// Makes a chart in a theme's colours; `true` for a narrow place.
pub type Draw = Arc<dyn Fn(&Theme, bool) -> Chart + Send + Sync>;
/// A drawing that others may ask for its picture.
pub type SharedDrawing = StoredValue<Option<Drawing>, LocalStorage>;

/// The chart's place.
#[component]
pub fn ChartCanvas(
    /// Makes the chart.
    draw: Draw,
    /// Height in CSS pixels.
    height: u32,
    /// What it shows, for those who cannot see it.
    #[prop(into)]
    description: Signal<String>,
    /// Hook for automation.
    testid: &'static str,
    /// Where the drawing is kept.
    drawing: SharedDrawing,
    /// What is laid over the chart.
    #[prop(optional)]
    overlay: Option<AnyView>,
) -> impl IntoView {
    let state = app_state();
    let place = NodeRef::<Div>::new();
    let watch = StoredValue::new_local(None::<SizeWatch>);
    let is_drawn = RwSignal::new(false);
    let is_narrow = RwSignal::new(false);
    // What the drawing was made for; drawing anew for the same would only take time.
    let drawn_for = StoredValue::new(None::<(ThemeName, bool)>);
    let failure = RwSignal::new(String::new());
    let colours = Memo::new(move |_| state.theme());

    let redraw = Arc::clone(&draw);
    Effect::new(move |_| {
        let Some(element) = place.get() else { return };
        let draw = Arc::clone(&draw);
        let size_told = move |width: f64, _height: f64| {
            if width < 1.0 {
                return;
            }
            if is_narrow.get_untracked() != (width < NARROW) {
                is_narrow.set(width < NARROW);
            }
            if drawing.try_with_value(|drawing| drawing.as_ref().map(Drawing::fit)).flatten().is_some() {
                return;
            }
            let theme = colours.get_untracked();
            drawn_for.set_value(Some((theme, width < NARROW)));
            let chart = draw(theme.colours(), width < NARROW);
            match Drawing::start(&element, &chart, move || is_drawn.set(true)) {
                Ok(started) => drawing.set_value(Some(started)),
                Err(reason) => failure.set(reason),
            }
        };
        if let Some(element) = place.get() {
            watch.set_value(SizeWatch::start(&element, size_told));
        }
    });
    Effect::new(move |_| {
        let wanted = (colours.get(), is_narrow.get());
        if drawn_for.get_value().is_some_and(|drawn_for| drawn_for != wanted) {
            drawn_for.set_value(Some(wanted));
            let chart = redraw(wanted.0.colours(), wanted.1);
            drawing.with_value(|drawing| drawing.as_ref().map(|drawing| drawing.replace(&chart)));
        }
    });
    on_cleanup(move || {
        watch.set_value(None);
        drawing.set_value(None);
    });

    view! {
        <div class="chart-frame">
            <div
                class="chart"
                role="img"
                aria-label=move || description.get()
                data-testid=testid
                data-drawn=move || is_drawn.get().to_string()
                style:height=format!("{height}px")
                node_ref=place
            ></div>
            {overlay}
        </div>
        <Show when=move || !failure.with(String::is_empty)>
            <p class="muted">"The chart could not be drawn: " {move || failure.get()} ". The table below has the same numbers."</p>
        </Show>
    }
}
