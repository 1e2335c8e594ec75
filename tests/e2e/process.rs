//! Child processes that tell by a line on stdout that they are ready, and that end with their owner.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// How long a server may take to start on a loaded machine.
const START_LIMIT: Duration = Duration::from_secs(60);

/// A running child, killed on drop.
pub struct Process {
    child: Child,
    /// What stood behind the marker on the line that told readiness.
    pub announced: String,
}

impl Process {
    /// Starts a program and waits for a line with `marker` in it. `None` when there is no such program.
    pub fn start(command: &mut Command, marker: &str) -> Option<Self> {
        let mut child = match command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn() {
            Ok(child) => child,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
            Err(error) => panic!("{command:?} does not start: {error}"),
        };
        let stdout = child.stdout.take().expect("stdout is piped");
        let (sender, lines) = mpsc::channel();
        // Reads on after the marker too: a full pipe would stop the child.
        thread::spawn(move || {
            BufReader::new(stdout).lines().map_while(Result::ok).for_each(|line| drop(sender.send(line)));
        });
        // Owned from here on, so that a failing wait ends the child too.
        let mut process = Self { child, announced: String::new() };
        process.announced = announcement(&lines, marker)
            .unwrap_or_else(|| panic!("{command:?} never said \"{marker}\"; it must print it on stdout"));
        Some(process)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn announcement(lines: &mpsc::Receiver<String>, marker: &str) -> Option<String> {
    while let Ok(line) = lines.recv_timeout(START_LIMIT) {
        if let Some((_, rest)) = line.split_once(marker) {
            return Some(rest.trim().to_owned());
        }
    }
    None
}
