//! The last alerts, the latest first, each with what made it strange; one that is chosen is explained.

use std::sync::Arc;

use leptos::prelude::*;

use crate::data::label::Family;
use crate::detectors::Detector;
use crate::engine::event::{LoadSummary, ScoreSummary};
use crate::engine::questions::alerts::TopReason;
use crate::session::format::{count, counted, decimal};
use crate::session::live::{Listed, View, neighbour};
use crate::ui::components::connections::why_panel::WhyPanel;
use crate::ui::components::family_icon::FamilyIcon;
use crate::ui::state::app_state;
use crate::ui::why_view::WhyView;
use crate::ui::words::rows::detector_head;

/// Id of the list.
const LIST: &str = "live-alert-list";
/// What an alert is good for.
const HOW: &str = "Choose one to see why it was raised.";

/// The card.
#[component]
pub fn AlertsCard(view: Memo<View>, file: Arc<LoadSummary>, scores: Arc<ScoreSummary>) -> impl IntoView {
    let state = app_state();
    let live = state.live;
    let why = WhyView::new(state, &scores, LIST);
    let chosen = RwSignal::new(None::<u64>);
    let choose = Callback::new(move |listed: Listed| {
        chosen.set(Some(listed.position));
        why.explain_content(listed.alert.content, alert_id(listed.position));
    });
    let go = move |steps: isize| {
        let next = live.alerts.with_untracked(|alerts| {
            chosen.get_untracked().and_then(|chosen| neighbour(alerts, chosen, steps).cloned())
        });
        if let Some(next) = next {
            choose.run(next);
        }
    };
    // Back at the start nothing has been raised that could be explained.
    Effect::new(move |_| {
        if live.alerts.with(Vec::is_empty) {
            why.explained.set(None);
        }
    });
    let thresholds = {
        let scores = Arc::clone(&scores);
        Signal::derive(move || Detector::ALL.map(|detector| state.threshold_of(&scores, detector)))
    };
    let n_alerts = Memo::new(move |_| view.with(|view| view.n_alerts));
    let n_listed = Memo::new(move |_| live.alerts.with(Vec::len) as u64);
    let sentence = move || match (n_alerts.get(), n_listed.get()) {
        (0, _) => "Nothing above the threshold has passed yet.".to_owned(),
        (n, listed) if n > listed => {
            format!(
                "The last {} of {}, the latest first. {HOW}",
                count(listed),
                counted(n, "alert", "alerts")
            )
        }
        (n, _) => format!("{}, the latest first. {HOW}", counted(n, "alert", "alerts")),
    };
    let is_open = Memo::new(move |_| why.explained.with(Option::is_some));
    let shown = move |position: u64| is_open.get() && chosen.get() == Some(position);
    let row = {
        let file = Arc::clone(&file);
        move |listed: Listed| {
            let is_shown = Signal::derive({
                let position = listed.position;
                move || shown(position)
            });
            view! { <Row listed file=Arc::clone(&file) features=scores.features.clone() is_shown choose /> }
        }
    };
    view! {
        <section class="card live-alerts" data-testid="live-alerts" data-value=move || n_alerts.get().to_string()
            on:keydown=move |event| why.close_on_escape(&event)>
            <h2>"Alerts"</h2>
            <p class="sub">{sentence}</p>
            <div class="scroll tall" id=LIST tabindex="0" role="region" aria-label="The last alerts">
                <ol data-testid="live-alert-list">
                    <For each=move || live.alerts.get() key=|listed| (listed.position, listed.alert.score.to_bits()) children=row />
                </ol>
            </div>
            {move || chosen.get().filter(|_| is_open.get()).map(|position| view! { <p class="sub">{copies_note(position)}</p> })}
            <WhyPanel view=why file thresholds go takes_focus=true />
        </section>
    }
}

/// Why the panel may name another line than the one that has just passed.
fn copies_note(position: u64) -> String {
    format!(
        "Connection #{} of the stream, explained by the first line of the file that is equal to it.",
        count(position + 1)
    )
}

fn alert_id(position: u64) -> String {
    format!("alert-{position}")
}

#[component]
fn Row(
    listed: Listed,
    file: Arc<LoadSummary>,
    features: Vec<String>,
    is_shown: Signal<bool>,
    choose: Callback<Listed>,
) -> impl IntoView {
    let Listed { position, alert } = listed.clone();
    let label = alert.content.label.map(|label| {
        let family = file.labels.iter().find(|known| known.label == label).map(|known| known.family);
        let family = family.unwrap_or(Family::Unknown);
        let text = family.with_label(&label);
        view! {
            <span class="tag">
                <FamilyIcon family />
                {text}
            </span>
        }
    });
    let reason = alert.reason.and_then(|reason| {
        let TopReason { detector, feature_idx, value } = reason;
        let name = features.get(feature_idx as usize)?;
        Some(view! {
            <span class="reason" data-detector=detector.name()>
                {format!("{}: above all ", detector_head(detector))}
                <b>{format!("{name} = {value}")}</b>
            </span>
        })
    });
    view! {
        <li data-position=position.to_string()>
            <button type="button" id=alert_id(position) aria-expanded=move || is_shown.get().to_string() on:click=move |_| choose.run(listed.clone())>
                <b class="place">{format!("#{}", count(position + 1))}</b>
                {label}
                {reason}
                <span class="score" data-value=alert.score.to_string()>{decimal(alert.score)}</span>
            </button>
        </li>
    }
}
