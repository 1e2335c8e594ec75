//! Denial of service: floods, and packets that crash their receiver.
//!
//! Floods are simulated at their real rate and thinned when written, as the original's 10 % file thins them.

use super::super::connection::{Connection, Content, Flag, Host, Route, logged_in};
use super::super::network::{WEB_SERVER, quiet_host, server, stranger};
use super::super::random::{Dice, Draw};
use super::super::service::{ECR_I, FINGER, HTTP, TELNET, TIM_I, tcp_port, udp_port};

/// Echo replies from a whole network, asked for in the victim's name.
pub fn smurf(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let victim = if rng.chance(0.5) { quiet_host(rng) } else { server(rng) };
    let bytes = rng.weighted(&[(1008, 0.75), (508, 0.25)]);
    let gap = rng.span(0.0024, 0.0042);
    let mut time = start;
    let mut flood = Vec::new();
    for _ in 0..rng.between(5000, 8000) {
        let route = Route { from: Host(200_000 + rng.between(0, 250)), to: victim };
        flood.push(Connection::open(time, route, ECR_I, rng).carrying(bytes, 0).attack("smurf").thinned(14));
        time += gap * rng.span(0.1, 1.9);
    }
    flood
}

/// Half-open connections from invented addresses, dozens to each port before the next one's turn.
pub fn neptune(start: f64, rng: &mut Dice) -> Vec<Connection> {
    syn_flood(start, Flag::S0, rng)
}

/// The same against a machine that refuses what it cannot take.
pub fn neptune_refused(start: f64, rng: &mut Dice) -> Vec<Connection> {
    syn_flood(start, Flag::REJ, rng)
}

/// Requests for a path of thousands of slashes, which a web server takes seconds to read.
pub fn back(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let route = Route { from: stranger(rng), to: WEB_SERVER };
    let found = Content { hot: 2, num_compromised: 1, ..logged_in() };
    let mut time = start;
    let mut requests = Vec::new();
    for _ in 0..rng.between(60, 110) {
        let request =
            Connection::open(time, route, HTTP, rng).showing(found).carrying(54_200, 8_260).attack("back");
        requests.push(if rng.chance(0.06) { cut_short(request, rng) } else { request });
        time += rng.log_normal(0.55, 0.6);
    }
    requests
}

/// Overlapping fragments that crash a careless receiver.
pub fn teardrop(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let route = Route { from: stranger(rng), to: server(rng) };
    let service = udp_port("private", rng.between(1024, 9000) as u16);
    let src_port = rng.between(1024, 9000) as u16;
    let mut time = start;
    let mut packets = Vec::new();
    for _ in 0..rng.between(45, 80) {
        let wrong_fragment = rng.weighted(&[(3, 0.98), (1, 0.02)]);
        let content = Content { wrong_fragment, ..Content::default() };
        let packet = Connection::open(time, route, service, rng).using_port(src_port);
        packets.push(packet.carrying(32, 0).showing(content).attack("teardrop"));
        time += rng.span(0.004, 0.03);
    }
    packets
}

/// Pings larger than a packet may be.
pub fn pod(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let route =
        Route { from: stranger(rng), to: if rng.chance(0.6) { quiet_host(rng) } else { server(rng) } };
    let content = Content { wrong_fragment: 1, ..Content::default() };
    let gap = rng.log_normal(0.7, 1.0);
    let mut pings = Vec::new();
    for i in 0..rng.between(4, 20) {
        let ping = Connection::open(start + f64::from(i) * gap, route, ECR_I, rng);
        pings.push(match rng.chance(0.02) {
            true => Connection { service: TIM_I, ..ping.carrying(560, 0) }.attack("pod"),
            false => ping.carrying(1472, 0).showing(content).attack("pod"),
        });
    }
    pings
}

/// Packets that seem to come from the victim itself.
pub fn land(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let service = if rng.chance(0.9) { FINGER } else { TELNET };
    let mut packets = Vec::new();
    for i in 0..rng.between(1, 3) {
        let victim = quiet_host(rng);
        let packet =
            Connection::open(start + f64::from(i) * 0.6, Route { from: victim, to: victim }, service, rng);
        packets.push(packet.using_port(service.port).ended(Flag::S0).attack("land"));
    }
    packets
}

fn syn_flood(start: f64, flag: Flag, rng: &mut Dice) -> Vec<Connection> {
    let victim = if rng.chance(0.85) { quiet_host(rng) } else { server(rng) };
    let first_port = rng.between(1, 500);
    let one_service = rng.chance(0.12).then(|| rng.pick(&[HTTP, TELNET]));
    let gap = rng.span(0.007, 0.02);
    let mut time = start;
    let mut flood = Vec::new();
    for i in 0..rng.between(2000, 4000) {
        let route = Route { from: stranger(rng), to: victim };
        let service = one_service.unwrap_or(tcp_port((first_port + i / 25) as u16));
        flood.push(Connection::open(time, route, service, rng).ended(flag).attack("neptune").thinned(9));
        time += gap * rng.span(0.8, 1.2);
    }
    flood
}

fn cut_short(request: Connection, rng: &mut Dice) -> Connection {
    let content = Content { hot: 1, ..logged_in() };
    let cut =
        request.carrying(13_000 + u64::from(rng.between(0, 3)) * 1460, 0).ended(Flag::RSTR).showing(content);
    cut.lasting(u64::from(rng.between(0, 9)))
}
