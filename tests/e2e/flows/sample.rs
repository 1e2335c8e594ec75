//! The sample that ships: one click from Home to the strangest connections.

use serde_json::json;

use crate::page::{JOB_LIMIT, hook, visit};

const FAMILIES: [&str; 5] = ["normal", "dos", "probe", "r2l", "u2r"];
/// What automation finds on a page when a file is loaded, beside what the flows use anyway.
const HOOKS: [(&str, [&str; 3]); 2] =
    [("#/", ["try-sample", "open-file", "drop-zone"]), ("#/train", ["train-on", "seed", "train-start"])];

#[test]
fn the_sample_runs_on_to_results_by_one_click() {
    visit("sample", |page| {
        page.sign_in();
        page.try_sample();
        assert_eq!(page.state(), "done");

        // Rows are built a few at a time.
        let rows = format!("document.querySelectorAll('{} tbody tr').length", hook("results-table"));
        page.wait_for_condition(&format!("{rows} >= 100"), JOB_LIMIT);
        let rows = page.browser.execute(&format!("return {rows}"), &[]);
        assert_eq!(rows, json!(100), "rows in the table of the strangest connections");
        let auc = page.figure(&hook("metric-isolation-forest-auc"), "data-value");
        assert!((0.5..=1.0).contains(&auc), "AUC {auc}");
        for family in FAMILIES {
            let css = format!("{}[data-family={family}]", hook("family-count"));
            assert!(page.figure(&css, "data-value") > 0.0, "the sample has no {family}");
        }
        for (route, hooks) in HOOKS {
            page.go(route);
            hooks.into_iter().for_each(|id| page.wait_for(id));
        }
    });
}
