//! About: version, licences, the flaws of the loaded file, and the deletion of all that the browser keeps.

use serde_json::json;

use crate::page::{PAGE_LIMIT, hook, visit};

/// What the site keeps in the storages that WebDriver can look into.
const KEPT: &str = "return [...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter(k => k.startsWith('oddflow'))";

#[test]
fn about_tells_versions_licences_and_flaws_and_deletes_what_is_kept() {
    visit("about", |page| {
        page.sign_in();
        page.try_sample();
        page.click("theme-toggle");
        page.go("#/about");
        page.wait_for("about-version");
        let build = page.attribute("html", "data-build");
        assert_eq!(page.attribute(&hook("about-version"), "data-build"), build);
        assert_eq!(page.text_of("about-version"), env!("CARGO_PKG_VERSION"));
        page.wait_for_condition(
            "document.querySelectorAll('[data-testid=flaw-figure]').length >= 3",
            PAGE_LIMIT,
        );

        page.browser.click("main details > summary");
        page.wait_for_condition(
            "[...document.querySelectorAll('[data-testid=licences] tbody th')].some(e => e.textContent === 'echarts')",
            PAGE_LIMIT,
        );

        let kept = page.browser.execute(KEPT, &[]);
        assert!(
            ["oddflow.theme", "oddflow.user"]
                .iter()
                .all(|key| kept.as_array().is_some_and(|kept| kept.contains(&json!(key)))),
            "{kept}"
        );
        page.click("delete-local-data");
        page.wait_for_condition("document.querySelector('[data-testid=deleted]').textContent", PAGE_LIMIT);
        assert_eq!(page.browser.execute(KEPT, &[]), json!([]));
        page.wait_for_state("signed-out");
    });
}
