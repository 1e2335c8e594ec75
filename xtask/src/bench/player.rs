//! A contender as a process of its own: one line of order in, one line of answer out.
//!
//! It says `ready VERSION` once its libraries are loaded. An order is `HOW<tab>PATH`, where HOW is `memory` (once, first: what
//! it takes is watched, so its time does not count) or `measure`. The answer is `ok key=number ..` or `failed REASON`.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::peers;
use crate::process::{Outcome, cannot_start};

/// How long a browser may take to close.
const FAREWELL: Duration = Duration::from_secs(10);

/// What a run took, by name: `wall` in seconds, and whatever else the script has measured.
pub type Answer = BTreeMap<String, f64>;

/// A running contender. Ends with its owner.
pub struct Player {
    /// What it said of itself.
    pub version: String,
    child: Child,
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Player {
    /// Starts it and waits until it is ready; its complaints go to a log named after it.
    pub fn start(name: &str, command: &mut Command) -> Outcome<Self> {
        let program = command.get_program().to_string_lossy().into_owned();
        let log = peers::folder().join(format!("{}.log", name.replace([' ', ','], "-")));
        let errors =
            File::create(&log).map_err(|error| format!("cannot write {}: {error}.", log.display()))?;
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn()
            .map_err(|error| cannot_start(&program, &error))?;
        let (Some(orders), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(format!("`{program}` cannot be talked to."));
        };
        let mut player =
            Self { version: String::new(), child, orders: Some(orders), answers: BufReader::new(answers) };
        let greeting = player.line();
        match greeting.strip_prefix("ready ") {
            Some(version) => player.version = version.to_owned(),
            None => return Err(format!("does not start, {} says why", log.display())),
        }
        Ok(player)
    }

    /// The process that all others of this contender descend from.
    pub fn process_id(&self) -> u32 {
        self.child.id()
    }

    /// Gives an order and waits for the answer.
    pub fn obey(&mut self, how: &str, path: &Path) -> Outcome<Answer> {
        let orders = self.orders.as_mut().ok_or("has ended")?;
        writeln!(orders, "{how}\t{}", path.display()).map_err(|error| format!("takes no order: {error}"))?;
        parse(&self.line())
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        // A process that has died answers with an empty line, which `parse` tells.
        let _ = self.answers.read_line(&mut line);
        line.trim().to_owned()
    }
}

impl Drop for Player {
    fn drop(&mut self) {
        self.orders = None; // The end of its orders is a player's end.
        let start = Instant::now();
        while start.elapsed() < FAREWELL {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn parse(line: &str) -> Outcome<Answer> {
    let Some(figures) = line.strip_prefix("ok ") else {
        return Err(line.strip_prefix("failed ").unwrap_or("ended without an answer").to_owned());
    };
    let figure = |word: &str| {
        let (key, value) = word.split_once('=')?;
        Some((key.to_owned(), value.parse().ok()?))
    };
    Ok(figures.split_whitespace().filter_map(figure).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_figures_by_name_or_a_reason() {
        let figures = parse("ok wall=0.5 rows=494021").unwrap();
        assert_eq!(figures, Answer::from([("wall".to_owned(), 0.5), ("rows".to_owned(), 494_021.0)]));
        assert_eq!(parse("failed out of memory"), Err("out of memory".to_owned()));
        assert_eq!(parse(""), Err("ended without an answer".to_owned()));
    }
}
