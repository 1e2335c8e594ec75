//! Results that follow a threshold, reports of them, and runs that outlive a reload.

use serde_json::{Value, json};

use crate::flows::real_file::find_real_file;
use crate::page::{JOB_LIMIT, PAGE_LIMIT, Page, hook, text, visit};
use crate::report::{report, skipped};

/// Page time that a moved threshold may take, in milliseconds.
const LIMIT: f64 = 16.0;

#[test]
fn every_figure_follows_the_threshold() {
    visit("threshold", |page| {
        page.sign_in();
        page.try_sample();
        let value = |id: &str| page.figure(&hook(id), "data-value");
        let (score, flagged) = (value("threshold"), value("flagged"));
        assert_eq!(flagged, value("confusion-tp") + value("confusion-fp"));

        press(page, "ArrowRight");
        assert!(value("threshold") > score && value("flagged") <= flagged);
        assert_eq!(value("flagged"), value("confusion-tp") + value("confusion-fp"));
        let precision = value("confusion-tp") / value("flagged");
        assert!((value("metric-isolation-forest-precision") - precision).abs() < 1e-12);
        page.browser.execute(
            "window.dispatchEvent(new KeyboardEvent('keydown', { key: 'z', ctrlKey: true, bubbles: true }))",
            &[],
        );
        page.wait_for_condition(
            &format!("{}?.dataset.value === '{score}'", element("threshold")),
            PAGE_LIMIT,
        );

        choose(page, "threshold-preset", "best-f1");
        let best = value("metric-isolation-forest-f1");
        choose(page, "threshold-preset", "percentile-99");
        assert!(value("metric-isolation-forest-f1") <= best);

        let times = times_of_moves(page);
        report(&format!("measured: moving the threshold took {times:.1?} ms of page time"));
        assert!(usual(times) <= LIMIT, "a moved threshold takes too long");

        let Some(file) = find_real_file() else {
            return skipped(
                "every_figure_follows_the_threshold",
                "of the real file's results: it is not there",
            );
        };
        assert_eq!(page.load(&file), "loaded");
        page.train();
        page.wait_for("results-table");
        let times = times_of_moves(page);
        report(&format!("measured: over 494,021 rows moving the threshold took {times:.1?} ms of page time"));
        assert!(usual(times) <= LIMIT, "a moved threshold takes too long on the real file");
    });
}

#[test]
fn a_reload_brings_everything_back_but_rows() {
    visit("runs", |page| {
        page.sign_in();
        page.try_sample();
        choose(page, "threshold-preset", "best-f1");
        let (score, print) = (page.figure(&hook("threshold"), "data-value"), fingerprint(page));
        let saved = saved_json(page);
        let forest = &saved["detectors"]["isolation_forest"];
        assert_eq!(forest["threshold"].as_f64(), Some(score));
        assert_eq!(
            forest["auc"].as_f64(),
            Some(page.figure(&hook("metric-isolation-forest-auc"), "data-value"))
        );
        assert_eq!((&saved["seed"], &saved["file"]["name"]), (&json!(42), &json!("sample.csv.gz")));

        page.go("#/compare");
        page.wait_for("run");
        page.wait_for("compare-table");
        page.go("#/results");
        page.reload();
        page.wait_for("awaited");
        let before = page.states_so_far();
        page.click("awaited-open");
        assert_eq!(page.outcome_after(before, &["done", "failed"]), "done");
        page.wait_for_condition(&format!("{} !== null", element("fingerprint")), JOB_LIMIT);
        assert_eq!((page.figure(&hook("threshold"), "data-value"), fingerprint(page)), (score, print));
    });
}

fn element(id: &str) -> String {
    format!("document.querySelector('{}')", hook(id))
}

fn fingerprint(page: &Page) -> String {
    page.attribute(&hook("fingerprint"), "data-value")
}

/// Presses a key on the threshold's line and lets the figures follow.
fn press(page: &Page, key: &str) {
    let script = format!(
        "const done = arguments[1], line = {};
        line.dispatchEvent(new KeyboardEvent('keydown', {{ key: arguments[0], bubbles: true, cancelable: true }}));
        setTimeout(done, 50)",
        element("threshold-line")
    );
    page.browser.execute_async(&script, &[json!(key)]);
}

/// Chooses an option and lets the figures follow.
fn choose(page: &Page, id: &str, option: &str) {
    let script = format!(
        "const field = {}; field.value = arguments[0]; field.dispatchEvent(new Event('change', {{ bubbles: true }}))",
        element(id)
    );
    page.browser.execute(&script, &[json!(option)]);
    page.wait_for_condition(&format!("{}.value === '{option}'", element(id)), PAGE_LIMIT);
}

/// What moving the threshold by keys costs the page each time, effects included, in milliseconds.
fn times_of_moves(page: &Page) -> Vec<f64> {
    let script = format!(
        "const done = arguments[0], line = {}, times = [];
        (async () => {{
            for (let move = 0; move < 20; move++) {{
                const start = performance.now();
                line.dispatchEvent(new KeyboardEvent('keydown', {{ key: move % 2 ? 'ArrowLeft' : 'ArrowRight', bubbles: true, cancelable: true }}));
                // Effects wait in the queue of microtasks, which is empty when a message arrives.
                await new Promise(resolve => {{ const c = new MessageChannel(); c.port1.onmessage = resolve; c.port2.postMessage(0) }});
                times.push(performance.now() - start);
                await new Promise(requestAnimationFrame);
            }}
            done(times);
        }})()",
        element("threshold-line")
    );
    let times = page.browser.execute_async(&script, &[]);
    times.as_array().expect("a list").iter().filter_map(Value::as_f64).collect()
}

/// The lower quartile: what a busy machine adds to some of the times is not the page's.
fn usual(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 4]
}

/// The report that a click saves, caught on its way to the disk.
fn saved_json(page: &Page) -> Value {
    let script = format!(
        "const done = arguments[0], make = URL.createObjectURL;
        URL.createObjectURL = blob => {{ blob.text().then(done); URL.createObjectURL = make; return make.call(URL, blob) }};
        {}.click()",
        element("export-report-json")
    );
    let saved = text(&page.browser.execute_async(&script, &[]));
    serde_json::from_str(&saved).expect("the report is JSON")
}
