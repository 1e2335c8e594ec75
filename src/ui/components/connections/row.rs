//! One row of the table of all rows.

use std::sync::Arc;

use leptos::prelude::*;

use crate::engine::questions::rows::RowView;
use crate::session::format::{count, decimal};
use crate::ui::components::connections::grid::Shown;
use crate::ui::components::family_icon::FamilyIcon;
use crate::ui::rows_view::RowsView;
use crate::ui::words::rows::detector_head;

/// Id of the element of a row.
pub fn row_id(position: usize) -> String {
    format!("connection-{position}")
}

/// The row; its values come a moment after it.
#[component]
pub fn GridRow(
    /// The rows.
    view: RowsView,
    /// Its position.
    position: usize,
    /// Features that have a column.
    shown: Shown,
    /// Widths of the columns.
    columns: String,
    /// Whether there is a column of labels.
    labelled: bool,
    /// Whether rows are cards.
    is_narrow: Memo<bool>,
) -> impl IntoView {
    let row = Memo::new_with_compare(
        move |_| view.row(position),
        |old: Option<&Option<Arc<RowView>>>, new| {
            let address = |row: Option<&Option<Arc<RowView>>>| row.and_then(Option::as_ref).map(Arc::as_ptr);
            address(old) != address(new) || old.is_none()
        },
    );
    let is_current = move || view.current.get() == position;
    let is_explained = move || {
        let explained = view.why.explained.get();
        explained.is_some() && view.first_line(position) == explained
    };
    let cells = move || row.get().map(|row| cells(view, &row, &shown, labelled));
    view! {
        <div role="row" class="grid-row" class:odd=position % 2 == 1 class:current=is_current id=row_id(position)
            aria-rowindex=position + 2 aria-selected=move || is_explained().to_string()
            style:grid-template-columns=move || (!is_narrow.get()).then(|| columns.clone())
            on:click=move |_| view.explain(position)>
            <div role="gridcell" class="place">{count(position as u64 + 1)}</div>
            {cells}
        </div>
    }
}

fn cells(view: RowsView, row: &RowView, shown: &Shown, labelled: bool) -> impl IntoView + use<> {
    let number = |name: String, value: String, text: String| {
        view! { <div role="gridcell" class="number" data-label=name data-value=value>{text}</div> }
    };
    let label = labelled.then(|| {
        let label = row.label.clone().unwrap_or_default();
        let family = row.family;
        let text = family.with_label(&label);
        view! {
            <div role="gridcell" class="tag" data-label="label">
                <FamilyIcon family />
                <span>{text}</span>
            </div>
        }
    });
    let scores = view.why.detectors.get_value().into_iter().map(|detector| {
        let score = row.scores[detector.index()];
        let value = score.map(|score| score.to_string()).unwrap_or_default();
        number(detector_head(detector).to_owned(), value, score.map(decimal).unwrap_or_default())
    });
    let features = shown.iter().map(|(idx, name)| {
        let value = row.values.get(*idx).cloned().unwrap_or_default();
        view! { <div role="gridcell" data-label=name.clone()>{value}</div> }
    });
    view! {
        {number("line".to_owned(), row.line.to_string(), count(row.line))}
        {label}
        {scores.collect_view()}
        {number("copies".to_owned(), row.copies.to_string(), count(row.copies))}
        {features.collect_view()}
    }
}
