//! The runs' curves over each other.

use std::sync::Arc;

use leptos::prelude::*;

use crate::charts::curves::{self, Curve, Kind};
use crate::session::comparison::Comparison;
use crate::session::format::decimal;
use crate::ui::components::chart_canvas::Draw;
use crate::ui::components::chart_card::ChartCard;
use crate::ui::words::results::curve_question;

/// Both curves, when the runs have any.
#[component]
pub fn RunCurves(
    /// What is compared.
    comparison: Comparison,
) -> impl IntoView {
    let card = |kind: Kind, testid: &'static str| {
        let lines = comparison.curves.iter().enumerate().filter_map(|(place, of_run)| {
            let of_run = of_run.as_ref()?;
            let points = match kind {
                Kind::Roc => of_run.roc.clone(),
                Kind::PrecisionRecall => of_run.precision_recall.clone(),
            };
            // Names are the visitor's own words, but the chart's text is made of numbers only.
            Some(Curve { name: format!("run {}", comparison.ids.get(place)?), points, place })
        });
        let lines: Arc<[Curve]> = lines.collect();
        let drawn = Arc::clone(&lines);
        let draw: Draw = Arc::new(move |theme, _| curves::chart(kind, &drawn, None, theme));
        let rows = comparison.names.iter().zip(&comparison.areas).map(|(name, (auc, average_precision))| {
            let area = match kind {
                Kind::Roc => auc,
                Kind::PrecisionRecall => average_precision,
            };
            view! {
                <tr>
                    <th scope="row">{name.clone()}</th>
                    <td class="number">{area.map_or_else(|| "–".to_owned(), decimal)}</td>
                </tr>
            }
        });
        let head = match kind {
            Kind::Roc => "area under the curve",
            Kind::PrecisionRecall => "average precision",
        };
        let table = view! {
            <table>
                <thead>
                    <tr>
                        <th scope="col">"run"</th>
                        <th scope="col" class="number">{head}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        };
        view! {
            <ChartCard
                question=curve_question(kind)
                reading=format!("The {} of every run, over all rows.", kind.name())
                draw
                height=curves::HEIGHT
                description=curves::description(kind, &lines, None)
                testid
                file_stem=format!("runs_{testid}")
            >
                {table}
            </ChartCard>
        }
    };
    comparison.curves.iter().any(Option::is_some).then(|| {
        view! {
            <div class="columns">
                {card(Kind::Roc, "compare-roc")}
                {card(Kind::PrecisionRecall, "compare-precision-recall")}
            </div>
        }
    })
}
