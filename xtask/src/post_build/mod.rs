//! Trunk's `post_build` hook: file names carry their contents' hash, and the data files are added.

mod compressed;
mod names;
mod service_worker;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::process::{self, Outcome};
use crate::stamp::ContentHash;
use crate::{data, layout, stamp};
use names::Asset;

/// What `index.html` carries until the build is known.
const BUILD_PLACEHOLDER: &str = "data-build=\"development\"";

/// Finishes the site in trunk's staging folder.
pub fn run() -> Outcome {
    let staging = env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from);
    let staging = staging.ok_or("post-build is run by trunk; use `cargo xtask build`.")?;
    let (renames, build) = name_by_content(&staging)?;
    data::publish(&layout::root().join("data"), &staging.join("data"))?;
    service_worker::finish(&staging, &renames, &build)?;
    compressed::write_copies(&staging)
}

/// Renames scripts, modules and styles after their contents, so that a page never mixes files of two versions.
fn name_by_content(staging: &Path) -> Outcome<(names::Renames, String)> {
    let mut assets = Vec::new();
    for path in stamp::files_below(staging)? {
        let name = path.strip_prefix(staging).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        if matches!(path.extension().and_then(|extension| extension.to_str()), Some("js" | "css" | "wasm"))
            && name != service_worker::FILE
        {
            assets.push(Asset { name, contents: process::read(&path)? });
        }
    }
    let named = names::by_content(assets)?;
    for asset in &named {
        process::write(&staging.join(&asset.new_name), &asset.contents)?;
        fs::remove_file(staging.join(&asset.old_name))
            .map_err(|error| format!("cannot remove {}: {error}.", asset.old_name))?;
    }

    let page = staging.join("index.html");
    let text = String::from_utf8(process::read(&page)?).map_err(|_| "index.html is not UTF-8.")?;
    if !text.contains(BUILD_PLACEHOLDER) {
        return Err(format!("index.html has no `{BUILD_PLACEHOLDER}` to be replaced by the build's hash."));
    }
    let (renames, build) = (names::renames(&named), build_hash(&named));
    let text = text.replace(BUILD_PLACEHOLDER, &format!("data-build=\"{build}\""));
    process::write(&page, names::rewrite(&text, &renames).as_bytes())?;
    Ok((renames, build))
}

/// One name for the whole build: the hash of all names, each of which has the hash of its contents.
fn build_hash(named: &[names::Named]) -> String {
    let mut new_names: Vec<_> = named.iter().map(|asset| asset.new_name.as_str()).collect();
    new_names.sort_unstable();
    ContentHash::of(new_names.join("\n").as_bytes()).hex()
}
