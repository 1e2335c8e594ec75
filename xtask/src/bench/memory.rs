//! Memory of a process and all its descendants, as Linux counts it: pages that they share count once.
//!
//! Elsewhere nothing is known, and nothing is shown.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

const PAUSE: Duration = Duration::from_millis(20);

/// Bytes before some work and at its peak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// When the watch began.
    pub before: u64,
    /// The most that was seen.
    pub peak: u64,
}

/// Looks at a family of processes until it is asked.
pub struct Watch {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<Memory>,
}

impl Watch {
    /// Begins to look.
    pub fn start(process_id: u32) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let asked = Arc::clone(&stop);
        let before = of_family(process_id);
        let thread = thread::spawn(move || {
            let mut peak = before;
            while !asked.load(Ordering::Relaxed) {
                peak = peak.max(of_family(process_id));
                thread::sleep(PAUSE);
            }
            Memory { before, peak }
        });
        Self { stop, thread }
    }

    /// What was seen; `None` where the system does not tell.
    pub fn stop(self) -> Option<Memory> {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().ok().filter(|memory| memory.peak > 0)
    }
}

/// Bytes of a process and its descendants together.
fn of_family(process_id: u32) -> u64 {
    let parents: Vec<(u32, u32)> = processes().filter_map(|id| Some((id, parent(id)?))).collect();
    let mut family = vec![process_id];
    let mut next = 0;
    while let Some(&member) = family.get(next) {
        family.extend(parents.iter().filter(|(_, parent)| *parent == member).map(|(id, _)| *id));
        next += 1;
    }
    family.into_iter().filter_map(share).sum()
}

fn processes() -> impl Iterator<Item = u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

/// The fourth field of `/proc/ID/stat` (proc(5)); the second may hold spaces, but ends with the last bracket.
fn parent(process_id: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{process_id}/stat")).ok()?;
    stat.rsplit_once(") ")?.1.split(' ').nth(1)?.parse().ok()
}

/// A process's proportional share of the pages that it uses.
fn share(process_id: u32) -> Option<u64> {
    let rollup = fs::read_to_string(format!("/proc/{process_id}/smaps_rollup")).ok()?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    let kibibytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_watch_sees_what_this_process_takes() {
        let watch = Watch::start(std::process::id());
        let block = vec![1_u8; 64 << 20];
        thread::sleep(PAUSE * 10);
        let memory = watch.stop().unwrap();
        drop(block);
        assert!(memory.peak - memory.before >= 60 << 20, "{memory:?}");
    }
}
