//! Is anybody there: pings, their answers, and routers saying no.

use super::super::connection::{Connection, Host, Route};
use super::super::network::{ROUTER, client, far_server, quiet_host, server};
use super::super::random::{Dice, Draw};
use super::super::service::{ECO_I, ECR_I, URH_I};

/// Somebody pings a machine a few times.
pub fn ping(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let to = match rng.weighted(&[(0, 0.3), (1, 0.15), (2, 0.25), (3, 0.3)]) {
        0 => ROUTER,
        1 => server(rng),
        2 => Host(90),
        _ => quiet_host(rng),
    };
    let route = Route { from: client(rng), to };
    repeated(start, rng.between(1, 5), rng).into_iter().map(|time| echo(time, route, rng)).collect()
}

/// Answers to the pings of a machine that measures how far the world is.
pub fn answers(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let route = Route { from: far_server(rng), to: Host(91 + rng.rank(3)) };
    let bytes = rng.weighted(&[(30, 0.95), (64, 0.04), (20, 0.01)]);
    let times = repeated(start, rng.between(2, 20), rng);
    times.into_iter().map(|time| Connection::open(time, route, ECR_I, rng).carrying(bytes, 0)).collect()
}

/// A router says that a host cannot be reached.
pub fn unreachable(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let route = Route { from: far_server(rng), to: server(rng) };
    vec![Connection::open(start, route, URH_I, rng).carrying(36, 0)]
}

fn echo(time: f64, route: Route, rng: &mut Dice) -> Connection {
    let bytes = rng.weighted(&[(30, 0.93), (64, 0.04), (8, 0.03)]);
    Connection::open(time, route, ECO_I, rng).carrying(bytes, 0)
}

fn repeated(start: f64, times: u32, rng: &mut Dice) -> Vec<f64> {
    let interval = rng.pick(&[1.0, 3.0, 30.0, 60.0]);
    (0..times).map(|i| start + f64::from(i) * interval + rng.uniform() * 0.2).collect()
}
