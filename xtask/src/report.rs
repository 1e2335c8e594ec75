//! What the person at the terminal reads: a heading a step, and how long it took.

use std::time::Instant;

use crate::process::Outcome;

/// Announces a step, runs it, and says how long it took.
///
/// `expected` is a phrase such as "about 2 minutes the first time".
pub fn step<T>(what: &str, expected: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    println!("==> {what} ({expected})");
    let start = Instant::now();
    let result = work()?;
    println!("    done in {}", seconds(start));
    Ok(result)
}

/// Tells that a step has nothing to do.
pub fn skip(what: &str) {
    println!("==> {what}: up to date");
}

fn seconds(start: Instant) -> String {
    let elapsed = start.elapsed().as_secs_f64();
    if elapsed < 90.0 { format!("{elapsed:.1} s") } else { format!("{:.1} min", elapsed / 60.0) }
}
