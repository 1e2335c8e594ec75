//! The application: shared state, the frame around every page, and what the whole window listens to.

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::ui::components::file_drop::FileDrop;
use crate::ui::components::header::Header;
use crate::ui::components::help_dialog::HelpDialog;
use crate::ui::components::job_panel::JobPanel;
use crate::ui::components::login_dialog::LoginDialog;
use crate::ui::components::notice_panel::NoticePanel;
use crate::ui::components::pair_dialog::PairDialog;
use crate::ui::judge::Judge;
use crate::ui::page::Page;
use crate::ui::pages::about::About;
use crate::ui::pages::compare::Compare;
use crate::ui::pages::data::Data;
use crate::ui::pages::gate::Gate;
use crate::ui::pages::home::Home;
use crate::ui::pages::live::LivePage;
use crate::ui::pages::predict::Predict;
use crate::ui::pages::results::Results;
use crate::ui::pages::train::Train;
use crate::ui::shortcuts::{Shortcut, shortcut};
use crate::ui::state::{AppState, SAMPLE, Wish, app_state};
use crate::ui::words::activity::title;
use crate::web::idle::after_paint;
use crate::web::{clock, color_scheme, document, fetch, location};

/// Starts the page in the document's body.
pub fn start() {
    mount_to_body(App);
}

#[component]
fn App() -> impl IntoView {
    let state = AppState::new();
    provide_context(state);
    provide_context(Judge::new(state));
    follow_address(state);
    state.follow_selection();
    follow_system_theme(state);
    keep_focus(state);
    show_state(state);
    state.remember();
    listen_to_keys(state);
    spawn_local(async move {
        let files = fetch::offered_files().await;
        state.offered.set(files.into_iter().filter(|file| file.name != SAMPLE).collect());
    });
    view! {
        <Header />
        <main id="main" tabindex="-1">
            <NoticePanel />
            <JobPanel />
            <CurrentPage />
            <FileDrop />
        </main>
        <LoginDialog />
        <HelpDialog />
        <PairDialog />
    }
}

#[component]
fn CurrentPage() -> impl IntoView {
    let state = app_state();
    let shown = Memo::new(move |_| {
        let page = state.page.get();
        (page, page.needs_login() && state.user.get().is_none())
    });
    move || match shown.get() {
        (_, true) => view! { <Gate /> }.into_any(),
        (Page::Home, _) => view! { <Home /> }.into_any(),
        (Page::Data, _) => view! { <Data /> }.into_any(),
        (Page::Train, _) => view! { <Train /> }.into_any(),
        (Page::Results, _) => view! { <Results /> }.into_any(),
        (Page::Compare, _) => view! { <Compare /> }.into_any(),
        (Page::Live, _) => view! { <LivePage /> }.into_any(),
        (Page::Predict, _) => view! { <Predict /> }.into_any(),
        (Page::About, _) => view! { <About /> }.into_any(),
    }
}

fn follow_address(state: AppState) {
    let listener =
        StoredValue::new_local(Some(location::on_hash_change(move |hash| state.follow_hash(&hash))));
    on_cleanup(move || listener.set_value(None));
    let page = Memo::new(move |_| state.page.get());
    Effect::new(move |before: Option<()>| {
        page.track();
        // Not at the start: the browser puts focus and place itself.
        if before.is_some() {
            document::scroll_to_top();
            document::focus("main");
        }
    });
}

/// What had the focus may go with a dialog, a notice or work that ends: the next key should still mean something on the page.
fn keep_focus(state: AppState) {
    let notice = Memo::new(move |_| state.session.with(|session| session.notice.clone()));
    Effect::new(move |before: Option<()>| {
        notice.track();
        state.phase.track();
        state.user.track();
        state.pair.track();
        state.login_is_open.track();
        state.exporting.track();
        if before.is_some() {
            after_paint(|| document::focus_if_lost("main"));
        }
    });
    // Keys press buttons, too.
    let listener = window_event_listener(ev::click, move |_| after_paint(|| document::focus_if_lost("main")));
    on_cleanup(move || listener.remove());
}

fn follow_system_theme(state: AppState) {
    let listener =
        StoredValue::new_local(color_scheme::on_change(move |is_dark| state.system_is_dark.set(is_dark)));
    on_cleanup(move || listener.set_value(None));
    Effect::new(move |_| document::set_root_attribute("data-theme", state.theme().name()));
}

/// Keeps root element and title in step with what goes on.
fn show_state(state: AppState) {
    let word = Memo::new(move |_| match state.user.get() {
        Some(_) => state.session.with(|session| session.state()),
        None => "signed-out",
    });
    Effect::new(move |_| document::set_root_attribute("data-state", word.get()));
    Effect::new(move |_| {
        let since = state.phase.get().1;
        let work = state.session.with(|session| title(&session.activity, clock::now() - since));
        let parts = [work, Some(state.page.get().name().to_owned()), Some("Oddflow".to_owned())];
        document::set_title(&parts.into_iter().flatten().collect::<Vec<_>>().join(" · "));
    });
}

fn listen_to_keys(state: AppState) {
    let after_prefix = StoredValue::new(false);
    let listener = window_event_listener(ev::keydown, move |event| {
        if document::is_undo(&event) {
            event.prevent_default();
            state.undo();
            return;
        }
        if document::is_taken(&event) {
            return;
        }
        let meaning = shortcut(after_prefix.get_value(), &event.key());
        after_prefix.set_value(meaning == Some(Shortcut::Prefix));
        let Some(meaning) = meaning else { return };
        event.prevent_default();
        match meaning {
            Shortcut::Help => state.help_is_open.set(true),
            Shortcut::Theme => state.toggle_theme(),
            Shortcut::Open => state.want(Wish::Choose),
            Shortcut::Prefix => {}
            Shortcut::Go(page) => state.go(page),
            Shortcut::ClearSelection => state.clear_selection(),
        }
    });
    on_cleanup(move || listener.remove());
}
