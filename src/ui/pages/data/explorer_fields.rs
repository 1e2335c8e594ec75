//! What the explorable chart shows: kind, features, colour, bins, axes; and a range to keep, for those who do not drag.

use std::sync::Arc;

use leptos::prelude::*;

use super::Described;
use super::names::names_at;
use crate::engine::selection::{FeatureCondition, Wanted};
use crate::session::axis::{Holds, Scale};
use crate::session::explorer::{Colour, Kind, View};
use crate::session::format::{counted, shortened};
use crate::ui::components::feature_name::FeatureHelp;
use crate::ui::state::app_state;

/// Characters of a feature's name in a field.
const NAME_CHARS: usize = 40;

const KINDS: [(&str, Kind); 3] =
    [("Histogram", Kind::Histogram), ("Box plots", Kind::Boxes), ("Density of two", Kind::Density)];
const COLOURS: [(&str, Colour); 4] = [
    ("Family", Colour::Family),
    ("Label", Colour::Label),
    ("Score above threshold", Colour::Score),
    ("Nothing", Colour::Nothing),
];
const BINS: [(&str, usize); 4] = [("10 bins", 10), ("20 bins", 20), ("40 bins", 40), ("80 bins", 80)];

/// The fields.
#[component]
pub fn ExplorerFields(
    view: RwSignal<Option<View>>,
    names: Arc<Vec<String>>,
    described: Described,
) -> impl IntoView {
    let state = app_state();
    let change = move |change: &dyn Fn(&mut View)| {
        view.update(|view| {
            if let Some(view) = view {
                change(view);
            }
        });
    };
    let get = move |part: fn(&View) -> usize| view.with(|view| view.as_ref().map_or(0, part));
    let kind = move || view.with(|view| view.map(|view| view.kind)).unwrap_or_default();
    let features = |chosen: fn(&View) -> usize| {
        let option = move |(place, name): (usize, &String)| {
            let name = shortened(name, NAME_CHARS);
            view! { <option value=place.to_string() prop:selected=move || get(chosen) == place>{name}</option> }
        };
        names.iter().enumerate().map(option).collect_view()
    };
    let choice = |names: Vec<&'static str>, chosen: fn(&View) -> usize| {
        let option = move |(place, name): (usize, &'static str)| {
            view! { <option value=place.to_string() prop:selected=move || get(chosen) == place>{name}</option> }
        };
        names.into_iter().enumerate().map(option).collect_view()
    };
    let chosen = |event| event_target_value(&event).parse::<usize>().unwrap_or(0);
    let scored = move || state.scored.with(Option::is_some);
    let holds_names = move |feature: fn(&View) -> usize| {
        let feature_idx = get(feature) as u32;
        described.with(|d| d.as_ref().is_some_and(|d| names_at(d, feature_idx).is_some()))
    };
    let is_names = move || holds_names(|view| view.x as usize);
    // Names have no quartiles: what is drawn is how often they come.
    let draws_counts = move || kind() == Kind::Histogram || (kind() == Kind::Boxes && is_names());
    let bins_note = move || {
        let view = view.get().filter(|view| view.kind == Kind::Histogram)?;
        described.with(|described| view.other_bins(described.as_ref()?)).map(bins_words)
    };
    let named = Arc::clone(&names);
    let (from, to) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let refused = RwSignal::new("");
    let keep = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let wanted = match Wanted::between(&from.get_untracked(), &to.get_untracked()) {
            Ok(wanted) => wanted,
            Err(reason) => return refused.set(reason),
        };
        refused.set("");
        let feature_idx = view.with_untracked(|view| view.map_or(0, |view| view.x));
        state.selection.update(|selection| {
            selection.features.retain(|condition| condition.feature_idx != feature_idx);
            selection.features.push(FeatureCondition { feature_idx, wanted });
        });
    };
    view! {
        <div class="fields explorer-fields">
            <label>
                "Chart"
                <select data-testid="explorer-kind" on:change=move |event| {
                    let kind = KINDS.get(chosen(event)).map(|(_, kind)| *kind).unwrap_or_default();
                    change(&|view| view.kind = kind);
                }>
                    {choice(KINDS.map(|(name, _)| name).to_vec(), |view| KINDS.iter().position(|(_, k)| *k == view.kind).unwrap_or(0))}
                </select>
            </label>
            <label>
                "Feature"
                <select data-testid="explorer-x" on:change=move |event| {
                    let x = chosen(event) as u32;
                    change(&|view| view.x = x);
                }>{features(|view| view.x as usize)}</select>
            </label>
            <Show when=move || kind() == Kind::Density>
                <label>
                    "Against"
                    <select data-testid="explorer-y" on:change=move |event| {
                        let y = chosen(event) as u32;
                        change(&|view| view.y = y);
                    }>{
                        names.iter().enumerate().map(|(place, name)| {
                            let name = shortened(name, NAME_CHARS);
                            view! { <option value=place.to_string() prop:selected=move || get(|view| view.y as usize) == place>{name}</option> }
                        }).collect_view()
                    }</select>
                </label>
            </Show>
            <label>
                "Colour"
                <select data-testid="explorer-colour" on:change=move |event| {
                    let colour = COLOURS.get(chosen(event)).map(|(_, colour)| *colour).unwrap_or_default();
                    change(&|view| view.colour = colour);
                }>
                    {COLOURS.iter().enumerate().map(|(place, (name, colour))| {
                        let (name, colour) = (*name, *colour);
                        view! {
                            <option
                                value=place.to_string()
                                disabled=move || colour == Colour::Score && !scored()
                                prop:selected=move || view.with(|view| view.is_some_and(|view| view.colour == colour))
                            >{name}</option>
                        }
                    }).collect_view()}
                </select>
            </label>
            <Show when=move || kind() == Kind::Histogram>
                <label>
                    "Bins"
                    <select data-testid="explorer-bins" on:change=move |event| {
                        let n_bins = BINS.get(chosen(event)).map_or(40, |(_, n)| *n);
                        change(&|view| view.n_bins = n_bins);
                    }>
                        {BINS.iter().enumerate().map(|(place, (name, n))| {
                            let n = *n;
                            view! { <option value=place.to_string() prop:selected=move || get(|view| view.n_bins) == n>{*name}</option> }
                        }).collect_view()}
                    </select>
                </label>
            </Show>
        </div>
        {move || bins_note().map(|words| view! { <p class="sub" data-testid="explorer-bins-note">{words}</p> })}
        <Show when=move || kind() == Kind::Boxes && is_names()>
            <p class="sub">"Names have no quartiles, so this shows how often each of them comes."</p>
        </Show>
        <div class="checks">
            {move || named.get(get(|view| view.x as usize)).cloned().map(|name| view! { <FeatureHelp name /> })}
            <Show when=move || !is_names()>
                <label class="check">
                    <input type="checkbox" data-testid="explorer-log-x" prop:checked=move || view.with(|v| v.is_some_and(|v| v.x_scale == Scale::Log)) on:change=move |_| change(&|view| view.x_scale = other(view.x_scale)) />
                    "logarithmic feature"
                </label>
            </Show>
            <Show when=move || kind() == Kind::Density && !holds_names(|view| view.y as usize)>
                <label class="check">
                    <input type="checkbox" prop:checked=move || view.with(|v| v.is_some_and(|v| v.y_scale == Scale::Log)) on:change=move |_| change(&|view| view.y_scale = other(view.y_scale)) />
                    "logarithmic, upwards"
                </label>
            </Show>
            <Show when=draws_counts>
                <label class="check">
                    <input type="checkbox" data-testid="explorer-log-counts" prop:checked=move || view.with(|v| v.is_some_and(|v| v.log_counts)) on:change=move |_| change(&|view| view.log_counts = !view.log_counts) />
                    "logarithmic counts"
                </label>
            </Show>
            <Show when=move || !is_names()>
                <form class="range" on:submit=keep>
                    <label>"from" <input inputmode="decimal" data-testid="range-from" prop:value=move || from.get() on:input=move |event| from.set(event_target_value(&event)) /></label>
                    <label>"to" <input inputmode="decimal" data-testid="range-to" prop:value=move || to.get() on:input=move |event| to.set(event_target_value(&event)) /></label>
                    <button class="button" data-testid="range-keep">"Keep these rows"</button>
                </form>
                <p class="error" role="alert" data-testid="range-error">{move || refused.get()}</p>
            </Show>
        </div>
    }
}

/// Why there are other bins than were asked for.
fn bins_words((n_bins, holds): (usize, Holds)) -> String {
    let drawn = counted(n_bins as u64, "bin is drawn", "bins are drawn");
    let why = match holds {
        Holds::Names => "one a name, and one for all others",
        Holds::Numbers => "one for each number",
        Holds::Ranges => "as there are no values",
        Holds::Ratios => "so that every power of ten begins one",
    };
    format!("{drawn}: {why}.")
}

const fn other(scale: Scale) -> Scale {
    match scale {
        Scale::Linear => Scale::Log,
        Scale::Log => Scale::Linear,
    }
}
