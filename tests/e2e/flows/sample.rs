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

        // Only rows in sight are built, and their values come a moment later.
        let lines = format!("{} [role=row] [data-label=line]", hook("results-table"));
        page.wait_for_condition(&format!("document.querySelector('{lines}') !== null"), JOB_LIMIT);
        let n_built = format!("return document.querySelectorAll('{lines}').length < 100");
        assert_eq!(page.browser.execute(&n_built, &[]), json!(true), "too many rows are built");
        assert!(page.figure(&hook("selection-count"), "data-value") > 1000.0, "all rows are selected");
        let auc = page.figure(&hook("metric-isolation-forest-auc"), "data-value");
        assert!((0.5..=1.0).contains(&auc), "AUC {auc}");
        for (baseline, floor) in [("metric-never-trained-auc", 0.0), ("metric-best-feature-auc", 0.5)] {
            page.wait_for(baseline);
            let auc = page.figure(&hook(baseline), "data-value");
            assert!((floor..=1.0).contains(&auc), "{baseline} {auc}");
        }
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
