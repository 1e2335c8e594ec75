//! Oddflow's page as a visitor uses it, by its hooks, and the accounts that every test closes with.

use std::cell::RefCell;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::site::Site;
use crate::webdriver::{Browser, Profile};

/// Long enough for the largest file on a loaded machine.
pub const JOB_LIMIT: Duration = Duration::from_secs(90);
/// Long enough for anything that involves no job.
pub const PAGE_LIMIT: Duration = Duration::from_secs(20);

const PROBE: &str = include_str!("probe.js");

/// The page in a browser of its own. Everything it complains about is kept until [`Page::finish`].
pub struct Page {
    pub browser: Browser,
    test: &'static str,
    address: String,
    complaints: RefCell<Vec<String>>,
}

/// Runs a flow on the built site with a fresh browser, signed out, and closes the accounts.
pub fn visit(test: &'static str, flow: impl FnOnce(&Page)) {
    let _turn = one_at_a_time();
    let site = Site::at_root();
    let profile = Profile::new();
    let page = Page::start(test, &site, &profile);
    page.open("");
    flow(&page);
    page.finish();
}

/// Holds back other tests: two browsers on two cores would disturb each other's measurements.
pub fn one_at_a_time() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The CSS selector of a hook.
pub fn hook(id: &str) -> String {
    format!("[data-testid={id}]")
}

impl Page {
    /// A browser that has not opened the site yet.
    pub fn start(test: &'static str, site: &Site, profile: &Profile) -> Self {
        let browser = Browser::start(profile);
        browser.before_every_document(PROBE);
        Self { browser, test, address: site.address.clone(), complaints: RefCell::default() }
    }

    /// Opens the site, with a query like `?workers=2`, and waits until it is up.
    #[track_caller]
    pub fn open(&self, query: &str) {
        self.collect_complaints();
        self.browser.goto(&format!("{}{query}", self.address));
        self.wait_until_up();
    }

    /// Loads the site anew and waits until it is up.
    #[track_caller]
    pub fn reload(&self) {
        self.collect_complaints();
        self.browser.reload();
        self.wait_until_up();
    }

    #[track_caller]
    fn wait_until_up(&self) {
        self.wait_for_condition(
            "['signed-out', 'idle'].includes(document.documentElement.dataset.state)",
            PAGE_LIMIT,
        );
    }

    /// The word in `data-state`.
    pub fn state(&self) -> String {
        text(&self.browser.execute("return document.documentElement.dataset.state ?? ''", &[]))
    }

    /// Goes to a hash route like `#/train`.
    pub fn go(&self, route: &str) {
        self.browser.execute("location.hash = arguments[0]", &[json!(route)]);
    }

    /// Clicks the element with this `data-testid`, once it is there.
    #[track_caller]
    pub fn click(&self, id: &str) {
        self.wait_for(id);
        self.browser.click(&hook(id));
    }

    /// Types into the field with this `data-testid`, once it is there.
    #[track_caller]
    pub fn type_into(&self, id: &str, text: &str) {
        self.wait_for(id);
        self.browser.type_into(&hook(id), text);
    }

    /// Whether the element with this `data-testid` can be seen.
    pub fn shows(&self, id: &str) -> bool {
        self.browser.is_visible(&hook(id))
    }

    /// The visible text of the element with this `data-testid`, once it is there.
    #[track_caller]
    pub fn text_of(&self, id: &str) -> String {
        self.wait_for(id);
        text(
            &self
                .browser
                .execute("return document.querySelector(arguments[0]).innerText", &[json!(hook(id))]),
        )
    }

    /// An attribute of the first element that a selector finds; empty when it has none.
    #[track_caller]
    pub fn attribute(&self, css: &str, name: &str) -> String {
        let script = "return document.querySelector(arguments[0])?.getAttribute(arguments[1]) ?? ''";
        text(&self.browser.execute(script, &[json!(css), json!(name)]))
    }

    /// The unrounded figure in an attribute of the first element that a selector finds.
    #[track_caller]
    pub fn figure(&self, css: &str, attribute: &str) -> f64 {
        let text = self.attribute(css, attribute);
        text.parse()
            .unwrap_or_else(|_| panic!("{attribute} of {css} is \"{text}\", no number{}", self.situation()))
    }

    /// Waits until the element with this `data-testid` can be seen.
    #[track_caller]
    pub fn wait_for(&self, id: &str) {
        let condition = format!(
            "[...document.querySelectorAll('{}')].some(e => e.checkVisibility({{ visibilityProperty: true }}) && e.getClientRects().length > 0)",
            hook(id)
        );
        self.wait_for_condition(&condition, PAGE_LIMIT);
    }

    /// Waits until the page's state is this one.
    #[track_caller]
    pub fn wait_for_state(&self, state: &str) {
        self.wait_for_condition(&format!("document.documentElement.dataset.state === '{state}'"), PAGE_LIMIT);
    }

    /// Waits until a JavaScript expression is true; says where the page stands when it never is.
    #[track_caller]
    pub fn wait_for_condition(&self, condition: &str, limit: Duration) {
        self.browser.wait_until(condition, limit, || self.situation());
    }

    /// Scrolls to every chart of the page until it is drawn, for a long page draws only what is near the part that is seen.
    #[track_caller]
    pub fn draw_all(&self) {
        let script = "const done = arguments[0];
            const pause = time => new Promise(go => setTimeout(go, time));
            (async () => {
                const missing = [];
                for (const chart of document.querySelectorAll('main .chart')) {
                    if (!chart.checkVisibility()) continue;
                    chart.scrollIntoView({ block: 'center' });
                    const isDrawn = () => chart.dataset.drawn === 'true' && chart.getAttribute('aria-label');
                    for (let n = 0; n < 120 && !isDrawn(); n++) await pause(25);
                    await pause(80);
                    if (!isDrawn()) missing.push(chart.dataset.testid);
                }
                scrollTo(0, 0);
                done(missing);
            })();";
        let missing = self.browser.execute_async(script, &[]);
        assert_eq!(missing, json!([]), "charts that were never drawn{}", self.situation());
    }

    /// A picture of the whole page in `target/e2e-screenshots`.
    pub fn screenshot(&self, name: &str) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/e2e-screenshots");
        self.browser.screenshot(&folder.join(format!("{name}.png")));
    }

    /// A value that the probe has noted, by a JavaScript expression on `probe`.
    #[track_caller]
    pub fn probed(&self, expression: &str) -> Value {
        self.browser.execute(&format!("const probe = window.__oddflow_probe; return {expression}"), &[])
    }

    /// Closes the accounts: no violation of the policy, no error on the console, no uncaught error.
    #[track_caller]
    pub fn finish(self) {
        self.collect_complaints();
        let complaints = self.complaints.take();
        assert!(complaints.is_empty(), "the page complained:\n  {}", complaints.join("\n  "));
    }

    /// Takes what the page has complained about so far.
    pub fn take_complaints(&self) -> Vec<String> {
        self.collect_complaints();
        self.complaints.take()
    }

    fn collect_complaints(&self) {
        let script = "const probe = window.__oddflow_probe; \
            return probe ? [probe.violations.splice(0), probe.errors.splice(0)] : [[], []]";
        let found = self.browser.execute(script, &[]);
        let mut complaints = self.complaints.borrow_mut();
        for (list, kind) in [(&found[0], "policy violation"), (&found[1], "page error")] {
            complaints
                .extend(list.as_array().into_iter().flatten().map(|line| format!("{kind}: {}", text(line))));
        }
        let errors = self.browser.console_log().into_iter().filter(|(level, _)| level == "SEVERE");
        complaints.extend(errors.map(|(_, message)| format!("console error: {message}")));
    }

    fn situation(&self) -> String {
        self.collect_complaints();
        let script = "return [location.href, document.documentElement.dataset.state ?? 'none', \
            (window.__oddflow_probe?.states ?? []).map(s => s.state).join(' > '), \
            document.querySelector('[data-testid=error-message]')?.innerText ?? '']";
        let [address, state, states, message] = [0, 1, 2, 3].map({
            let found = self.browser.execute(script, &[]);
            move |part: usize| text(&found[part])
        });
        let complaints = self.complaints.borrow().join("\n  ");
        format!(
            "\nat {address}\ndata-state: {state} ({states})\nmessage: {message}\ncomplaints:\n  {complaints}\n"
        )
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        if thread::panicking() {
            self.screenshot(&format!("broken-{}", self.test));
        }
    }
}

/// A JSON text without its quotes; other values as JSON.
pub fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
