//! The stream's controls and its figures.

use leptos::prelude::*;

use crate::session::figures::share;
use crate::session::format::{count, percent};
use crate::session::live::View;
use crate::ui::components::figure::Figure;
use crate::ui::state::{SPEEDS, app_state};

/// Start, pause, step, speed, next alert, back to the start.
#[component]
pub fn Controls() -> impl IntoView {
    let state = app_state();
    let live = state.live;
    let is_there = Memo::new(move |_| live.view.with(Option::is_some));
    let unready = move || !is_there.get();
    let position = Memo::new(move |_| live.view.with(|view| view.as_ref().map_or(0, |view| view.position)));
    let is_over = Memo::new(move |_| {
        live.view.with(|view| view.as_ref().is_some_and(|view| view.position >= view.n_samples))
    });
    let start = move || match (position.get(), is_over.get()) {
        (0, false) => "Start",
        (_, false) => "Go on",
        (_, true) => "Start again",
    };
    let choose = move |event: leptos::ev::Event| {
        if let Ok(speed) = event_target_value(&event).parse() {
            live.speed.set(speed);
        }
    };
    let speeds = SPEEDS.map(|speed| {
        let selected = move || live.speed.get() == speed;
        view! { <option value=speed.to_string() selected=selected>{format!("{} a second", count(speed.into()))}</option> }
    });
    view! {
        <section class="card live-controls" aria-label="Controls of the stream">
            <div class="row">
                <button
                    type="button"
                    class="button primary"
                    data-testid="live-start"
                    disabled=move || unready() || live.is_running.get()
                    on:click=move |_| live.start(state)
                >
                    {start}
                </button>
                <button
                    type="button"
                    class="button"
                    data-testid="live-pause"
                    disabled=move || !live.is_running.get()
                    on:click=move |_| live.pause()
                >
                    "Pause"
                </button>
                <button type="button" class="button" data-testid="live-step" disabled=move || unready() || is_over.get() on:click=move |_| live.step()>
                    "Step"
                </button>
                <button
                    type="button"
                    class="button"
                    data-testid="live-next-alert"
                    disabled=move || unready() || is_over.get()
                    on:click=move |_| live.skip_to_alert(state)
                >
                    "To the next alert"
                </button>
                <button
                    type="button"
                    class="button"
                    data-testid="live-rewind"
                    disabled=move || unready() || position.get() == 0
                    on:click=move |_| live.rewind(state)
                >
                    "Back to the start"
                </button>
                <label class="live-speed">
                    <span>"Speed"</span>
                    <select data-testid="live-speed" on:change=choose>{speeds}</select>
                </label>
            </div>
            <progress aria-label="How much of the file has passed" max="1" value=move || live.view.with(|view| part(view.as_ref()).to_string())></progress>
            <p class="sub" role="status" data-testid="live-word">{move || live.word.get()}</p>
        </section>
    }
}

/// How much passed, how fast, how much of it is above the threshold.
#[component]
pub fn Figures(view: Memo<View>) -> impl IntoView {
    let live = app_state().live;
    let alerts = move || {
        let (n_alerts, n_meant) = view.with(|view| (view.n_alerts, view.n_meant));
        view! {
            <Figure text=count(n_alerts) value=n_alerts as f64 testid="live-alert-count">
                {format!("alerts, {} of what passed", percent(share(n_alerts, n_meant)))}
            </Figure>
        }
    };
    let passed = move || {
        let (position, n_samples) = view.with(|view| (view.position, view.n_samples));
        view! {
            <Figure text=count(position) value=position as f64 testid="live-count">
                {format!("of {} connections passed", count(n_samples))}
            </Figure>
        }
    };
    let quiet = move || {
        let n_quiet = view.with(|view| view.n_meant - view.n_alerts.min(view.n_meant));
        view! { <Figure text=count(n_quiet) value=n_quiet as f64>"below the threshold"</Figure> }
    };
    let rate = move || {
        match live.rate.get() {
        Some(rate) => {
            view! { <Figure text=count(rate.round() as u64) value=rate testid="live-rate">"connections a second, measured"</Figure> }.into_any()
        }
        None => view! {
            <div class="figure">
                <b>"–"</b>
                <span>"connections a second, measured"</span>
            </div>
        }
        .into_any(),
    }
    };
    view! { <div class="figures boxed">{passed} {alerts} {quiet} {rate}</div> }
}

fn part(view: Option<&View>) -> f64 {
    view.map_or(0.0, |view| share(view.position, view.n_samples))
}
