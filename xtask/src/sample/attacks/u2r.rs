//! User to root: somebody with an account becomes the administrator. To the network it is a terminal session.

use super::super::connection::{Connection, Content, Route, logged_in};
use super::super::network::{ROUTER, intrusion, stranger};
use super::super::random::{Dice, Draw};
use super::super::service::{FTP_DATA, TELNET, udp_port};

/// A program is fed more than it has room for; the code comes over a file transfer.
pub fn buffer_overflow(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let route = intrusion(0.3, rng);
    let root_shell = rng.chance(0.65);
    let content = Content {
        hot: rng.weighted(&[(3, 0.55), (1, 0.15), (4, 0.1), (0, 0.2)]),
        num_compromised: if root_shell { rng.between(0, 4) } else { 0 },
        root_shell,
        num_root: rng.weighted(&[(0, 0.9), (1, 0.05), (4, 0.05)]),
        num_file_creations: rng.weighted(&[(0, 0.5), (1, 0.4), (4, 0.1)]),
        ..logged_in()
    };
    let session = terminal(start + rng.span(5.0, 40.0), route, 1400.0, 4300.0, rng).showing(content);
    staged(0.4, session, start, rng).into_iter().map(|step| step.attack("buffer_overflow")).collect()
}

/// A driver is loaded that gives its owner everything.
pub fn loadmodule(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let content = Content {
        hot: rng.pick(&[0, 0, 1, 2, 4]),
        num_compromised: rng.pick(&[0, 0, 0, 1, 4]),
        root_shell: rng.chance(0.45),
        num_root: rng.pick(&[0, 0, 0, 3]),
        num_file_creations: rng.pick(&[0, 1, 4, 4]),
        num_shells: rng.pick(&[0, 0, 2]),
        ..logged_in()
    };
    let session =
        terminal(start + rng.span(5.0, 40.0), intrusion(0.3, rng), 230.0, 2600.0, rng).showing(content);
    staged(0.5, session, start, rng).into_iter().map(|step| step.attack("loadmodule")).collect()
}

/// Tools that hide an intruder are installed; later they answer to strange datagrams.
pub fn rootkit(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let route = intrusion(0.7, rng);
    let content = Content {
        hot: rng.pick(&[0, 0, 0, 1]),
        num_compromised: rng.pick(&[0, 0, 2, 5]),
        root_shell: rng.chance(0.3),
        num_root: rng.pick(&[0, 0, 5, 12]),
        num_file_creations: rng.pick(&[0, 0, 1]),
        ..logged_in()
    };
    let session = terminal(start, route, 250.0, 5000.0, rng).showing(content);
    let back_door = udp_port("other", rng.between(30_000, 33_000) as u16);
    let call = Route { from: stranger(rng), to: if rng.chance(0.5) { ROUTER } else { route.to } };
    let later = start + rng.span(300.0, 3000.0);
    let answer = Connection::open(later, call, back_door, rng).carrying(u64::from(rng.between(2, 40)), 0);
    [session, answer].map(|step| step.attack("rootkit")).to_vec()
}

/// A script that may run as administrator is talked into more.
pub fn perl(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let content = Content {
        root_shell: true,
        num_root: 2,
        num_file_creations: rng.between(1, 2),
        num_shells: 1,
        ..logged_in()
    };
    vec![terminal(start, intrusion(0.7, rng), 260.0, 2400.0, rng).showing(content).attack("perl")]
}

fn terminal(time: f64, route: Route, typed: f64, shown: f64, rng: &mut Dice) -> Connection {
    let session = Connection::open(time, route, TELNET, rng);
    session
        .carrying(rng.size(typed, 0.5, 9000), rng.size(shown, 0.7, 90_000))
        .lasting(rng.size(75.0, 0.9, 800))
}

/// The session, in a `share` of all cases after the file that it needs has been fetched.
fn staged(share: f64, session: Connection, start: f64, rng: &mut Dice) -> Vec<Connection> {
    if !rng.chance(share) {
        return vec![session];
    }
    let file = Connection::open(start, session.route, FTP_DATA, rng).using_port(20).showing(logged_in());
    vec![file.carrying(0, rng.size(3500.0, 0.8, 20_000)), session]
}
