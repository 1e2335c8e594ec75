//! A curve over all thresholds, and where the present one stands on it.

use std::sync::Arc;

use leptos::prelude::*;

use crate::charts::curves::{self, BOTTOM, Curve, Kind, LEFT, RIGHT, TOP};
use crate::evaluation::confusion::Confusion;
use crate::evaluation::curves::Point;
use crate::session::format::percent;
use crate::session::judge::Judge;
use crate::ui::components::chart_canvas::Draw;
use crate::ui::components::chart_card::ChartCard;
use crate::ui::result_view::ResultView;
use crate::ui::words::results::{curve_question, curve_reading, detector_name};

/// Rows of the table.
const TABLE_ROWS: usize = 20;

/// The card, of the judges that stand now; others get another card.
#[component]
pub fn CurveCard(
    /// The result.
    view: ResultView,
    /// Which curve.
    kind: Kind,
    /// Whose scores.
    judges: Arc<Vec<Arc<Judge>>>,
    /// Name of exported pictures without their ending.
    file_stem: String,
    /// Hook for automation.
    testid: &'static str,
) -> impl IntoView {
    let curves: Arc<[Curve]> = judges.iter().map(|judge| curve(kind, judge)).collect();
    let at = Memo::new(move |_| view.verdict.get().confusion.and_then(|cells| operating_point(kind, &cells)));
    let (drawn, whole, told) = (Arc::clone(&curves), Arc::clone(&curves), Arc::clone(&curves));
    let draw: Draw = Arc::new(move |theme, _| curves::chart(kind, &drawn, None, theme));
    let picture: Draw = Arc::new(move |theme, _| curves::chart(kind, &whole, at.get_untracked(), theme));
    let description = Signal::derive(move || curves::description(kind, &told, at.get()));
    view! {
        <ChartCard
            question=curve_question(kind)
            reading=curve_reading(kind)
            draw
            height=curves::HEIGHT
            description
            testid
            file_stem
            picture
            overlay=view! { <Spot at=at.into() /> }.into_any()
        >
            <CurveTable kind curves />
        </ChartCard>
    }
}

/// A judge's line.
pub fn curve(kind: Kind, judge: &Judge) -> Curve {
    let points = match kind {
        Kind::Roc => &judge.roc,
        Kind::PrecisionRecall => &judge.precision_recall,
    };
    Curve {
        name: detector_name(judge.detector).to_owned(),
        points: points.clone(),
        place: judge.detector.index(),
    }
}

fn operating_point(kind: Kind, cells: &Confusion) -> Option<Point> {
    match kind {
        Kind::Roc => Some((cells.false_positive_rate()?, cells.recall()?)),
        Kind::PrecisionRecall => Some((cells.recall()?, cells.precision()?)),
    }
}

/// Where the threshold stands, over the chart.
#[component]
fn Spot(at: Signal<Option<Point>>) -> impl IntoView {
    let place = move || at.get().unwrap_or_default();
    let (wide, high) = (LEFT + RIGHT, TOP + BOTTOM);
    view! {
        <div
            class="curve-spot"
            hidden=move || at.get().is_none()
            style:left=move || format!("calc({LEFT}px + (100% - {wide}px) * {})", place().0)
            style:top=move || format!("calc({TOP}px + (100% - {high}px) * {})", 1.0 - place().1)
        ></div>
    }
}

#[component]
fn CurveTable(kind: Kind, curves: Arc<[Curve]>) -> impl IntoView {
    let heads = match kind {
        Kind::Roc => ["false positive rate", "recall"],
        Kind::PrecisionRecall => ["recall", "precision"],
    };
    let rows = curves.iter().flat_map(|curve| {
        let every = curve.points.len().div_ceil(TABLE_ROWS).max(1);
        curve.points.iter().step_by(every).map(|(x, y)| {
            view! {
                <tr>
                    <th scope="row">{curve.name.clone()}</th>
                    <td class="number">{percent(*x)}</td>
                    <td class="number">{percent(*y)}</td>
                </tr>
            }
        })
    });
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="Curve as a table">
            <table>
                <thead>
                    <tr>
                        <th scope="col">"detector"</th>
                        {heads.map(|head| view! { <th scope="col" class="number">{head}</th> }).collect_view()}
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}
