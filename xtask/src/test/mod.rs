//! `cargo xtask test`: every check there is, in the order of their speed; the last line sums up.

pub mod browser;
mod tally;

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use crate::process::{self, Outcome, command};
use crate::{build, layout, setup};
use browser::Browser;
use tally::Tally;

/// Runs every step, also after a failed one.
pub fn run() -> Outcome {
    let root = layout::root();
    let mut total = Tally::default();

    total.add(step("Formatter and linter", "seconds", setup::add_components));
    total.add(check("Format", "seconds", cargo(&["fmt", "--all", "--check"])));
    let ready = step("Tools, target and packages", "8 minutes the first time, then seconds", setup::prepare);
    total.add(ready);
    total.add(check("Lints, native", "about 1 minute the first time", cargo(&native_lints())));
    total.add(check("Lints, WebAssembly", "about 1 minute the first time", cargo(&web_lints(&root))));
    let core = ["check", "--locked", "--lib", "--no-default-features"];
    total.add(check("The core is free of the browser", "seconds", cargo(&core)));

    total.add(tests("Native tests", "about 2 minutes the first time", cargo(&native_tests(&root))));
    let page = words("test --locked --lib --features app -- ui");
    total.add(tests("Native tests of the page's own parts", "about 2 minutes the first time", cargo(&page)));
    total.add(tests("Examples in the documentation", "seconds", cargo(&doc_tests())));

    println!("==> Browser");
    let browser = Browser::find_or_install();
    total.add(conclude(browser.as_ref().map(drop).map_err(Clone::clone)));
    for target in web_targets(&root) {
        total.add(match &browser {
            Ok(browser) => web_tests(browser, &target),
            Err(_) => not_run(&format!("Tests in the browser, {target}"), "there is no browser"),
        });
    }

    let built = step("Release build", "about 3 minutes the first time, then seconds", build::build);
    let is_built = built.failed == 0;
    total.add(built);
    if root.join("tests/e2e/main.rs").is_file() {
        total.add(match &browser {
            Ok(browser) if is_built => end_to_end(browser),
            Ok(_) => not_run("End-to-end tests", "there is no release build"),
            Err(_) => not_run("End-to-end tests", "there is no browser"),
        });
    }
    conclude_all(total)
}

fn conclude_all(total: Tally) -> Outcome {
    for line in &total.skipped {
        println!("{line}");
    }
    println!("{}", total.summary());
    // The summary stays the last line, so failure is told by the exit code alone.
    if total.failed == 0 { Ok(()) } else { std::process::exit(1) }
}

fn native_lints() -> Vec<String> {
    words("clippy --locked --workspace --all-targets --features oddflow/charts,oddflow/native -- -D warnings")
}

fn web_lints(root: &Path) -> Vec<String> {
    let mut arguments =
        words("clippy --locked --target wasm32-unknown-unknown --features app --lib --bin app --bin worker");
    for target in web_targets(root) {
        arguments.extend(["--test".to_owned(), target]);
    }
    arguments.extend(words("-- -D warnings"));
    arguments
}

fn native_tests(root: &Path) -> Vec<String> {
    let mut arguments = words(
        "test --locked --no-fail-fast --workspace --features oddflow/charts,oddflow/native --lib --bins",
    );
    for target in test_targets(root).into_iter().filter(|name| name != "e2e" && !name.starts_with("web")) {
        arguments.extend(["--test".to_owned(), target]);
    }
    // Shown output has the lines that say what was skipped.
    arguments.extend(words("-- --show-output"));
    arguments
}

fn doc_tests() -> Vec<String> {
    words("test --locked --doc --features charts,native")
}

fn web_tests(browser: &Browser, target: &str) -> Tally {
    let capabilities = layout::root().join("target/webdriver.json");
    if let Err(message) = browser.write_capabilities(&capabilities) {
        return conclude(Err(message));
    }
    let mut test = cargo(&words("test --locked --target wasm32-unknown-unknown --features app --test"));
    browser.tell(test.arg(target));
    test.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities).env("WASM_BINDGEN_TEST_TIMEOUT", "180");
    tests(&format!("Tests in the browser, {target}"), "about 1 minute the first time", test)
}

fn end_to_end(browser: &Browser) -> Tally {
    let mut test = cargo(&words("test --locked --features native --test e2e"));
    browser.tell(&mut test).env("ODDFLOW_DIST", layout::dist());
    tests("End-to-end tests in Chromium", "a few minutes", test)
}

/// Tests that run in a browser: the targets whose name starts with `web`.
fn web_targets(root: &Path) -> Vec<String> {
    test_targets(root).into_iter().filter(|name| name.starts_with("web")).collect()
}

/// Integration tests as cargo finds them: `tests/*.rs` and `tests/*/main.rs`.
fn test_targets(root: &Path) -> Vec<String> {
    let entries = fs::read_dir(root.join("tests")).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_target =
        |path: &PathBuf| path.extension().is_some_and(|e| e == "rs") || path.join("main.rs").is_file();
    let name = |path: PathBuf| path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let mut targets: Vec<_> = entries.filter(is_target).filter_map(name).collect();
    targets.sort();
    targets
}

fn words(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_owned).collect()
}

fn cargo(arguments: &[impl AsRef<str>]) -> Command {
    let mut cargo = command("cargo");
    cargo.args(arguments.iter().map(AsRef::as_ref));
    cargo
}

/// A step that is one check as a whole.
fn step(what: &str, expected: &str, work: impl FnOnce() -> Outcome) -> Tally {
    println!("==> {what} ({expected})");
    conclude(work())
}

fn check(what: &str, expected: &str, mut command: Command) -> Tally {
    step(what, expected, || process::run(&mut command))
}

fn conclude(result: Outcome) -> Tally {
    match &result {
        Ok(()) => println!("    passed"),
        Err(message) => println!("    FAILED: {message}"),
    }
    Tally::of_step(result.is_ok())
}

fn not_run(what: &str, why: &str) -> Tally {
    println!("==> {what}");
    conclude(Err(format!("not run, because {why}.")))
}

/// A step that runs test programs: shows what they print and counts their tests.
fn tests(what: &str, expected: &str, mut command: Command) -> Tally {
    println!("==> {what} ({expected})");
    let mut child = match command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn() {
        Ok(child) => child,
        Err(error) => return conclude(Err(process::cannot_start("cargo", &error))),
    };
    let mut tally = Tally::default();
    let errors = child.stderr.take();
    let errors = thread::spawn(move || errors.map(show_and_keep_skips).unwrap_or_default());
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            tally.count_line(&line);
        }
    }
    errors.join().unwrap_or_default().iter().for_each(|line| tally.keep_skip(line));
    let tally = tally.closed(child.wait().is_ok_and(|status| status.success()));
    println!("    {}", tally.summary());
    tally
}

/// Shows what a test program prints as errors and keeps the lines that say what was skipped.
fn show_and_keep_skips(errors: impl Read) -> Vec<String> {
    let mut tally = Tally::default();
    for line in BufReader::new(errors).split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line);
        eprintln!("{line}");
        tally.keep_skip(&line);
    }
    tally.skipped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_found_as_cargo_finds_them() {
        let root = std::env::temp_dir().join(format!("oddflow-tests-{}", std::process::id()));
        for file in ["engine.rs", "e2e/main.rs", "web/main.rs", "reference/forest.py", "tidy.rs"] {
            process::write(&root.join("tests").join(file), b"").unwrap();
        }
        assert_eq!(test_targets(&root), ["e2e", "engine", "tidy", "web"]);
        assert_eq!(web_targets(&root), ["web"]);
        assert!(
            native_tests(&root).ends_with(&words("--lib --bins --test engine --test tidy -- --show-output"))
        );
        fs::remove_dir_all(&root).unwrap();
    }
}
