//! The service worker of a build: its hash and its files, written into `sw.js`, whose own name never changes.

use std::path::Path;

use super::names::{self, Renames};
use crate::process::{self, Outcome};
use crate::stamp;

/// The file, at the site's root so that it reaches all of it.
pub const FILE: &str = "sw.js";
/// What it carries until the build is known.
const BUILD: &str = "const BUILD = 'development';";
const FILES: &str = "const FILES = [];";
/// Data files that are kept for visits without a network; others may be large.
const KEPT_DATA: [&str; 2] = ["data/index.json", "data/sample.csv.gz"];

/// Finishes the service worker of the site in `staging`.
pub fn finish(staging: &Path, renames: &Renames, build: &str) -> Outcome {
    let path = staging.join(FILE);
    let text = String::from_utf8(process::read(&path)?).map_err(|_| "sw.js is not UTF-8.")?;
    if !text.contains(BUILD) || !text.contains(FILES) {
        return Err(format!("sw.js has no `{BUILD}` and `{FILES}` to be replaced."));
    }
    let names = stamp::files_below(staging)?
        .iter()
        .map(|path| path.strip_prefix(staging).unwrap_or(path).to_string_lossy().replace('\\', "/"))
        .filter(|name| is_kept(name))
        .map(|name| format!("'{name}'"))
        .collect::<Vec<_>>();
    let text = names::rewrite(&text, renames)
        .replace(BUILD, &format!("const BUILD = '{build}';"))
        .replace(FILES, &format!("const FILES = [{}];", names.join(", ")));
    process::write(&path, text.as_bytes())
}

/// The page itself is kept by its address.
fn is_kept(name: &str) -> bool {
    if name.starts_with("data/") { KEPT_DATA.contains(&name) } else { ![FILE, "index.html"].contains(&name) }
}
