//! The simulated site: its few servers, its many clients, and the world outside.

use super::connection::{Host, Route};
use super::random::{Dice, Draw};

/// Polled all the time, also the site's clock.
pub const ROUTER: Host = Host(1);
/// Polls the router and gets its answers.
pub const MANAGER: Host = Host(2);
/// Resolves names for the site.
pub const NAME_SERVER: Host = Host(3);
/// Resolves names when the first does not, or in turn with it.
pub const SECOND_NAME_SERVER: Host = Host(5);
/// Keeps the site's own pages.
pub const WEB_SERVER: Host = Host(4);

/// One of the three busy machines that take mail, files and terminals.
pub fn server(rng: &mut Dice) -> Host {
    rng.weighted(&[(Host(10), 0.5), (Host(11), 0.35), (Host(12), 0.15)])
}

/// The busy machine that is `steps` after `server`.
pub fn next_server(server: Host, steps: u32) -> Host {
    Host(10 + (server.0 + steps - 10) % 3)
}

/// A machine that rarely answers anything.
pub fn quiet_host(rng: &mut Dice) -> Host {
    Host(rng.between(20, 69))
}

/// A desk of the site.
pub fn client(rng: &mut Dice) -> Host {
    Host(rng.between(100, 180))
}

/// Somebody in the world.
pub fn stranger(rng: &mut Dice) -> Host {
    Host(rng.between(100_000, 900_000))
}

/// A web site in the world; a few are visited by everybody.
pub fn web_site(rng: &mut Dice) -> Host {
    Host(1000 + rng.rank(500))
}

/// A web site in the world that hardly anybody visits.
pub fn rare_web_site(rng: &mut Dice) -> Host {
    Host(2000 + rng.between(0, 1500))
}

/// A mail or name server in the world.
pub fn far_server(rng: &mut Dice) -> Host {
    Host(5000 + rng.rank(60))
}

/// From the world to one of the busy servers, or from a desk to one in one of three cases.
pub fn to_server(rng: &mut Dice) -> Route {
    let from = if rng.chance(0.33) { client(rng) } else { stranger(rng) };
    Route { from, to: server(rng) }
}

/// An attacker's way in: to a busy server with this chance, else to a quiet machine.
pub fn intrusion(busy: f64, rng: &mut Dice) -> Route {
    let to = if rng.chance(busy) { server(rng) } else { quiet_host(rng) };
    Route { from: stranger(rng), to }
}
