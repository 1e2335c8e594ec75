//! The browser that tests run in: Chromium and its driver, found or installed.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{self, Outcome, command, find_on_path, output, run};
use crate::report;

/// Chromium and the WebDriver server of the same version.
pub struct Browser {
    chromium: PathBuf,
    driver: PathBuf,
}

impl Browser {
    /// Finds Chromium and chromedriver; on Debian, root gets them from the package manager.
    pub fn find_or_install() -> Outcome<Self> {
        if let Some(browser) = Self::find() {
            return Ok(browser);
        }
        let cure = "install Chromium and chromedriver, or name them in CHROMIUM and CHROMEDRIVER.";
        if !Path::new("/etc/debian_version").exists() || !is_root() {
            return Err(format!("Chromium or chromedriver is missing: {cure}"));
        }
        report::step("Installing Chromium and its driver with apt-get", "about 2 minutes", || {
            run(apt().arg("update"))?;
            run(apt().args(["install", "-y", "--no-install-recommends", "chromium", "chromium-driver"]))
        })?;
        Self::find().ok_or(format!("apt-get brought no Chromium with its driver: {cure}"))
    }

    /// Tells a test program where the browser is.
    pub fn tell<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env("CHROMIUM", &self.chromium).env("CHROMEDRIVER", &self.driver)
    }

    fn find() -> Option<Self> {
        let named = |variable: &str| env::var_os(variable).map(PathBuf::from).filter(|path| path.is_file());
        let chromium = named("CHROMIUM").or_else(|| {
            find_on_path(&["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"])
        })?;
        // GitHub's runners name the folder of the driver that fits their Chrome.
        let of_runner =
            || env::var_os("CHROMEWEBDRIVER").map(|folder| PathBuf::from(folder).join("chromedriver"));
        let driver = named("CHROMEDRIVER")
            .or_else(|| find_on_path(&["chromedriver"]))
            .or_else(|| of_runner().filter(|path| path.is_file()))?;
        Some(Self { chromium, driver })
    }

    /// Writes `target/webdriver.json`, the capabilities that wasm-bindgen's test runner asks for.
    pub fn write_capabilities(&self, path: &Path) -> Outcome {
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ];
        let list = arguments.map(|argument| format!("\"{argument}\"")).join(",");
        let binary = self.chromium.to_string_lossy().replace('\\', "\\\\");
        process::write(
            path,
            format!("{{\"goog:chromeOptions\":{{\"binary\":\"{binary}\",\"args\":[{list}]}}}}\n").as_bytes(),
        )
    }
}

fn is_root() -> bool {
    output(command("id").arg("-u")).as_deref() == Some("0") && fs::metadata("/usr/bin/apt-get").is_ok()
}

fn apt() -> Command {
    let mut apt = command("apt-get");
    apt.env("DEBIAN_FRONTEND", "noninteractive").arg("-q");
    apt
}
