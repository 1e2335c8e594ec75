//! The table of all rows, of which only those in sight are built; cards on narrow screens.

use std::sync::Arc;

use leptos::ev;
use leptos::html::Div;
use leptos::prelude::*;

use crate::engine::questions::index::RowOrder;
use crate::session::row_window::{Built, RowWindow};
use crate::session::strangest::SHOWN_FEATURES;
use crate::ui::components::connections::row::{GridRow, row_id};
use crate::ui::rows_view::{RowsView, TABLE};
use crate::ui::words::rows::detector_head;
use crate::web::document;
use crate::web::resize::SizeWatch;

/// Sizes in CSS pixels, as in `public/styles/rows.css`.
const ROW_HEIGHT: f64 = 36.0;
const CARD_HEIGHT: f64 = 130.0;
/// Narrower tables show cards.
const NARROW: f64 = 620.0;

/// Features that have a column, by position and name.
pub type Shown = Arc<[(usize, String)]>;

/// The table.
#[component]
pub fn Grid(
    /// The rows.
    view: RowsView,
    /// Whether there is a column of labels.
    labelled: bool,
) -> impl IntoView {
    let features = view.why.features.get_value();
    let position = |shown: &str| {
        let position = features.iter().position(|name| name == shown)?;
        Some((position, shown.to_owned()))
    };
    let mut shown: Vec<(usize, String)> = SHOWN_FEATURES.into_iter().filter_map(position).collect();
    if shown.is_empty() {
        shown = features.iter().cloned().enumerate().take(SHOWN_FEATURES.len()).collect();
    }
    let shown: Shown = shown.into();

    let scroller = NodeRef::<Div>::new();
    let size = RwSignal::new((0.0, 0.0));
    let watch = StoredValue::new_local(None);
    Effect::new(move |_| {
        if let Some(element) = scroller.get() {
            watch.set_value(SizeWatch::start(&element, move |width, height| {
                size.try_set((width, height));
            }));
        }
    });
    on_cleanup(move || watch.set_value(None));

    let scroll_top = RwSignal::new(0.0);
    let is_narrow = Memo::new(move |_| size.get().0 < NARROW);
    let window = Memo::new(move |_| {
        let n_rows = view.index.with(|index| index.as_ref().map_or(0, |index| index.first_lines.0.len()));
        let (row_height, head) = if is_narrow.get() { (CARD_HEIGHT, 0.0) } else { (ROW_HEIGHT, ROW_HEIGHT) };
        RowWindow { n_rows, row_height, view_height: (size.get().1 - head).max(0.0) }
    });
    let built = Memo::new(move |_| window.get().built(scroll_top.get()));
    Effect::new(move |_| {
        let Built { start, end, .. } = built.get();
        view.fetch(start..end);
    });
    // Another order begins at its top.
    Effect::new(move |_| {
        view.index.track();
        if let Some(element) = scroller.get_untracked() {
            element.set_scroll_top(0);
        }
    });
    let scroll_to = move |position: usize| {
        let wanted = window.get_untracked().scroll_to(position, scroll_top.get_untracked());
        if let (Some(wanted), Some(element)) = (wanted, scroller.get_untracked()) {
            element.set_scroll_top(wanted.ceil() as i32);
        }
    };
    // Whoever makes a row the current one wants to see it.
    Effect::new(move |_| scroll_to(view.current.get()));
    let go = move |steps: isize| {
        let last = window.get_untracked().n_rows.saturating_sub(1);
        view.current.update(|current| *current = current.saturating_add_signed(steps).min(last));
    };
    let page = move || window.get_untracked().n_in_view() as isize;
    let on_key = move |event: ev::KeyboardEvent| {
        match event.key().as_str() {
            "ArrowDown" => go(1),
            "ArrowUp" => go(-1),
            "PageDown" => go(page()),
            "PageUp" => go(-page()),
            "Home" => go(isize::MIN / 2),
            "End" => go(isize::MAX / 2),
            "Enter" => view.explain(view.current.get_untracked()),
            _ => return,
        }
        event.prevent_default();
    };
    listen_to_letters(move |steps| {
        if let Some(element) = scroller.get_untracked() {
            let _ = element.focus();
        }
        go(steps);
    });

    let columns = columns(view, &shown, labelled);
    let heads = heads(view, &shown, labelled);
    let row = move |position: usize| {
        let (shown, columns) = (Arc::clone(&shown), columns.clone());
        view! { <GridRow view position shown columns labelled is_narrow /> }
    };
    view! {
        <div class="rows" class:narrow=is_narrow node_ref=scroller id=TABLE tabindex="0" role="grid" aria-label="All connections in order"
            aria-rowcount=move || window.get().n_rows + 1
            aria-activedescendant=move || row_id(view.current.get())
            on:scroll=move |_| scroll_top.set(scroller.get_untracked().map_or(0.0, |element| f64::from(element.scroll_top())))
            on:keydown=on_key data-testid="results-table">
            {heads}
            <div role="rowgroup" class="rows-body" style:height=move || format!("{}px", window.get().content_height())>
                <div role="presentation" class="rows-shown" style:transform=move || format!("translateY({}px)", built.get().top)>
                    <For each=move || { let Built { start, end, .. } = built.get(); start..end } key=|position| *position children=row />
                </div>
            </div>
        </div>
        <Show when=move || window.get().n_rows == 0 && view.index.with(Option::is_some)>
            <p class="sub" data-testid="no-rows">"No connection matches. Esc selects all rows again."</p>
        </Show>
    }
}

/// Widths of the columns.
fn columns(view: RowsView, shown: &Shown, labelled: bool) -> String {
    let n_detectors = view.why.detectors.with_value(Vec::len);
    let label = if labelled { "minmax(120px, 1.6fr) " } else { "" };
    format!("64px 84px {label}repeat({n_detectors}, 84px) 84px repeat({}, minmax(72px, 1fr))", shown.len())
}

fn heads(view: RowsView, shown: &Shown, labelled: bool) -> impl IntoView + use<> {
    let columns = columns(view, shown, labelled);
    let head = move |name: String, order: RowOrder, is_number: bool| {
        let is_by = move || view.order.get().0 == order;
        let sort = move || match view.order.get() {
            (by, true) if by == order => "descending",
            (by, false) if by == order => "ascending",
            _ => "none",
        };
        view! {
            <div role="columnheader" aria-sort=sort class:number=is_number>
                // Reached by the field "Order by" with the keyboard: the table is one stop.
                <button type="button" tabindex="-1" class:by=is_by on:click=move |_| view.order_by(order)>{name}</button>
            </div>
        }
    };
    let scores = view
        .why
        .detectors
        .get_value()
        .into_iter()
        .map(|detector| head(detector_head(detector).to_owned(), RowOrder::Score(detector), true));
    let features = shown.iter().map(|(idx, name)| head(name.clone(), RowOrder::Feature(*idx as u32), false));
    view! {
        <div role="rowgroup" class="rows-head">
            <div role="row" aria-rowindex="1" class="grid-row" style:grid-template-columns=columns>
                <div role="columnheader">"rank"</div>
                {head("line".to_owned(), RowOrder::Line, true)}
                {labelled.then(|| view! { <div role="columnheader">"label"</div> })}
                {scores.collect_view()}
                {head("copies".to_owned(), RowOrder::Copies, true)}
                {features.collect_view()}
            </div>
        </div>
    }
}

/// `j` and `k` move through the rows, and `/` searches, wherever the focus is.
fn listen_to_letters(go: impl Fn(isize) + 'static) {
    let listener = window_event_listener(ev::keydown, move |event| {
        if document::is_taken(&event) {
            return;
        }
        match event.key().as_str() {
            "j" => go(1),
            "k" => go(-1),
            "/" => document::focus("rows-search"),
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || listener.remove());
}
