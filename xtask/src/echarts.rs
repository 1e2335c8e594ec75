//! The chart library, bundled from its npm package with only the parts that are in use.

use crate::layout;
use crate::process::{Outcome, command, run};
use crate::{report, stamp};

const ENTRY: &str = "public/vendor/echarts.js";

/// Bundles ECharts to one file that defines the global `echarts`, unless entry and versions are unchanged.
pub fn bundle() -> Outcome {
    let inputs = stamp::hash_inputs(&layout::root(), &[ENTRY, "package-lock.json"])?;
    let target = layout::echarts_bundle();
    if stamp::is_current("echarts", &inputs) && target.is_file() {
        report::skip("ECharts bundle");
        return Ok(());
    }
    report::step("Bundling ECharts with esbuild", "about a second", || {
        let mut esbuild = command(if cfg!(windows) { "esbuild.cmd" } else { "esbuild" });
        esbuild.args([
            ENTRY,
            "--bundle",
            "--minify",
            "--format=iife",
            "--global-name=echarts",
            "--target=es2020",
        ]);
        esbuild
            .args(["--legal-comments=none", "--log-level=warning"])
            .arg(format!("--outfile={}", target.display()));
        run(&mut esbuild)?;
        stamp::remember("echarts", &inputs)
    })
}
