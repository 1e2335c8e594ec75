//! Beside the detectors: what the network was before it learnt anything, and the best single feature.

use std::sync::Arc;

use leptos::prelude::*;

use crate::detectors::Detector;
use crate::engine::questions::baselines::{Baselines, BaselinesQuestion};
use crate::engine::questions::{Answer, Question};
use crate::evaluation::sweep::Per;
use crate::session::format::decimal;
use crate::ui::answers::answered_with;
use crate::ui::result_view::ResultView;
use crate::ui::state::app_state;
use crate::ui::words::baselines::{feature_line, not_beaten};

/// What is known of them, and by which way of counting.
pub type Known = RwSignal<Option<Arc<(Per, Baselines)>>>;

/// Asks for them.
pub fn baselines_of(view: ResultView) -> Known {
    let state = app_state();
    // The first trees' scores come without a network, and the workers have better things to do.
    let is_provisional = untrack(|| state.is_provisional.get());
    // Another detector is shown with the same baselines.
    let question = Memo::new(move |_| {
        let judge = view.judge.get();
        let fit = &judge.scores().fit;
        (judge.is_graded() && !is_provisional).then_some(BaselinesQuestion {
            per: judge.per,
            train_on: fit.train_on,
            n_held_out: fit.n_held_out,
            n_training: fit.n_training,
        })
    });
    answered_with(
        None,
        move || question.get().map(|question| (Question::Baselines(question), question.per)),
        |per, answer| match answer {
            Answer::Baselines(baselines) => Some((per, baselines)),
            _ => None,
        },
    )
}

/// Those for the present way of counting.
fn present(known: Known, view: ResultView) -> Option<Baselines> {
    let (per, baselines) = *known.get()?;
    (view.judge.with(|judge| judge.per) == per).then_some(baselines)
}

/// Their rows of the table.
#[component]
pub fn BaselineRows(known: Known, view: ResultView) -> impl IntoView {
    move || {
        let known = present(known, view)?;
        let features = view.judge.with(|judge| judge.scores().features.clone());
        let line = |name: String, auc: f64, testid: &'static str| {
            view! {
                <tr class="baseline">
                    <th scope="row">{name}</th>
                    <td class="number" data-testid=testid data-value=auc.to_string()>{decimal(auc)}</td>
                    <td colspan="6"></td>
                </tr>
            }
        };
        let untrained = known
            .never_trained
            .map(|auc| line("Autoencoder, never trained".to_owned(), auc, "metric-never-trained-auc"));
        let feature = known
            .best_feature
            .map(|best| line(feature_line(&best, &features), best.auc, "metric-best-feature-auc"));
        Some(view! { {untrained} {feature} })
    }
}

/// A word where training did not pay.
#[component]
pub fn NotBeaten(known: Known, view: ResultView) -> impl IntoView {
    move || {
        let known = present(known, view)?;
        let judges = view.judges.get();
        let scores = judges.first()?.scores();
        // Those that are not shown are judged a moment later.
        let n_trained = Detector::ALL.into_iter().filter(|detector| scores.of(*detector).is_some()).count();
        let trained: Vec<_> = judges.iter().filter_map(|judge| Some((judge.detector, judge.auc?))).collect();
        let words = (trained.len() == n_trained).then(|| not_beaten(&trained, &known))??;
        Some(view! { <p class="warning" role="status" data-testid="training-not-paid">{words}</p> })
    }
}
