//! Where things lie in the checkout.
//!
//! Everything that is made lies under `target/` or `dist/`, never in the user's own folders.

use std::path::PathBuf;

/// The checkout's root, which holds `Cargo.toml`, `index.html` and `dist/`.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().map(PathBuf::from).unwrap_or_default()
}

/// The site as it is served or published.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// Root of the command line tools that set-up installs (`bin` lies below it).
pub fn tools() -> PathBuf {
    root().join("target/tools")
}

/// Programs of the npm packages.
pub fn npm_bin() -> PathBuf {
    root().join("node_modules/.bin")
}

/// The bundled chart library, which `index.html` copies into the site.
pub fn echarts_bundle() -> PathBuf {
    root().join("target/vendor/echarts.min.js")
}

/// Licences of all that ships, which `index.html` copies into the site.
pub fn licences() -> PathBuf {
    root().join("target/vendor/licences.txt")
}

/// Remembers the inputs of the last run of `step`.
pub fn stamp(step: &str) -> PathBuf {
    root().join("target/stamps").join(step)
}
