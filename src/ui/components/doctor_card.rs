//! The data doctor: what is worth knowing before anything is trained.

use std::sync::Arc;

use leptos::prelude::*;

use crate::engine::event::LoadSummary;
use crate::session::doctor::examine;
use crate::ui::words::findings::{advice, finding};

/// The card.
#[component]
pub fn DoctorCard(
    /// The file.
    file: Arc<LoadSummary>,
) -> impl IntoView {
    let findings = examine(&file);
    let is_clean = findings.is_empty();
    let items = findings.into_iter().map(|found| {
        let (heading, sentence) = finding(&found, file.n_samples);
        view! {
            <li class:grave=found.is_warning()>
                <b>{heading}</b>
                <span>{sentence}</span>
                <span class="muted">"What to do: " {advice(&found)}</span>
            </li>
        }
    });
    view! {
        <section class="card doctor">
            <h2>"What should I know about this file?"</h2>
            <ul>{items.collect_view()}</ul>
            {is_clean.then(|| view! { <p class="sub">"Nothing odd: every line was read and nothing stands out."</p> })}
        </section>
    }
}
