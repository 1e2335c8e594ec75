//! Why a row has its score: its values against typical ones, what tells each detector most, and the nearest normal row.

use std::sync::Arc;

use leptos::html::Section;
use leptos::prelude::*;

use crate::detectors::Detector;
use crate::engine::event::LoadSummary;
use crate::engine::questions::explain::Explanation;
use crate::engine::questions::nearest::{Likeness, Nearest};
use crate::engine::questions::{Answer, Question};
use crate::session::format::{count, counted, decimal, percent};
use crate::session::reasons::{Reason, differences, reasons, sentence};
use crate::ui::components::family_icon::FamilyIcon;
use crate::ui::judge::judge;
use crate::ui::page::Page;
use crate::ui::state::app_state;
use crate::ui::why_view::WhyView;
use crate::ui::words::rows::detector_head;

/// Features shown at first.
const AT_FIRST: usize = 8;
/// Differences from the nearest normal row that are told.
const MAX_DIFFERENCES: usize = 12;

/// What is known of the row so far.
#[derive(Clone, PartialEq)]
struct Known {
    explanation: Arc<Explanation>,
    nearest: Option<Option<Nearest>>,
}

/// The panel; nothing while no row is explained.
#[component]
pub fn WhyPanel(
    /// The row.
    view: WhyView,
    /// The file.
    file: Arc<LoadSummary>,
    /// Threshold of each detector that was trained.
    thresholds: Signal<[Option<f64>; Detector::ALL.len()]>,
    /// Explains the row so many places further down the list.
    #[prop(into)]
    go: Callback<isize>,
    /// Whether the panel gets the focus when it opens: where it would be far away for the keyboard.
    takes_focus: bool,
) -> impl IntoView {
    let known = RwSignal::new(None::<Known>);
    let is_labelled = file.normal.is_some();
    Effect::new(move |_| ask(view, known, is_labelled));
    let panel = NodeRef::<Section>::new();
    Effect::new(move |_| {
        if let Some(panel) = panel.get().filter(|_| takes_focus) {
            let _ = panel.focus();
        }
    });
    let judge = judge();
    let send = move |_| {
        if let Some(known) = known.get_untracked() {
            judge.send(known.explanation.row.values.clone());
        }
    };
    let line = move || known.with(|known| known.as_ref().map(|known| known.explanation.row.line.to_string()));
    // The frame with its buttons stays while rows come and go, lest a button that is pressed again and again lose the focus.
    let is_open = Memo::new(move |_| known.with(Option::is_some));
    view! {
        <Show when=move || is_open.get()>
            <section class="why" tabindex="-1" node_ref=panel aria-labelledby="why-title" data-testid="explain-panel" data-line=line>
                <div class="card-head">
                    <div>{move || known.get().map(|known| view! { <Title view explanation=known.explanation thresholds /> })}</div>
                    <div class="row">
                        <button type="button" class="button small" data-testid="why-previous" on:click=move |_| go.run(-1)>"Previous"</button>
                        <button type="button" class="button small" data-testid="why-next" on:click=move |_| go.run(1)>"Next"</button>
                        <a class="button small" data-testid="send-to-predict" href=Page::Predict.hash() on:click=send>"Send to Predict"</a>
                        <button type="button" class="icon-button" aria-label="Close" data-testid="why-close" on:click=move |_| view.close()>
                            <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 3l10 10M13 3 3 13" /></svg>
                        </button>
                    </div>
                </div>
                {move || known.get().map(|known| evidence(view, known))}
            </section>
        </Show>
    }
}

/// What tells each detector, and the normal row most like it.
fn evidence(view: WhyView, known: Known) -> impl IntoView {
    let Known { explanation, nearest } = known;
    let features = view.features.get_value();
    let typical = view.typical.get();
    let told = explanation.contributions.iter().map(|(detector, _)| {
        let reasons = reasons(&explanation, *detector, &features, &typical);
        view! { <Reasons detector=*detector reasons /> }
    });
    view! {
        <div class="why-columns">{told.collect_view()}</div>
        <Likest explanation nearest features />
    }
}

/// Asks about the row that is to be explained, and then for the normal row most like it.
fn ask(view: WhyView, known: RwSignal<Option<Known>>, is_labelled: bool) {
    let state = app_state();
    let Some(first_line) = view.explained.get() else {
        known.set(None);
        return;
    };
    let is_wanted = move || view.explained.try_get_untracked().flatten() == Some(first_line);
    state.ask(Question::Explain(first_line), move |answer| {
        let Answer::Explained(Some(explanation)) = answer else { return };
        if !is_wanted() {
            return;
        }
        let values = explanation.row.values.clone();
        known.try_set(Some(Known { explanation: Arc::from(explanation), nearest: None }));
        if !is_labelled {
            return;
        }
        let likeness = Likeness { values, except: Some(first_line), ..Likeness::default() };
        state.ask(Question::Nearest(Box::new(likeness)), move |answer| {
            if let Answer::Nearest(nearest) = answer
                && is_wanted()
            {
                known.try_update(|known| {
                    if let Some(known) = known {
                        known.nearest = Some(nearest);
                    }
                });
            }
        });
    });
}

/// Which row it is, and what the detectors say to it.
#[component]
fn Title(
    view: WhyView,
    explanation: Arc<Explanation>,
    thresholds: Signal<[Option<f64>; Detector::ALL.len()]>,
) -> impl IntoView {
    let row = &explanation.row;
    let family = row.family;
    let label = row.label.clone().map(|label| {
        view! {
            <span class="tag">
                <FamilyIcon family />
                {label}
            </span>
        }
    });
    let (own_scores, copies) = (row.scores, counted(row.copies, "copy", "copies"));
    let detectors = view.detectors.get_value();
    let facts = move || {
        let thresholds = thresholds.get();
        let scores = detectors.iter().filter_map(|detector| {
            let (score, threshold) = (own_scores[detector.index()]?, thresholds[detector.index()]?);
            let flagged = if score > threshold { "flagged" } else { "not flagged" };
            Some(format!("{} {}, {flagged}", detector_head(*detector), decimal(score)))
        });
        scores.chain([copies.clone()]).collect::<Vec<_>>().join(" · ")
    };
    view! {
        <h3 id="why-title">{format!("Why line {}?", count(row.line))} " " {label}</h3>
        <p class="sub">{facts}</p>
    }
}

/// What tells one detector most.
#[component]
fn Reasons(detector: Detector, reasons: Vec<Reason>) -> impl IntoView {
    let words = sentence(&reasons);
    let head = format!("What tells the {}", detector_head(detector));
    let (first, rest) = reasons.split_at(AT_FIRST.min(reasons.len()));
    let table = |reasons: &[Reason]| {
        let rows = reasons.iter().cloned().map(|reason| view! { <ReasonRow reason /> }).collect_view();
        view! {
            <table>
                <thead>
                    <tr>
                        <th scope="col">"feature"</th>
                        <th scope="col">"this row"</th>
                        <th scope="col">"typical"</th>
                        <th scope="col">"tells"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
    };
    view! {
        <div class="reasons" data-detector=detector.name()>
            <h4>{head}</h4>
            <p data-testid="why-sentence">{words}</p>
            {table(first)}
            {(!rest.is_empty()).then(|| view! {
                <details>
                    <summary>{format!("The other {}", counted(rest.len() as u64, "feature", "features"))}</summary>
                    {table(rest)}
                </details>
            })}
        </div>
    }
}

#[component]
fn ReasonRow(reason: Reason) -> impl IntoView {
    let Reason { name, meaning, actual, typical, is_common, weight, .. } = reason;
    let width = format!("{:.1}%", weight.abs() * 100.0);
    let says = if weight < 0.0 { "looks normal" } else { "looks strange" };
    let alternative = format!("{} of the most telling, {says}", percent(weight.abs()));
    view! {
        <tr>
            <th scope="row">
                {name}
                {meaning.map(|meaning| view! { <small>{meaning}</small> })}
            </th>
            <td class:uncommon=!is_common>{actual}</td>
            <td class="muted">{typical}</td>
            <td data-value=weight.to_string()>
                <span class="weight" class:normal=weight < 0.0 role="img" aria-label=alternative>
                    <span style:width=width></span>
                </span>
            </td>
        </tr>
    }
}

/// The normal row most like it.
#[component]
fn Likest(
    explanation: Arc<Explanation>,
    nearest: Option<Option<Nearest>>,
    features: Arc<[String]>,
) -> impl IntoView {
    let nearest = nearest??;
    let differing = differences(&explanation.row.values, &nearest, &features);
    let place = if nearest.line > 0 { format!(", line {}", count(nearest.line)) } else { String::new() };
    let words = match differing.len() {
        0 => format!(
            "A row labelled normal{place} has exactly the same values: no detector can tell them apart."
        ),
        n => format!(
            "The row labelled normal that is most like it{place}, differs in {}:",
            counted(n as u64, "feature", "features")
        ),
    };
    let more = differing.len().saturating_sub(MAX_DIFFERENCES);
    let items = differing.into_iter().take(MAX_DIFFERENCES).map(|(name, own, other)| {
        view! {
            <li>
                <b>{name}</b>
                {format!(" {own} instead of {other}")}
            </li>
        }
    });
    Some(view! {
        <div class="likest" data-testid="nearest-normal" data-distance=nearest.distance.to_string()>
            <p>{words}</p>
            <ul>{items.collect_view()} {(more > 0).then(|| view! { <li>{format!("and {more} more")}</li> })}</ul>
        </div>
    })
}
