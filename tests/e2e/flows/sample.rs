//! The sample that ships: one click from Home to the strangest connections.

use serde_json::json;

use crate::page::{hook, visit};

const FAMILIES: [&str; 5] = ["normal", "dos", "probe", "r2l", "u2r"];

#[test]
fn the_sample_runs_on_to_results_by_one_click() {
    visit("sample", |page| {
        page.sign_in();
        page.try_sample();
        assert_eq!(page.state(), "done");

        let rows = page.browser.execute(
            "return document.querySelectorAll(arguments[0]).length",
            &[json!(format!("{} tbody tr", hook("results-table")))],
        );
        assert_eq!(rows, json!(100), "rows in the table of the strangest connections");
        let auc = page.figure(&hook("metric-isolation-forest-auc"), "data-value");
        assert!((0.5..=1.0).contains(&auc), "AUC {auc}");
        for family in FAMILIES {
            let css = format!("{}[data-family={family}]", hook("family-count"));
            assert!(page.figure(&css, "data-value") > 0.0, "the sample has no {family}");
        }
    });
}
