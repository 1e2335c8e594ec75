//! Signing in and out.

use crate::page::{PAGE_LIMIT, Page, one_at_a_time, visit};
use crate::site::Site;
use crate::webdriver::Profile;

const ALERT: &str = "dialog [role=alert]";

#[test]
fn a_wrong_password_is_told_and_the_right_ones_open_the_page() {
    visit("login", |page| {
        attempt(page, "admin", "admin124");
        page.wait_for_condition(&format!("document.querySelector('{ALERT}')?.innerText.trim()"), PAGE_LIMIT);
        assert!(page.browser.is_visible(ALERT), "the message is there, but not to be seen");
        assert_eq!(page.state(), "signed-out");

        for (name, password) in [("admin", "admin123"), ("user", "user123")] {
            attempt(page, name, password);
            page.wait_for_state("idle");
            log_out(page);
        }
        for button in ["login-as-admin", "login-as-user"] {
            page.open_login();
            page.click(button);
            page.wait_for_state("idle");
            log_out(page);
        }
    });
}

#[test]
fn a_login_lasts_for_the_browser_session_and_no_longer() {
    let _turn = one_at_a_time();
    let site = Site::at_root();
    let profile = Profile::new();

    let page = Page::start("login-kept", &site, &profile);
    page.open("");
    page.sign_in();
    page.reload();
    assert_eq!(page.state(), "idle", "a reload must not sign out");
    page.finish();

    let page = Page::start("login-gone", &site, &profile);
    page.open("");
    assert_eq!(page.state(), "signed-out", "a browser started anew must not be signed in");
    page.finish();
}

fn attempt(page: &Page, name: &str, password: &str) {
    page.open_login();
    page.type_into("login-username", name);
    page.type_into("login-password", password);
    page.click("login-submit");
}

fn log_out(page: &Page) {
    page.click("logout");
    page.wait_for_state("signed-out");
    assert!(!page.shows("logout"), "somebody signed out can still log out");
}
