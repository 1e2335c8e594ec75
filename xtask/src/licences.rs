//! The licences of everything that ships in the page: a list for About, and every text in full behind it.
//!
//! Cargo says which crates are built in; their texts lie in cargo's own copy of their sources.

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::process::{Outcome, command, output, read, write};
use crate::{layout, report, stamp};

/// What decides the list.
const INPUTS: &[&str] =
    &["Cargo.lock", "Cargo.toml", "package-lock.json", "LICENSE-MIT", "xtask/src/licences.rs"];
/// The one npm package that ships.
const ECHARTS: &str = "node_modules/echarts";

/// Something that ships.
struct Part {
    name: String,
    version: String,
    licence: String,
    folder: Option<PathBuf>,
}

/// Writes the list, unless it is up to date.
pub fn write_list() -> Outcome {
    let inputs = stamp::hash_inputs(&layout::root(), INPUTS)?;
    if stamp::is_current("licences", &inputs) && layout::licences().is_file() {
        report::skip("Licences");
        return Ok(());
    }
    report::step("Listing licences", "about a second", || {
        let mut parts = crates()?;
        parts.push(echarts()?);
        parts.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
        write(&layout::licences(), text(&parts).as_bytes())?;
        stamp::remember("licences", &inputs)
    })
}

/// Crates that are compiled into the page or its workers; what runs only while it is built is left out.
fn crates() -> Outcome<Vec<Part>> {
    let mut tree = command("cargo");
    tree.args(["tree", "--package", "oddflow", "--no-default-features", "--features", "app"]);
    tree.args(["--target", "wasm32-unknown-unknown", "--edges", "normal,no-proc-macro"]);
    tree.args(["--prefix", "none", "--no-dedupe", "--format", "{p}|{l}"]);
    let lines = output(&mut tree).ok_or("`cargo tree` failed; run it by hand to see why.")?;
    let mut parts: BTreeMap<(String, String), Part> = BTreeMap::new();
    for line in lines.lines() {
        let Some((package, licence)) = line.split_once('|') else { continue };
        let mut words = package.split(' ');
        let (Some(name), Some(version)) = (words.next(), words.next()) else { continue };
        let version = version.trim_start_matches('v');
        // A path follows the version of what is no registry's.
        let folder = if words.next().is_some() { Some(layout::root()) } else { source(name, version) };
        let part = Part {
            name: name.into(),
            version: version.into(),
            licence: licence.replace('/', " OR "),
            folder,
        };
        parts.insert((name.into(), version.into()), part);
    }
    Ok(parts.into_values().collect())
}

/// Where cargo has unpacked a crate.
fn source(name: &str, version: &str) -> Option<PathBuf> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(env::home_dir()?.join(".cargo")))?;
    let registries = fs::read_dir(home.join("registry/src")).ok()?;
    let folders = registries.flatten().map(|registry| registry.path().join(format!("{name}-{version}")));
    folders.into_iter().find(|folder| folder.is_dir())
}

fn echarts() -> Outcome<Part> {
    let folder = layout::root().join(ECHARTS);
    let manifest = String::from_utf8_lossy(&read(&folder.join("package.json"))?).into_owned();
    let field = |name: &str| {
        let after = manifest.split_once(&format!("\"{name}\": \""))?.1;
        Some(after.split_once('"')?.0.to_owned())
    };
    match (field("version"), field("license")) {
        (Some(version), Some(licence)) => {
            Ok(Part { name: "echarts".into(), version, licence, folder: Some(folder) })
        }
        _ => Err(format!("{ECHARTS}/package.json has no version or licence.")),
    }
}

/// The file: one line a part, an empty line, then every text once with the names of those it belongs to.
fn text(parts: &[Part]) -> String {
    let mut text = String::new();
    let mut texts: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for part in parts {
        let _ = writeln!(text, "{}\t{}\t{}", part.name, part.version, part.licence);
        for licence in part.folder.iter().flat_map(|folder| texts_in(folder)) {
            texts.entry(licence).or_default().push(&part.name);
        }
    }
    for (licence, names) in texts {
        let _ = write!(text, "\n\n{}\n{}\n\n{licence}\n", "=".repeat(72), names.join(", "));
    }
    text
}

/// Licence texts and notices of a folder, line ends made plain.
fn texts_in(folder: &Path) -> Vec<String> {
    let is_text = |name: &str| {
        let name = name.to_ascii_uppercase();
        ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"].iter().any(|start| name.starts_with(start))
    };
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| {
        path.is_file() && path.file_name().is_some_and(|name| is_text(&name.to_string_lossy()))
    });
    paths.sort();
    let plain = |path: &PathBuf| {
        Some(String::from_utf8_lossy(&read(path).ok()?).replace("\r\n", "\n").trim().to_owned())
    };
    paths.iter().filter_map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_its_line_and_shared_texts_stand_once() {
        let part = |name: &str| Part {
            name: name.into(),
            version: "1.0".into(),
            licence: "MIT".into(),
            folder: Some(layout::root()),
        };
        let text = text(&[part("a"), part("b")]);
        assert!(text.starts_with("a\t1.0\tMIT\nb\t1.0\tMIT\n\n"));
        assert_eq!(text.matches("Permission is hereby granted").count(), 1);
        assert!(text.contains("\na, b\n"));
    }
}
