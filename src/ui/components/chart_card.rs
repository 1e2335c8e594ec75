//! A chart as a reader wants it: a question, how to read it, the same numbers as a table, and pictures to take along.

use leptos::ev::PointerEvent;
use leptos::prelude::*;

use crate::ui::components::chart_canvas::{ChartCanvas, Draw};
use crate::ui::state::app_state;
use crate::web::echarts::{BrushOn, Brushed};
use crate::web::{downloads, echarts};

/// Width of an exported SVG, in CSS pixels.
const SVG_WIDTH: u32 = 960;

/// The card; its children are the table with the same numbers.
#[component]
pub fn ChartCard(
    /// The question that the chart answers.
    #[prop(into)]
    question: Signal<String>,
    /// How to read it.
    #[prop(into)]
    reading: Signal<String>,
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
    /// Name of exported pictures without their ending.
    file_stem: String,
    /// Fields that say what is drawn.
    #[prop(optional, into)]
    fields: ViewFn,
    /// Axes on which a range can be dragged open.
    #[prop(optional, into)]
    brush: Signal<Option<BrushOn>>,
    /// Told what was dragged over.
    #[prop(optional, into)]
    on_brushed: Option<Callback<Brushed>>,
    /// Told which cell of a heat map was clicked, by column and row.
    #[prop(optional, into)]
    on_cell: Option<Callback<(usize, usize)>>,
    /// Told of each press, movement and release of the pointer over the chart.
    #[prop(optional, into)]
    on_pointer: Option<Callback<PointerEvent>>,
    /// What is laid over the chart.
    #[prop(optional)]
    overlay: Option<AnyView>,
    /// The chart with what is laid over it, for pictures to take along.
    #[prop(optional)]
    picture: Option<Draw>,
    children: Children,
) -> impl IntoView {
    let state = app_state();
    let drawing = StoredValue::new_local(None);
    let has_picture = picture.is_some();
    let whole = move || picture.clone().unwrap_or_else(|| draw.get_untracked());
    let for_svg = whole.clone();
    let svg_name = format!("{file_stem}.svg");
    let png_name = format!("{file_stem}.png");
    let save_png = move |_| {
        let colours = untrack(|| state.theme()).colours();
        drawing.with_value(|drawing: &Option<echarts::Drawing>| {
            let Some(drawing) = drawing else { return };
            if has_picture {
                let _ = drawing.replace(&whole()(colours, false), None);
            }
            downloads::save_url(&png_name, &drawing.png(colours.surface));
            if has_picture {
                let _ = drawing.replace(&draw.get_untracked()(colours, false), None);
            }
        });
    };
    let save_svg = move |_| {
        let chart = for_svg()(untrack(|| state.theme()).colours(), false);
        if let Ok(svg) = echarts::svg(&chart, SVG_WIDTH, height.get_untracked()) {
            downloads::save(&svg_name, "image/svg+xml", svg.as_bytes());
        }
    };
    view! {
        <section class="card chart-card">
            <h2>{question}</h2>
            <p class="sub">{move || reading.get()}</p>
            {fields.run()}
            <ChartCanvas draw height description testid drawing brush on_brushed on_cell on_pointer overlay=overlay.unwrap_or_else(|| ().into_any()) />
            <div class="card-foot">
                <details>
                    <summary>"The same as a table"</summary>
                    {children()}
                </details>
                <div class="actions">
                    <button type="button" class="link" on:click=save_png>"Save PNG"</button>
                    <button type="button" class="link" on:click=save_svg>"Save SVG"</button>
                </div>
            </div>
        </section>
    }
}
