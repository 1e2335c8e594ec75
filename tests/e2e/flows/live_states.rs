//! Live: an alert that is explained, and every state in which there is nothing, or not everything, to see.

use serde_json::{Value, json};

use crate::fixtures::{Fixtures, Tail};
use crate::flows::live::{choose_speed, press_when_ready};
use crate::page::{PAGE_LIMIT, Page, hook, text, visit};

#[test]
fn an_alert_opens_the_panel_that_explains_it_and_escape_closes_it() {
    visit("live-why", |page| {
        page.sign_in();
        page.try_sample();
        page.go("#/live");
        for n in 1..=3 {
            press_when_ready(page, "live-next-alert");
            page.wait_for_condition(&format!("{ALERTS}.length === {n}"), PAGE_LIMIT);
        }

        // The one in the middle, by a click: the panel gets the focus, and its first reason is the alert's.
        page.browser.execute(&format!("{ALERTS}[1].click()"), &[]);
        page.wait_for("explain-panel");
        page.wait_for("nearest-normal");
        page.wait_for_condition(
            &format!("document.activeElement.matches('{}')", hook("explain-panel")),
            PAGE_LIMIT,
        );
        page.wait_for_condition(&is_open(1), PAGE_LIMIT);
        let reason = page.browser.execute(
            &format!(
                "const reason = {ALERTS}[1].querySelector('.reason'), panel = document.querySelector('{}');
                const row = panel.querySelector(`[data-detector=${{reason.dataset.detector}}] tbody tr`);
                return [reason.querySelector('b').textContent,
                    `${{row.querySelector('th').firstChild.textContent}} = ${{row.querySelector('td').textContent}}`]",
                hook("explain-panel")
            ),
            &[],
        );
        assert_eq!(reason[0], reason[1], "the reason in the list and the first one in the panel");

        // The next one down the list; the button keeps the focus.
        page.browser.execute("document.querySelector('[data-testid=why-next]').focus()", &[]);
        page.click("why-next");
        page.wait_for_condition(&is_open(2), PAGE_LIMIT);
        page.wait_for_condition("document.activeElement.dataset.testid === 'why-next'", PAGE_LIMIT);
        page.click("why-previous");
        page.wait_for_condition(&is_open(1), PAGE_LIMIT);

        escape(page);
        page.wait_for_condition(&format!("!document.querySelector('{}')", hook("explain-panel")), PAGE_LIMIT);
        page.wait_for_condition(&format!("document.activeElement === {ALERTS}[1]"), PAGE_LIMIT);
        page.wait_for_condition(&format!("{ALERTS}[1].ariaExpanded === 'false'"), PAGE_LIMIT);

        // Back at the start there is no alert, and no panel.
        page.browser.execute(&format!("{ALERTS}[0].click()"), &[]);
        page.wait_for("explain-panel");
        page.click("live-rewind");
        page.wait_for_condition(&format!("!document.querySelector('{}')", hook("explain-panel")), PAGE_LIMIT);
    });
}

#[test]
fn every_state_without_a_stream_or_a_part_of_it_says_so() {
    let fixtures = Fixtures::new();
    let unlabelled = fixtures.plain("unlabelled.csv", 3_000, Tail::None);
    let flows = fixtures.flows("flows.csv", 3_000, false);
    visit("live-states", |page| {
        page.sign_in();
        page.go("#/live");
        page.wait_for("try-sample");
        page.wait_for_condition(
            "document.querySelector('main').innerText.includes('no file yet')",
            PAGE_LIMIT,
        );

        assert_eq!(page.load(&unlabelled), "loaded");
        page.go("#/live");
        assert!(page.text_of("live-no-model").contains("unlabelled.csv"), "no model yet");

        page.train();
        page.go("#/live");
        assert!(page.text_of("live-no-labels").contains("no labels"));
        choose_speed(page, 100_000);
        press_when_ready(page, "live-start");
        page.wait_for_condition(&format!("{ALERTS}.length > 0"), PAGE_LIMIT);
        let tags = page.browser.execute(&format!("return {ALERTS}[0].querySelectorAll('.tag').length"), &[]);
        assert_eq!(tags, json!(0), "an alert without a label has no family");

        // Nothing in it is of this family.
        page.go("#/results?families=dos");
        page.wait_for("no-rows");
        page.go("#/live");
        page.wait_for("live-nothing-selected");
        assert!(!page.shows("live-start"), "there is nothing to start");
        page.browser.click(&format!("{} button", hook("live-nothing-selected")));
        page.wait_for("live-start");

        // A second file of other columns is turned down; the stream of the first one stays.
        page.go("#/train");
        assert_eq!(page.load_by("test-file-input", &flows), "failed");
        let message = page.text_of("error-message");
        assert!(message.contains("lacks"), "{message}");
        page.go("#/live");
        page.wait_for("live-start");
        assert!(title(page).contains("unlabelled.csv"));
        // As one to be trained on it takes the place of the first one, and of what was learnt from that.
        assert_eq!(page.load(&flows), "loaded");
        page.go("#/live");
        assert!(page.text_of("live-no-model").contains("flows.csv"));
    });
}

/// Buttons of the list of alerts.
const ALERTS: &str = "document.querySelectorAll('[data-testid=live-alert-list] li > button')";

/// Whether the alert at a place of the list, and no other one, is the one in the panel.
fn is_open(at: usize) -> String {
    format!("[...{ALERTS}].findIndex(alert => alert.ariaExpanded === 'true') === {at}")
}

fn escape(page: &Page) {
    page.browser.execute(
        "document.activeElement.dispatchEvent(
            new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }))",
        &[],
    );
}

fn title(page: &Page) -> String {
    let title: Value = page.browser.execute("return document.querySelector('main h1').innerText", &[]);
    text(&title)
}
