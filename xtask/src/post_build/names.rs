//! Names by content: `worker_bg.wasm` becomes `worker_bg-<hash>.wasm`, also wherever another file speaks of it.
//!
//! Works on bytes in memory and knows no folder.

use crate::process::Outcome;
use crate::stamp::ContentHash;

/// A file of the site; `name` is its path below the site's root with `/`.
pub struct Asset {
    /// Path below the site's root.
    pub name: String,
    /// The whole file.
    pub contents: Vec<u8>,
}

/// A file that has its final contents and name.
pub struct Named {
    /// The name that the sources use.
    pub old_name: String,
    /// The name with the hash.
    pub new_name: String,
    /// The file, speaking of others by their new names.
    pub contents: Vec<u8>,
}

/// Old and new file names, without folders.
pub type Renames = Vec<(String, String)>;

/// Names every file after its contents, those first that speak of no other: a changed file changes all that lead to it.
pub fn by_content(mut waiting: Vec<Asset>) -> Outcome<Vec<Named>> {
    let mut named: Vec<Named> = Vec::new();
    while !waiting.is_empty() {
        let free =
            |asset: &Asset| !waiting.iter().any(|other| other.name != asset.name && speaks_of(asset, other));
        let Some(next) = waiting.iter().position(free) else {
            let names: Vec<_> = waiting.iter().map(|asset| asset.name.as_str()).collect();
            return Err(format!(
                "{} name each other in a circle, so none can be named first.",
                names.join(", ")
            ));
        };
        named.push(name_asset(waiting.remove(next), &named));
    }
    Ok(named)
}

/// What [`rewrite`] replaces after `named` are known.
pub fn renames(named: &[Named]) -> Renames {
    named
        .iter()
        .map(|asset| (file_name(&asset.old_name).to_owned(), file_name(&asset.new_name).to_owned()))
        .collect()
}

/// Replaces file names where they stand as a whole: between quotes, or as the end of a path.
pub fn rewrite(text: &str, renames: &Renames) -> String {
    let mut text = text.to_owned();
    for (old, new) in renames {
        let places: Vec<usize> = places(&text, old).collect();
        for start in places.into_iter().rev() {
            text.replace_range(start..start + old.len(), new);
        }
    }
    text
}

fn name_asset(asset: Asset, named: &[Named]) -> Named {
    let contents = match text(&asset) {
        Some(text) => rewrite(text, &renames(named)).into_bytes(),
        None => asset.contents,
    };
    let hash = ContentHash::of(&contents).hex();
    let (stem, extension) = asset.name.rsplit_once('.').unwrap_or((&asset.name, ""));
    Named { new_name: format!("{stem}-{hash}.{extension}"), old_name: asset.name, contents }
}

fn speaks_of(asset: &Asset, other: &Asset) -> bool {
    text(asset).is_some_and(|text| places(text, file_name(&other.name)).next().is_some())
}

fn text(asset: &Asset) -> Option<&str> {
    if asset.name.ends_with(".wasm") { None } else { str::from_utf8(&asset.contents).ok() }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn places<'a>(text: &'a str, name: &'a str) -> impl Iterator<Item = usize> + 'a {
    text.match_indices(name).map(|(start, _)| start).filter(move |start| {
        let before = text[..*start].chars().next_back();
        let after = text[start + name.len()..].chars().next();
        matches!(before, Some('"' | '\'' | '`' | '/' | '('))
            && matches!(after, Some('"' | '\'' | '`' | '?' | '#' | ')'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asset(name: &str, contents: &str) -> Asset {
        Asset { name: name.to_owned(), contents: contents.as_bytes().to_owned() }
    }

    fn new_name<'a>(named: &'a [Named], old: &str) -> &'a str {
        named.iter().find(|asset| asset.old_name == old).map(|asset| asset.new_name.as_str()).unwrap()
    }

    #[test]
    fn only_whole_names_are_rewritten() {
        let renames = vec![("app.js".to_owned(), "app-1.js".to_owned())];
        let check = |text: &str, expected: &str| assert_eq!(rewrite(text, &renames), expected);
        check(r#"import("./app.js")"#, r#"import("./app-1.js")"#);
        check("src='app.js' href=\"/a/app.js?x\"", "src='app-1.js' href=\"/a/app-1.js?x\"");
        check("// see app.js, myapp.js", "// see app.js, myapp.js");
        check(r#""my-app.js" "app.json""#, r#""my-app.js" "app.json""#);
    }

    #[test]
    fn a_changed_module_renames_every_file_that_leads_to_it() {
        let build = |module: &str| {
            let app = asset("app.js", "new URL('app_bg.wasm', here)");
            let boot = asset("boot.js", "import('./app.js'); 'style.css'");
            by_content(vec![boot, app, asset("app_bg.wasm", module), asset("style.css", "a{}")]).unwrap()
        };
        let (first, second) = (build("one"), build("two"));
        for name in ["app_bg.wasm", "app.js", "boot.js"] {
            assert_ne!(new_name(&first, name), new_name(&second, name), "{name}");
        }
        assert_eq!(new_name(&first, "style.css"), new_name(&second, "style.css"));
        let boot = first.iter().find(|asset| asset.old_name == "boot.js").unwrap();
        let text = String::from_utf8(boot.contents.clone()).unwrap();
        assert!(text.contains(new_name(&first, "app.js")) && text.contains(new_name(&first, "style.css")));
    }

    #[test]
    fn the_hash_stands_before_the_last_dot_and_folders_stay() {
        let named = by_content(vec![asset("vendor/echarts.min.js", "x")]).unwrap();
        let hash = ContentHash::of(b"x").hex();
        assert_eq!(named[0].new_name, format!("vendor/echarts.min-{hash}.js"));
    }

    #[test]
    fn a_circle_is_an_error() {
        assert!(by_content(vec![asset("a.js", "'b.js'"), asset("b.js", "'a.js'")]).is_err());
    }
}
