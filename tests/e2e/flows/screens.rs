//! Pictures of every state, light and dark, on a wide screen and on a phone; and no page wider than its screen.

use crate::fixtures::{Fixtures, Tail};
use crate::flows::live::press_when_ready;
use crate::page::{PAGE_LIMIT, Page, visit};
use crate::report::report;
use crate::webdriver::Theme;

/// Width, height and name: a laptop, and the narrowest phone in wide use.
const SCREENS: [(u32, u32, &str); 2] = [(1280, 900, "wide"), (360, 740, "phone")];
/// Enough to be busy while a picture is taken.
const MANY: u64 = 400_000;

#[test]
fn every_state_fits_a_phone_and_a_wide_screen_in_both_themes() {
    let fixtures = Fixtures::new();
    let large = fixtures.plain("large.csv", MANY, Tail::Label);
    let prose = fixtures.prose("letter.txt");
    visit("screens", |page| {
        let mut too_wide = shoot(page, "home");
        page.open_login();
        too_wide.extend(shoot(page, "login"));
        page.type_into("login-username", "admin");
        page.type_into("login-password", "guess");
        page.click("login-submit");
        page.wait_for_condition(
            "document.querySelector('dialog [role=alert]')?.innerText.trim()",
            PAGE_LIMIT,
        );
        too_wide.extend(shoot(page, "login-wrong"));

        // One worker is slow enough to be still busy when a picture of training is taken.
        page.open("?workers=1");
        page.sign_in();
        page.try_sample();
        // The last part of the page.
        page.wait_for("rows-line");
        too_wide.extend(shoot(page, "done"));
        page.go("#/live");
        press_when_ready(page, "live-start");
        page.wait_for_condition(
            "document.querySelectorAll('[data-testid=live-alert-list] li').length > 5",
            PAGE_LIMIT,
        );
        page.click("live-pause");
        too_wide.extend(shoot(page, "live"));
        page.browser.click("[data-testid=live-alert-list] li > button");
        page.wait_for("nearest-normal");
        too_wide.extend(shoot(page, "live-why"));
        for (address, hook) in
            [("#/data", "sample-table"), ("#/predict", "predict-json"), ("#/compare", "compare-table")]
        {
            page.go(address);
            page.wait_for(hook);
            too_wide.extend(shoot(page, &address[2..]));
        }
        page.go("#/about");
        page.wait_for("delete-local-data");
        too_wide.extend(shoot(page, "about"));
        assert_eq!(page.load(&prose), "failed");
        too_wide.extend(shoot(page, "failed"));
        assert_eq!(page.load(&large), "loaded");
        too_wide.extend(shoot(page, "loaded"));
        for variant in variants() {
            too_wide.extend(shoot_training(page, variant));
        }
        assert!(too_wide.is_empty(), "wider than the screen:\n{}", too_wide.join("\n"));
    });
}

type Variant = (Theme, (u32, u32, &'static str));

fn variants() -> impl Iterator<Item = Variant> {
    SCREENS.into_iter().flat_map(|screen| [(Theme::Light, screen), (Theme::Dark, screen)])
}

/// Pictures of the present state; returns what does not fit.
fn shoot(page: &Page, name: &str) -> Vec<String> {
    variants()
        .filter_map(|variant| {
            set(page, variant);
            take(page, name, variant)
        })
        .collect()
}

/// A picture while training runs, then cancels it.
fn shoot_training(page: &Page, variant: Variant) -> Option<String> {
    set(page, variant);
    let before = page.states_so_far();
    page.start_training();
    page.wait_for("train-cancel");
    let outcome = take(page, "training", variant);
    // On a fast machine the work may be over; a click by WebDriver would miss the button then.
    page.browser.execute("document.querySelector('[data-testid=train-cancel]')?.click()", &[]);
    let end = page.outcome_after(before + 1, &["loaded", "done"]);
    if end == "done" {
        report("a picture of training may show its result: the work was over too soon");
    }
    outcome
}

fn set(page: &Page, (theme, (width, height, _)): Variant) {
    page.browser.prefer(theme);
    page.browser.set_viewport(width, height);
    // Charts follow a new size in a frame or two.
    let script = "const done = arguments[0]; requestAnimationFrame(() => setTimeout(done, 200))";
    page.browser.execute_async(script, &[]);
}

fn take(page: &Page, name: &str, (theme, (width, _, screen)): Variant) -> Option<String> {
    if name == "data" {
        page.draw_all();
    }
    page.screenshot(&format!("{name}-{screen}-{}", theme.name()));
    let needs = page.browser.execute("return document.documentElement.scrollWidth", &[]).as_u64()?;
    (needs > u64::from(width)).then(|| format!("{name}, {screen}: needs {needs} of {width} pixels"))
}
