//! Compressed copies beside the site's files, for servers that can send them.

use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::process::{self, Outcome};
use crate::stamp;

/// What is worth it; data files are the host's own affair.
const EXTENSIONS: [&str; 6] = ["css", "html", "js", "svg", "txt", "wasm"];
/// One size below the best: a quarter of the time for 3 % more bytes.
const BROTLI_QUALITY: u32 = 10;
const BROTLI_WINDOW: u32 = 22;

/// Writes `.br` and `.gz` beside every file of the site in `staging` that shrinks.
pub fn write_copies(staging: &Path) -> Outcome {
    for path in stamp::files_below(staging)? {
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if !EXTENSIONS.contains(&extension) || path.starts_with(staging.join("data")) {
            continue;
        }
        let bytes = process::read(&path)?;
        let failed = |error| format!("cannot compress {}: {error}.", path.display());
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(&bytes).map_err(failed)?;
        let gzip = gzip.finish().map_err(failed)?;
        let mut brotli = Vec::new();
        brotli::CompressorWriter::new(&mut brotli, 4096, BROTLI_QUALITY, BROTLI_WINDOW)
            .write_all(&bytes)
            .map_err(failed)?;
        for (copy, ending) in [(gzip, "gz"), (brotli, "br")] {
            let target = path.with_extension(format!("{extension}.{ending}"));
            if copy.len() < bytes.len() {
                process::write(&target, &copy)?;
            }
        }
    }
    Ok(())
}
