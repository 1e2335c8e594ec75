//! Data files that the site offers: copied beside it and listed in `data/index.json`.
//!
//! A host adds a file by putting it into `data/`; its content is never looked at here.

use std::fs;
use std::path::Path;

use crate::process::{self, Outcome};

/// A file that the site offers.
struct DataFile {
    name: String,
    bytes: u64,
}

/// Makes `target` hold exactly the data files of `source`, and their list.
pub fn publish(source: &Path, target: &Path) -> Outcome {
    let files = list(source)?;
    fs::create_dir_all(target).map_err(|error| format!("cannot create {}: {error}.", target.display()))?;
    for stale in list(target)?.iter().filter(|old| !files.iter().any(|file| file.name == old.name)) {
        let _ = fs::remove_file(target.join(&stale.name));
    }
    for file in &files {
        copy_if_changed(&source.join(&file.name), &target.join(&file.name))?;
    }
    process::write(&target.join("index.json"), index_json(&files).as_bytes())
}

/// The files that are data, by name: no hidden ones, no notes, not the list itself.
fn list(folder: &Path) -> Outcome<Vec<DataFile>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let unreadable = |error| format!("cannot list {}: {error}.", folder.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let Some(name) = entry.file_name().to_str().filter(|name| is_data(name)).map(str::to_owned) else {
            continue;
        };
        match fs::metadata(entry.path()) {
            Ok(about) if about.is_file() => files.push(DataFile { name, bytes: about.len() }),
            Ok(_) => {}
            // A link to nowhere is no reason to build no site.
            Err(error) => println!("    {} is left out: {error}", entry.path().display()),
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

fn is_data(name: &str) -> bool {
    let lower = name.to_lowercase();
    !lower.starts_with('.')
        && !lower.starts_with("readme")
        && !lower.ends_with(".md")
        && lower != "index.json"
}

/// Real data sets are large, so a copy of the same size that is not older is taken for the same.
fn copy_if_changed(source: &Path, target: &Path) -> Outcome {
    let state = |path: &Path| fs::metadata(path).and_then(|about| Ok((about.len(), about.modified()?))).ok();
    if let (Some((bytes, changed)), Some((copied_bytes, copied))) = (state(source), state(target))
        && bytes == copied_bytes
        && copied >= changed
    {
        return Ok(());
    }
    let failed = |error| format!("cannot copy {} to {}: {error}.", source.display(), target.display());
    fs::copy(source, target).map(drop).map_err(failed)
}

fn index_json(files: &[DataFile]) -> String {
    let entry =
        |file: &DataFile| format!("{{\"name\":{},\"bytes\":{}}}", json_string(&file.name), file.bytes);
    format!("[{}]\n", files.iter().map(entry).collect::<Vec<_>>().join(","))
}

/// A JSON string literal (RFC 8259, section 7).
fn json_string(text: &str) -> String {
    let mut literal = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => literal.push_str("\\\""),
            '\\' => literal.push_str("\\\\"),
            '\0'..='\u{1f}' => literal.push_str(&format!("\\u{:04x}", u32::from(character))),
            _ => literal.push(character),
        }
    }
    literal.push('"');
    literal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_escaped_as_json() {
        let check = |name: &str, expected: &str| assert_eq!(json_string(name), expected);
        check("kddcup.data_10_percent", r#""kddcup.data_10_percent""#);
        check(r#"a "b" \c"#, r#""a \"b\" \\c""#);
        check("tab\tline\n", r#""tab\u0009line\u000a""#);
        check("größe", "\"größe\"");
    }

    #[test]
    fn notes_and_hidden_files_are_no_data() {
        for name in
            ["sample.csv.gz", "kddcup.data_10_percent", "KDDTrain+.arff", "Train_data.csv", "corrected"]
        {
            assert!(is_data(name), "{name}");
        }
        for name in ["README.md", "readme.txt", "notes.md", ".DS_Store", "index.json"] {
            assert!(!is_data(name), "{name}");
        }
    }

    #[test]
    fn the_site_holds_exactly_the_files_of_the_folder() {
        let folder = std::env::temp_dir().join(format!("oddflow-data-{}", std::process::id()));
        let (source, target) = (folder.join("data"), folder.join("dist"));
        let index = || fs::read_to_string(target.join("index.json")).unwrap();
        process::write(&source.join("b.csv"), b"1,2").unwrap();
        process::write(&source.join("README.md"), b"notes").unwrap();
        process::write(&source.join("a"), b"").unwrap();
        publish(&source, &target).unwrap();
        assert_eq!(index(), "[{\"name\":\"a\",\"bytes\":0},{\"name\":\"b.csv\",\"bytes\":3}]\n");

        fs::remove_file(source.join("a")).unwrap();
        process::write(&source.join("b.csv"), b"1,2,3").unwrap();
        publish(&source, &target).unwrap();
        assert_eq!(index(), "[{\"name\":\"b.csv\",\"bytes\":5}]\n");
        assert!(!target.join("a").exists() && !target.join("README.md").exists());
        assert_eq!(fs::read(target.join("b.csv")).unwrap(), b"1,2,3");
        fs::remove_dir_all(&folder).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_nowhere_is_left_out() {
        let folder = std::env::temp_dir().join(format!("oddflow-link-{}", std::process::id()));
        process::write(&folder.join("a.csv"), b"1").unwrap();
        std::os::unix::fs::symlink(folder.join("gone"), folder.join("b.csv")).unwrap();
        let names: Vec<_> = list(&folder).unwrap().into_iter().map(|file| file.name).collect();
        assert_eq!(names, ["a.csv"]);
        fs::remove_dir_all(&folder).unwrap();
    }
}
