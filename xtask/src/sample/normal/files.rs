//! Guests fetching files: a control connection, and a data connection for every listing and file.

use rand_xoshiro::rand_core::SeedableRng;

use super::super::connection::{Connection, Content, Flag, logged_in};
use super::super::network::to_server;
use super::super::random::{Dice, Draw};
use super::super::service::{FTP, FTP_DATA};

/// One visit to a file server.
pub fn session(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let route = to_server(rng);
    let orders = 1 + rng.size(7.5, 0.85, 60);
    let dialogue = Content { hot: hot_orders(rng), is_guest_login: rng.chance(0.99), ..logged_in() };
    let control = Connection::open(start, route, FTP, rng).showing(dialogue);
    let control = control.carrying(205 + orders * 30 + u64::from(rng.between(0, 60)), 640 + orders * 105);
    let flag = rng.weighted(&[(Flag::SF, 0.992), (Flag::RSTO, 0.005), (Flag::S1, 0.003)]);
    let mut session = vec![control.lasting(16 + rng.size(9.0, 0.5, 400)).ended(flag)];
    let mut time = start + rng.span(2.0, 6.0);
    for _ in 0..orders {
        session.push(Connection { route, ..transfer(time, session[0], rng) });
        time += rng.log_normal(0.16, 1.5);
    }
    session
}

/// What a visitor asks for that readers of logs find noteworthy.
fn hot_orders(rng: &mut Dice) -> u32 {
    rng.weighted(&[
        (4, 0.25),
        (6, 0.26),
        (10, 0.12),
        (14, 0.12),
        (18, 0.1),
        (24, 0.07),
        (30, 0.05),
        (0, 0.03),
    ])
}

fn transfer(time: f64, control: Connection, rng: &mut Dice) -> Connection {
    let file = u64::from(rng.rank(2000));
    // The file's own dice: the same file has the same size whoever fetches it.
    let itself = &mut Dice::seed_from_u64(file);
    let size = 40 + itself.size(1300.0, 2.0, 2_500_000);
    let script = itself.chance(0.12);
    let content = Content {
        logged_in: rng.chance(0.78),
        num_root: if script { itself.pick(&[1, 1, 6, 9]) } else { 0 },
        num_file_creations: u32::from(itself.chance(0.015)),
        num_shells: u32::from(itself.chance(0.01)),
        num_access_files: u32::from(itself.chance(0.006)),
        ..Content::default()
    };
    let sent = Connection::open(time, control.route, FTP_DATA, rng).using_port(20).showing(content);
    let sent = if rng.chance(0.002) { sent.carrying(0, size) } else { sent.carrying(size, 0) };
    let flag = rng.weighted(&[(Flag::SF, 0.998), (Flag::S1, 0.001), (Flag::S3, 0.001)]);
    sent.lasting(if rng.chance(0.012) { rng.size(3.0, 1.5, 5000) } else { 0 }).ended(flag)
}
