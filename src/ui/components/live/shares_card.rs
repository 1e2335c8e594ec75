//! What passed per family, and each family's share of the last connections.

use leptos::prelude::*;

use crate::data::label::{FAMILIES, Family};
use crate::session::format::{count, percent};
use crate::session::live::View;
use crate::session::live::recent::{HEIGHT, WIDTH};
use crate::ui::components::family_icon::FamilyIcon;

/// The card.
#[component]
pub fn SharesCard(view: Memo<View>) -> impl IntoView {
    let shares = Memo::new(move |_| view.with(|view| view.shares.clone()));
    let families = Memo::new(move |_| view.with(|view| view.families.clone()));
    let path = move |family: Family| {
        let path = shares
            .with(|shares| shares.iter().find(|(other, _)| *other == family).map(|(_, path)| path.clone()));
        path.unwrap_or_default()
    };
    let paths = FAMILIES.map(|family| view! { <path data-family=family.name() d=move || path(family) /> });
    let rows = move || {
        let row = |passed: crate::session::live::Passed| {
            let family = passed.family;
            view! {
                <tr data-family=family.name()>
                    <th scope="row">
                        <span class="tag">
                            <FamilyIcon family />
                            {family.name()}
                        </span>
                    </th>
                    <td class="number" data-value=passed.samples.to_string()>{count(passed.samples)}</td>
                    <td class="number" data-value=passed.alerts.to_string()>{count(passed.alerts)}</td>
                    <td class="number">{percent(passed.recently)}</td>
                </tr>
            }
        };
        families.get().into_iter().map(row).collect_view()
    };
    view! {
        <section class="card live-shares">
            <h2>"What passes?"</h2>
            <p class="sub">"Each family’s share of the last 2,400 connections by their labels, the newest on the right."</p>
            <svg role="img" aria-label="Shares of families among the last connections; the table below has the numbers" viewBox=format!("0 0 {WIDTH} {HEIGHT}") preserveAspectRatio="none">
                {paths}
            </svg>
            <table data-testid="live-families">
                <thead>
                    <tr>
                        <th scope="col">"family"</th>
                        <th scope="col" class="number">"passed"</th>
                        <th scope="col" class="number">"alerts"</th>
                        <th scope="col" class="number">"of the last"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
}
