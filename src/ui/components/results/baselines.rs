//! Beside the detectors: what the network was before it learnt anything, and the best single feature.

use std::sync::Arc;

use leptos::prelude::*;

use crate::engine::questions::baselines::{Baselines, BaselinesQuestion};
use crate::engine::questions::{Answer, Question};
use crate::session::format::decimal;
use crate::ui::answers::answered;
use crate::ui::result_view::ResultView;
use crate::ui::words::baselines::{feature_line, not_beaten};

/// What is known of them, for the present way of counting.
pub type Known = RwSignal<Option<Arc<Baselines>>>;

/// Asks for them.
pub fn baselines_of(view: ResultView) -> Known {
    answered(
        move || {
            let judge = view.judge.get();
            let question = BaselinesQuestion { per: judge.per, train_on: judge.scores().fit.train_on };
            judge.is_graded().then_some(Question::Baselines(question))
        },
        |answer| match answer {
            Answer::Baselines(baselines) => Some(baselines),
            _ => None,
        },
    )
}

/// Their rows of the table.
#[component]
pub fn BaselineRows(known: Known, view: ResultView) -> impl IntoView {
    move || {
        let known = known.get()?;
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
        let known = known.get()?;
        let trained: Vec<_> = view
            .judges
            .with(|judges| judges.iter().filter_map(|judge| Some((judge.detector, judge.auc?))).collect());
        let words = not_beaten(&trained, &known)?;
        Some(view! { <p class="warning" role="status" data-testid="training-not-paid">{words}</p> })
    }
}
