//! Lines for the reader of a test run: measurements and skipped tests.

use std::io::Write;

/// Prints a line even when the test passes.
///
/// The test runner swallows what `println!` prints in passing tests; writing to the stream itself gets through.
pub fn report(line: &str) {
    // A closed stream is no reason for a test to fail.
    let _ = writeln!(std::io::stderr(), "e2e: {line}");
}

/// Says that a test did not run, and why.
pub fn skipped(test: &str, why: &str) {
    report(&format!("skipped: {test}: {why}"));
}
