//! Lines that were no samples, each with its place and its text; and where a file broke off.

use std::sync::Arc;

use leptos::prelude::*;

use crate::engine::event::LoadSummary;
use crate::session::format::count;
use crate::ui::words::errors::{broke_off, skip_reason, skipped, visible};

/// Nothing for a clean file.
#[component]
pub fn SkippedLines(
    /// The file.
    file: Arc<LoadSummary>,
) -> impl IntoView {
    let report = &file.report;
    let broken = report.broke_off.as_ref().map(|error| {
        view! { <p class="warning" data-testid="broke-off">{broke_off(error, file.n_samples)}</p> }
    });
    let lines = (report.n_skipped > 0).then(|| {
        let rows = report.first_skipped.iter().map(|line| {
            view! {
                <tr>
                    <td class="number" data-value=line.line.to_string()>{count(line.line)}</td>
                    <td>{skip_reason(&line.reason)}</td>
                    <td>
                        <code>{visible(&line.text)}</code>
                    </td>
                </tr>
            }
        });
        view! {
            <div class="warning" data-testid="skipped-lines">
                <p>{skipped(report)}</p>
                <details>
                    <summary>"What stands there"</summary>
                    <div class="scroll" tabindex="0" role="region" aria-label="Skipped lines">
                        <table>
                            <thead>
                                <tr>
                                    <th scope="col" class="number">"line"</th>
                                    <th scope="col">"why"</th>
                                    <th scope="col">"text"</th>
                                </tr>
                            </thead>
                            <tbody>{rows.collect_view()}</tbody>
                        </table>
                    </div>
                </details>
            </div>
        }
    });
    view! {
        {broken}
        {lines}
    }
}
