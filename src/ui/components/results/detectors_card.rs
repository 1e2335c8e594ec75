//! All trained detectors side by side, each at its own threshold.

use std::sync::Arc;

use leptos::prelude::*;

use crate::evaluation::confusion::Confusion;
use crate::session::format::{decimal, percent, score};
use crate::session::judge::Judge;
use crate::ui::components::results::baselines::{BaselineRows, NotBeaten, baselines_of};
use crate::ui::components::results::live::Live;
use crate::ui::result_view::ResultView;
use crate::ui::words::baselines::too_few;
use crate::ui::words::results::{detector_name, rows_of, slug};

/// The card; nothing without labels.
#[component]
pub fn DetectorsCard(
    /// The result.
    view: ResultView,
) -> impl IntoView {
    let known = baselines_of(view);
    move || {
        let judges = view.judges.get();
        let first = judges.first().filter(|judge| judge.is_graded())?;
        let per = first.per;
        let too_few = first.verdict(0.0).confusion.as_ref().and_then(too_few);
        let rows = judges.iter().map(|judge| view! { <Row view judge=Arc::clone(judge) /> }).collect_view();
        Some(view! {
            <section class="card">
                <h2>"How good is each detector?"</h2>
                <p class="sub">
                    {format!("Over {}. AUC and average precision look at the whole ranking, the rest at each one’s threshold.", rows_of(per))}
                </p>
                <div class="scroll" tabindex="0" role="region" aria-label="Detectors compared">
                    <table class="detectors">
                        <thead>
                            <tr>
                                <th scope="col">"detector"</th>
                                <th scope="col" class="number">"ROC AUC"</th>
                                <th scope="col" class="number">"average precision"</th>
                                <th scope="col" class="number">"threshold"</th>
                                <th scope="col" class="number">"precision"</th>
                                <th scope="col" class="number">"recall"</th>
                                <th scope="col" class="number">"F1"</th>
                                <th scope="col" class="number">"false alarms"</th>
                            </tr>
                        </thead>
                        <tbody>
                            {rows}
                            <BaselineRows known view />
                        </tbody>
                    </table>
                </div>
                {too_few.map(|words| view! { <p class="warning" data-testid="too-few-to-judge">{words}</p> })}
                <NotBeaten known view />
            </section>
        })
    }
}

#[component]
fn Row(view: ResultView, judge: Arc<Judge>) -> impl IntoView {
    let detector = judge.detector;
    let id = move |what: &str| format!("metric-{}-{what}", slug(detector));
    let (auc, average_precision) = (judge.auc, judge.average_precision);
    let chosen = {
        let judge = Arc::clone(&judge);
        Memo::new(move |_| view.chosen_of(&judge).score)
    };
    let confusion = Memo::new(move |_| judge.verdict(chosen.get()).confusion);
    let cell = move |what: &'static str, measure: fn(&Confusion) -> Option<f64>| {
        let value = Signal::derive(move || confusion.get().and_then(|confusion| measure(&confusion)));
        view! { <td class="number"><Live value text=percent testid=id(what) /></td> }
    };
    view! {
        <tr>
            <th scope="row">{detector_name(detector)}</th>
            <td class="number"><Live value=Signal::derive(move || auc) text=decimal testid=id("auc") /></td>
            <td class="number"><Live value=Signal::derive(move || average_precision) text=decimal testid=id("ap") /></td>
            <td class="number"><Live value=Signal::derive(move || Some(chosen.get())) text=score /></td>
            {cell("precision", Confusion::precision)}
            {cell("recall", Confusion::recall)}
            {cell("f1", Confusion::f1)}
            {cell("fpr", Confusion::false_positive_rate)}
        </tr>
    }
}
