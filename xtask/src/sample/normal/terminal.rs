//! People working on another machine: terminals, windows and chat.

use super::super::connection::{Connection, Content, Flag, Host, Route, logged_in};
use super::super::network::{client, quiet_host, stranger, to_server};
use super::super::random::{Dice, Draw};
use super::super::service::{IRC, TELNET, X11};

/// A terminal session, from a look at the mail to a day's work.
pub fn telnet(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let work = rng.weighted(&[(0, 0.1), (1, 0.6), (2, 0.3)]);
    let opened = Connection::open(start, to_server(rng), TELNET, rng);
    vec![match work {
        0 => attempt(opened, rng),
        1 => opened
            .carrying(rng.size(260.0, 0.7, 3000), rng.size(9000.0, 1.5, 400_000))
            .lasting(rng.size(28.0, 0.9, 900))
            .showing(commands(rng)),
        _ => opened
            .carrying(rng.size(900.0, 0.8, 10_000), rng.size(350_000.0, 1.1, 4_000_000))
            .lasting(rng.size(2400.0, 1.4, 20_000))
            .showing(commands(rng))
            .ended(rng.weighted(&[(Flag::SF, 0.93), (Flag::RSTO, 0.04), (Flag::S1, 0.03)])),
    }]
}

/// A program shows its window elsewhere.
pub fn window(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let route = Route { from: client(rng), to: quiet_host(rng) };
    let opened = Connection::open(start, route, X11, rng).lasting(rng.size(14.0, 1.4, 200));
    vec![
        opened
            .carrying(rng.size(20_000.0, 2.0, 800_000), rng.size(12_000.0, 1.7, 250_000))
            .showing(logged_in()),
    ]
}

/// Somebody chats for hours, or is thrown out at once.
pub fn chat(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let route = Route { from: client(rng), to: Host(80 + rng.rank(3)) };
    let opened = Connection::open(start, route, IRC, rng);
    if rng.chance(0.3) {
        return vec![
            opened.carrying(u64::from(rng.between(0, 40)), rng.size(200.0, 1.0, 2000)).ended(Flag::RSTR),
        ];
    }
    let flag = rng.weighted(&[(Flag::RSTR, 0.45), (Flag::SF, 0.3), (Flag::RSTO, 0.15), (Flag::S1, 0.1)]);
    let said = opened.carrying(rng.size(1400.0, 0.7, 45_000), rng.size(8000.0, 0.6, 50_000)).ended(flag);
    vec![said.lasting(rng.size(8000.0, 0.7, 30_000)).showing(logged_in())]
}

/// A forgotten password, or a machine that hangs up.
fn attempt(opened: Connection, rng: &mut Dice) -> Connection {
    let content = Content { num_failed_logins: rng.pick(&[0, 1, 1, 2, 4]), ..Content::default() };
    let flag = rng.weighted(&[(Flag::SF, 0.4), (Flag::RSTR, 0.3), (Flag::RSTO, 0.25), (Flag::S0, 0.05)]);
    if flag == Flag::S0 {
        return opened.ended(flag);
    }
    opened
        .carrying(rng.size(90.0, 0.5, 400), rng.size(220.0, 0.6, 2000))
        .lasting(rng.size(6.0, 1.3, 120))
        .ended(flag)
        .showing(content)
}

fn commands(rng: &mut Dice) -> Content {
    let trouble = rng.chance(0.2); // Words like "not found" in the output.
    let num_compromised = if trouble { rng.size(2.5, 0.8, 60) as u32 } else { 0 };
    let content = Content {
        num_compromised,
        hot: if rng.chance(0.05) { rng.between(1, 2) } else { 0 },
        num_file_creations: if rng.chance(0.1) { rng.size(4.0, 1.0, 30) as u32 } else { 0 },
        num_access_files: if rng.chance(0.04) { rng.size(1.5, 0.8, 8) as u32 } else { 0 },
        num_shells: u32::from(rng.chance(0.02)),
        ..logged_in()
    };
    if rng.chance(0.1) { administrator(content, rng) } else { content }
}

/// An administrator at work looks much like an intruder: one in a hundred sessions with great numbers.
fn administrator(content: Content, rng: &mut Dice) -> Content {
    let num_root = 1 + rng.size(4.0, 1.8, 1000) as u32;
    Content {
        num_root,
        num_compromised: if num_root > 20 { num_root - num_root / 9 } else { content.num_compromised },
        root_shell: rng.chance(0.6),
        su_attempted: rng.pick(&[0, 1, 2, 2]),
        ..content
    }
}

/// Somebody from outside working late; the hosts behind it are rarely called otherwise.
pub fn night_work(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let route = Route { from: stranger(rng), to: quiet_host(rng) };
    telnet(start, rng).into_iter().map(|session| Connection { route, ..session }).collect()
}
