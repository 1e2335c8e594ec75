//! A thin binding over the global `echarts`: charming's own one can neither replace an option nor be disposed of.
//!
//! Makes every option fit the page's policy: no HTML tooltips, no inline styles, no functions made of text.

use std::cell::Cell;

use charming::Chart;
use js_sys::{Array, Function, Object, Reflect};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

use crate::web::clock;

/// Name of the measures over ECharts' work: each call into it, and the frame in which it painted last.
const DRAW: &str = "oddflow:draw";

#[wasm_bindgen]
extern "C" {
    type Instance;

    #[wasm_bindgen(catch, js_namespace = echarts, js_name = init)]
    fn init(element: &JsValue, theme: &JsValue, options: &JsValue) -> Result<Instance, JsValue>;
    #[wasm_bindgen(catch, method, js_name = setOption)]
    fn set_option(this: &Instance, option: &JsValue, not_merge: bool) -> Result<(), JsValue>;
    #[wasm_bindgen(method)]
    fn on(this: &Instance, event: &str, handler: &Function);
    #[wasm_bindgen(method)]
    fn resize(this: &Instance);
    #[wasm_bindgen(method, js_name = dispatchAction)]
    fn dispatch(this: &Instance, action: &JsValue);
    #[wasm_bindgen(method)]
    fn dispose(this: &Instance);
    #[wasm_bindgen(method, js_name = getDataURL)]
    fn data_url(this: &Instance, options: &JsValue) -> String;
    #[wasm_bindgen(method, js_name = renderToSVGString)]
    fn svg_string(this: &Instance) -> String;
}

/// A chart on the page; dropping it releases the canvas.
pub struct Drawing {
    instance: Instance,
    /// Axes to drag over, until the pointer has learnt to.
    untaught: Cell<Option<BrushOn>>,
    _finished: Closure<dyn FnMut()>,
    brushed: Option<Closure<dyn FnMut(JsValue)>>,
    clicked: Option<Closure<dyn FnMut(JsValue)>>,
}

/// Axes on which a range can be dragged open: along one, or over two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BrushOn {
    /// Number of the axis along the chart.
    pub x_axis: u32,
    /// Number of the axis upwards.
    pub y_axis: Option<u32>,
}

impl BrushOn {
    fn option(self) -> JsValue {
        let y_axis = self.y_axis.map_or_else(|| "none".into(), JsValue::from);
        object(&[
            ("xAxisIndex", self.x_axis.into()),
            ("yAxisIndex", y_axis),
            ("transformable", false.into()),
            ("brushLink", "none".into()),
        ])
    }

    /// Has the pointer drag ranges open wherever it goes down.
    fn cursor(self) -> JsValue {
        let kind = if self.y_axis.is_some() { "rect" } else { "lineX" };
        let kind = object(&[("brushType", kind.into()), ("brushMode", "single".into())]);
        object(&[("type", "takeGlobalCursor".into()), ("key", "brush".into()), ("brushOption", kind)])
    }
}

/// First and last bin that were dragged over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Brushed {
    /// Along the chart.
    pub x: (usize, usize),
    /// Upwards.
    pub y: Option<(usize, usize)>,
}

impl Drawing {
    /// Draws on an element that has its size; `finished` is called after every complete painting.
    ///
    /// # Errors
    /// What ECharts threw.
    pub fn start(
        element: &Element,
        chart: &Chart,
        brush: Option<BrushOn>,
        finished: impl FnMut() + 'static,
    ) -> Result<Self, String> {
        let start = clock::now();
        let instance = init(element, &JsValue::NULL, &JsValue::UNDEFINED).map_err(|error| text(&error))?;
        let finished = when_finished(finished);
        instance.on("finished", finished.as_ref().unchecked_ref());
        let drawing =
            Self { instance, untaught: Cell::new(None), _finished: finished, brushed: None, clicked: None };
        drawing.apply(chart, brush)?;
        clock::measure_since(DRAW, start);
        Ok(drawing)
    }

    /// Draws another chart in its place.
    ///
    /// # Errors
    /// What ECharts threw.
    pub fn replace(&self, chart: &Chart, brush: Option<BrushOn>) -> Result<(), String> {
        let start = clock::now();
        self.apply(chart, brush)?;
        clock::measure_since(DRAW, start);
        Ok(())
    }

    /// The brush comes with the chart: to add it later would draw the chart again.
    fn apply(&self, chart: &Chart, brush: Option<BrushOn>) -> Result<(), String> {
        let option = option(chart)?;
        if let Some(on) = brush {
            set(&option, "brush", on.option());
        }
        self.instance.set_option(&option, true).map_err(|error| text(&error))?;
        self.untaught.set(brush);
        Ok(())
    }

    /// Has the pointer drag ranges open from now on. To be called when it comes near: ECharts draws the chart anew for this, which
    /// those who only look should not wait for.
    pub fn teach_pointer(&self) {
        if let Some(on) = self.untaught.take() {
            let start = clock::now();
            self.instance.dispatch(&on.cursor());
            clock::measure_since(DRAW, start);
        }
    }

    /// Tells of every range that was dragged open.
    pub fn on_brushed(&mut self, brushed: impl Fn(Brushed) + 'static) {
        let told = Closure::new(move |event: JsValue| {
            if let Some(found) = dragged(&event) {
                brushed(found);
            }
        });
        self.instance.on("brushEnd", told.as_ref().unchecked_ref());
        self.brushed = Some(told);
    }

    /// Tells of every click on a cell of a heat map: its column and its row.
    pub fn on_cell(&mut self, clicked: impl Fn(usize, usize) + 'static) {
        let told = Closure::new(move |event: JsValue| {
            let cell: Vec<f64> = parts(&event, "value").iter().take(2).filter_map(JsValue::as_f64).collect();
            if let [x, y] = *cell.as_slice() {
                clicked(x.max(0.0) as usize, y.max(0.0) as usize);
            }
        });
        self.instance.on("click", told.as_ref().unchecked_ref());
        self.clicked = Some(told);
    }

    /// Fits the chart to its element's new size.
    pub fn fit(&self) {
        self.instance.resize();
    }

    /// The chart as it stands, as a PNG in a `data:` address.
    pub fn png(&self, background: &str) -> String {
        let options = object(&[
            ("type", "png".into()),
            ("pixelRatio", 2.into()),
            ("backgroundColor", background.into()),
        ]);
        self.instance.data_url(&options)
    }
}

impl Drop for Drawing {
    fn drop(&mut self) {
        self.instance.dispose();
    }
}

/// A chart as the text of an SVG file. It never meets the document, where its inline styles would be refused.
///
/// # Errors
/// What ECharts threw.
pub fn svg(chart: &Chart, width: u32, height: u32) -> Result<String, String> {
    let options = object(&[
        ("renderer", "svg".into()),
        ("ssr", true.into()),
        ("width", width.into()),
        ("height", height.into()),
    ]);
    let instance = init(&JsValue::NULL, &JsValue::NULL, &options).map_err(|error| text(&error))?;
    let drawn = instance.set_option(&option(chart)?, true).map_err(|error| text(&error));
    let svg = drawn.map(|()| instance.svg_string());
    instance.dispose();
    svg
}

/// What was dragged over: pairs of positions on axes of names, one after the other.
fn dragged(event: &JsValue) -> Option<Brushed> {
    let area = parts(event, "areas").into_iter().next()?;
    let range = Reflect::get(&area, &"coordRange".into()).ok()?;
    let numbers: Vec<usize> =
        Array::from(&range).flat(1).iter().filter_map(|n| n.as_f64()).map(|n| n.max(0.0) as usize).collect();
    match *numbers.as_slice() {
        [x0, x1] => Some(Brushed { x: (x0, x1), y: None }),
        [x0, x1, y0, y1] => Some(Brushed { x: (x0, x1), y: Some((y0.min(y1), y0.max(y1))) }),
        _ => None,
    }
}

fn when_finished(mut finished: impl FnMut() + 'static) -> Closure<dyn FnMut()> {
    Closure::new(move || {
        clock::measure_since(DRAW, clock::frame_start());
        finished();
    })
}

fn option(chart: &Chart) -> Result<JsValue, String> {
    let option = chart.serialize(&Serializer::json_compatible()).map_err(|error| error.to_string())?;
    for tooltip in parts(&option, "tooltip") {
        set(&tooltip, "renderMode", "richText".into());
        set(&tooltip, "confine", true.into());
    }
    // On a phone labels would run into each other; charming has no name for this.
    for axis in parts(&option, "xAxis") {
        for label in parts(&axis, "axisLabel") {
            set(&label, "hideOverlap", true.into());
        }
    }
    // A family hidden by a click would still be in every figure and table beside the chart.
    for legend in parts(&option, "legend") {
        set(&legend, "selectedMode", false.into());
    }
    for series in parts(&option, "series") {
        match Reflect::get(&series, &"type".into()).ok().and_then(|kind| kind.as_string()).as_deref() {
            Some("heatmap") => name_cells(&series),
            // Room for a line of text beside the thinnest node; charming has no name for it.
            Some("sankey") => set(&series, "nodeGap", 14.into()),
            _ => {}
        }
    }
    Ok(option)
}

/// A heat map's cells come as column, row, value and words, for charming has no names for them: the words become the name.
fn name_cells(series: &JsValue) {
    let named: Array = parts(series, "data")
        .iter()
        .map(|cell| {
            let cell = Array::from(cell);
            object(&[("value", cell.slice(0, 3).into()), ("name", cell.get(3))])
        })
        .collect();
    set(series, "data", named.into());
}

/// An option's component, which may be absent, one or a list.
fn parts(option: &JsValue, name: &str) -> Vec<JsValue> {
    let part = Reflect::get(option, &name.into()).unwrap_or_default();
    if Array::is_array(&part) {
        Array::from(&part).to_vec()
    } else if part.is_object() {
        vec![part]
    } else {
        Vec::new()
    }
}

fn object(entries: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new().into();
    for (name, value) in entries {
        set(&object, name, value.clone());
    }
    object
}

fn set(object: &JsValue, name: &str, value: JsValue) {
    let _ = Reflect::set(object, &name.into(), &value);
}

fn text(error: &JsValue) -> String {
    error.dyn_ref::<js_sys::Error>().map_or_else(|| format!("{error:?}"), |error| error.message().into())
}
