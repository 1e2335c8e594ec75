//! The site: set-up, chart library, trunk, data.

use std::path::Path;

use crate::process::{self, Outcome, command, output, run};
use crate::stamp::ContentHash;
use crate::{data, echarts, layout, licences, report, setup, stamp};

/// All that decides what trunk makes. Data files are apart: they are copied, never compiled.
const INPUTS: &[&str] = &[
    ".cargo",
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "index.html",
    "package-lock.json",
    "public",
    "src",
    "xtask/src",
];

/// Installs what is missing and builds `dist/`, each step only if something changed.
pub fn build() -> Outcome {
    setup::prepare()?;
    echarts::bundle()?;
    licences::write_list()?;
    build_site()?;
    data::publish(&layout::root().join("data"), &layout::dist().join("data"))
}

fn build_site() -> Outcome {
    let rustc = output(command("rustc").arg("-vV")).unwrap_or_default();
    let sources = stamp::hash_inputs(&layout::root(), INPUTS)?;
    let inputs = ContentHash::of(format!("{rustc}{sources}").as_bytes()).hex();
    if built_page(&layout::dist()).is_some_and(|page| stamp::is_current("site", &format!("{inputs} {page}")))
    {
        report::skip("Site in dist/");
        return Ok(());
    }
    report::step("Building the site with trunk", "about 3 minutes the first time, then 1", || {
        // trunk takes the customary `NO_COLOR=1` for a wrong value and stops.
        run(command("trunk").args(["build", "--release"]).env_remove("NO_COLOR"))?;
        let page = built_page(&layout::dist())
            .ok_or("trunk left no dist/index.html behind; see its output above.")?;
        stamp::remember("site", &format!("{inputs} {page}"))
    })
}

/// The built page's hash: it names every other file by content, so it stands for all of them.
fn built_page(dist: &Path) -> Option<String> {
    Some(ContentHash::of(&process::read(&dist.join("index.html")).ok()?).hex())
}
