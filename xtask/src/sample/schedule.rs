//! Which scenes happen on the simulated day, how often and when.
//!
//! Knows no protocol: a scene is a function that turns a starting time into connections.

use super::attacks::{dos, probe, r2l, u2r};
use super::connection::Connection;
use super::normal::{datagram, echo, files, mail, terminal, web};
use super::random::{Dice, Draw};

/// Makes one scene that begins at the given second.
type Scene = fn(f64, &mut Dice) -> Vec<Connection>;

/// Ordinary connections are simulated this many times more often than they are written.
const THINNING: u32 = 4;

/// How busy each hour is, from the morning on.
const HOURS: [(u32, f64); 16] = [
    (0, 0.2),
    (1, 0.5),
    (2, 1.0),
    (3, 1.8),
    (4, 2.0),
    (5, 1.0),
    (6, 0.6),
    (7, 1.2),
    (8, 2.0),
    (9, 1.6),
    (10, 0.9),
    (11, 0.5),
    (12, 0.4),
    (13, 0.3),
    (14, 0.2),
    (15, 0.2),
];

const ORDINARY: [(Scene, u32); 18] = [
    (web::visit, 900),
    (web::outage, 5),
    (mail::delivery, 3200),
    (mail::finger, 275),
    (mail::collection, 50),
    (mail::clock, 32),
    (files::session, 220),
    (terminal::telnet, 115),
    (terminal::night_work, 20),
    (terminal::window, 8),
    (terminal::chat, 28),
    (datagram::look_up, 520),
    (datagram::log_analysis, 12),
    (datagram::polling, 5),
    (datagram::reports, 4),
    (datagram::clocks, 70),
    (echo::ping, 80),
    (echo::answers, 20),
];

const RARE: [(Scene, u32); 1] = [(echo::unreachable, 8)];

const ATTACKS: [(Scene, u32); 23] = [
    (dos::smurf, 6),
    (dos::neptune, 4),
    (dos::neptune_refused, 1),
    (dos::back, 2),
    (dos::teardrop, 2),
    (dos::pod, 8),
    (dos::land, 7),
    (probe::ipsweep, 7),
    (probe::portsweep, 7),
    (probe::satan, 2),
    (probe::nmap, 5),
    (r2l::guess_passwd, 4),
    (r2l::warezclient, 22),
    (r2l::warezmaster, 3),
    (r2l::ftp_write, 3),
    (r2l::imap, 2),
    (r2l::phf, 4),
    (r2l::multihop, 3),
    (r2l::spy, 3),
    (u2r::buffer_overflow, 24),
    (u2r::rootkit, 6),
    (u2r::loadmodule, 7),
    (u2r::perl, 4),
];

/// All connections of the day in order of time.
pub fn day(rng: &mut Dice) -> Vec<Connection> {
    let mut day = Vec::new();
    for (scene, times) in ORDINARY.into_iter().chain(RARE) {
        let connections = played(scene, times, rng);
        day.extend(connections.into_iter().map(|connection| connection.thinned(THINNING)));
    }
    for (scene, times) in ATTACKS {
        day.extend(played(scene, times, rng));
    }
    day.sort_by(|a, b| a.time.total_cmp(&b.time)); // Stable: ties stay as drawn.
    day
}

fn played(scene: Scene, times: u32, rng: &mut Dice) -> Vec<Connection> {
    let mut connections = Vec::new();
    for _ in 0..times {
        let start = f64::from(rng.weighted(&HOURS)) * 3600.0 + rng.span(0.0, 3600.0);
        connections.extend(scene(start, rng));
    }
    connections
}
