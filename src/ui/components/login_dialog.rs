//! The demo login.

use leptos::ev::SubmitEvent;
use leptos::html::Dialog;
use leptos::prelude::*;

use crate::session::account::User;
use crate::ui::state::app_state;

/// The dialog, open while the state says so.
#[component]
pub fn LoginDialog() -> impl IntoView {
    let state = app_state();
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        if state.login_is_open.get() && !dialog.open() {
            let _ = dialog.show_modal();
        } else if !state.login_is_open.get() && dialog.open() {
            dialog.close();
        }
    });
    let closed = move |_| {
        state.login_is_open.set(false);
        state.forget_wish();
    };
    view! {
        <dialog class="login" node_ref=dialog on:close=closed aria-labelledby="login-title">
            <div class="dialog-head">
                <h2 id="login-title">"Sign in"</h2>
                <button type="button" class="icon-button" aria-label="Close" on:click=move |_| state.login_is_open.set(false)>
                    <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 3l10 10M13 3 3 13" /></svg>
                </button>
            </div>
            <p class="sub">"Demo only. This is no security."</p>
            <div class="row">
                <OneClick user=User::Admin testid="login-as-admin" autofocus=true />
                <OneClick user=User::User testid="login-as-user" autofocus=false />
            </div>
            <p class="or">"or by hand"</p>
            <LoginForm />
        </dialog>
    }
}

#[component]
fn OneClick(
    user: User,
    testid: &'static str,
    /// Whether the dialog opens with the focus here.
    autofocus: bool,
) -> impl IntoView {
    let state = app_state();
    view! {
        <button type="button" class="button" data-testid=testid autofocus=autofocus on:click=move |_| state.sign_in(user)>
            {format!("Sign in as {}", user.name())}
        </button>
    }
}

#[component]
fn LoginForm() -> impl IntoView {
    let state = app_state();
    let (name, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let is_wrong = RwSignal::new(false);
    Effect::new(move |_| {
        if !state.login_is_open.get() {
            name.set(String::new());
            password.set(String::new());
            is_wrong.set(false);
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        match User::sign_in(&name.get_untracked(), &password.get_untracked()) {
            Some(user) => state.sign_in(user),
            None => is_wrong.set(true),
        }
    };
    let complaint = move || {
        if is_wrong.get() { "Wrong name or password. Try admin / admin123 or user / user123." } else { "" }
    };
    view! {
        <form on:submit=submit novalidate>
            <label>
                "Name"
                <input
                    type="text"
                    autocomplete="username"
                    autocapitalize="none"
                    spellcheck="false"
                    data-testid="login-username"
                    bind:value=name
                    on:input=move |_| is_wrong.set(false)
                />
            </label>
            <label>
                "Password"
                <input
                    type="password"
                    autocomplete="current-password"
                    data-testid="login-password"
                    bind:value=password
                    on:input=move |_| is_wrong.set(false)
                />
            </label>
            <p class="complaint" role="alert">{complaint}</p>
            <button type="submit" class="button primary" data-testid="login-submit">"Sign in"</button>
        </form>
    }
}
