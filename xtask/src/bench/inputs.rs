//! The files that are read: the real 10 % file, packed and unpacked, and one of the full set's size made from it.

use std::env;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;

use super::made_file::{self, Source};
use super::peers::folder;
use crate::process::{self, Outcome};
use crate::{layout, report};

const PACKED: &str = "kddcup.data_10_percent.gz";
const PLAIN: &str = "kddcup.data_10_percent";

/// Rows of `kddcup.data`, the full set.
pub const MADE_ROWS: usize = 4_898_431;
/// The full set has 1,074,992 distinct rows: Tavallaee et al., "A Detailed Analysis of the KDD CUP 99 Data Set" (2009), table I.
const MADE_DISTINCT: usize = 1_075_000;
const SEED: u64 = 1999;

/// A file and the bytes that it holds when unpacked.
#[derive(Clone, Debug)]
pub struct Input {
    /// Where it lies.
    pub path: PathBuf,
    /// Bytes of its text.
    pub bytes: u64,
}

/// The 10 % file in the folder `$ODDFLOW_KDD`, else where this project's makers keep it.
pub fn packed() -> Outcome<PathBuf> {
    let folder = env::var_os("ODDFLOW_KDD").map_or(layout::root().join("../shared/data"), PathBuf::from);
    let path = folder.join(PACKED);
    path.canonicalize().map_err(|_| {
        format!(
            "{PACKED} is not in {}: data/README.md says where to get it; ODDFLOW_KDD names its folder.",
            folder.display()
        )
    })
}

/// The 10 % file as plain text.
pub fn plain() -> Outcome<Input> {
    let path = folder().join(PLAIN);
    if !path.exists() {
        let failed = |error: io::Error| format!("cannot unpack {PACKED}: {error}.");
        write_whole(&path, |out| {
            io::copy(&mut MultiGzDecoder::new(File::open(packed()?).map_err(failed)?), out).map_err(failed)
        })?;
    }
    measured(path)
}

/// The 10 % file with a duration of its own in every row, a millionth of a second apart, so that no row is the copy of another.
pub fn without_copies() -> Outcome<Input> {
    let path = folder().join("kddcup.data_10_percent.without-copies.csv");
    if !path.exists() {
        let text = process::read(&plain()?.path)?;
        let failed = |error: io::Error| format!("cannot write {}: {error}.", path.display());
        write_whole(&path, |out| {
            for (idx, line) in text.split_inclusive(|byte| *byte == b'\n').enumerate() {
                let comma = line.iter().position(|byte| *byte == b',').unwrap_or(0);
                let (duration, rest) = line.split_at(comma);
                out.write_all(duration).map_err(failed)?;
                write!(out, ".{:06}", idx + 1).map_err(failed)?;
                out.write_all(rest).map_err(failed)?;
            }
            Ok(())
        })?;
    }
    measured(path)
}

/// A file with as many rows as the full set, and its number of distinct ones.
pub fn made() -> Outcome<(Input, usize)> {
    let path = folder().join(format!("made-{MADE_ROWS}-{MADE_DISTINCT}-{SEED}.csv"));
    let facts = path.with_extension("distinct");
    let known = fs::read_to_string(&facts).ok().and_then(|text| text.trim().parse().ok());
    if let Some(n_distinct) = known.filter(|_| path.exists()) {
        return Ok((measured(path)?, n_distinct));
    }
    let source = Source::new(process::read(&plain()?.path)?);
    let n_distinct = report::step("Making a file of 4.9 million rows", "about 10 seconds", || {
        write_whole(&path, |out| {
            made_file::write(&source, MADE_ROWS, MADE_DISTINCT, SEED, out)
                .map_err(|error| format!("cannot write {}: {error}.", path.display()))
        })
    })?;
    process::write(&facts, n_distinct.to_string().as_bytes())?;
    Ok((measured(path)?, n_distinct))
}

/// A file of as many lines as wished, taken from all over a longer one.
pub fn thinned(whole: &Input, n_lines: usize) -> Outcome<Input> {
    let path = whole.path.with_extension(format!("{n_lines}.csv"));
    if !path.exists() {
        let text = process::read(&whole.path)?;
        let failed = |error: io::Error| format!("cannot write {}: {error}.", path.display());
        let n_all = text.iter().filter(|byte| **byte == b'\n').count().max(1);
        write_whole(&path, |out| {
            let is_taken = |idx: usize| (idx + 1) * n_lines / n_all > idx * n_lines / n_all;
            let lines = text.split_inclusive(|byte| *byte == b'\n').enumerate();
            lines
                .filter(|(idx, _)| is_taken(*idx))
                .try_for_each(|(_, line)| out.write_all(line))
                .map_err(failed)
        })?;
    }
    measured(path)
}

/// Writes under another name first, so that what was broken off is never taken for the file.
fn write_whole<T>(path: &Path, fill: impl FnOnce(&mut BufWriter<File>) -> Outcome<T>) -> Outcome<T> {
    let part = path.with_extension("part");
    let failed = |error: io::Error| format!("cannot write {}: {error}.", path.display());
    let mut out = BufWriter::with_capacity(1 << 20, File::create(&part).map_err(failed)?);
    let result = fill(&mut out)?;
    out.flush().and_then(|()| fs::rename(&part, path)).map_err(failed)?;
    Ok(result)
}

fn measured(path: PathBuf) -> Outcome<Input> {
    let about = fs::metadata(&path).map_err(|error| format!("cannot read {}: {error}.", path.display()))?;
    Ok(Input { path, bytes: about.len() })
}
