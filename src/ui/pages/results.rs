//! Results: four figures, where attacks separate, what the threshold does, the strangest connections.

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;

use crate::charts::curves::Kind;
use crate::detectors::Detector;
use crate::engine::event::{LoadSummary, ScoreSummary};
use crate::export::file_name::file_name;
use crate::session::format::counted;
use crate::ui::components::connections::card::Connections;
use crate::ui::components::empty_state::{EmptyState, NothingTrained};
use crate::ui::components::later::Later;
use crate::ui::components::results::awaited_card::AwaitedCard;
use crate::ui::components::results::curve_card::CurveCard;
use crate::ui::components::results::detectors_card::DetectorsCard;
use crate::ui::components::results::export_buttons::ExportButtons;
use crate::ui::components::results::headline::Headline;
use crate::ui::components::results::histogram_card::HistogramCard;
use crate::ui::components::results::recall_card::RecallCard;
use crate::ui::components::results::switches::{DetectorSwitch, PerSwitch};
use crate::ui::components::results::threshold_card::ThresholdCard;
use crate::ui::result_view::ResultView;
use crate::ui::state::app_state;
use crate::ui::words::results::{encoded, trained_on};
use crate::web::document;

/// The page.
#[component]
pub fn Results() -> impl IntoView {
    let state = app_state();
    // The first trees' result makes way for the whole forest's where it stands.
    let stood_before = StoredValue::new(false);
    let shown = move || {
        match (state.scored_file.get(), state.scored.get()) {
        (Some(file), Some(scores)) => {
            let at_once = stood_before.try_update_value(|stood| std::mem::replace(stood, true)) == Some(true);
            view! {
                <Later at_once>
                    <Found file=Arc::clone(&file) scores=Arc::clone(&scores) at_once />
                </Later>
            }
            .into_any()
        }
        (Some(_), None) => view! {
            <h1 class="page-title">"Results"</h1>
            <NothingTrained text="The file is loaded. There are no results for it yet: train first.".to_owned() testid="results-no-model" />
        }
        .into_any(),
        (None, _) => view! {
            <h1 class="page-title">"Results"</h1>
            <EmptyState text="There are no results yet. Try the sample, or open a file and train on it." />
        }
        .into_any(),
    }
    };
    view! {
        <AwaitedCard />
        {shown}
    }
}

#[component]
fn Found(file: Arc<LoadSummary>, scores: Arc<ScoreSummary>, at_once: bool) -> impl IntoView {
    let view = ResultView::new(app_state(), Arc::clone(&file), Arc::clone(&scores))?;
    listen_to_brackets(view);
    let histogram = {
        let (name, seed) = (file.name.clone(), scores.fit.isolation_forest.seed);
        move || {
            let judge = view.judge.get();
            let file_stem = file_name(&name, seed, "histogram");
            view! { <HistogramCard view judge file_stem /> }
        }
    };
    let curves = {
        let (name, seed) = (file.name.clone(), scores.fit.isolation_forest.seed);
        move || {
            let judges = view.judges.get();
            let card = |kind, testid| {
                let file_stem = file_name(&name, seed, testid);
                view! { <CurveCard view kind judges=Arc::clone(&judges) file_stem testid /> }
            };
            let is_graded = judges.first().is_some_and(|judge| judge.is_graded());
            is_graded.then(|| {
                view! {
                    <div class="columns">
                        {card(Kind::Roc, "roc")}
                        {card(Kind::PrecisionRecall, "precision-recall")}
                    </div>
                }
            })
        }
    };
    let thresholds = Signal::derive(move || {
        let judges = view.judges.get();
        Detector::ALL.map(|detector| {
            let judge = judges.iter().find(|judge| judge.detector == detector);
            judge.map(|judge| view.chosen_of(judge).score)
        })
    });
    let shown = StoredValue::new((Arc::clone(&file), Arc::clone(&scores)));
    let connections = move || {
        let (file, scores) = shown.get_value();
        view! { <Connections file scores thresholds /> }
    };
    Some(view! {
        <FileBar view file scores=Arc::clone(&scores) />
        <div class="switches">
            <DetectorSwitch view />
            <PerSwitch />
        </div>
        <Headline view />
        <div class="columns wide-first">
            <div class="stack">
                <Later at_once>{histogram.clone()}</Later>
                <Later at_once><DetectorsCard view /></Later>
                <Later at_once>{curves.clone()}</Later>
            </div>
            <div class="stack">
                <Later at_once><ThresholdCard view /></Later>
                <Later at_once><RecallCard view /></Later>
            </div>
        </div>
        <Later>{connections()}</Later>
        <p class="fingerprint">
            "Same file, same settings, same seed: same fingerprint, "
            <code data-testid="fingerprint" data-value=scores.fingerprint.clone()>{scores.fingerprint.clone()}</code>
        </p>
    })
}

/// `[` and `]` move the threshold, wherever the focus is.
fn listen_to_brackets(view: ResultView) {
    let listener = window_event_listener(ev::keydown, move |event| {
        let steps = match event.key().as_str() {
            "[" => -1.0,
            "]" => 1.0,
            _ => return,
        };
        if !document::is_taken(&event) {
            view.step(steps);
        }
    });
    on_cleanup(move || listener.remove());
}

#[component]
fn FileBar(view: ResultView, file: Arc<LoadSummary>, scores: Arc<ScoreSummary>) -> impl IntoView {
    let state = app_state();
    // A report of the first trees would be one of nothing that stays.
    let is_provisional = untrack(|| state.is_provisional.get());
    let forest = &scores.fit.isolation_forest;
    let learnt_from =
        state.session.with_untracked(|session| session.test.as_ref().and(session.loaded.clone()));
    let learnt_from = learnt_from.map(|file| format!("learnt from {}", file.name));
    let chips = [
        format!("{} · {} features", counted(file.n_samples, "row", "rows"), file.n_features),
        format!(
            "Isolation Forest · {} of {} · seed {}",
            counted(u64::from(forest.n_estimators), "tree", "trees"),
            counted(u64::from(forest.max_samples).min(scores.fit.n_training), "sample", "samples"),
            forest.seed
        ),
        trained_on(&scores.fit),
        encoded(scores.fit.encoding).to_owned(),
    ];
    view! {
        <div class="file-bar">
            <h1 class="file-name">{file.name.clone()}</h1>
            {chips.into_iter().chain(learnt_from).map(|chip| view! { <span class="chip">{chip}</span> }).collect_view()}
            {is_provisional.then(|| {
                view! { <span class="chip lively" data-testid="provisional">"first results, of few trees: figures will still change"</span> }
            })}
            {(!is_provisional).then(|| view! { <ExportButtons view file scores /> })}
        </div>
    }
}
