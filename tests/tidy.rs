//! The house rules that a compiler does not check: heads, sizes, and rooms whose imports point one way.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

use std::fs;
use std::path::{Path, PathBuf};

/// Rooms and what each may import; the one place where this is written down.
const MAY_IMPORT: [(&str, &[&str]); 11] = [
    ("data", &[]),
    ("features", &["data"]),
    ("detectors", &["features", "data"]),
    ("evaluation", &["data"]),
    ("engine", &["detectors", "evaluation", "features", "data"]),
    ("export", &["engine", "data"]),
    ("session", &["engine", "export", "detectors", "evaluation", "features", "data"]),
    ("charts", &["session", "engine", "evaluation", "data"]),
    ("web", &["charts", "session", "export", "engine", "data"]),
    ("ui", &["web", "charts", "session", "export", "engine", "detectors", "evaluation", "data"]),
    ("bin", &["ui", "web"]),
];

/// Crates that live in some rooms only.
const CRATES_AT_HOME: [(&str, &[&str]); 6] = [
    ("leptos::", &["ui", "bin"]),
    ("web_sys::", &["web", "bin"]),
    ("js_sys::", &["web"]),
    ("charming::", &["charts", "web", "ui"]),
    ("axum::", &["bin"]),
    ("tokio::", &["bin"]),
];

const MAX_LINES: usize = 400;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below a folder, in a fixed order, with its text.
fn rust_files(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
    found
}

/// The room of a file in `src/`; `None` for `lib.rs`.
fn room(path: &Path) -> Option<String> {
    let below = path.strip_prefix(root().join("src")).unwrap();
    let first = below.components().next()?.as_os_str().to_str()?.to_owned();
    Some(first.trim_end_matches(".rs").to_owned()).filter(|room| room != "lib")
}

/// Code without comments, where words about other rooms are no imports.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim_start().starts_with("//"))
}

fn expect_none(what: &str, broken: &[String]) {
    assert!(broken.is_empty(), "{what}:\n{}", broken.join("\n"));
}

#[test]
fn imports_point_down() {
    let mut broken = Vec::new();
    for (path, text) in rust_files(&root().join("src")) {
        let Some(own) = room(&path) else { continue };
        let (_, allowed) =
            MAY_IMPORT.iter().find(|(name, _)| *name == own).expect("every room is in the table");
        for line in code(&text) {
            for (_, after) in
                line.match_indices("crate::").map(|(start, found)| line.split_at(start + found.len()))
            {
                let other: String = after.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if other != own && !other.is_empty() && !allowed.contains(&other.as_str()) {
                    broken.push(format!("{}: {own} imports {other}", path.display()));
                }
            }
        }
    }
    expect_none("imports against the direction", &broken);
}

#[test]
fn crates_stay_in_their_rooms() {
    let mut broken = Vec::new();
    for (path, text) in rust_files(&root().join("src")) {
        let own = room(&path).unwrap_or_default();
        for (name, rooms) in CRATES_AT_HOME {
            if !rooms.contains(&own.as_str()) && code(&text).any(|line| line.contains(name)) {
                broken.push(format!("{}: {name} belongs to {rooms:?}", path.display()));
            }
        }
    }
    expect_none("crates out of their rooms", &broken);
}

#[test]
fn every_file_has_a_head_and_stays_small() {
    let mut broken = Vec::new();
    for folder in ["src", "xtask/src", "tests"] {
        for (path, text) in rust_files(&root().join(folder)) {
            if !text.starts_with("//! ") {
                broken.push(format!("{}: no head", path.display()));
            }
            let n_lines = text.lines().count();
            if n_lines > MAX_LINES {
                broken.push(format!("{}: {n_lines} lines, at most {MAX_LINES}", path.display()));
            }
        }
    }
    expect_none("heads and sizes", &broken);
}

#[test]
fn every_dependency_says_why_it_is_there() {
    let text = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let manifest: toml::Table = text.parse().unwrap();
    let names = manifest["dependencies"].as_table().unwrap().keys();
    let unexplained = |name: &&String| {
        let start = text.find(&format!("\n{name} = ")).expect("one line a dependency") + 1;
        let end = text[start..].find("\n\n").map_or(text.len(), |length| start + length);
        // The reason stands behind the entry, which may be several lines long.
        let entry = &text[start..end];
        let own = entry.split_once('#').map(|(before, _)| before);
        own.is_none_or(|before| before.matches('\n').count() > 10)
    };
    let broken: Vec<String> = names.filter(unexplained).cloned().collect();
    expect_none("dependencies without a reason", &broken);
}
