//! `cargo xtask bench`: the built site against what people would use instead, in one run on one machine.
//!
//! Everything that it needs and makes lies in `target/bench`; a peer that cannot be installed is left out, and said so.

mod autoencoder;
mod figures;
mod forest;
mod inputs;
mod load;
mod made_file;
mod memory;
mod peers;
mod player;
mod race;
mod serve;

use std::env;
use std::path::PathBuf;
use std::process::Command;

use crate::process::{Outcome, command};
use crate::test::browser::Browser;
use crate::{build, layout};
use peers::Peers;

const USAGE: &str = "Usage: cargo xtask bench load|forest|autoencoder|serve [--quick]

  load         reading files, against pandas, polars, pyarrow, DuckDB, PapaParse and DuckDB-Wasm
  forest       Isolation Forests, against scikit-learn, isotree and ml-isolation-forest, and how they scale
  autoencoder  the original's network, against PyTorch, Keras and TensorFlow.js
  serve        predictions over HTTP, against Flask with scikit-learn and PyTorch; needs `wrk`
  --quick      3 rounds instead of 7, and no file of 4.9 million rows

ODDFLOW_DIST names a site that is already built, ODDFLOW_KDD the folder of kddcup.data_10_percent.gz.";

/// What was asked for on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Options {
    quick: bool,
}

impl Options {
    /// Measured runs a contender; a median of seven is what the project's bars are about.
    const fn rounds(self) -> usize {
        if self.quick { 3 } else { 7 }
    }
}

/// Runs the benchmark that `arguments` name.
pub fn run(arguments: &[String]) -> Outcome {
    let (what, options) = parse(arguments).ok_or(USAGE)?;
    println!("{}", figures::machine());
    match what {
        What::Load => load::run(options),
        What::Forest => forest::run(options),
        What::Autoencoder => autoencoder::run(options),
        What::Serve => serve::run(options),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Load,
    Forest,
    Autoencoder,
    Serve,
}

fn parse(arguments: &[String]) -> Option<(What, Options)> {
    let (what, rest) = arguments.split_first()?;
    let what = match what.as_str() {
        "load" => What::Load,
        "forest" => What::Forest,
        "autoencoder" => What::Autoencoder,
        "serve" => What::Serve,
        _ => return None,
    };
    match rest {
        [] => Some((what, Options { quick: false })),
        [flag] if flag == "--quick" => Some((what, Options { quick: true })),
        _ => None,
    }
}

/// The site to measure, and the browser to measure it in.
struct Stage {
    dist: PathBuf,
    browser: Browser,
}

impl Stage {
    /// Builds the site unless `ODDFLOW_DIST` names one, and looks for Chromium.
    fn set() -> Outcome<Self> {
        let dist = match env::var_os("ODDFLOW_DIST").map(PathBuf::from) {
            Some(dist) if dist.join("index.html").exists() => dist,
            Some(dist) => return Err(format!("ODDFLOW_DIST: {} holds no site.", dist.display())),
            None => {
                build::build()?;
                layout::dist()
            }
        };
        println!("==> Measuring the site in {}", dist.display());
        Ok(Self { dist, browser: Browser::find_or_install()? })
    }

    /// The command that plays the page `script` of the site.
    fn our_page(&self, peers: &Peers, script: &str) -> Option<Command> {
        let mut command = self.page(peers, script)?;
        command.arg(&self.dist);
        Some(command)
    }

    /// The command that plays a peer in the same browser; `None` where Playwright is missing.
    fn page(&self, peers: &Peers, script: &str) -> Option<Command> {
        if !peers.has("playwright-core") {
            return None;
        }
        let mut node = command("node");
        node.current_dir(peers::folder()).arg(peers::script("browser.mjs")).arg(script);
        self.browser.tell(&mut node);
        Some(node)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_benchmark_is_named_and_may_be_quick() {
        let check = |line: &str, expected: Option<(What, bool)>| {
            let arguments: Vec<_> = line.split_whitespace().map(str::to_owned).collect();
            let parsed = parse(&arguments).map(|(what, options)| (what, options.quick));
            assert_eq!(parsed, expected, "{line}");
        };
        check("load", Some((What::Load, false)));
        check("forest --quick", Some((What::Forest, true)));
        check("autoencoder", Some((What::Autoencoder, false)));
        check("serve", Some((What::Serve, false)));
        check("load --slow", None);
        check("trees", None);
        check("", None);
    }
}
