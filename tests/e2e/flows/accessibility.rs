//! What axe-core finds on the pages, in both themes.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::flows::live::press_when_ready;
use crate::page::{PAGE_LIMIT, Page, text, visit};
use crate::webdriver::Theme;

/// Deque's checker, from npm by the lock file.
const AXE: &str = "node_modules/axe-core/axe.min.js";

#[test]
fn axe_finds_nothing_on_any_page_in_both_themes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(AXE);
    let axe = fs::read_to_string(&path)
        .unwrap_or_else(|_| panic!("no {}; install the npm packages first: npm ci", path.display()));
    visit("accessibility", |page| {
        let mut found = check(page, &axe, "home, signed out");
        page.open_login();
        found.extend(check(page, &axe, "login"));
        page.sign_in();
        found.extend(check(page, &axe, "home, signed in"));
        page.try_sample();
        page.wait_for("rows-line");
        page.type_into("rows-line", "7");
        page.browser.execute("document.querySelector('.line-finder').requestSubmit()", &[]);
        page.wait_for("nearest-normal");
        found.extend(check(page, &axe, "results"));
        for (address, hook) in [("#/data", "explorer"), ("#/predict", "predict-json")] {
            page.go(address);
            page.wait_for(hook);
            found.extend(check(page, &axe, address));
        }
        page.go("#/compare");
        page.wait_for("compare-table");
        found.extend(check(page, &axe, "compare"));
        page.go("#/train");
        page.wait_for("train-start");
        found.extend(check(page, &axe, "train"));
        page.go("#/live");
        press_when_ready(page, "live-next-alert");
        let alert = "document.querySelector('[data-testid=live-alert-list] li > button')";
        page.wait_for_condition(alert, PAGE_LIMIT);
        found.extend(check(page, &axe, "live"));
        page.browser.execute(&format!("{alert}.click()"), &[]);
        page.wait_for("nearest-normal");
        found.extend(check(page, &axe, "live, an alert explained"));
        page.go("#/results?labels=none");
        page.wait_for("no-rows");
        page.go("#/live");
        page.wait_for("live-nothing-selected");
        found.extend(check(page, &axe, "live, nothing selected"));
        page.go("#/about");
        page.wait_for("delete-local-data");
        found.extend(check(page, &axe, "about"));
        assert!(found.is_empty(), "axe found:\n{}", found.join("\n"));
    });
}

fn check(page: &Page, axe: &str, place: &str) -> Vec<String> {
    // Each document needs it once; running it again does no harm.
    page.browser.execute(axe, &[]);
    let themes = [Theme::Light, Theme::Dark].into_iter();
    themes
        .flat_map(|theme| {
            violations(page, theme).into_iter().map(move |line| format!("{place}, {}: {line}", theme.name()))
        })
        .collect()
}

fn violations(page: &Page, theme: Theme) -> Vec<String> {
    page.browser.prefer(theme);
    let script = "const done = arguments[0];
        const settled = () => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve, 150)));
        settled().then(() => axe.run(document, { resultTypes: ['violations'], preload: false }))
            .then(found => done(found.violations), error => done([{ id: 'axe', help: String(error), nodes: [] }]))";
    let found = page.browser.execute_async(script, &[]);
    found.as_array().expect("axe gives a list").iter().map(line).collect()
}

fn line(violation: &Value) -> String {
    let nodes = violation["nodes"].as_array().cloned().unwrap_or_default();
    let places: Vec<_> = nodes.iter().map(|node| text(&node["target"])).collect();
    let summary = nodes.first().map_or(json!(""), |node| node["failureSummary"].clone());
    format!(
        "{} ({}): {} {}",
        text(&violation["id"]),
        text(&violation["help"]),
        places.join(" "),
        text(&summary).replace('\n', " ")
    )
}
