//! A race: every contender in turn, round after round, so that what disturbs the machine disturbs all alike.

use std::path::Path;
use std::process::Command;

use super::figures::Spread;
use super::memory::{Memory, Watch};
use super::player::{Answer, Player};

/// Somebody who takes part: how it is called and how it is started.
pub struct Contender {
    /// Its name in the table.
    pub name: &'static str,
    /// `None` where something that it needs is missing; that was said when it was not installed.
    pub command: Option<Command>,
}

/// How a contender has done.
pub struct Standing {
    /// Its name.
    pub name: &'static str,
    /// Version of what was measured.
    pub version: String,
    /// The first run, which is watched and not timed.
    pub warm_up: Answer,
    /// Memory of that first run.
    pub memory: Option<Memory>,
    /// The timed runs.
    pub runs: Vec<Answer>,
}

impl Standing {
    /// What the timed runs say of a figure; `None` when they don't.
    pub fn spread(&self, figure: &str) -> Option<Spread> {
        Spread::of(self.runs.iter().filter_map(|run| run.get(figure).copied()).collect())
    }

    /// A figure of the first run.
    pub fn first(&self, figure: &str) -> Option<f64> {
        self.warm_up.get(figure).copied()
    }
}

/// Lets all contenders do the same with a file; those that fail are named and drop out.
pub fn run(contenders: Vec<Contender>, path: &Path, rounds: usize) -> Vec<Standing> {
    let names: Vec<_> = contenders.iter().map(|contender| contender.name).collect();
    let mut racers: Vec<_> = contenders.into_iter().filter_map(|contender| enter(contender, path)).collect();
    for round in 0..rounds {
        println!("    round {} of {rounds}", round + 1);
        // Whoever runs after the slowest contender would always find the same caches.
        let n = racers.len().max(1);
        racers.rotate_left(round.min(1) % n);
        racers.retain_mut(|(player, standing)| match player.obey("measure", path) {
            Ok(answer) => {
                standing.runs.push(answer);
                true
            }
            Err(reason) => {
                drop_out(standing.name, &reason);
                false
            }
        });
    }
    let mut standings: Vec<_> = racers.into_iter().map(|(_, standing)| standing).collect();
    standings.sort_by_key(|standing| names.iter().position(|name| *name == standing.name));
    standings
}

fn enter(contender: Contender, path: &Path) -> Option<(Player, Standing)> {
    let name = contender.name;
    let mut command = contender.command?;
    let entered = Player::start(name, &mut command).and_then(|mut player| {
        let watch = Watch::start(player.process_id());
        let warm_up = player.obey("memory", path);
        let memory = watch.stop();
        let version = player.version.clone();
        Ok((player, Standing { name, version, warm_up: warm_up?, memory, runs: Vec::new() }))
    });
    entered.inspect_err(|reason| drop_out(name, reason)).ok()
}

fn drop_out(name: &str, reason: &str) {
    println!("    {name} drops out: {reason}");
}
