//! Set-up: what a fresh machine lacks comes from the package registries into `target/` and `node_modules/`.

use std::fs;

use crate::layout;
use crate::process::{self, Outcome, command, output, run};
use crate::{report, stamp};

const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// 0.22 wants a newer Rust than this project.
const TRUNK_VERSION: &str = "0.21.14";

/// The oldest Node that the site was built with; esbuild, binaryen and ECharts' package ask for less. README.md says it, too.
const OLDEST_NODE: u32 = 20;

/// Installs rustfmt and clippy where rustup's minimal profile left them out.
pub fn add_components() -> Outcome {
    let is_there = |name: &str| output(command("cargo").args([name, "--version"])).is_some();
    if is_there("fmt") && is_there("clippy") {
        return Ok(());
    }
    run(command("rustup").args(["component", "add", "rustfmt", "clippy"]))
}

/// Installs all that a build of the site needs.
pub fn prepare() -> Outcome {
    check_node()?;
    add_wasm_target()?;
    install_tool(
        "wasm-bindgen-cli",
        "wasm-bindgen",
        &wasm_bindgen_version()?,
        "about 2 minutes on two cores",
    )?;
    install_tool("trunk", "trunk", TRUNK_VERSION, "about 5 minutes on two cores")?;
    if layout::root().join("target/tools-build").exists() {
        let _ = fs::remove_dir_all(layout::root().join("target/tools-build"));
    }
    install_npm_packages()?;
    fetch_crates()
}

fn check_node() -> Outcome {
    let cure = format!("install Node.js {OLDEST_NODE} or newer, which brings npm, from https://nodejs.org.");
    let version = output(command("node").arg("--version")).ok_or(format!("Node.js is missing: {cure}"))?;
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < OLDEST_NODE) {
        return Err(format!("Node.js {version} is too old: {cure}"));
    }
    output(command(npm()).arg("--version")).map(drop).ok_or(format!("npm is missing: {cure}"))
}

fn add_wasm_target() -> Outcome {
    let library = output(command("rustc").args(["--print", "target-libdir", "--target", WASM_TARGET]));
    if library.is_some_and(|folder| fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())) {
        report::skip("Rust's WebAssembly target");
        return Ok(());
    }
    if output(command("rustup").arg("--version")).is_none() {
        return Err(
            "rustup is missing: install Rust with it from https://rustup.rs, then run this again.".to_owned()
        );
    }
    report::step("Adding Rust's WebAssembly target with rustup", "about 10 seconds", || {
        run(command("rustup").args(["target", "add", WASM_TARGET]))
    })
}

/// Builds a command line tool into `target/tools` unless this very version is there.
fn install_tool(package: &str, program: &str, version: &str, expected: &str) -> Outcome {
    let tool = layout::tools().join("bin").join(program);
    let installed = output(command(&tool.to_string_lossy()).arg("--version"));
    if installed.is_some_and(|text| text.split_whitespace().nth(1) == Some(version)) {
        report::skip(&format!("{package} {version}"));
        return Ok(());
    }
    report::step(&format!("Building {package} {version} into target/tools"), expected, || {
        let mut install = command("cargo");
        install
            .args(["install", package, "--force", "--version", &format!("={version}"), "--root"])
            .arg(layout::tools());
        install.arg("--target-dir").arg(layout::root().join("target/tools-build"));
        // wasm-bindgen-cli goes without its lock file: that names versions which not every registry serves
        // (0.2.130 wants webpki-roots 1.0.11), and a failed first try would cost minutes.
        if package == "trunk" {
            // Without its own features it neither looks for updates nor links TLS; its lock file is known to resolve.
            install.args(["--locked", "--no-default-features"]);
        }
        // Their own release profiles take three times as long, for tools that run a few seconds.
        install.env("CARGO_PROFILE_RELEASE_LTO", "off").env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        install.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1").env("CARGO_PROFILE_RELEASE_DEBUG", "0");
        run(&mut install)
    })
}

/// The version that `Cargo.lock` has: the generated code and the tool must never differ.
fn wasm_bindgen_version() -> Outcome<String> {
    let lock = process::read(&layout::root().join("Cargo.lock"))?;
    locked_version(&String::from_utf8_lossy(&lock), "wasm-bindgen")
        .ok_or("Cargo.lock names no wasm-bindgen: restore it with `git checkout Cargo.lock`.".to_owned())
}

fn locked_version(lock: &str, package: &str) -> Option<String> {
    let mut lines = lock.lines().skip_while(|line| *line != format!("name = \"{package}\""));
    lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"').map(str::to_owned)
}

fn install_npm_packages() -> Outcome {
    let inputs = stamp::hash_inputs(&layout::root(), &["package-lock.json"])?;
    if stamp::is_current("npm", &inputs) && layout::npm_bin().exists() {
        report::skip("npm packages");
        return Ok(());
    }
    report::step(
        "Installing ECharts, esbuild, wasm-opt and axe with npm, by lock file",
        "about 10 seconds",
        || {
            run(command(npm()).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))?;
            stamp::remember("npm", &inputs)
        },
    )
}

/// Trunk builds offline, so that it can't download tools of its own; the crates must be there before.
fn fetch_crates() -> Outcome {
    let inputs = stamp::hash_inputs(&layout::root(), &["Cargo.lock"])?;
    let fetch = |offline: &[&str]| {
        let mut fetch = command("cargo");
        fetch.args(["fetch", "--locked", "--target", WASM_TARGET, "--target", &host()?]).args(offline);
        Ok::<_, String>(fetch)
    };
    if stamp::is_current("crates", &inputs) && output(&mut fetch(&["--offline"])?).is_some() {
        report::skip("crates");
        return Ok(());
    }
    report::step("Fetching the crates of Cargo.lock", "up to a minute", || {
        run(&mut fetch(&[])?)?;
        stamp::remember("crates", &inputs)
    })
}

fn host() -> Outcome<String> {
    let about =
        output(command("rustc").arg("-vV")).ok_or("`rustc -vV` fails: repair Rust with `rustup update`.")?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or("`rustc -vV` names no host: repair Rust with `rustup update`.".to_owned())
}

/// npm is a script with an extension on Windows.
pub fn npm() -> &'static str {
    if cfg!(windows) { "npm.cmd" } else { "npm" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_the_tool_is_the_locked_one() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.80\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"registry\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130".to_owned()));
        assert_eq!(locked_version(lock, "trunk"), None);
        assert_eq!(locked_version("name = \"trunk\"", "trunk"), None);
    }
}
