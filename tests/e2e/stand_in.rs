//! Tests of the tests: a stand-in page makes every mishap, and the harness must notice each.

use std::path::Path;
use std::time::Duration;

use serde_json::json;

use crate::long_tasks::{self, Span};
use crate::page::{PAGE_LIMIT, Page, one_at_a_time};
use crate::report::skipped;
use crate::site::Site;
use crate::temp_dir::TempDir;
use crate::webdriver::{Profile, Theme};

fn with_stand_in(test: &'static str, flow: impl FnOnce(&Page)) {
    let _turn = one_at_a_time();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/e2e/stand_in");
    let Some(site) = Site::of_folder(&folder) else {
        return skipped(test, "python3 is not installed");
    };
    let profile = Profile::new();
    let page = Page::start(test, &site, &profile);
    page.open("");
    flow(&page);
    page.finish();
}

#[test]
fn the_harness_notices_every_mishap() {
    with_stand_in("mishaps", |page| {
        assert_eq!(page.take_complaints(), Vec::<String>::new(), "an innocent page");
        let check = |mishap: &str, expected: &str| {
            page.browser.execute(&format!("mishap.{mishap}"), &[]);
            std::thread::sleep(Duration::from_millis(300));
            let complaints = page.take_complaints();
            assert!(complaints.iter().any(|line| line.contains(expected)), "{mishap}: {complaints:?}");
        };
        check("violate()", "policy violation");
        check("fail()", "thrown by the stand-in");
        check("reject()", "rejected by the stand-in");
        check("complain()", "complained by the stand-in");
        check("work('throw new Error(\"thrown in a worker\")')", "thrown in a worker");
        check("work('console.error(\"complained in a worker\")')", "complained in a worker");
        check("work('fetch(\"https://example.org/\").catch(() => 0)')", "example.org");
    });
}

#[test]
fn the_harness_notices_long_tasks_and_tells_drawing_apart() {
    with_stand_in("stand-in-tasks", |page| {
        page.browser.execute("mishap.block(120)", &[]);
        page.wait_for_condition("window.__oddflow_probe.longTasks.length", PAGE_LIMIT);
        let tasks = Span::list(&page.probed("probe.longTasks"));
        let draws = page.probed("performance.getEntriesByName('oddflow:draw').map(m => ({ start: m.startTime, duration: m.duration }))");
        let task = tasks.into_iter().find(|task| task.duration >= 120.0).expect("the blocking task is noted");
        assert!(
            long_tasks::outside(task, &Span::list(&draws)) < long_tasks::LIMIT,
            "{task:?}, drawn {draws}"
        );
    });
}

#[test]
fn the_harness_types_clicks_chooses_and_drops_files_and_misses_no_state() {
    let folder = TempDir::new("stand-in");
    let (chosen, dropped) = (folder.write("chosen.csv", b"1,2"), folder.write("dropped.csv", b"3,4"));
    with_stand_in("stand-in-steps", |page| {
        page.type_into("name", "Ada");
        page.click("greet");
        assert_eq!(page.text_of("answer"), "Hello Ada");
        assert_eq!(page.load(&chosen), "loaded");
        assert_eq!(page.text_of("answer"), "chosen.csv: 1,2");
        page.browser.execute("mishap.states()", &[]);
        assert_eq!(page.drop_file(&dropped), "loaded");
        assert_eq!(page.text_of("answer"), "dropped.csv: 3,4");
        let states = page.probed("probe.states.map(s => s.state)");
        assert_eq!(states, json!(["idle", "loaded", "loading", "loaded", "training", "loaded"]));
    });
}

#[test]
fn the_harness_sets_theme_and_width_takes_pictures_and_logs_requests() {
    with_stand_in("stand-in-devices", |page| {
        for theme in [Theme::Light, Theme::Dark] {
            page.browser.prefer(theme);
            page.browser.set_viewport(360, 700);
            let query = format!(
                "matchMedia('(prefers-color-scheme: {}) and (prefers-reduced-motion) and (width: 360px)').matches",
                theme.name()
            );
            page.wait_for_condition(&query, PAGE_LIMIT);
        }
        let folder = TempDir::new("pictures");
        let path = folder.path().join("stand-in.png");
        page.browser.screenshot(&path);
        let picture = std::fs::read(&path).expect("the picture is written");
        assert!(picture.starts_with(b"\x89PNG"), "it is no PNG");
        let asked = page.browser.requested_addresses();
        assert!(asked.iter().any(|address| address.ends_with("/page.js")), "{asked:?}");
    });
}

#[test]
fn the_harness_cuts_the_network_off() {
    with_stand_in("stand-in-offline", |page| {
        let fetched = "const done = arguments[0]; fetch('page.js').then(() => done(true), () => done(false))";
        assert_eq!(page.browser.execute_async(fetched, &[]), json!(true));
        page.browser.go_offline();
        assert_eq!(page.browser.execute_async(fetched, &[]), json!(false));
        let complaints = page.take_complaints();
        assert!(complaints.iter().all(|line| line.contains("ERR_INTERNET_DISCONNECTED")), "{complaints:?}");
    });
}
