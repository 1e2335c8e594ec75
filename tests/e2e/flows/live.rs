//! Live: the file as a stream; what it comes to, that it stops and goes on, and that it leaves the page free.

use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::fixtures::{Fixtures, Tail};
use crate::flows::real_file::find_real_file;
use crate::long_tasks::{self, Span};
use crate::page::{JOB_LIMIT, PAGE_LIMIT, Page, hook, visit};
use crate::report::report;

/// Time on another page, long enough for a stream of 100 a second to be noticed if it went on there.
const AWAY: Duration = Duration::from_secs(3);

#[test]
fn a_full_replay_flags_what_the_batch_flagged_at_any_threshold_and_by_any_detector() {
    visit("live", |page| {
        page.sign_in();
        page.try_sample();
        let batch = flagged_by_batch(page);

        page.go("#/live");
        choose_speed(page, 100_000);
        press_when_ready(page, "live-start");
        wait_for_word(page, "The whole file has passed.");
        let n = batch.iter().filter(|row| row[1] == json!(true)).count() as f64;
        page.wait_for_condition(&format!("{} === {n}", number("live-alerts")), PAGE_LIMIT);
        // Those that are listed are the last ones of the batch, row for row, with the same scores.
        page.wait_for_condition(&format!("{LISTED}.length === 100"), PAGE_LIMIT);
        let listed = page.browser.execute(
            &format!("return [...{LISTED}].map(li => [Number(li.dataset.position), li.querySelector('.score').dataset.value])"),
            &[],
        );
        let expected: Vec<Value> = batch
            .iter()
            .enumerate()
            .rev()
            .filter(|(_, row)| row[1] == json!(true))
            .take(100)
            .map(|(position, row)| json!([position, row[0]]))
            .collect();
        assert_eq!(listed, json!(expected));

        // The threshold of Results holds here, too, for what has passed.
        page.go("#/results");
        page.wait_for("threshold-line");
        press(page, "threshold-line", "ArrowLeft");
        let lower = page.figure(&hook("flagged"), "data-value");
        assert!(lower > n, "{lower} are flagged at a lower threshold");
        page.go("#/live");
        page.wait_for_condition(&format!("{} === {lower}", number("live-alerts")), PAGE_LIMIT);

        // So does the detector; its alerts have its own reasons.
        for detector in ["autoencoder", "fused"] {
            page.go("#/results");
            page.click(&format!("detector-{detector}"));
            let chosen = format!("{}[aria-pressed=true]", hook(&format!("detector-{detector}")));
            page.wait_for_condition(&format!("document.querySelector('{chosen}')"), JOB_LIMIT);
            let flagged = page.figure(&hook("flagged"), "data-value");
            page.go("#/live");
            page.wait_for_condition(&format!("{} === {flagged}", number("live-alerts")), PAGE_LIMIT);
            let raisers = "[...document.querySelectorAll('[data-testid=live-alert-list] .reason')].map(e => e.dataset.detector)";
            let is_raiser = match detector {
                "fused" => "['isolation_forest', 'autoencoder'].includes(raiser)",
                _ => "raiser === 'autoencoder'",
            };
            page.wait_for_condition(
                &format!("{raisers}.length > 0 && {raisers}.every(raiser => {is_raiser})"),
                PAGE_LIMIT,
            );
        }
    });
}

#[test]
fn leaving_stops_the_stream_coming_back_goes_on_and_another_file_begins_anew_with_a_word() {
    let fixtures = Fixtures::new();
    let other = fixtures.plain("other.csv", 3_000, Tail::Label);
    visit("live-leaving", |page| {
        page.sign_in();
        page.go("#/live");
        page.wait_for("try-sample");
        page.try_sample();

        page.go("#/live");
        press_when_ready(page, "live-step");
        wait_for_count(page, "=== 1");
        page.click("live-next-alert");
        page.wait_for_condition(&format!("{} === 1", number("live-alerts")), PAGE_LIMIT);
        page.wait_for_condition(&format!("{LISTED}.length === 1"), PAGE_LIMIT);

        choose_speed(page, 1_000);
        press_when_ready(page, "live-start");
        wait_for_count(page, "> 1000");
        choose_speed(page, 100);
        let left = page.browser.execute(
            &format!("const count = {}; location.hash = '#/about'; return count", number("live-count")),
            &[],
        );
        let left = left.as_f64().expect("a count");
        page.wait_for("about-version");
        thread::sleep(AWAY);
        page.go("#/live");
        page.wait_for("live-count");
        let back = page.figure(&hook("live-count"), "data-value");
        assert!((left..left + 200.0).contains(&back), "left at {left}, back at {back}");
        wait_for_count(page, &format!("> {back} + 100"));

        page.click("live-rewind");
        wait_for_count(page, "=== 0");
        choose_speed(page, 1_000);
        press_when_ready(page, "live-start");
        wait_for_count(page, "> 500");
        assert_eq!(page.load(&other), "loaded");
        page.go("#/live");
        assert!(page.text_of("live-no-model").contains("other.csv"));
        page.train();
        page.go("#/live");
        wait_for_word(page, "Another file is loaded: the stream stands at its start again, press Start.");
        wait_for_count(page, "=== 0");
        wait_until_ready(page, "live-start");
    });
}

#[test]
fn ten_thousand_a_second_leave_the_page_free() {
    let fixtures = Fixtures::new();
    let large = find_real_file().unwrap_or_else(|| fixtures.plain("large.csv", 400_000, Tail::Label));
    visit("live-speed", |page| {
        page.sign_in();
        assert_eq!(page.load(&large), "loaded");
        page.train();
        // Fused needs both detectors for every connection.
        page.click("detector-fused");
        page.wait_for_condition(
            "document.querySelector('[data-testid=detector-fused][aria-pressed=true]')",
            JOB_LIMIT,
        );
        page.go("#/live");
        for (speed, until) in [(10_000, 60_000), (100_000, 300_000)] {
            choose_speed(page, speed);
            wait_until_ready(page, "live-start");
            // Long tasks are told late: those of the page before are not the stream's.
            let start = page.browser.execute("return performance.now()", &[]).as_f64().expect("a time");
            page.click("live-start");
            wait_for_count(page, &format!("> {until}"));
            let rate = page.figure(&hook("live-rate"), "data-value");
            page.click("live-pause");
            page.wait_for_condition(&format!("{LISTED}.length > 12"), PAGE_LIMIT);
            let mut tasks = Span::list(&page.probed("probe.longTasks"));
            tasks.retain(|task| task.start >= start);
            report(&format!(
                "measured: {rate:.0} connections a second pass both detectors when {speed} are wished for; tasks over 50 ms: {tasks:.0?}"
            ));
            assert!(
                speed > 10_000 || tasks.iter().all(|task| task.duration <= long_tasks::LIMIT),
                "the page's thread was blocked: {tasks:?}"
            );
        }
    });
}

/// Items of the list of alerts.
const LISTED: &str = "document.querySelectorAll('[data-testid=live-alert-list] li')";

/// Every line of the scored CSV: the forest's score as text, and whether it is flagged by it.
fn flagged_by_batch(page: &Page) -> Vec<Value> {
    page.wait_for("export-scored-csv");
    page.browser.execute(
        "const make = URL.createObjectURL;
        URL.createObjectURL = blob => { blob.text().then(csv => { window.__csv = csv }); return make.call(URL, blob) }",
        &[],
    );
    page.click("export-scored-csv");
    page.wait_for_condition("window.__csv !== undefined", JOB_LIMIT);
    let rows = page.browser.execute(
        "const [head, ...lines] = window.__csv.trimEnd().split('\\n').map(line => line.split(','));
        const score = head.indexOf('isolation_forest_score');
        return lines.map(line => [line[score], line[score + 1] === 'true'])",
        &[],
    );
    rows.as_array().expect("a list").clone()
}

/// Presses a key on an element and lets the figures follow.
pub fn press(page: &Page, id: &str, key: &str) {
    let script = "const done = arguments[2];
        document.querySelector(arguments[0]).dispatchEvent(
            new KeyboardEvent('keydown', { key: arguments[1], bubbles: true, cancelable: true }));
        setTimeout(done, 100)";
    page.browser.execute_async(script, &[json!(hook(id)), json!(key)]);
}

/// Clicks a button of the stream, once it can be: the stream itself comes a moment after the page.
pub fn press_when_ready(page: &Page, id: &str) {
    wait_until_ready(page, id);
    page.click(id);
}

fn wait_until_ready(page: &Page, id: &str) {
    let is_ready = format!("document.querySelector('{}')?.disabled === false", hook(id));
    page.wait_for_condition(&is_ready, JOB_LIMIT);
}

/// Chooses how many connections a second are wished for.
pub fn choose_speed(page: &Page, speed: u32) {
    page.wait_for("live-speed");
    let script = "const field = document.querySelector('[data-testid=live-speed]');
        field.value = arguments[0];
        field.dispatchEvent(new Event('change', { bubbles: true }))";
    page.browser.execute(script, &[speed.to_string().into()]);
}

fn wait_for_word(page: &Page, word: &str) {
    page.wait_for_condition(
        &format!("document.querySelector('{}')?.textContent === '{word}'", hook("live-word")),
        JOB_LIMIT,
    );
}

fn wait_for_count(page: &Page, condition: &str) {
    page.wait_for_condition(&format!("{} {condition}", number("live-count")), JOB_LIMIT);
}

fn number(id: &str) -> String {
    format!("Number(document.querySelector('{}')?.dataset.value ?? -1)", hook(id))
}
