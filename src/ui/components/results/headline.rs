//! The four figures on top: how much is flagged, and how good the ranking is.

use std::sync::Arc;

use leptos::prelude::*;

use crate::detectors::Detector;
use crate::evaluation::sweep::Per;
use crate::session::agreement::agreement;
use crate::session::format::{decimal, percent};
use crate::session::judge::Judge;
use crate::ui::components::results::live::{Live, LiveFigure, whole};
use crate::ui::result_view::ResultView;
use crate::ui::words::results::{detector_name, rows_of};

/// The figures.
#[component]
pub fn Headline(
    /// The result.
    view: ResultView,
) -> impl IntoView {
    let flagged = Signal::derive(move || Some(view.verdict.get().figures.flagged as f64));
    let flagged_share = Signal::derive(move || Some(view.verdict.get().figures.flagged_share));
    let what = move || match view.judge.get().per {
        Per::Sample => "connections flagged (",
        Per::DistinctRow => "distinct rows flagged (",
    };
    view! {
        <div class="figures boxed">
            <LiveFigure value=flagged text=whole testid="flagged">
                {what} <Live value=flagged_share text=percent /> ")"
            </LiveFigure>
            {move || {
                let judge = view.judge.get();
                if judge.is_graded() { view! { <Graded view /> }.into_any() } else { view! { <Ranked /> }.into_any() }
            }}
        </div>
    }
}

#[component]
fn Graded(view: ResultView) -> impl IntoView {
    let areas = move || {
        let judges = view.judges.get();
        let shown = judges.iter().filter(|judge| judge.detector != Detector::Fused);
        shown
            .map(|judge| {
                let per = judge.per;
                let name = detector_name(judge.detector);
                let auc = judge.auc;
                view! {
                    <div class="figure">
                        <b><Live value=Signal::derive(move || auc) text=decimal /></b>
                        <span>{format!("ROC AUC · {name} · {}", rows_of(per))}</span>
                    </div>
                }
            })
            .collect_view()
    };
    let recall =
        Signal::derive(move || view.verdict.get().confusion.and_then(|confusion| confusion.recall()));
    let alarms = Signal::derive(move || {
        view.verdict.get().confusion.and_then(|confusion| confusion.false_positive_rate())
    });
    let recall_figure = move || {
        view! {
            <LiveFigure value=recall text=percent testid="recall">
                "of attacks caught, "
                <Live value=alarms text=percent />
                " false alarms"
            </LiveFigure>
        }
    };
    view! {
        {areas}
        {move || {
            let judges = view.judges.get();
            let of = |wanted| judges.iter().find(|judge| judge.detector == wanted).cloned();
            match (of(Detector::IsolationForest), of(Detector::Autoencoder)) {
                (Some(forest), Some(autoencoder)) => view! { <Agreement view forest autoencoder /> }.into_any(),
                _ => recall_figure().into_any(),
            }
        }}
    }
}

#[component]
fn Agreement(view: ResultView, forest: Arc<Judge>, autoencoder: Arc<Judge>) -> impl IntoView {
    let what = match forest.per {
        Per::Sample => "of all rows: both detectors agree",
        Per::DistinctRow => "of distinct rows: both detectors agree",
    };
    let share = Memo::new(move |_| {
        let verdict = |judge: &Judge| judge.verdict(view.chosen_of(judge).score);
        agreement([(&forest, &verdict(&forest)), (&autoencoder, &verdict(&autoencoder))])
    });
    view! { <LiveFigure value=Signal::derive(move || share.get()) text=percent testid="agreement">{what}</LiveFigure> }
}

#[component]
fn Ranked() -> impl IntoView {
    view! {
        <div class="figure words">
            <b>"We can rank, not grade"</b>
            <span>"Grades take labels of both normal traffic and attacks."</span>
        </div>
    }
}
