//! Cancelling: at once, at any stage, and the page stays usable.

use std::path::Path;

use serde_json::json;

use crate::fixtures::{Fixtures, Tail};
use crate::page::{JOB_LIMIT, Page, hook, visit};
use crate::report::report;

/// Longest time from the click on Cancel to a page at rest, in milliseconds.
const LIMIT: f64 = 200.0;
/// Some 60 MB: takes most of a second to read and longer to score, so that there is something to cancel.
const MANY: u64 = 400_000;

#[test]
fn cancel_answers_at_once_and_leaves_the_page_usable() {
    let fixtures = Fixtures::new();
    let large = fixtures.plain("large.csv", MANY, Tail::Label);
    let small = fixtures.plain("small.csv", 2_000, Tail::Label);
    visit("cancel", |page| {
        page.sign_in();
        page.browser.execute("window.e2eSameDocument = true", &[]);

        cancel(page, "load-cancel", &["loading"], || page.choose_file(&large));
        page.wait_for_state("idle");
        let hash = || page.browser.execute("return location.hash", &[]);
        assert_ne!(hash(), json!("#/train"), "the page was left for a file that was not read");
        load(page, &small, 2_000.0);
        assert_eq!(hash(), json!("#/train"));

        load(page, &large, MANY as f64);
        cancel(page, "train-cancel", &["training", "scoring"], || page.start_training());
        page.wait_for_state("loaded");
        cancel(page, "train-cancel", &["scoring"], || page.start_training());
        page.wait_for_state("loaded");

        // A file that is opened meanwhile ends a training, and that is said.
        assert!(!page.shows("ended-message"));
        page.start_training();
        page.wait_for_state("training");
        load(page, &small, 2_000.0);
        page.wait_for("ended-message");
        page.train();
        assert!(!page.shows("ended-message"));
        let same = page.browser.execute("return window.e2eSameDocument", &[]);
        assert_eq!(same, json!(true), "the page was loaded anew on the way");
    });
}

#[test]
fn a_file_that_is_read_calls_nobody_back() {
    let fixtures = Fixtures::new();
    let large = fixtures.plain("large.csv", MANY, Tail::Label);
    visit("elsewhere", |page| {
        page.sign_in();
        let hash = || page.browser.execute("return location.hash", &[]);
        page.choose_file(&large);
        page.go("#/compare");
        page.wait_for_state("loaded");
        assert_eq!(hash(), json!("#/compare"));

        page.go("#/");
        page.choose_file(&large);
        page.click("logout");
        page.wait_for_condition("!document.querySelector('[data-testid=progress]')", JOB_LIMIT);
        assert_eq!(hash(), json!("#/"));
        let asks = page.browser.execute("return document.querySelector('dialog[open]') !== null", &[]);
        assert_eq!(asks, json!(false), "somebody who signed out is asked to sign in");
    });
}

#[track_caller]
fn load(page: &Page, path: &Path, samples: f64) {
    assert_eq!(page.load(path), "loaded");
    assert_eq!(page.figure(&hook("load-summary"), "data-samples"), samples);
}

/// Starts some work and cancels it 60 ms into one of the busy states.
#[track_caller]
fn cancel(page: &Page, button: &str, busy: &[&str], start: impl FnOnce()) {
    page.probed(&format!("void probe.cancelWhen('{button}', {}, 60)", json!(busy)));
    start();
    page.wait_for_condition("window.__oddflow_probe.cancel", JOB_LIMIT);
    let pressed = page.probed("probe.cancel");
    assert_eq!(pressed["missed"], json!(null), "the work was over before {button} could be pressed");
    let rest = "window.__oddflow_probe.states.find(s => s.at >= window.__oddflow_probe.cancel.at && \
        !['loading', 'training', 'scoring'].includes(s.state))";
    page.wait_for_condition(rest, JOB_LIMIT);
    let took = page.browser.execute(&format!("return {rest}.at - window.__oddflow_probe.cancel.at"), &[]);
    let took = took.as_f64().expect("a time");
    report(&format!("measured: {button} while {} answered in {took:.0} ms", pressed["from"]));
    assert!(took <= LIMIT, "{button} took {took:.0} ms");
    page.wait_for("cancelled-message");
    // The button that was pressed is gone; the next key should still mean something.
    page.wait_for_condition("document.activeElement.id === 'main'", JOB_LIMIT);
}
