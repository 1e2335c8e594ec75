//! Remote to local: getting in without an account, mostly through services that everybody uses.

use super::super::connection::{Connection, Content, Flag, Route, logged_in};
use super::super::network::{WEB_SERVER, intrusion, quiet_host, server, stranger};
use super::super::random::{Dice, Draw};
use super::super::service::{FTP, FTP_DATA, HTTP, IMAP4, LOGIN, POP_3, TELNET};

/// One password after the other.
pub fn guess_passwd(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let route = intrusion(0.4, rng);
    let service = if rng.chance(0.75) { TELNET } else { POP_3 };
    let mut time = start;
    let mut guesses = Vec::new();
    for _ in 0..rng.between(10, 18) {
        let content =
            Content { hot: rng.pick(&[1, 1, 1, 1, 2, 0]), num_failed_logins: 1, ..Content::default() };
        let flag = rng.weighted(&[(Flag::RSTO, 0.8), (Flag::RSTR, 0.08), (Flag::SF, 0.1), (Flag::S3, 0.02)]);
        let guess = Connection::open(time, route, service, rng)
            .carrying(u64::from(rng.between(118, 131)), u64::from(rng.between(172, 186)));
        guesses.push(
            guess
                .ended(flag)
                .lasting(u64::from(rng.chance(0.08)) * 2)
                .showing(content)
                .attack("guess_passwd"),
        );
        time += rng.log_normal(2.2, 0.6);
    }
    guesses
}

/// Guests fetching what a warezmaster has put there.
pub fn warezclient(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let route = intrusion(0.45, rng);
    let mut time = start;
    let mut session = Vec::new();
    for _ in 0..rng.between(2, 6) {
        session.push(download_orders(time, route, rng));
        for _ in 0..rng.between(1, 4) {
            time += rng.log_normal(2.5, 1.2);
            session.push(download(time, route, rng));
        }
        time += rng.log_normal(60.0, 1.2);
    }
    session
}

/// Somebody stores forbidden files on a server.
pub fn warezmaster(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let route = intrusion(0.25, rng);
    let dialogue = Content {
        hot: rng.between(8, 22),
        num_file_creations: rng.between(1, 20),
        is_guest_login: true,
        ..logged_in()
    };
    let control = Connection::open(start, route, FTP, rng)
        .carrying(rng.size(700.0, 0.5, 3000), rng.size(2300.0, 0.5, 9000));
    let mut session = vec![control.lasting(rng.size(120.0, 0.5, 900)).showing(dialogue)];
    for i in 0..rng.between(4, 8) {
        let stored = if rng.chance(0.8) {
            4_900_000 + u64::from(rng.between(0, 400_000))
        } else {
            rng.size(3000.0, 1.5, 500_000)
        };
        let data = Connection::open(start + f64::from(i + 1) * rng.span(8.0, 14.0), route, FTP_DATA, rng)
            .using_port(20);
        session.push(data.carrying(0, stored).lasting(stored / 520_000));
    }
    session.into_iter().map(|connection| connection.attack("warezmaster")).collect()
}

/// A guest writes into a directory that was meant for reading, then logs in without a password.
pub fn ftp_write(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let route = intrusion(0.2, rng);
    let dialogue = writing_guest(rng);
    let control = Connection::open(start, route, FTP, rng)
        .carrying(rng.size(240.0, 0.5, 900), rng.size(700.0, 0.5, 3000));
    let data = Connection::open(start + 9.0, route, FTP_DATA, rng)
        .using_port(20)
        .carrying(rng.size(110.0, 0.7, 900), 0);
    let entry = Connection::open(start + 60.0, route, LOGIN, rng)
        .carrying(rng.size(120.0, 0.5, 900), rng.size(6000.0, 1.3, 60_000));
    let shell = Content {
        num_root: rng.between(0, 1),
        urgent: rng.between(0, 2),
        num_access_files: rng.between(0, 1),
        ..logged_in()
    };
    let story = [
        control.lasting(rng.size(26.0, 0.5, 200)).showing(dialogue),
        data.showing(logged_in()),
        entry.lasting(rng.size(80.0, 0.6, 500)).showing(shell),
    ];
    story.map(|connection| connection.attack("ftp_write")).to_vec()
}

/// A mailbox server is made to run code.
pub fn imap(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let route = Route { from: stranger(rng), to: quiet_host(rng) };
    let mut attempts = Vec::new();
    for i in 0..rng.between(4, 7) {
        let attempt =
            Connection::open(start + f64::from(i) * rng.span(0.4, 6.0), route, IMAP4, rng).attack("imap");
        attempts.push(match rng.weighted(&[(0, 0.3), (1, 0.45), (2, 0.25)]) {
            0 => attempt.ended(Flag::SH),
            1 => attempt.ended(rng.pick(&[Flag::SF, Flag::SF, Flag::S0, Flag::S1])),
            _ => attempt
                .carrying(rng.size(1400.0, 0.1, 3000), rng.size(4000.0, 2.0, 700_000))
                .lasting(rng.size(30.0, 0.4, 200))
                .showing(Content { hot: rng.pick(&[0, 2]), ..logged_in() }),
        });
    }
    attempts
}

/// A script of the web server hands out the password file.
pub fn phf(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let route = Route { from: stranger(rng), to: WEB_SERVER };
    let content = Content { hot: 2, root_shell: true, num_access_files: 1, ..logged_in() };
    let request = Connection::open(start, route, HTTP, rng)
        .carrying(u64::from(rng.between(47, 56)), rng.size(7900.0, 0.05, 9999));
    vec![request.lasting(u64::from(rng.between(0, 12))).showing(content).attack("phf")]
}

/// From one machine over a second into a third.
pub fn multihop(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let route = intrusion(0.35, rng);
    let next = Route { from: route.to, to: server(rng) };
    let root = intruder(rng);
    let entry = Connection::open(start, route, TELNET, rng)
        .carrying(rng.size(700.0, 0.6, 2500), rng.size(60_000.0, 1.5, 1_000_000))
        .lasting(rng.size(190.0, 0.5, 900));
    let tool = Connection::open(start + 25.0, route, FTP_DATA, rng)
        .using_port(20)
        .carrying(0, rng.size(1500.0, 1.2, 90_000));
    let hop = Connection::open(start + 70.0, next, TELNET, rng)
        .carrying(rng.size(200.0, 0.6, 2500), rng.size(9000.0, 1.2, 1_000_000))
        .lasting(rng.size(120.0, 0.7, 900));
    let story = [
        entry.showing(root),
        tool.showing(Content { num_file_creations: 1, ..Content::default() }),
        hop.showing(logged_in()),
    ];
    story.map(|connection| connection.attack("multihop")).to_vec()
}

/// A quiet look around with a stolen account: nothing but an ordinary session.
pub fn spy(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let content = Content {
        su_attempted: rng.between(0, 1),
        num_access_files: rng.between(0, 1),
        num_file_creations: rng.between(0, 1),
        ..logged_in()
    };
    let session = Connection::open(start, intrusion(0.7, rng), TELNET, rng)
        .carrying(rng.size(170.0, 0.5, 900), rng.size(1200.0, 0.6, 20_000));
    vec![session.lasting(rng.size(300.0, 0.3, 1500)).showing(content).attack("spy")]
}

fn writing_guest(rng: &mut Dice) -> Content {
    Content {
        hot: rng.between(0, 2),
        num_file_creations: rng.between(0, 1),
        num_access_files: 1,
        is_guest_login: true,
        ..logged_in()
    }
}

fn intruder(rng: &mut Dice) -> Content {
    Content {
        hot: rng.between(1, 12),
        num_compromised: rng.size(8.0, 1.0, 60) as u32,
        root_shell: rng.chance(0.6),
        num_root: rng.size(10.0, 1.2, 90) as u32,
        num_file_creations: rng.between(0, 4),
        num_shells: rng.between(0, 2),
        num_access_files: rng.between(0, 2),
        ..logged_in()
    }
}

fn download_orders(time: f64, route: Route, rng: &mut Dice) -> Connection {
    let content = Content {
        hot: rng.weighted(&[(28, 0.65), (25, 0.1), (18, 0.1), (4, 0.15)]),
        is_guest_login: true,
        ..logged_in()
    };
    let control = Connection::open(time, route, FTP, rng)
        .carrying(rng.size(950.0, 0.4, 3000), rng.size(2400.0, 0.25, 9000));
    let duration = if rng.chance(0.35) { rng.size(2500.0, 1.0, 16_000) } else { rng.size(12.0, 1.2, 400) };
    control.lasting(duration).showing(content).attack("warezclient")
}

fn download(time: f64, route: Route, rng: &mut Dice) -> Connection {
    let size = match rng.weighted(&[(0, 0.68), (1, 0.25), (2, 0.07)]) {
        0 => rng.pick(&[240, 310, 340, 340, 340, 372]), // A listing of the directory.
        1 => rng.size(5000.0, 1.2, 400_000),
        _ => 5_000_000 + u64::from(rng.between(0, 200_000)),
    };
    let data =
        Connection::open(time, route, FTP_DATA, rng).using_port(20).carrying(size, 0).showing(logged_in());
    data.lasting(if size > 1_000_000 { size / 600_000 } else { rng.pick(&[0, 0, 0, 0, 0, 1]) })
        .attack("warezclient")
}
