//! Machines among themselves over UDP: names, polling, traps and clocks.

use super::super::connection::{Connection, Host, Route};
use super::super::network::{
    MANAGER, NAME_SERVER, ROUTER, SECOND_NAME_SERVER, WEB_SERVER, far_server, server,
};
use super::super::random::{Dice, Draw};
use super::super::service::{DOMAIN_U, NTP_U, SNMP, URP_I, udp_port};

/// One to a few look-ups.
pub fn look_up(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let from = rng.weighted(&[(WEB_SERVER, 0.5), (MANAGER, 0.2), (Host(93), 0.3)]);
    let mut time = start;
    let mut asked = Vec::new();
    for _ in 0..rng.weighted(&[(1, 0.4), (2, 0.3), (5, 0.3)]) {
        let to = rng.weighted(&[(NAME_SERVER, 0.6), (SECOND_NAME_SERVER, 0.38), (Host(92), 0.02)]);
        asked.push(question(time, Route { from, to }, rng));
        time += rng.log_normal(0.4, 1.0);
    }
    asked
}

/// A program resolves the addresses of a whole log: hundreds of look-ups within seconds.
pub fn log_analysis(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let second_share = rng.span(0.0, 0.5);
    let gap = rng.log_normal(0.018, 0.9);
    let mut time = start;
    let mut asked = Vec::new();
    for _ in 0..rng.between(40, 340) {
        let to = if rng.chance(second_share) { SECOND_NAME_SERVER } else { NAME_SERVER };
        asked.push(question(time, Route { from: WEB_SERVER, to }, rng));
        time += gap * rng.span(0.1, 1.9);
    }
    asked
}

/// An hour of polling the router, now and then without an answer.
pub fn polling(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let route = Route { from: MANAGER, to: ROUTER };
    let mut time = start;
    let mut polls = Vec::new();
    for _ in 0..1450 {
        let answer = if rng.chance(0.21) { 0 } else { rng.between(144, 146) };
        let poll = Connection::open(time, route, SNMP, rng).carrying(107, u64::from(answer));
        polls.push(poll.lasting(if rng.chance(0.09) { u64::from(rng.between(10, 17)) } else { 0 }));
        if rng.chance(0.04) {
            polls.extend(clocks(time + rng.uniform(), rng));
        }
        time += 2.0 + rng.uniform() * rng.pick(&[0.1, 0.1, 2.5]);
    }
    polls
}

/// An hour of reports from the router to changing ports of the manager, which refuses some.
pub fn reports(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let route = Route { from: ROUTER, to: MANAGER };
    let mut time = start;
    let mut sent = Vec::new();
    for _ in 0..800 {
        let service = udp_port("other", rng.between(1100, 2100) as u16);
        let report = Connection::open(time, route, service, rng).using_port(161);
        let report =
            report.carrying(u64::from(rng.between(145, 147)), if rng.chance(0.78) { 107 } else { 0 });
        let open_for = if rng.chance(0.27) { 0 } else { rng.size(3000.0, 0.8, 35_000) };
        sent.push(report.lasting(open_for));
        if rng.chance(0.035) {
            sent.extend(refusals(time, route, rng));
        }
        time += rng.log_normal(3.0, 0.8);
    }
    sent
}

/// A clock asks another, which asks back.
pub fn clocks(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let route = Route { from: far_server(rng), to: if rng.chance(0.5) { ROUTER } else { server(rng) } };
    let asked = Connection::open(start, route, NTP_U, rng).using_port(123).carrying(48, 48);
    vec![asked.lasting(if rng.chance(0.04) { rng.pick(&[63, 64, 127, 128, 1023]) } else { 0 })]
}

fn question(time: f64, route: Route, rng: &mut Dice) -> Connection {
    let name = if rng.chance(0.02) { rng.between(60, 140) } else { 24 + rng.size(17.0, 0.3, 36) as u32 };
    let longer = match rng.weighted(&[(0, 0.55), (1, 0.43), (2, 0.02)]) {
        0 => rng.between(0, 8),
        1 => rng.between(20, 100),
        _ => rng.between(100, 450),
    };
    let answer = if rng.chance(0.08) { 0 } else { name + longer };
    let asked = Connection::open(time, route, DOMAIN_U, rng).carrying(u64::from(name), u64::from(answer));
    // Name servers among themselves answer from the port they listen on.
    let asked = if rng.chance(0.12) { asked.using_port(53) } else { asked };
    asked.lasting(if rng.chance(0.013) { rng.size(40.0, 1.5, 60_000) } else { 0 })
}

fn refusals(time: f64, route: Route, rng: &mut Dice) -> Vec<Connection> {
    let count = rng.between(1, 6);
    let refusal = |i| {
        let later = time + f64::from(i) * rng.span(0.1, 0.6);
        let bytes = if rng.chance(0.1) { rng.between(50, 140) } else { rng.between(179, 184) };
        Connection::open(later, route, URP_I, rng).carrying(u64::from(bytes), 0)
    };
    (0..count).map(refusal).collect()
}
