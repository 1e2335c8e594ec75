//! What the table of all rows and the panel beside it share: the order, the rows that came, the row that is explained.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;

use crate::data::packed::Packed;
use crate::engine::event::ScoreSummary;
use crate::engine::questions::index::{Index, Listing, RowOrder};
use crate::engine::questions::locate::Wanted;
use crate::engine::questions::rows::RowView;
use crate::engine::questions::{Answer, Question};
use crate::ui::state::AppState;
use crate::ui::why_view::WhyView;

/// Id of the table.
pub const TABLE: &str = "connections-table";
/// Rows that are kept at most.
const MAX_KEPT: usize = 4_000;

/// The rows as they are shown; copies are the same.
#[derive(Clone, Copy)]
pub struct RowsView {
    state: AppState,
    /// The row that is explained.
    pub why: WhyView,
    /// What rows are ordered by, and whether the greatest come first.
    pub order: RwSignal<(RowOrder, bool)>,
    /// What is searched for.
    pub search: RwSignal<String>,
    /// All rows in order; `None` until they first came.
    pub index: RwSignal<Option<Arc<Index>>>,
    /// Position of the row that the keys act on.
    pub current: RwSignal<usize>,
    /// Counts answers with rows.
    came: RwSignal<u32>,
    kept: StoredValue<BTreeMap<u64, Arc<RowView>>>,
    is_fetching: StoredValue<bool>,
    is_listing: StoredValue<bool>,
}

impl RowsView {
    /// The view of a result's rows, strangest first.
    pub fn new(state: AppState, scores: &ScoreSummary) -> Self {
        let why = WhyView::new(state, scores, TABLE);
        let first = why.detectors.with_value(|detectors| detectors.first().copied()).unwrap_or_default();
        let view = Self {
            state,
            why,
            order: RwSignal::new((RowOrder::Score(first), true)),
            search: RwSignal::new(String::new()),
            index: RwSignal::new(None),
            current: RwSignal::new(0),
            came: RwSignal::new(0),
            kept: StoredValue::new(BTreeMap::new()),
            is_fetching: StoredValue::new(false),
            is_listing: StoredValue::new(false),
        };
        Effect::new(move |_| {
            state.selection.track();
            view.order.track();
            view.search.track();
            view.list();
        });
        view
    }

    /// The row at a position, when it is there; asked about again when more rows came.
    pub fn row(&self, position: usize) -> Option<Arc<RowView>> {
        self.came.track();
        let first_line = self.first_line(position)?;
        self.kept.with_value(|kept| kept.get(&first_line).cloned())
    }

    /// Name of the row at a position.
    pub fn first_line(&self, position: usize) -> Option<u64> {
        self.index.with(|index| index.as_ref()?.first_lines.0.get(position).copied())
    }

    /// Has the rows of these positions come that are not there.
    pub fn fetch(&self, positions: std::ops::Range<usize>) {
        self.came.track();
        if self.is_fetching.get_value() {
            return; // The answer has everybody ask again.
        }
        let view = *self;
        let missing: Vec<u64> = self.index.with(|index| {
            let shown = index.as_ref().and_then(|index| index.first_lines.0.get(positions));
            let is_missing = |first_line: &u64| view.kept.with_value(|kept| !kept.contains_key(first_line));
            shown.unwrap_or_default().iter().copied().filter(is_missing).collect()
        });
        if missing.is_empty() {
            return;
        }
        self.is_fetching.set_value(true);
        self.state.ask(Question::Rows(Packed(missing)), move |answer| {
            view.is_fetching.try_update_value(|is_fetching| *is_fetching = false);
            let Answer::Rows(rows) = answer else { return };
            view.kept.try_update_value(|kept| {
                if kept.len() > MAX_KEPT {
                    kept.clear();
                }
                kept.extend(rows.into_iter().map(|row| (row.first_line, Arc::new(row))));
            });
            view.came.try_update(|came| *came += 1);
        });
    }

    /// Orders by something; by the same once more, the other way round.
    pub fn order_by(&self, order: RowOrder) {
        self.order.update(|(old, descending)| {
            *descending = if *old == order { !*descending } else { !matches!(order, RowOrder::Line) };
            *old = order;
        });
    }

    /// Explains the row at a position.
    pub fn explain(&self, position: usize) {
        self.current.set(position);
        self.why.explained.set(untrack(|| self.first_line(position)));
    }

    /// Explains the row so many positions after the one that is explained.
    pub fn explain_neighbour(&self, steps: isize) {
        let from = self.why.explained.get_untracked().and_then(|first_line| self.position(first_line));
        let to = from.unwrap_or_else(|| self.current.get_untracked()).saturating_add_signed(steps);
        if untrack(|| self.first_line(to)).is_some() {
            self.explain(to);
        }
    }

    /// Position of a row in the present order.
    pub fn position(&self, first_line: u64) -> Option<usize> {
        self.index
            .with_untracked(|index| index.as_ref()?.first_lines.0.iter().position(|at| *at == first_line))
    }

    /// Looks for the row of a line; `then` gets its name, if the line is a sample.
    pub fn find_line(&self, line: u64, then: impl FnOnce(Option<u64>) + 'static) {
        self.why.locate(Wanted::Line(line), then);
    }

    /// Asks for the rows in order; while an answer is under way, once more after it.
    fn list(&self) {
        if self.is_listing.get_value() {
            return;
        }
        let view = *self;
        let listing = self.listing();
        self.is_listing.set_value(true);
        self.state.ask(Question::Index(Box::new(listing.clone())), move |answer| {
            if view.is_listing.try_update_value(|is_listing| *is_listing = false).is_none() {
                return; // The page shows something else.
            }
            if let Answer::Index(index) = answer {
                view.index.set(Some(Arc::new(index)));
                view.current.set(0);
            }
            if view.listing() != listing {
                view.list();
            }
        });
    }

    fn listing(&self) -> Listing {
        let (order, descending) = self.order.get_untracked();
        let (selection, search) = (self.state.selection.get_untracked(), self.search.get_untracked());
        Listing { selection, search, order, descending }
    }
}
