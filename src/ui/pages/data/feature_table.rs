//! Every feature of numbers with its figures and a sparkline, in any order.

use std::sync::Arc;

use leptos::prelude::*;

use super::{Described, names_of_features};
use crate::engine::event::LoadSummary;
use crate::evaluation::description::{N_SPARKS, NumberSummary};
use crate::session::feature_table::{FIGURES, Figure, Order, rows};
use crate::session::figures::share;
use crate::session::format::{count, number, percent};
use crate::ui::components::feature_name::FeatureName;

/// Width and height of a sparkline, in units of its drawing.
const SPARK: (f64, f64) = (96.0, 22.0);

/// The card.
#[component]
pub fn FeatureTable(file: Arc<LoadSummary>, described: Described) -> impl IntoView {
    let order = RwSignal::new(Order::default());
    let names = Arc::new(names_of_features(&file));
    let heads = FIGURES.map(|figure| view! { <Head figure order /> }).collect_view();
    let by_name = move |_| {
        order.update(|order| *order = if *order == Order::Name { Order::File } else { Order::Name });
    };
    let body = move || {
        described.get().map(|description| {
            let row = |(feature_idx, numbers): (u32, &NumberSummary)| {
                let name = names.get(feature_idx as usize).cloned().unwrap_or_default();
                feature_row(name, feature_idx, numbers)
            };
            rows(&description, &names, order.get()).into_iter().map(row).collect_view()
        })
    };
    view! {
        <section class="card" data-testid="describe">
            <h2>"What do the numbers look like?"</h2>
            <p class="sub">
                "One row a feature; a head orders the rows, a name tells its meaning. Small bars: how often values occur from the "
                "least to the greatest (heights as logarithms; “log” where the steps are, too)."
            </p>
            <div class="scroll tall wide" tabindex="0" role="region" aria-label="Figures of every feature">
                <table data-testid="describe-table">
                    <thead>
                        <tr>
                            <th scope="col">
                                <button type="button" class="sort" on:click=by_name>"feature"</button>
                            </th>
                            <th scope="col">"values"</th>
                            {heads}
                            <th scope="col">"of note"</th>
                        </tr>
                    </thead>
                    <tbody>{body}</tbody>
                </table>
            </div>
        </section>
    }
}

#[component]
fn Head(figure: Figure, order: RwSignal<Order>) -> impl IntoView {
    let sorted = move || match order.get() {
        Order::Largest(same) if same == figure => "descending",
        Order::Smallest(same) if same == figure => "ascending",
        _ => "none",
    };
    let arrow = move || match sorted() {
        "descending" => " ↓",
        "ascending" => " ↑",
        _ => "",
    };
    view! {
        <th scope="col" class="number" aria-sort=sorted>
            <button type="button" class="sort" on:click=move |_| order.update(|order| *order = order.after(figure))>
                {figure.name()}{arrow}
            </button>
        </th>
    }
}

fn feature_row(name: String, feature_idx: u32, numbers: &NumberSummary) -> impl IntoView + use<> {
    let cells = FIGURES.map(|figure| {
        let value = figure.of(numbers);
        let text = if figure.is_count() { count(value as u64) } else { number(value) };
        view! { <td class="number" data-value=value.to_string()>{text}</td> }
    });
    view! {
        <tr data-testid="feature-row" data-feature=feature_idx.to_string()>
            <th scope="row"><FeatureName name /></th>
            <td>{sparkline(numbers)}</td>
            {cells.collect_view()}
            <td class="note">{note(numbers)}</td>
        </tr>
    }
}

fn note(numbers: &NumberSummary) -> String {
    let mut notes = Vec::new();
    if numbers.is_constant() {
        notes.push("constant: it can tell nothing".to_owned());
    } else if numbers.is_binary() {
        notes.push(format!("yes or no: {} yes", percent(numbers.mean)));
    } else if share(numbers.zeros, numbers.count) > 0.9 {
        notes.push(format!("{} zeros", percent(share(numbers.zeros, numbers.count))));
    }
    if numbers.missing > 0 {
        notes.push(format!("{} missing", count(numbers.missing)));
    }
    notes.join("; ")
}

fn sparkline(numbers: &NumberSummary) -> impl IntoView + use<> {
    let most = numbers.sparks.iter().copied().max().unwrap_or(0);
    let (width, height) = SPARK;
    let step = width / N_SPARKS as f64;
    let bar = |(place, n): (usize, &u64)| {
        let part = libm::log1p(*n as f64) / libm::log1p(most.max(1) as f64);
        let (x, tall) = (place as f64 * step, part * height);
        format!("M{x:.1} {height}v-{tall:.1}h{:.1}v{tall:.1}z", step - 0.6)
    };
    let bars: String = numbers.sparks.iter().enumerate().filter(|(_, n)| **n > 0).map(bar).collect();
    let scale = if numbers.is_log { " log" } else { "" };
    view! {
        <span class="spark">
            <svg viewBox=format!("0 0 {width} {height}") aria-hidden="true"><path d=bars /></svg>
            <span class="muted">{scale}</span>
        </span>
    }
}
