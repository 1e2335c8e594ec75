//! The head of every page: where one is, who one is, light or dark.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use crate::ui::page::{PAGES, Page};
use crate::ui::state::app_state;
use crate::ui::theme::ThemeName;
use crate::web::document;

/// The head.
#[component]
pub fn Header() -> impl IntoView {
    // An address like `#main` would be taken for a route.
    let skip = |event: MouseEvent| {
        event.prevent_default();
        document::focus("main");
    };
    view! {
        <a class="skip" href="#main" on:click=skip>"Skip to the content"</a>
        <header class="site">
            <a class="logo" href=Page::Home.hash()>
                <svg viewBox="0 0 24 24" aria-hidden="true">
                    <path class="peak" d="M12 3.2 21.4 20H2.6Z" />
                    <circle class="spot" cx="12" cy="14.6" r="2.3" />
                </svg>
                "Oddflow"
            </a>
            <Navigation />
            <a class="seal" href=Page::About.hash()>"Files stay in this tab"</a>
            <div class="tools">
                <Account />
                <ThemeToggle />
                <HelpButton />
            </div>
        </header>
    }
}

#[component]
fn Navigation() -> impl IntoView {
    let state = app_state();
    let links = PAGES.map(|page| {
        let current = move || (state.page.get() == page).then_some("page");
        view! { <a href=page.hash() aria-current=current>{page.name()}</a> }
    });
    view! { <nav aria-label="Pages">{links.collect_view()}</nav> }
}

#[component]
fn Account() -> impl IntoView {
    let state = app_state();
    move || {
        match state.user.get() {
        Some(user) => view! {
            <span class="who">{user.name()}</span>
            <button type="button" class="link" data-testid="logout" on:click=move |_| state.sign_out()>"Sign out"</button>
        }
        .into_any(),
        None => view! {
            <button type="button" class="button small" data-testid="sign-in" on:click=move |_| state.login_is_open.set(true)>
                "Sign in"
            </button>
        }
        .into_any(),
    }
    }
}

#[component]
fn ThemeToggle() -> impl IntoView {
    let state = app_state();
    let label = move || match state.theme() {
        ThemeName::Light => "Dark theme",
        ThemeName::Dark => "Light theme",
    };
    view! {
        <button
            type="button"
            class="icon-button"
            data-testid="theme-toggle"
            aria-label=label
            title=label
            on:click=move |_| state.toggle_theme()
        >
            <svg class="moon" viewBox="0 0 20 20" aria-hidden="true">
                <path d="M16.5 12.2A7 7 0 0 1 7.8 3.5a7 7 0 1 0 8.7 8.7Z" />
            </svg>
            <svg class="sun" viewBox="0 0 20 20" aria-hidden="true">
                <circle cx="10" cy="10" r="3.4" />
                <path d="M10 1.8v2M10 16.2v2M1.8 10h2M16.2 10h2M4.2 4.2l1.4 1.4M14.4 14.4l1.4 1.4M4.2 15.8l1.4-1.4M14.4 5.6l1.4-1.4" />
            </svg>
        </button>
    }
}

#[component]
fn HelpButton() -> impl IntoView {
    let state = app_state();
    view! {
        <button
            type="button"
            class="icon-button keys-button"
            aria-label="Keys"
            title="Keys (?)"
            on:click=move |_| state.help_is_open.set(true)
        >
            "?"
        </button>
    }
}
