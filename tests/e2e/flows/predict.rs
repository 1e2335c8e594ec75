//! One connection judged: in the form, as JSON, by the service worker, and all of it with the network cut off.

use std::time::Duration;

use serde_json::{Value, json};

use crate::page::{JOB_LIMIT, Page, hook, one_at_a_time, text};
use crate::site::Site;
use crate::webdriver::Profile;

/// Long enough for a service worker to fetch the site.
const INSTALL_LIMIT: Duration = Duration::from_secs(60);

const SMURF: &str = "0,icmp,ecr_i,SF,1032,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,511,511,0.00,0.00,0.00,0.00,1.00,0.00,0.00,255,255,1.00,0.00,1.00,0.00,0.00,0.00,0.00,0.00";

/// What the API answers to a body; the status first.
fn fetched(page: &Page, path: &str, body: Option<&str>) -> (u64, String) {
    let script = "const [path, body, done] = arguments;
        const options = body === null ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body };
        fetch(path, options).then(async (r) => done([r.status, await r.text()]), (e) => done([0, String(e)]))";
    let found = page.browser.execute_async(script, &[json!(path), json!(body)]);
    (found[0].as_u64().unwrap_or(0), text(&found[1]))
}

/// Runs a flow that takes the server away when it wants: what the browser calls offline does not bind service workers.
fn visit(test: &'static str, flow: impl FnOnce(&Page, Site)) {
    let _turn = one_at_a_time();
    let site = Site::at_root();
    let profile = Profile::new();
    let page = Page::start(test, &site, &profile);
    page.open("");
    flow(&page, site);
    page.finish();
}

fn wait_for_service_worker(page: &Page) {
    page.wait_for_condition("navigator.serviceWorker.controller !== null", INSTALL_LIMIT);
}

fn verdict(page: &Page, detector: &str) -> String {
    let id = format!("predict-verdict-{detector}");
    page.wait_for(&id);
    page.attribute(&hook(&id), "data-value")
}

#[test]
fn form_json_and_service_worker_agree_also_offline_and_after_a_reload() {
    visit("predict", |page, site| {
        page.sign_in();
        page.try_sample();
        page.go("#/predict");
        assert_eq!(verdict(page, "isolation-forest"), "normal", "typical values are normal");

        page.type_into("predict-json", SMURF);
        page.click("predict-submit");
        page.wait_for_condition(
            "document.querySelector('[data-testid=predict-answer]').innerText.includes('\"filled\":[]')",
            JOB_LIMIT,
        );
        let request = text(
            &page.browser.execute("return document.querySelector('[data-testid=predict-json]').value", &[]),
        );
        let answer = text(
            &page
                .browser
                .execute("return document.querySelector('[data-testid=predict-answer]').textContent", &[]),
        );
        let body: Value = serde_json::from_str(&request).expect("the form's JSON");
        assert_eq!(body["src_bytes"], 1032);

        page.type_into("predict-json", "{\"service\":");
        page.click("predict-submit");
        page.wait_for_condition(
            "document.querySelector('[data-testid=predict-error]').innerText !== ''",
            JOB_LIMIT,
        );
        let shown = |script: &str| text(&page.browser.execute(script, &[]));
        let typed = "return document.querySelector('[data-testid=predict-json]').value";
        assert_eq!(shown(typed), "{\"service\":", "what could not be read stays");
        let answered = "return document.querySelector('[data-testid=predict-answer]').textContent";
        assert_eq!(shown(answered), "", "no answer stands beside a text that it is not for");

        page.type_into("predict-json", "{\"hot\":\"many\"}");
        page.click("predict-submit");
        page.wait_for("predict-problems");
        let wrong = "return document.querySelector('[data-testid=predict-problems] li').textContent";
        assert_eq!(shown(wrong), "hot: it must be a finite number, not text.");
        // The field lies in a group that was closed.
        page.wait_for_condition(
            "document.querySelector('[data-feature=hot]').closest('details').open",
            JOB_LIMIT,
        );

        page.click("model-save");
        page.wait_for_condition(
            "document.querySelector('[data-testid=model-news]').dataset.value === 'saved'",
            JOB_LIMIT,
        );
        wait_for_service_worker(page);
        assert_eq!(fetched(page, "predict", Some(&request)), (200, answer.clone()));

        drop(site);
        page.reload();
        page.go("#/predict");
        page.wait_for("model-version");
        assert_eq!(fetched(page, "predict", Some(&request)), (200, answer.clone()));
        let (status, sample) = fetched(page, "data?sample=3&seed=1", None);
        let rows: Value = serde_json::from_str(&sample).expect("a list");
        assert_eq!((status, rows.as_array().map(Vec::len)), (200, Some(3)));
        assert_eq!(fetched(page, "predict", Some("{")).0, 400);
        assert_eq!(fetched(page, "model", None).0, 200);
        page.type_into("predict-json", &request);
        page.click("predict-submit");
        page.wait_for_condition(
            &format!(
                "document.querySelector('[data-testid=predict-answer]').textContent === {}",
                json!(answer)
            ),
            JOB_LIMIT,
        );
        // Chromium tells the refused request as an error on the console.
        let complaints = page.take_complaints();
        assert!(complaints.iter().all(|complaint| complaint.contains("400")), "{complaints:?}");
    });
}

#[test]
fn after_one_visit_the_whole_site_works_without_a_network() {
    visit("offline-site", |page, site| {
        wait_for_service_worker(page);
        drop(site);
        page.reload();
        page.sign_in();
        page.try_sample();
        page.go("#/predict");
        assert_eq!(verdict(page, "isolation-forest"), "normal");
        page.reload();
    });
}

#[test]
fn two_tabs_that_save_at_once_leave_a_whole_model() {
    visit("two-tabs", |page, _site| {
        page.sign_in();
        page.try_sample();
        page.go("#/predict");
        page.wait_for("model-save");
        page.click("model-save");
        page.wait_for_condition(
            "document.querySelector('[data-testid=model-news]').dataset.value === 'saved'",
            JOB_LIMIT,
        );
        // The other tab saves something longer that is no model; whichever comes last stands as a whole.
        let script = "const done = arguments[0], other = window.open('./');
            const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);
            (async () => {
                while (!other.oddflowModels) await new Promise(next => setTimeout(next, 50));
                const model = new Uint8Array(await oddflowModels.read());
                const longer = new Uint8Array(3 * model.length).fill(7);
                const found = { whole: 0, torn: 0 };
                for (let round = 0; round < 10; round += 1) {
                    const saves = [0, 1, 2, 3].map(i => (i % 2 ? other : window).oddflowModels.write(i % 2 ? longer : model));
                    const read = new Uint8Array(await oddflowModels.read());
                    await Promise.all(saves);
                    const last = new Uint8Array(await other.oddflowModels.read());
                    for (const bytes of [read, last])
                        found[same(bytes, model) || same(bytes, longer) ? 'whole' : 'torn'] += 1;
                }
                await oddflowModels.write(model);
                other.close();
                return found;
            })().then(done, error => done(String(error)));";
        let found = page.browser.execute_async(script, &[]);
        assert_eq!(found, json!({ "whole": 20, "torn": 0 }));
        page.reload();
        page.go("#/predict");
        page.wait_for("model-version");
    });
}
