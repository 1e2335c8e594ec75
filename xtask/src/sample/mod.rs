//! Writes `data/sample.csv.gz`: connection records in the form of KDD Cup 1999, all of them invented.
//!
//! A simulated day of traffic is watched the way the data set's authors watched theirs. No record of the real data is in
//! here: sizes and shares were measured on it and rounded.

mod attacks;
mod connection;
mod network;
mod normal;
pub mod random;
mod record;
mod schedule;
mod service;
mod window;

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use flate2::{Compression, GzBuilder};
use rand_xoshiro::rand_core::SeedableRng;

use self::random::{Dice, Draw};
use self::window::Windows;

/// Any number would do; this one has stayed since the first sample.
const SEED: u64 = 1999;

/// Writes the sample below the project's `root`; fails with a sentence for the terminal.
pub fn run(root: &Path) -> Result<(), String> {
    let path = root.join("data").join("sample.csv.gz");
    let written = compress(&records(SEED)).and_then(|bytes| fs::write(&path, bytes));
    written.map_err(|error| format!("could not write {}: {error}", path.display()))
}

/// The whole file as text.
fn records(seed: u64) -> String {
    let rng = &mut Dice::seed_from_u64(seed);
    let day = schedule::day(rng);
    let mut windows = Windows::default();
    let mut lines = String::new();
    for connection in &day {
        windows.add(connection);
        if rng.chance(1.0 / f64::from(connection.thinning)) {
            lines.push_str(&record::line(connection, &windows.features(connection)));
        }
    }
    lines
}

/// Gzip without a time or a name in its header, so that equal text gives equal bytes.
fn compress(text: &str) -> io::Result<Vec<u8>> {
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    encoder.write_all(text.as_bytes())?;
    encoder.finish()
}

#[cfg(test)]
mod tests;
