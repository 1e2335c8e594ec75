//! Home's live preview: the sample's score histogram, really trained in this tab, or words on how far that is.

use std::sync::Arc;

use leptos::prelude::*;

use crate::charts::histogram::{self, Picture, Size};
use crate::detectors::Detector;
use crate::engine::event::{LoadSummary, ScoreSummary};
use crate::evaluation::sweep::Per;
use crate::session::format::{counted, decimal, percent};
use crate::session::judge::Judge;
use crate::session::preview::Stage;
use crate::ui::components::chart_canvas::{ChartCanvas, Draw};
use crate::ui::state::app_state;
use crate::ui::words::activity::preview;
use crate::ui::words::results::preview_made_by;

/// The card.
#[component]
pub fn PreviewCard() -> impl IntoView {
    let state = app_state();
    let words = Memo::new(move |_| state.session.with(|session| preview(&session.preview.stage)));
    let ready = Memo::new_with_compare(
        move |_| {
            state.session.with(|session| match (&session.preview.stage, &session.preview.loaded) {
                (Stage::Ready(scores), Some(file)) => Some((Arc::clone(file), Arc::clone(scores))),
                _ => None,
            })
        },
        |old, new| old.map(Option::is_some) != new.map(Option::is_some),
    );
    view! {
        <section class="card preview" aria-label="Live preview">
            {move || match ready.get() {
                Some((file, scores)) => view! { <ReadyPreview file scores /> }.into_any(),
                None => view! {
                    <p class="sub"><b>"Live preview"</b> " — the sample, trained in this tab"</p>
                    <div class="preview-wait">
                        <Sketch />
                        <p>{words}</p>
                    </div>
                }
                .into_any(),
            }}
        </section>
    }
}

#[component]
fn ReadyPreview(file: Arc<LoadSummary>, scores: Arc<ScoreSummary>) -> impl IntoView {
    let judge = Judge::new(&scores, &file, None, Detector::IsolationForest, Per::Sample)?;
    let verdict = judge.verdict(scores.isolation_forest.threshold);
    let picture = Arc::new(Picture::of(&judge, &verdict, Size::Compact));
    let drawn = Arc::clone(&picture);
    let draw: Draw = Arc::new(move |theme, _| histogram::chart(&drawn, theme, Size::Compact));
    let drawing = StoredValue::new_local(None);
    let auc = judge.auc.map(|auc| {
        view! { <span data-value=auc.to_string()>{format!("ROC AUC {}", decimal(auc))}</span> }
    });
    let graded = verdict.figures.graded.map(|graded| {
        view! {
            <span data-value=graded.recall().to_string()>{format!("{} of attacks caught", percent(graded.recall()))}</span>
            <span data-value=graded.false_alarm_rate().to_string()>
                {format!("{} false alarms", percent(graded.false_alarm_rate()))}
            </span>
        }
    });
    Some(view! {
        <p class="sub">
            <b>"Live preview"</b>
            {format!(" — {}, trained in this tab", counted(file.n_samples, "sample connection", "sample connections"))}
        </p>
        <ChartCanvas
            draw
            height=histogram::height(&picture, Size::Compact)
            description=histogram::description(&picture)
            testid="preview-histogram"
            drawing
        />
        <p class="preview-figures">{auc} {graded}</p>
        <p class="hint" data-testid="preview-made-by">{preview_made_by(&scores.fit)}</p>
    })
}

/// An axis and a line where the chart will be.
#[component]
fn Sketch() -> impl IntoView {
    view! {
        <svg class="sketch" viewBox="0 0 440 240" aria-hidden="true">
            <path class="ground" d="M8 56h424M8 110h424M8 164h424M8 218h424" />
            <path class="line" d="M230 12v206" />
        </svg>
    }
}
