//! People reading pages: a visit is a few pages, a page a burst of connections to one site.

use super::super::connection::{Connection, Content, Flag, Route, logged_in};
use super::super::network::{WEB_SERVER, client, rare_web_site, stranger, web_site};
use super::super::random::{Dice, Draw};
use super::super::service::HTTP;

/// Somebody reads one to several pages of a site.
pub fn visit(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let route = reader(rng);
    let request = rng.normal() * 45.0 + 255.0;
    let moments = page_moments(start, rng);
    moments.into_iter().map(|time| retrieval(time, route, request, rng)).collect()
}

/// The way out is closed for some minutes: whatever page anybody tries, the gateway refuses.
pub fn outage(start: f64, rng: &mut Dice) -> Vec<Connection> {
    let mut refused = Vec::new();
    for _ in 0..rng.between(130, 210) {
        let route = Route { from: client(rng), to: rare_web_site(rng) };
        let try_time = start + rng.span(0.0, 260.0);
        for time in page_moments(try_time, rng).into_iter().take(rng.between(1, 6) as usize) {
            refused.push(Connection::open(time, route, HTTP, rng).ended(Flag::REJ));
        }
    }
    refused
}

fn reader(rng: &mut Dice) -> Route {
    if rng.chance(0.3) {
        Route { from: stranger(rng), to: WEB_SERVER }
    } else {
        Route { from: client(rng), to: web_site(rng) }
    }
}

fn page_moments(start: f64, rng: &mut Dice) -> Vec<f64> {
    let mut moments = Vec::new();
    let mut time = start;
    for _ in 0..=rng.size(1.8, 0.8, 12) {
        let gap = rng.log_normal(0.14, 0.7); // Seconds between the pictures of this page.
        for _ in 0..=rng.size(7.5, 0.95, 90) {
            moments.push(time);
            time += gap * rng.span(0.2, 1.8);
        }
        time += rng.log_normal(14.0, 1.0);
    }
    moments
}

fn retrieval(time: f64, route: Route, request: f64, rng: &mut Dice) -> Connection {
    let src_bytes = (request + rng.normal() * 25.0).max(90.0) as u64;
    let src_bytes = if rng.chance(0.004) { rng.size(900.0, 0.8, 20_000) } else { src_bytes };
    let page = Connection::open(time, route, HTTP, rng).carrying(src_bytes, page_size(rng));
    let page = page.showing(remarks(rng)).lasting(delay(rng));
    match rng.weighted(&[
        (Flag::SF, 0.9955),
        (Flag::RSTO, 0.001),
        (Flag::S1, 0.0015),
        (Flag::S2, 0.0007),
        (Flag::S0, 0.0013),
    ]) {
        Flag::S0 => page.ended(Flag::S0).carrying(0, 0).showing(Content::default()).lasting(0),
        flag => page.ended(flag),
    }
}

fn page_size(rng: &mut Dice) -> u64 {
    match rng.weighted(&[(0, 0.13), (1, 0.865), (2, 0.005)]) {
        0 => u64::from(rng.between(120, 340)), // "Not modified", "moved".
        1 => rng.size(1900.0, 1.25, 400_000) + 60,
        _ => rng.size(60_000.0, 1.4, 5_000_000), // A film, an archive.
    }
}

fn delay(rng: &mut Dice) -> u64 {
    if rng.chance(0.035) { rng.size(2.5, 1.6, 1500) } else { 0 }
}

fn remarks(rng: &mut Dice) -> Content {
    let hot = if rng.chance(0.002) { rng.between(1, 3) } else { 0 };
    let num_access_files = u32::from(rng.chance(0.006));
    Content { hot, num_access_files, num_compromised: u32::from(rng.chance(0.0006)), ..logged_in() }
}
