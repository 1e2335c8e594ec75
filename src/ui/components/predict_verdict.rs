//! The verdict on the connection in the form, why, and what would make it normal.

use std::sync::Arc;

use leptos::prelude::*;

use crate::api::prediction::{Prediction, Reason};
use crate::data::value::Value;
use crate::engine::desk::Judged;
use crate::session::format::{decimal, percent, shortened};
use crate::session::prediction::{problems, unseen};
use crate::ui::judge::judge;

/// Characters of an unseen name that are shown.
const SHOWN_CHARS: usize = 60;

/// The card.
#[component]
pub fn PredictVerdict() -> impl IntoView {
    let judge = judge();
    let is_beside_text = move || judge.draft.with(|draft| draft.refusal().is_some());
    let shown = move || {
        judge.judged.get().map(|judged| match judged.prediction.clone() {
            Some(prediction) => view! { <Verdicts judged prediction /> }.into_any(),
            None => {
                let problems = problems(&judged).into_iter().map(|problem| view! { <li>{problem}</li> });
                view! {
                    <div class="error" data-testid="predict-problems">
                        <p>"There is no verdict as long as this is wrong:"</p>
                        <ul>{problems.collect_view()}</ul>
                    </div>
                }
            }
            .into_any(),
        })
    };
    view! {
        <section class="card predict-verdict" aria-label="Verdict" aria-live="polite">
            <h2>"Verdict"</h2>
            {move || is_beside_text().then(|| view! { <p class="sub">"On the form’s fields: the text could not be read."</p> })}
            {shown}
        </section>
    }
}

#[component]
fn Verdicts(judged: Arc<Judged>, prediction: Prediction) -> impl IntoView {
    let forest = Told {
        name: "Isolation Forest",
        hook: "predict-verdict-isolation-forest",
        is_anomaly: prediction.isolation_forest == 1,
        score: prediction.scores.isolation_forest,
        threshold: prediction.thresholds.isolation_forest,
        reasons: prediction.reasons.isolation_forest,
    };
    let autoencoder = prediction.autoencoder.map(|verdict| Told {
        name: "Autoencoder",
        hook: "predict-verdict-autoencoder",
        is_anomaly: verdict == 1,
        score: prediction.scores.autoencoder.unwrap_or(0.0),
        threshold: prediction.thresholds.autoencoder.unwrap_or(0.0),
        reasons: prediction.reasons.autoencoder.unwrap_or_default(),
    });
    let changes = judged.counterfactual.as_ref().map(|changes| {
        let change = |change: &crate::api::prediction::Change| {
            format!("{} {} instead of {}", change.feature, shown(&change.to), shown(&change.from))
        };
        changes.iter().map(change).collect::<Vec<_>>().join("; ")
    });
    let is_anomaly = prediction.isolation_forest == 1 || prediction.autoencoder == Some(1);
    let whoever = if prediction.autoencoder.is_some() { "Both detectors" } else { "The forest" };
    let way_back = match (is_anomaly, changes) {
        (false, _) => None,
        (true, Some(changes)) => Some(format!("{whoever} would call it normal with: {changes}.")),
        (true, None) => {
            Some(format!("No few typical values would make {} call it normal.", whoever.to_lowercase()))
        }
    };
    let unseen = unseen(&judged).into_iter().map(|(feature, name)| {
        view! { <p data-testid="predict-unseen">{format!("{feature} “{}” was not seen in training.", shortened(&name, SHOWN_CHARS))}</p> }
    });
    let unseen = unseen.collect_view();
    let strangeness = format!("Strangeness {:.0} of 100", prediction.strangeness);
    view! {
        <p class="strangeness" title="How rare its scores are among held-out connections">{strangeness}</p>
        {unseen}
        <OneVerdict told=forest />
        {autoencoder.map(|told| view! { <OneVerdict told /> })}
        <p class="sub" data-testid="predict-counterfactual">{way_back}</p>
    }
}

/// What one detector says.
struct Told {
    name: &'static str,
    hook: &'static str,
    is_anomaly: bool,
    score: f64,
    threshold: f64,
    reasons: Vec<Reason>,
}

#[component]
fn OneVerdict(told: Told) -> impl IntoView {
    let part = (told.score / told.threshold.max(f64::MIN_POSITIVE) * 50.0).clamp(0.0, 100.0);
    let word = if told.is_anomaly { "anomaly" } else { "normal" };
    // A typical value says nothing about this connection, even where the network draws it badly.
    let telling: Vec<&Reason> =
        told.reasons.iter().filter(|reason| reason.actual != reason.typical).collect();
    let has_telling = !telling.is_empty();
    let typical: f64 =
        told.reasons.iter().filter(|reason| reason.actual == reason.typical).map(|reason| reason.share).sum();
    let reasons = telling.into_iter().map(|reason| {
        view! {
            <tr>
                <th scope="row">{reason.feature.clone()}</th>
                <td>{shown(&reason.actual)}</td>
                <td>{shown(&reason.typical)}</td>
                <td class="number">{percent(reason.share)}</td>
            </tr>
        }
    });
    let reasons = reasons.collect_view();
    let is_combination = told.is_anomaly && !has_telling && !told.reasons.is_empty();
    view! {
        <div class="one-verdict">
            <p
                class="verdict-word"
                class:anomaly=told.is_anomaly
                data-testid=told.hook
                data-value=word
                data-score=told.score.to_string()
                data-threshold=told.threshold.to_string()
            >
                <span>{told.name}</span>
                <b>{word}</b>
            </p>
            // The threshold stands in the middle.
            <div class="score-bar" class:anomaly=told.is_anomaly aria-hidden="true"><span style:width=format!("{part:.1}%")></span></div>
            <p class="sub">{format!("score {}, anomalous above {}", decimal(told.score), decimal(told.threshold))}</p>
            {is_combination.then(|| view! { <p>"What tells most is typical by itself: it is how the values go together."</p> })}
            {has_telling.then(|| view! {
                <div class="scroll" tabindex="0" role="region" aria-label=format!("What tells the {}", told.name)>
                <table>
                    <thead><tr><th scope="col">"telling"</th><th scope="col">"is"</th><th scope="col">"typical"</th><th scope="col" class="number">"share"</th></tr></thead>
                    <tbody>{reasons}</tbody>
                </table>
                </div>
                {(typical > 0.0).then(|| view! { <p class="sub">{format!("Typical values add {}.", percent(typical))}</p> })}
            })}
        </div>
    }
}

/// A value as it would be written in a file, or that it is missing.
fn shown(value: &Value) -> String {
    Some(value.to_string()).filter(|text| !text.is_empty()).unwrap_or_else(|| "missing".to_owned())
}
