//! Live: the file as a stream; what it comes to, that it stops and goes on, and that it leaves the page free.

use crate::fixtures::{Fixtures, Tail};
use crate::long_tasks::{self, Span};
use crate::page::{JOB_LIMIT, PAGE_LIMIT, Page, hook, visit};
use crate::report::report;

#[test]
fn a_full_replay_flags_what_the_batch_flagged_and_leaves_the_page_free() {
    let fixtures = Fixtures::new();
    let other = fixtures.plain("other.csv", 3_000, Tail::Label);
    visit("live", |page| {
        page.sign_in();
        page.go("#/live");
        page.wait_for("try-sample");
        page.try_sample();
        let flagged = page.figure(&hook("flagged"), "data-value");

        page.go("#/live");
        page.click("live-step");
        wait_for_count(page, "=== 1");
        page.click("live-next-alert");
        page.wait_for_condition(&format!("{} === 1", number("live-alerts")), PAGE_LIMIT);
        page.wait_for_condition(
            "document.querySelectorAll('[data-testid=live-alert-list] li').length === 1",
            PAGE_LIMIT,
        );

        // Leaving stops it, coming back goes on.
        choose_speed(page, 1_000);
        page.click("live-start");
        wait_for_count(page, "> 1000");
        page.go("#/about");
        page.wait_for("about-version");
        page.go("#/live");
        page.wait_for("live-count");
        let there = page.figure(&hook("live-count"), "data-value");
        wait_for_count(page, &format!("> {there} + 500"));

        page.browser.execute(
            "document.querySelector('[data-testid=live-rewind]').click(); window.__oddflow_probe.longTasks.length = 0",
            &[],
        );
        wait_for_count(page, "=== 0");
        choose_speed(page, 10_000);
        page.click("live-start");
        wait_for_count(page, "> 12000");
        let rate = page.figure(&hook("live-rate"), "data-value");
        let tasks = Span::list(&page.probed("probe.longTasks"));
        report(&format!(
            "measured: {rate:.0} connections a second pass when 10,000 are wished for; tasks over 50 ms: {tasks:.0?}"
        ));
        assert!(
            tasks.iter().all(|task| task.duration <= long_tasks::LIMIT),
            "the page's thread was blocked: {tasks:?}"
        );

        // At the end it may be started again.
        page.wait_for_condition("!document.querySelector('[data-testid=live-start]').disabled", JOB_LIMIT);
        page.wait_for_condition(&format!("{} === {flagged}", number("live-alerts")), PAGE_LIMIT);

        assert_eq!(page.load(&other), "loaded");
        page.go("#/live");
        page.wait_for_condition("document.body.innerText.includes('nothing has been trained')", PAGE_LIMIT);
    });
}

fn choose_speed(page: &Page, speed: u32) {
    let script = "const field = document.querySelector('[data-testid=live-speed]');
        field.value = arguments[0];
        field.dispatchEvent(new Event('change', { bubbles: true }))";
    page.browser.execute(script, &[speed.to_string().into()]);
}

fn wait_for_count(page: &Page, condition: &str) {
    page.wait_for_condition(&format!("{} {condition}", number("live-count")), JOB_LIMIT);
}

fn number(id: &str) -> String {
    format!("Number(document.querySelector('{}')?.dataset.value ?? -1)", hook(id))
}
