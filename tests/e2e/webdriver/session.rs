//! One browser with its chromedriver: pages, elements, scripts.

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::http;
use crate::process::Process;
use crate::temp_dir::TempDir;

/// The key under which WebDriver hands over an element, fixed by W3C WebDriver, section 12.
const ELEMENT_KEY: &str = "element-6066-11e4-a52e-4f735466cecf";
const POLL: Duration = Duration::from_millis(25);

/// A browser's profile folder: outlives the browser, so that a restart can be tested.
pub struct Profile(TempDir);

impl Profile {
    /// An empty one.
    pub fn new() -> Self {
        Self(TempDir::new("profile"))
    }
}

/// A headless Chromium with one window. Ends with its owner.
pub struct Browser {
    port: u16,
    session: String,
    _chromedriver: Process,
}

impl Browser {
    /// Starts chromedriver on a free port and Chromium on the given profile.
    pub fn start(profile: &Profile) -> Self {
        let program = env::var("CHROMEDRIVER").unwrap_or_else(|_| "/usr/bin/chromedriver".into());
        let mut command = Command::new(&program);
        command.arg("--port=0").stderr(Stdio::null());
        let chromedriver =
            Process::start(&mut command, "started successfully on port ").unwrap_or_else(|| {
                panic!("no chromedriver at {program}: `cargo xtask test` installs it, or set CHROMEDRIVER")
            });
        let port = chromedriver.announced.trim_end_matches('.').parse().expect("chromedriver names its port");
        let answer = http::request(port, "POST", "/session", Some(&capabilities(profile)))
            .unwrap_or_else(|error| panic!("chromedriver does not answer: {error}"));
        let session = answer["value"]["sessionId"]
            .as_str()
            .unwrap_or_else(|| panic!("Chromium does not start (CHROMIUM sets its path): {answer}"));
        let browser = Self { port, session: session.to_owned(), _chromedriver: chromedriver };
        // Chromium starts on a page of its own, whose hundred requests would stand in the log.
        browser.goto("about:blank");
        browser.requested_addresses();
        browser
    }

    /// Opens an address and waits for its `load` event.
    pub fn goto(&self, address: &str) {
        self.post("url", &json!({ "url": address }));
    }

    /// Loads the page anew.
    pub fn reload(&self) {
        self.post("refresh", &json!({}));
    }

    /// Runs the body of a function in the page and returns its value.
    #[track_caller]
    pub fn execute(&self, script: &str, args: &[Value]) -> Value {
        self.try_execute(script, args).unwrap_or_else(|error| panic!("{error}\nin: {}", shortened(script)))
    }

    /// As [`Self::execute`], but the script ends by calling its last argument.
    #[track_caller]
    pub fn execute_async(&self, script: &str, args: &[Value]) -> Value {
        self.command("POST", "execute/async", Some(&json!({ "script": script, "args": args })))
            .unwrap_or_else(|error| panic!("{error}\nin: {}", shortened(script)))
    }

    /// Waits until a JavaScript expression is true. `context` adds to the message when it never is.
    #[track_caller]
    pub fn wait_until(&self, condition: &str, limit: Duration, context: impl FnOnce() -> String) {
        let start = Instant::now();
        let script = format!("return Boolean({condition})");
        loop {
            let outcome = self.try_execute(&script, &[]);
            if outcome == Ok(Value::Bool(true)) {
                return;
            }
            if start.elapsed() > limit {
                let last = outcome.err().unwrap_or_default();
                panic!("not true within {limit:?}: {condition}\n{last}{}", context());
            }
            sleep(POLL);
        }
    }

    /// Clicks an element as a visitor would: it must be visible and not covered.
    #[track_caller]
    pub fn click(&self, css: &str) {
        self.on_element(css, "click", &json!({}));
    }

    /// Replaces the text of a field.
    #[track_caller]
    pub fn type_into(&self, css: &str, text: &str) {
        self.on_element(css, "clear", &json!({}));
        self.on_element(css, "value", &json!({ "text": text }));
    }

    /// Chooses a file in an `<input type=file>`, visible or not.
    #[track_caller]
    pub fn choose_file(&self, css: &str, path: &Path) {
        assert!(path.is_absolute(), "{} must be absolute", path.display());
        self.on_element(css, "value", &json!({ "text": path.to_string_lossy() }));
    }

    /// Whether at least one such element takes up space in the page.
    pub fn is_visible(&self, css: &str) -> bool {
        let script = "return [...document.querySelectorAll(arguments[0])].some(e => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0)";
        self.execute(script, &[json!(css)]) == Value::Bool(true)
    }

    pub(super) fn post(&self, path: &str, body: &Value) -> Value {
        self.command("POST", path, Some(body)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    fn try_execute(&self, script: &str, args: &[Value]) -> Result<Value, String> {
        self.command("POST", "execute/sync", Some(&json!({ "script": script, "args": args })))
    }

    #[track_caller]
    fn on_element(&self, css: &str, action: &str, body: &Value) {
        let outcome = self
            .command("POST", "element", Some(&json!({ "using": "css selector", "value": css })))
            .and_then(|found| found[ELEMENT_KEY].as_str().map(str::to_owned).ok_or("no element".into()))
            .and_then(|id| self.command("POST", &format!("element/{id}/{action}"), Some(body)));
        if let Err(error) = outcome {
            panic!("{action} on {css}: {error}");
        }
    }

    fn command(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, String> {
        let path = format!("/session/{}/{path}", self.session);
        let mut answer = http::request(self.port, method, &path, body)
            .map_err(|error| format!("chromedriver does not answer {path}: {error}"))?;
        let value = answer["value"].take();
        match (value["error"].as_str(), value["message"].as_str()) {
            (Some(error), Some(message)) => Err(format!("{error}: {}", first_line(message))),
            _ => Ok(value),
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Without this Chromium would outlive chromedriver.
        let _ = http::request(self.port, "DELETE", &format!("/session/{}", self.session), None);
    }
}

fn capabilities(profile: &Profile) -> Value {
    let data_dir = format!("--user-data-dir={}", profile.0.path().display());
    let mut options = json!({ "args": [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
        // Whatever tried to leave this machine would fail, and say so on the console.
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        "--window-size=1280,900",
        data_dir,
    ] });
    let chromium = env::var("CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".into());
    if Path::new(&chromium).exists() {
        options["binary"] = json!(chromium);
    }
    json!({ "capabilities": { "alwaysMatch": {
        "browserName": "chrome",
        "timeouts": { "script": 240_000, "pageLoad": 120_000, "implicit": 0 },
        "goog:chromeOptions": options,
        "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
    } } })
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

fn shortened(script: &str) -> String {
    script.chars().take(300).collect()
}
