//! Runs side by side: what was set, what came of it, and where they differ.

use leptos::prelude::*;

use crate::session::comparison::{Comparison, Line, Value};
use crate::session::format::{decimal, percent, points};

/// The table.
#[component]
pub fn RunTable(
    /// What is compared.
    comparison: Comparison,
) -> impl IntoView {
    let heads =
        comparison.names.iter().map(|name| view! { <th scope="col">{name.clone()}</th> }).collect_view();
    let line = |line: Line| {
        let differs = line.differs();
        let cells = line.values.iter().map(|value| view! { <td>{shown(value)}</td> }).collect_view();
        view! {
            <tr class:differs=differs>
                <th scope="row">{line.name.clone()}</th>
                {cells}
                <td class="spread">{line.spread_words()}</td>
            </tr>
        }
    };
    let disagreement = comparison.disagreement();
    view! {
        <section class="card">
            <h2>"What differs?"</h2>
            <p class="sub">"Lines in which the runs differ are marked. Shares lie percentage points apart, other figures their own units."</p>
            <div class="scroll" tabindex="0" role="region" aria-label="Runs compared">
                <table class="compared" data-testid="compare-table">
                    <thead>
                        <tr>
                            <td></td>
                            {heads}
                            <th scope="col">"spread"</th>
                        </tr>
                    </thead>
                    <tbody>{comparison.lines.into_iter().map(line).collect_view()}</tbody>
                </table>
            </div>
            {disagreement.map(|(family, spread)| view! {
                <p class="sub">
                    "They disagree most about "
                    <b>{family}</b>
                    {format!(": shares caught lie {} apart.", points(spread))}
                </p>
            })}
        </section>
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Share(share) => percent(*share),
        Value::Number(number) => decimal(*number),
        Value::Nothing => "–".to_owned(),
    }
}
