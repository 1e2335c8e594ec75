//! A chart on the page: drawn once its place has a size, drawn anew in another theme, released with its component.

use std::sync::Arc;

use charming::Chart;
use leptos::ev::PointerEvent;
use leptos::html::Div;
use leptos::prelude::*;

use crate::charts::theme::Theme;
use crate::ui::in_sight::{DrawnInSight, in_sight};
use crate::ui::state::app_state;
use crate::ui::theme::ThemeName;
use crate::web::echarts::{BrushOn, Brushed, Drawing};
use crate::web::resize::SizeWatch;

/// Narrower charts, in CSS pixels, are drawn with fewer words.
const NARROW: f64 = 520.0;

/// Height, in CSS pixels, of a chart that does not know its own yet: what stands below must not seem to be in sight.
const AWAITED: u32 = 240;

/// Makes a chart in a theme's colours; `true` for a narrow place.
pub type Draw = Arc<dyn Fn(&Theme, bool) -> Chart + Send + Sync>;
/// A drawing that others may ask for its picture.
pub type SharedDrawing = StoredValue<Option<Drawing>, LocalStorage>;

/// The chart's place.
#[component]
pub fn ChartCanvas(
    /// Makes the chart.
    #[prop(into)]
    draw: Signal<Draw>,
    /// Height in CSS pixels.
    #[prop(into)]
    height: Signal<u32>,
    /// What it shows, for those who cannot see it.
    #[prop(into)]
    description: Signal<String>,
    /// Hook for automation.
    testid: &'static str,
    /// Where the drawing is kept.
    drawing: SharedDrawing,
    /// Axes on which a range can be dragged open.
    #[prop(optional, into)]
    brush: Signal<Option<BrushOn>>,
    /// Told what was dragged over.
    #[prop(optional_no_strip)]
    on_brushed: Option<Callback<Brushed>>,
    /// Told which cell of a heat map was clicked, by column and row.
    #[prop(optional_no_strip)]
    on_cell: Option<Callback<(usize, usize)>>,
    /// Told of each press, movement and release of the pointer.
    #[prop(optional_no_strip)]
    on_pointer: Option<Callback<PointerEvent>>,
    /// What is laid over the chart.
    #[prop(optional)]
    overlay: Option<AnyView>,
) -> impl IntoView {
    let state = app_state();
    let place = NodeRef::<Div>::new();
    let watch = StoredValue::new_local(None::<SizeWatch>);
    let n_draws = RwSignal::new(0_u32);
    let is_near = match use_context::<DrawnInSight>() {
        Some(DrawnInSight) => in_sight(place),
        None => RwSignal::new(true),
    };
    let last_width = StoredValue::new(0.0);
    let is_narrow = RwSignal::new(false);
    // What the drawing was made for; drawing anew for the same would only take time.
    let drawn_for = StoredValue::new(None::<(ThemeName, bool, Draw)>);
    let failure = RwSignal::new(String::new());
    let colours = Memo::new(move |_| state.theme());

    // On a phone the same finger must be able to scroll.
    let brush_now = move || brush.get_untracked().filter(|_| !is_narrow.get_untracked());
    // Once the place has a size and is in sight.
    let start = move || {
        let (width, is_started) = (last_width.get_value(), drawing.with_value(Option::is_some));
        let Some(element) = place.get_untracked().filter(|_| width >= 1.0 && !is_started) else { return };
        let (theme, draw) = (colours.get_untracked(), draw.get_untracked());
        let chart = draw(theme.colours(), width < NARROW);
        drawn_for.set_value(Some((theme, width < NARROW, draw)));
        let finished = move || {
            let _ = n_draws.try_update(|n| *n += 1);
        };
        match Drawing::start(&element, &chart, brush_now(), finished) {
            Ok(mut started) => {
                if let Some(told) = on_brushed {
                    started.on_brushed(move |brushed| told.run(brushed));
                }
                if let Some(told) = on_cell {
                    started.on_cell(move |x, y| told.run((x, y)));
                }
                drawing.set_value(Some(started));
            }
            Err(reason) => failure.set(reason),
        }
    };
    Effect::new(move |_| {
        let size_told = move |width: f64, _height: f64| {
            if width < 1.0 {
                return;
            }
            last_width.set_value(width);
            if is_narrow.get_untracked() != (width < NARROW) {
                is_narrow.set(width < NARROW);
            }
            let is_fitted =
                drawing.try_with_value(|drawing| drawing.as_ref().map(Drawing::fit)).flatten().is_some();
            if !is_fitted && is_near.get_untracked() {
                start();
            }
        };
        if let Some(element) = place.get() {
            watch.set_value(SizeWatch::start(&element, size_told));
        }
    });
    Effect::new(move |_| {
        let (theme, narrow, draw) = (colours.get(), is_narrow.get(), draw.get());
        if !is_near.get() {
            return;
        }
        start();
        let is_other = drawn_for.with_value(|drawn_for| {
            drawn_for.as_ref().is_some_and(|(old_theme, was_narrow, old)| {
                (*old_theme, *was_narrow) != (theme, narrow) || !Arc::ptr_eq(old, &draw)
            })
        });
        if is_other {
            let chart = draw(theme.colours(), narrow);
            drawn_for.set_value(Some((theme, narrow, draw)));
            drawing.update_value(|drawing| {
                if let Some(drawing) = drawing {
                    let _ = drawing.replace(&chart, brush_now());
                }
            });
        }
    });
    on_cleanup(move || {
        watch.set_value(None);
        drawing.set_value(None);
    });

    let told = move || Some(description.get()).filter(|description| !description.is_empty());
    let pointed = move |event: PointerEvent| {
        drawing.with_value(|drawing| drawing.as_ref().map_or((), Drawing::teach_pointer));
        if let Some(told) = on_pointer {
            told.run(event);
        }
    };
    view! {
        <div class="chart-frame" on:pointerdown=pointed on:pointermove=pointed on:pointerup=pointed>
            <div
                class="chart"
                // What is not drawn yet is no picture of anything.
                role=move || told().map(|_| "img")
                aria-label=told
                data-testid=testid
                data-drawn=move || (n_draws.get() > 0).to_string()
                data-draws=move || n_draws.get().to_string()
                style:height=move || format!("{}px", if height.get() == 0 { AWAITED } else { height.get() })
                node_ref=place
            ></div>
            {overlay}
        </div>
        <Show when=move || !failure.with(String::is_empty)>
            <p class="muted">"The chart could not be drawn: " {move || failure.get()} ". The table below has the same numbers."</p>
        </Show>
    }
}
