//! Probes: looking for machines and open ports, from very fast to slower than anyone watches.

use super::super::connection::{Connection, Flag, Host, Route};
use super::super::network::{quiet_host, server, stranger};
use super::super::random::{Dice, Draw};
use super::super::service::{ECO_I, Protocol, Service, tcp_port, udp_port};

/// One ping to every machine of a network, or one TCP port of each.
pub fn ipsweep(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let from = stranger(rng);
    let network = 300_000 + rng.between(0, 500) * 256;
    let service = if rng.chance(0.85) { ECO_I } else { tcp_port(rng.pick(&[21, 23, 80, 79, 109])) };
    let bytes = rng.weighted(&[(8, 0.7), (18, 0.3)]);
    let gap = rng.pick(&[0.04, 0.12, 4.0, 12.0]);
    let first = rng.between(1, 120);
    let mut time = start;
    let mut pings = Vec::new();
    for i in first..first + rng.between(80, 360) {
        // Some addresses belong to machines that others call too.
        let to = if rng.chance(0.12) { quiet_host(rng) } else { Host(network + i) };
        let ping = Connection::open(time, Route { from, to }, service, rng).attack("ipsweep").thinned(5);
        pings.push(match service.protocol {
            Protocol::Icmp => ping.carrying(bytes, 0),
            _ => ping.ended(Flag::REJ),
        });
        time += gap * rng.span(0.6, 1.4);
    }
    pings
}

/// Every port of one machine from one source port, slowly.
pub fn portsweep(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let route =
        Route { from: stranger(rng), to: if rng.chance(0.9) { quiet_host(rng) } else { server(rng) } };
    let (src_port, high_ports) = (rng.between(1024, 60_000) as u16, rng.chance(0.3));
    let closed = rng.weighted(&[(Flag::RSTR, 0.72), (Flag::REJ, 0.28)]);
    let gap = rng.pick(&[0.05, 2.0, 4.5, 4.5]);
    let mut time = start;
    let mut sweep = Vec::new();
    for i in 0..900 {
        let port = if high_ports { 50_000 + i * 5 } else { 1 + i };
        let tried = Connection::open(time, route, tcp_port(port), rng).using_port(src_port).ended(closed);
        sweep.push(sometimes_open(tried, rng).attack("portsweep").thinned(22));
        time += gap * rng.span(0.3, 1.7);
    }
    sweep
}

/// A thousand ports within seconds, by a tool that also asks some services what they are.
pub fn satan(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let route =
        Route { from: stranger(rng), to: if rng.chance(0.9) { quiet_host(rng) } else { server(rng) } };
    let unanswered = rng.span(0.04, 0.2);
    let mut time = start;
    let mut scan = Vec::new();
    for i in 0..2400 {
        let service = if rng.chance(0.12) { udp_port("private", 200 + i) } else { scanned_port(i) };
        let tried = Connection::open(time, route, service, rng).attack("satan").thinned(14);
        scan.push(match service.protocol {
            Protocol::Udp => tried.carrying(u64::from(rng.between(0, 2)), 0),
            _ => tried.ended(if rng.chance(unanswered) { Flag::S0 } else { Flag::REJ }),
        });
        time += rng.span(0.0005, 0.006);
    }
    scan.extend(banners(time, route, rng));
    scan
}

/// Half-open connections, pings and datagrams with which a tool guesses the operating system.
pub fn nmap(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let route =
        Route { from: stranger(rng), to: if rng.chance(0.9) { quiet_host(rng) } else { server(rng) } };
    let src_port = rng.between(30_000, 60_000) as u16;
    let (stealth, gap) = (rng.chance(0.6), rng.pick(&[0.5, 3.0, 8.0]));
    let mut time = start;
    let mut scan = Vec::new();
    for _ in 0..rng.between(14, 30) {
        let port = rng.between(1, 20_000) as u16;
        let (service, bytes, flag) = match (stealth, rng.chance(0.2)) {
            (true, false) => (tcp_port(port), 0, Flag::SH),
            (false, false) => (ECO_I, 8, Flag::SF),
            (_, true) => (udp_port("private", port), rng.pick(&[100, 210, 210, 210]), Flag::SF),
        };
        let tried = Connection::open(time, route, service, rng).carrying(bytes, 0).ended(flag).attack("nmap");
        scan.push(if service.protocol == Protocol::Icmp { tried } else { tried.using_port(src_port) });
        time += gap * rng.span(0.4, 1.6);
    }
    scan
}

fn scanned_port(i: u16) -> Service {
    if i < 500 { tcp_port(1 + i) } else { tcp_port(49_152 + i * 5) }
}

/// An open port is touched and left; one connection in fifty is forgotten for hours.
fn sometimes_open(tried: Connection, rng: &mut Dice) -> Connection {
    match rng.weighted(&[(0, 0.9), (1, 0.05), (2, 0.03), (3, 0.02)]) {
        0 => tried,
        1 => tried.carrying(1, u64::from(rng.chance(0.5))).lasting(u64::from(rng.between(0, 5))),
        2 => tried.ended(Flag::RSTR).lasting(rng.size(9000.0, 0.9, 42_000)),
        _ => tried.ended(Flag::S0),
    }
}

/// What the answering services say about themselves.
fn banners(start: f64, route: Route, rng: &mut Dice) -> Vec<Connection> {
    let ports = [21, 23, 25, 79, 80, 119];
    let mut time = start;
    let mut asked = Vec::new();
    for port in ports {
        let question = Connection::open(time, route, tcp_port(port), rng).attack("satan");
        asked.push(question.carrying(u64::from(rng.between(0, 8)), rng.size(90.0, 0.8, 900)));
        time += rng.span(0.3, 2.5);
    }
    asked
}
