//! The last alerts, the latest first, each with what made it strange.

use std::sync::Arc;

use leptos::prelude::*;

use crate::data::label::Family;
use crate::engine::event::LoadSummary;
use crate::session::format::{count, counted, decimal};
use crate::session::live::{Listed, View};
use crate::ui::components::family_icon::FamilyIcon;
use crate::ui::state::app_state;

/// The card.
#[component]
pub fn AlertsCard(view: Memo<View>, file: Arc<LoadSummary>, features: Arc<Vec<String>>) -> impl IntoView {
    let live = app_state().live;
    let n_alerts = Memo::new(move |_| view.with(|view| view.n_alerts));
    let n_listed = Memo::new(move |_| live.alerts.with(Vec::len) as u64);
    let sentence = move || match (n_alerts.get(), n_listed.get()) {
        (0, _) => "Nothing above the threshold has passed yet.".to_owned(),
        (n, listed) if n > listed => {
            format!("The last {} of {}, the latest first.", count(listed), counted(n, "alert", "alerts"))
        }
        (n, _) => format!("{}, the latest first.", counted(n, "alert", "alerts")),
    };
    let row =
        move |listed: Listed| view! { <Row listed file=Arc::clone(&file) features=Arc::clone(&features) /> };
    view! {
        <section class="card live-alerts" data-testid="live-alerts" data-value=move || n_alerts.get().to_string()>
            <h2>"Alerts"</h2>
            <p class="sub">{sentence}</p>
            <div class="scroll tall" tabindex="0" role="region" aria-label="The last alerts">
                <ol data-testid="live-alert-list">
                    <For each=move || live.alerts.get() key=|listed| (listed.position, listed.alert.score.to_bits()) children=row />
                </ol>
            </div>
        </section>
    }
}

#[component]
fn Row(listed: Listed, file: Arc<LoadSummary>, features: Arc<Vec<String>>) -> impl IntoView {
    let Listed { position, alert } = listed;
    let label = alert.label.clone().map(|label| {
        let family = file.labels.iter().find(|known| known.label == label).map(|known| known.family);
        let family = family.unwrap_or(Family::Unknown);
        let text = if label == family.name() { label } else { format!("{} · {label}", family.name()) };
        view! {
            <span class="tag">
                <FamilyIcon family />
                {text}
            </span>
        }
    });
    let reason = alert.reason.as_ref().and_then(|(feature, value)| {
        let name = features.get(*feature as usize)?;
        Some(view! {
            <span class="reason">
                "above all "
                <b>{format!("{name} = {value}")}</b>
            </span>
        })
    });
    view! {
        <li data-position=position.to_string()>
            <b class="place">{format!("#{}", count(position + 1))}</b>
            {label}
            {reason}
            <span class="score" data-value=alert.score.to_string()>{decimal(alert.score)}</span>
        </li>
    }
}
