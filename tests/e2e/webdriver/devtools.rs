//! What WebDriver has no command for and Chromium's own protocol has: emulation, logs, pictures of whole pages.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::base64;
use super::session::Browser;

/// Taller pages are cut off in pictures.
const PICTURE_HEIGHT: f64 = 6000.0;

/// What `prefers-color-scheme` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// As CSS writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

impl Browser {
    /// Sends a command of the Chrome DevTools Protocol to the page.
    pub fn devtools(&self, command: &str, params: &Value) -> Value {
        self.post("goog/cdp/execute", &json!({ "cmd": command, "params": params }))
    }

    /// Runs a script in every document from now on, before any script of its own.
    pub fn before_every_document(&self, script: &str) {
        self.devtools("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": script }));
    }

    /// Sets what the media queries for theme and motion answer: the theme, and reduced motion, which also keeps pictures still.
    pub fn prefer(&self, theme: Theme) {
        let features = json!([
            { "name": "prefers-color-scheme", "value": theme.name() },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        self.devtools("Emulation.setEmulatedMedia", &json!({ "features": features }));
    }

    /// Gives the viewport a size, also one narrower than a window can be.
    pub fn set_viewport(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", &size);
    }

    /// Cuts the page off from every network, this machine's own included, and from what it has cached.
    pub fn go_offline(&self) {
        self.devtools("Network.enable", &json!({}));
        self.devtools("Network.setCacheDisabled", &json!({ "cacheDisabled": true }));
        let dead = json!({ "offline": true, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0 });
        self.devtools("Network.emulateNetworkConditions", &dead);
    }

    /// Writes a PNG picture of the whole page.
    pub fn screenshot(&self, path: &Path) {
        let size = &self.devtools("Page.getLayoutMetrics", &json!({}))["cssContentSize"];
        let height = size["height"].as_f64().unwrap_or(PICTURE_HEIGHT).min(PICTURE_HEIGHT);
        let clip = json!({ "x": 0, "y": 0, "width": size["width"], "height": height, "scale": 1 });
        let params = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let picture = self.devtools("Page.captureScreenshot", &params);
        let bytes = picture["data"].as_str().and_then(base64::decode).expect("a picture comes as base64");
        fs::create_dir_all(path.parent().expect("a picture lies in a folder"))
            .expect("the folder can be made");
        fs::write(path, bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }

    /// Console messages since the last call, as (level, text); errors have the level `SEVERE`.
    pub fn console_log(&self) -> Vec<(String, String)> {
        let text = |entry: &Value, key: &str| entry[key].as_str().unwrap_or_default().to_owned();
        self.log("browser").iter().map(|entry| (text(entry, "level"), text(entry, "message"))).collect()
    }

    /// Addresses that the page asked for since the last call.
    pub fn requested_addresses(&self) -> Vec<String> {
        let messages = self.log("performance");
        messages.iter().filter_map(|entry| requested_address(entry["message"].as_str()?)).collect()
    }

    fn log(&self, kind: &str) -> Vec<Value> {
        match self.post("se/log", &json!({ "type": kind })) {
            Value::Array(entries) => entries,
            other => panic!("the {kind} log is no list: {other}"),
        }
    }
}

fn requested_address(message: &str) -> Option<String> {
    let message: Value = serde_json::from_str(message).ok()?;
    let message = &message["message"];
    let asked = message["method"] == "Network.requestWillBeSent";
    message["params"]["request"]["url"].as_str().filter(|_| asked).map(str::to_owned)
}
