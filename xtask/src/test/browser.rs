//! The browser that tests run in: Chromium and its driver, found or installed.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{self, Outcome, all_on_path, command, output, run};
use crate::report;

const CURE: &str = "install Chromium and its chromedriver, or name them in CHROMIUM and CHROMEDRIVER.";
const PACKAGES: [&str; 2] = ["chromium", "chromium-driver"];

/// Chromium and the WebDriver server of the same version.
pub struct Browser {
    chromium: PathBuf,
    driver: PathBuf,
}

/// A browser or a driver that may be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Program {
    path: PathBuf,
    /// `None` when it does not tell; then it is trusted to fit.
    major: Option<u32>,
}

impl Browser {
    /// Finds Chromium and chromedriver; on Debian, root gets them from the package manager.
    pub fn find_or_install() -> Outcome<Self> {
        if let Some(browser) = Self::find()? {
            return Ok(browser);
        }
        if !Path::new("/usr/bin/apt-get").exists() || !is_root() {
            return Err(format!("Chromium or chromedriver is missing: {CURE}"));
        }
        report::step("Installing Chromium and its driver with apt-get", "about 2 minutes", || {
            run(apt().arg("update"))?;
            // Ubuntu has them as snaps only, which don't run in a container.
            if output(apt().args(["install", "--simulate"]).args(PACKAGES)).is_none() {
                let names = PACKAGES.join("` and `");
                return Err(format!(
                    "this system has no packages `{names}`: name an installed Chromium and its chromedriver in CHROMIUM and CHROMEDRIVER."
                ));
            }
            run(apt().args(["install", "-y", "--no-install-recommends"]).args(PACKAGES))
        })?;
        Self::find()?.ok_or(format!("apt-get brought no Chromium with its driver: {CURE}"))
    }

    /// Tells a test program where the browser is.
    pub fn tell<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env("CHROMIUM", &self.chromium).env("CHROMEDRIVER", &self.driver)
    }

    fn find() -> Outcome<Option<Self>> {
        let chromiums = match named("CHROMIUM")? {
            Some(chromium) => vec![chromium],
            None => working(all_on_path(&[
                "chromium",
                "chromium-browser",
                "google-chrome-stable",
                "google-chrome",
            ])),
        };
        // GitHub's runners name the folder of the driver that fits their Chrome.
        let of_runner =
            env::var_os("CHROMEWEBDRIVER").map(|folder| PathBuf::from(folder).join("chromedriver"));
        let drivers = match named("CHROMEDRIVER")? {
            Some(driver) => vec![driver],
            None => working(all_on_path(&["chromedriver"]).into_iter().chain(of_runner)),
        };
        let pair = matching(&chromiums, &drivers)?;
        Ok(pair.map(|(chromium, driver)| Self { chromium: chromium.path, driver: driver.path }))
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

/// The program that the person named, whatever it says of its version.
fn named(variable: &str) -> Outcome<Option<Program>> {
    let Some(path) = env::var_os(variable).filter(|path| !path.is_empty()).map(PathBuf::from) else {
        return Ok(None);
    };
    if !path.is_file() {
        return Err(format!("{variable} names {}, which is no file: correct or unset it.", path.display()));
    }
    let major = major_of(&path);
    Ok(Some(Program { path, major }))
}

/// Those that start: Ubuntu's `chromium-browser` without its snap is a script that only complains.
fn working(paths: impl IntoIterator<Item = PathBuf>) -> Vec<Program> {
    let program = |path: PathBuf| major_of(&path).map(|major| Program { path, major: Some(major) });
    paths.into_iter().filter_map(program).collect()
}

fn major_of(program: &Path) -> Option<u32> {
    major_version(&output(command(&program.to_string_lossy()).arg("--version"))?)
}

/// 156 in `Chromium 156.0.8078.79 built on Debian`.
fn major_version(text: &str) -> Option<u32> {
    text.split_whitespace().find_map(|word| word.split_once('.')?.0.parse().ok())
}

/// The first browser that has a driver of its version; `None` when there is no browser or no driver at all.
fn matching(chromiums: &[Program], drivers: &[Program]) -> Outcome<Option<(Program, Program)>> {
    let fits = |a: &Program, b: &Program| a.major.is_none() || b.major.is_none() || a.major == b.major;
    for chromium in chromiums {
        if let Some(driver) = drivers.iter().find(|driver| fits(chromium, driver)) {
            return Ok(Some((chromium.clone(), driver.clone())));
        }
    }
    let told = |program: &Program| {
        format!("{} is of version {}", program.path.display(), program.major.unwrap_or_default())
    };
    match (chromiums.first(), drivers.first()) {
        (Some(chromium), Some(driver)) => Err(format!(
            "{} and {}, but a browser needs a driver of its own version: {CURE}",
            told(chromium),
            told(driver)
        )),
        _ => Ok(None),
    }
}

fn is_root() -> bool {
    output(command("id").arg("-u")).as_deref() == Some("0")
}

fn apt() -> Command {
    let mut apt = command("apt-get");
    apt.env("DEBIAN_FRONTEND", "noninteractive").arg("-q");
    apt
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_what_programs_print() {
        let check = |text: &str, expected| assert_eq!(major_version(text), expected, "{text}");
        check("Chromium 156.0.8078.79 built on Debian GNU/Linux 12 (bookworm)", Some(156));
        check("ChromeDriver 155.0.1.2 (a21ce95c24-refs/branch-heads/8078@{#1704})", Some(155));
        check("Google Chrome 120.0.6099.109", Some(120));
        check("requires the chromium snap to be installed.", None);
    }

    #[test]
    fn a_browser_gets_the_driver_of_its_version() {
        let program = |path: &str, major| Program { path: PathBuf::from(path), major };
        let (chromium, chrome) = (program("chromium", Some(156)), program("chrome", Some(155)));
        let (old, fitting) = (program("old", Some(150)), program("fitting", Some(155)));
        let silent = program("silent", None);
        let check = |chromiums: &[&Program], drivers: &[&Program], expected: Option<(&Program, &Program)>| {
            let owned = |programs: &[&Program]| programs.iter().copied().cloned().collect::<Vec<_>>();
            let found = matching(&owned(chromiums), &owned(drivers));
            assert_eq!(found, Ok(expected.map(|(a, b)| (a.clone(), b.clone()))));
        };
        check(&[&chromium, &chrome], &[&old, &fitting], Some((&chrome, &fitting)));
        check(&[&silent, &chrome], &[&old], Some((&silent, &old)));
        check(&[], &[&old], None);
        check(&[&chrome], &[], None);

        let message = matching(&[chromium], &[old]).unwrap_err();
        assert!(
            message.starts_with("chromium is of version 156 and old is of version 150, but"),
            "{message}"
        );
    }
}
