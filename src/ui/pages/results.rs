//! Results: four figures, where attacks separate, what the threshold does, the strangest connections.

use std::sync::Arc;

use leptos::prelude::*;

use crate::engine::event::{LoadSummary, ScoreSummary};
use crate::session::figures::Figures;
use crate::session::format::{count, counted, decimal, percent};
use crate::ui::components::connections::card::Connections;
use crate::ui::components::empty_state::EmptyState;
use crate::ui::components::figure::Figure;
use crate::ui::components::histogram_card::HistogramCard;
use crate::ui::components::threshold_card::ThresholdCard;
use crate::ui::page::Page;
use crate::ui::state::app_state;
use crate::ui::words::results::{encoded, trained_on};

/// The page.
#[component]
pub fn Results() -> impl IntoView {
    let state = app_state();
    move || match (state.scored_file.get(), state.scored.get()) {
        (Some(file), Some(scores)) => view! { <Found file scores /> }.into_any(),
        (Some(_), None) => view! {
            <h1 class="page-title">"Results"</h1>
            <section class="card empty">
                <p>"The file is loaded, but nothing has been trained on it yet."</p>
                <a class="button primary" href=Page::Train.hash()>"Go to Train"</a>
            </section>
        }
        .into_any(),
        (None, _) => view! {
            <h1 class="page-title">"Results"</h1>
            <EmptyState text="There are no results yet. Try the sample, or open a file and train on it." />
        }
        .into_any(),
    }
}

#[component]
fn Found(file: Arc<LoadSummary>, scores: Arc<ScoreSummary>) -> impl IntoView {
    let figures = Figures::new(&file.families, &scores.isolation_forest.flagged);
    view! {
        <FileBar file=Arc::clone(&file) scores=Arc::clone(&scores) />
        <Headline scores=Arc::clone(&scores) figures=figures.clone() />
        <div class="columns wide-first">
            <HistogramCard file=Arc::clone(&file) scores=Arc::clone(&scores) />
            <ThresholdCard scores=Arc::clone(&scores) figures />
        </div>
        <Connections file scores=Arc::clone(&scores) />
        <p class="fingerprint">
            "Same file, same settings, same seed: same fingerprint, "
            <code data-testid="fingerprint" data-value=scores.fingerprint.clone()>{scores.fingerprint.clone()}</code>
        </p>
    }
}

#[component]
fn FileBar(file: Arc<LoadSummary>, scores: Arc<ScoreSummary>) -> impl IntoView {
    let state = app_state();
    let forest = &scores.fit.isolation_forest;
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
            {chips.map(|chip| view! { <span class="chip">{chip}</span> }).collect_view()}
            {untrack(|| state.is_provisional.get()).then(|| {
                view! { <span class="chip lively" data-testid="provisional">"first trees only, more are growing"</span> }
            })}
            <a class="button small" href=Page::Train.hash()>"Change settings"</a>
        </div>
    }
}

#[component]
fn Headline(scores: Arc<ScoreSummary>, figures: Figures) -> impl IntoView {
    let flagged = view! {
        <Figure text=count(figures.flagged) value=figures.flagged as f64 testid="flagged">
            "connections flagged ("
            <Share value=figures.flagged_share />
            ")"
        </Figure>
    };
    let auc = scores.isolation_forest.auc.map(|auc| {
        view! {
            <Figure text=decimal(auc) value=auc testid="metric-isolation-forest-auc">"ROC AUC · all rows"</Figure>
        }
    });
    let auc_distinct = scores.isolation_forest.auc_distinct.map(|auc| {
        view! {
            <Figure text=decimal(auc) value=auc testid="metric-isolation-forest-auc-distinct">"ROC AUC · distinct rows"</Figure>
        }
    });
    let caught = figures.graded.map(|graded| {
        view! {
            <Figure text=percent(graded.recall()) value=graded.recall() testid="recall">
                "of attacks caught, "
                <Share value=graded.false_alarm_rate() />
                " false alarms"
            </Figure>
        }
    });
    let ranked = scores.isolation_forest.auc.is_none().then(|| {
        view! {
            <div class="figure words">
                <b>"We can rank, not grade"</b>
                <span>"Grades take labels of both normal traffic and attacks."</span>
            </div>
        }
    });
    view! { <div class="figures boxed">{flagged} {auc} {auc_distinct} {caught} {ranked}</div> }
}

/// A lesser figure within a sentence.
#[component]
fn Share(value: f64) -> impl IntoView {
    view! { <span data-value=value.to_string()>{percent(value)}</span> }
}
