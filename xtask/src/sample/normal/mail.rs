//! Mail and the small services around it: delivery, collection, and questions about users.

use super::super::connection::{Connection, Content, Flag, Host, Route, logged_in};
use super::super::network::{client, far_server, next_server, server, stranger, to_server};
use super::super::random::{Dice, Draw};
use super::super::service::{AUTH, FINGER, POP_3, SMTP, TIME};

/// One message to one or several servers, sometimes with the receiver asking back who sends.
pub fn delivery(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let from = if rng.chance(0.5) { stranger(rng) } else { server(rng) };
    let (first, message) = (server(rng), message_size(rng));
    let mut time = start;
    let mut sent = Vec::new();
    for i in 0..rng.weighted(&[(1, 0.62), (2, 0.2), (3, 0.1), (5, 0.08)]) {
        let to = if rng.chance(0.985) { next_server(first, i) } else { far_server(rng) };
        let route = Route { from, to };
        sent.push(transfer(time, route, message, rng));
        if rng.chance(0.025) {
            sent.push(inquiry(time + rng.span(0.1, 1.5), route, rng));
        }
        time += rng.log_normal(0.9, 0.9);
    }
    sent
}

/// Somebody asks who is logged in.
pub fn finger(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let answer = if rng.chance(0.55) { u64::from(rng.between(132, 152)) } else { rng.size(290.0, 0.35, 800) };
    let asked = Connection::open(start, to_server(rng), FINGER, rng);
    let asked = asked.carrying(u64::from(rng.between(5, 11)), answer).lasting(pause(0.14, rng));
    let flag = rng.weighted(&[(Flag::SF, 0.985), (Flag::S1, 0.005), (Flag::S0, 0.005), (Flag::RSTO, 0.005)]);
    vec![if flag == Flag::S0 { asked.ended(flag).carrying(0, 0).lasting(0) } else { asked.ended(flag) }]
}

/// Somebody collects mail.
pub fn collection(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let waiting = if rng.chance(0.35) { 130 } else { rng.size(3000.0, 1.0, 30_000) };
    let collected = Connection::open(start, to_server(rng), POP_3, rng);
    let collected = collected.carrying(rng.size(51.0, 0.35, 250), waiting);
    vec![collected.showing(logged_in()).lasting(pause(0.3, rng))]
}

/// A desk sets its clock.
pub fn clock(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let route = Route { from: client(rng), to: Host(70 + rng.rank(4)) };
    vec![Connection::open(start, route, TIME, rng).carrying(0, 4).lasting(pause(0.1, rng))]
}

fn transfer(time: f64, route: Route, message: u64, rng: &mut Dice) -> Connection {
    let src_bytes = message + u64::from(rng.between(0, 40));
    let chatter = if rng.chance(0.85) { rng.between(322, 342) } else { rng.between(280, 480) };
    let dst_bytes = if rng.chance(0.012) { rng.size(1100.0, 0.3, 2000) } else { u64::from(chatter) };
    let content = Content {
        num_file_creations: u32::from(rng.chance(0.016)),
        num_access_files: u32::from(rng.chance(0.007)),
        num_root: u32::from(rng.chance(0.001)),
        ..logged_in()
    };
    let delivered = Connection::open(time, route, SMTP, rng).carrying(src_bytes, dst_bytes).showing(content);
    let delivered = delivered.lasting(rng.size(1.3, 1.4, 500));
    match rng.weighted(&[
        (Flag::SF, 0.9955),
        (Flag::RSTO, 0.0015),
        (Flag::S1, 0.001),
        (Flag::S2, 0.0005),
        (Flag::S0, 0.0015),
    ]) {
        Flag::S0 => delivered.ended(Flag::S0).carrying(0, 0).showing(Content::default()).lasting(0),
        flag => delivered.ended(flag),
    }
}

fn inquiry(time: f64, route: Route, rng: &mut Dice) -> Connection {
    let content = Content { logged_in: rng.chance(0.75), ..Content::default() };
    let ports = rng.pick(&[9, 10, 10, 13, 14]); // "1031,25" and the like.
    Connection::open(time, route, AUTH, rng).carrying(ports, u64::from(rng.between(34, 41))).showing(content)
}

fn message_size(rng: &mut Dice) -> u64 {
    if rng.chance(0.035) { rng.size(8000.0, 1.3, 300_000) } else { 310 + rng.size(830.0, 0.65, 12_000) }
}

fn pause(share: f64, rng: &mut Dice) -> u64 {
    if rng.chance(share) { rng.size(2.5, 1.0, 150) } else { 0 }
}
