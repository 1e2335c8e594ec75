//! What a loaded file holds, in figures.

use std::sync::Arc;

use leptos::prelude::*;

use crate::engine::event::LoadSummary;
use crate::session::doctor::examine;
use crate::session::format::{bytes, count, counted};
use crate::ui::components::family_table::FamilyCountList;
use crate::ui::components::figure::Figure;
use crate::ui::components::skipped_lines::SkippedLines;
use crate::ui::words::results::labels_apart;

/// The card.
#[component]
pub fn LoadSummaryCard(
    /// The file.
    file: Arc<LoadSummary>,
) -> impl IntoView {
    let numbers = [
        (file.n_samples, "connections"),
        (file.n_distinct, "distinct rows"),
        (u64::from(file.n_features), "features"),
        (file.report.n_skipped, "lines skipped"),
    ];
    let figures = numbers
        .map(|(number, label)| view! { <Figure text=count(number) value=number as f64>{label}</Figure> });
    let about = format!("{} · {}", file.format, bytes(file.bytes));
    let labelled = file.labelled;
    let n_findings = examine(&file).len();
    let listed = Arc::clone(&file);
    view! {
        <section
            class="card load-summary"
            data-testid="load-summary"
            data-samples=file.n_samples.to_string()
            data-distinct=file.n_distinct.to_string()
            data-features=file.n_features.to_string()
            data-table-bytes=file.table_bytes.to_string()
            data-memory-bytes=file.memory_bytes.to_string()
            data-skipped=file.report.n_skipped.to_string()
            aria-label="Loaded file"
        >
            <div class="card-head">
                <h2 class="file-name">{file.name.clone()}</h2>
                <span class="chip">{about}</span>
            </div>
            <div class="figures">{figures.collect_view()}</div>
            {labels_apart(file.n_distinct, file.n_distinct_vectors).map(|words| view! { <p class="sub">{words}</p> })}
            {if labelled {
                view! { <FamilyCountList file=listed /> }.into_any()
            } else {
                view! { <p class="sub">"No labels in this file: we can rank its connections, not grade the ranking."</p> }
                    .into_any()
            }}
            <p class="sub">
                {format!("The table takes {}; the workers hold {} in all.", bytes(file.table_bytes), bytes(file.memory_bytes))}
            </p>
            {(n_findings > 0).then(|| view! {
                <p class="sub">
                    {counted(n_findings as u64, "more thing", "more things")}
                    " to know about this file before it is trained on: "
                    <a href="#/data" data-testid="to-doctor">"see Data"</a>
                </p>
            })}
            <SkippedLines file=Arc::clone(&file) />
        </section>
    }
}
