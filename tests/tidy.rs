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
const MAY_IMPORT: [(&str, &[&str]); 13] = [
    ("data", &[]),
    ("features", &["data"]),
    ("detectors", &["features", "data"]),
    ("evaluation", &["data"]),
    ("model_file", &["detectors", "features", "data"]),
    ("api", &["model_file", "detectors", "data"]),
    ("engine", &["api", "model_file", "detectors", "evaluation", "features", "data"]),
    ("export", &["engine", "detectors", "evaluation", "features", "data"]),
    ("session", &["model_file", "engine", "export", "detectors", "evaluation", "features", "data"]),
    ("charts", &["session", "engine", "detectors", "evaluation", "data"]),
    ("web", &["charts", "session", "export", "engine", "data"]),
    (
        "ui",
        &[
            "web",
            "charts",
            "session",
            "export",
            "api",
            "model_file",
            "engine",
            "detectors",
            "evaluation",
            "features",
            "data",
        ],
    ),
    (
        "bin",
        &[
            "ui",
            "web",
            "session",
            "api",
            "model_file",
            "engine",
            "detectors",
            "evaluation",
            "features",
            "data",
        ],
    ),
];

/// Paths that a room may not import though it may import the rest of their room.
const NEVER_IMPORT: [(&str, &str); 2] = [("detectors", "data::label"), ("features", "data::label")];

/// How a table's labels are read, which the same rooms leave alone.
const READS_LABELS: [&str; 3] = [".labels", ".label(", ".label_families("];

/// Crates that live in some rooms only.
const CRATES_AT_HOME: [(&str, &[&str]); 13] = [
    ("axum", &["bin"]),
    ("charming", &["charts", "web", "ui"]),
    ("clap", &["bin"]),
    ("console_error_panic_hook", &["web", "bin"]),
    ("gloo", &["web"]),
    ("js_sys", &["web"]),
    ("leptos", &["ui", "bin"]),
    ("serde_wasm_bindgen", &["web"]),
    ("tokio", &["bin"]),
    ("tower_http", &["bin"]),
    ("wasm_bindgen", &["web", "bin"]),
    ("wasm_bindgen_futures", &["web"]),
    ("web_sys", &["web", "bin"]),
];

/// What no browser has: only programs for a terminal may name it.
const NATIVE_ONLY: [&str; 5] = ["env", "fs", "net", "process", "thread"];

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

/// Where `name` stands as a word of its own: `wasm_bindgen`, but not the end of `serde_wasm_bindgen`.
fn after_word<'a>(text: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    let in_word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(name).filter_map(move |(start, _)| {
        let after = &text[start + name.len()..];
        (!text[..start].ends_with(in_word) && !after.starts_with(in_word)).then_some(after)
    })
}

/// Every path below the crate `root` that the code names, groups such as `a::{b, c::d}` taken apart.
fn paths(text: &str, root: &str) -> Vec<String> {
    let code = code(text).collect::<Vec<_>>().join("\n");
    let trees = after_word(&code, root).filter_map(|after| after.strip_prefix("::"));
    trees.flat_map(|tree| expanded("", tree)).collect()
}

/// The paths of one use tree, of which `before` was read already.
fn expanded(before: &str, tree: &str) -> Vec<String> {
    let tree = tree.trim_start();
    let end = tree.find(|c: char| !c.is_alphanumeric() && !"_:*".contains(c)).unwrap_or(tree.len());
    let path = format!("{before}{}", &tree[..end]);
    match tree[end..].strip_prefix('{') {
        Some(group) if path.is_empty() || path.ends_with("::") => {
            branches(group).into_iter().flat_map(|branch| expanded(&path, branch)).collect()
        }
        _ => vec![path],
    }
}

/// The parts between the commas of a group, up to its closing brace.
fn branches(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                found.push(&group[start..at]);
                start = at + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    found.retain(|branch| !branch.trim().is_empty());
    found
}

fn is_below(path: &str, parent: &str) -> bool {
    path.strip_prefix(parent).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// The paths of `text` that its room may not import.
fn forbidden_imports(own: &str, text: &str) -> Vec<String> {
    let (_, allowed) = MAY_IMPORT.iter().find(|(name, _)| *name == own).expect("every room is in the table");
    let is_allowed = |path: &String| {
        let other = path.split("::").next().unwrap_or_default();
        (other == own || allowed.contains(&other))
            && !NEVER_IMPORT.iter().any(|(room, banned)| *room == own && is_below(path, banned))
    };
    // Programs name the library by its name.
    let named = ["crate", "oddflow"].into_iter().flat_map(|root| paths(text, root));
    named.filter(|path| !is_allowed(path)).collect()
}

/// Ways to reach another room that `paths` can't follow.
fn is_detour(line: &str, is_room_head: bool) -> bool {
    let renamed = ["crate as ", "crate::self", "oddflow as ", "super::super"];
    // In a room's `mod.rs` `super` is the crate, except within its module of tests.
    renamed.iter().any(|words| line.contains(words))
        || is_room_head && !line.starts_with(' ') && line.contains("super::")
}

fn expect_none(what: &str, broken: &[String]) {
    assert!(broken.is_empty(), "{what}:\n{}", broken.join("\n"));
}

#[test]
fn use_trees_are_taken_apart() {
    let check = |text: &str, expected: &[&str]| assert_eq!(paths(text, "crate"), expected, "{text}");
    check("use crate::data::table::Table;", &["data::table::Table"]);
    check("use crate::{data::{label, table::*}, ui};", &["data::label", "data::table::*", "ui"]);
    check("use crate::{\n    data::{\n        label,\n    },\n};", &["data::label"]);
    check("let a = crate::web::start(|| { ui::b() });", &["web::start"]);
    check("fn f() -> crate::ui::Page {", &["ui::Page"]);
    check("use crate::*;", &["*"]);
    check("// as crate::ui does\nuse mycrate::ui;", &[]);
}

#[test]
fn no_way_around_the_table_is_open() {
    let check = |own: &str, text: &str, expected: &[&str]| {
        assert_eq!(forbidden_imports(own, text), expected, "{own}: {text}");
    };
    check("engine", "use crate::{data::table::Table, ui::state};", &["ui::state"]);
    check("engine", "use crate::*;", &["*"]);
    check("bin", "oddflow::charts::draw(); oddflow::ui::start();", &["charts::draw"]);
    check("features", "use crate::data::{label::Label, table::Table};", &["data::label::Label"]);
    check("engine", "use crate::data::label::Label;", &[]);
    assert!(is_detour("use super::super::ui;", false) && is_detour("pub use crate as c;", false));
    assert!(is_detour("use super::ui;", true) && !is_detour("use super::tree;", false));
    assert!(!is_detour("    use super::*;", true));
}

#[test]
fn imports_point_down() {
    let mut broken = Vec::new();
    for (path, text) in rust_files(&root().join("src")) {
        let Some(own) = room(&path) else { continue };
        let is_room_head = path == root().join("src").join(&own).join("mod.rs");
        let detours = code(&text).filter(|line| is_detour(line, is_room_head)).map(str::to_owned);
        for import in forbidden_imports(&own, &text).into_iter().chain(detours) {
            broken.push(format!("{}: {own} imports {import}", path.display()));
        }
    }
    expect_none("imports against the direction", &broken);
}

#[test]
fn some_rooms_never_see_labels() {
    let mut broken = Vec::new();
    for (own, _) in NEVER_IMPORT {
        for (path, text) in rust_files(&root().join("src").join(own)) {
            let reads = |line: &&str| READS_LABELS.iter().any(|words| line.contains(words));
            broken.extend(code(&text).filter(reads).map(|line| format!("{}: {line}", path.display())));
        }
    }
    expect_none("labels in rooms that never see them", &broken);
}

#[test]
fn crates_stay_in_their_rooms() {
    let mut broken = Vec::new();
    for (path, text) in rust_files(&root().join("src")) {
        let own = room(&path).unwrap_or_default();
        let names = |line: &str, name: &str| {
            after_word(line, name).any(|after| ["::", ";", " as "].iter().any(|next| after.starts_with(next)))
        };
        for (name, rooms) in CRATES_AT_HOME {
            if !rooms.contains(&own.as_str()) && code(&text).any(|line| names(line, name)) {
                broken.push(format!("{}: {name} belongs to {rooms:?}", path.display()));
            }
        }
    }
    expect_none("crates out of their rooms", &broken);
}

#[test]
fn only_programs_touch_the_machine() {
    let mut broken = Vec::new();
    for (path, text) in rust_files(&root().join("src")) {
        if room(&path).as_deref() == Some("bin") {
            continue;
        }
        for import in paths(&text, "std") {
            if NATIVE_ONLY.iter().any(|banned| is_below(&import, banned)) {
                broken.push(format!("{}: std::{import} does not work in a browser", path.display()));
            }
        }
    }
    expect_none("what only a terminal has", &broken);
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
