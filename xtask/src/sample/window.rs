//! The 18 features that compare a connection with those before it.
//!
//! Two windows, as the data set's documentation defines them: the past two seconds, and the last connections however
//! old; each once for the same destination host and once for the same service. Reads the stream in order of time.

use std::collections::{BTreeMap, VecDeque};

use super::connection::{Connection, Host};
use super::service::Protocol;

/// Seconds of the short window.
const SECONDS: f64 = 2.0;
/// Where `count` and `srv_count` stop in the original.
const COUNT_CAP: usize = 511;
/// Where `dst_host_count` stops in the original; its documentation speaks of a window of 100.
const HOST_CAP: usize = 255;
/// Seconds after which the long window forgets: in the original it starts anew now and then, else every count were 255.
const MEMORY: f64 = 1200.0;

/// What the window features of one connection are made from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WindowFeatures {
    /// Same host, past two seconds.
    pub host: Tally,
    /// Same service, past two seconds.
    pub service: Tally,
    /// Same host, long window.
    pub long_host: Tally,
    /// Same service, long window.
    pub long_service: Tally,
}

/// Counts over one window, the connection itself included; rates are shares of `count` in `[0, 1]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tally {
    /// Connections in the window, at least 1.
    pub count: usize,
    /// Share with a handshake left open.
    pub syn_error_rate: f64,
    /// Share refused or reset.
    pub rejection_rate: f64,
    /// Share to the same service.
    pub same_service_rate: f64,
    /// Different services per connection; 0 when there is only one.
    pub service_variety: f64,
    /// Different hosts per connection; 0 when there is only one.
    pub host_variety: f64,
    /// Share from the same source port.
    pub same_src_port_rate: f64,
}

#[derive(Clone, Copy)]
struct Seen {
    time: f64,
    host: Host,
    service: (Protocol, u16),
    src_port: u16,
    syn_error: bool,
    rejected: bool,
}

/// All that is remembered of the stream so far.
#[derive(Default)]
pub struct Windows {
    by_host: BTreeMap<Host, VecDeque<Seen>>,
    by_service: BTreeMap<(Protocol, u16), VecDeque<Seen>>,
}

impl Windows {
    /// Remembers `connection`, which must not be earlier than any before it.
    pub fn add(&mut self, connection: &Connection) {
        let seen = Seen::from(connection);
        remember(self.by_host.entry(seen.host).or_default(), seen);
        remember(self.by_service.entry(seen.service).or_default(), seen);
    }

    /// The features of the `connection` that was added last.
    pub fn features(&self, connection: &Connection) -> WindowFeatures {
        let now = Seen::from(connection);
        let host = self.by_host.get(&now.host);
        let service = self.by_service.get(&now.service);
        WindowFeatures {
            host: tally(recent(host, now.time - SECONDS, COUNT_CAP), now),
            service: tally(recent(service, now.time - SECONDS, COUNT_CAP), now),
            long_host: tally(recent(host, now.time - MEMORY, HOST_CAP), now),
            long_service: tally(recent(service, now.time - MEMORY, HOST_CAP), now),
        }
    }
}

impl From<&Connection> for Seen {
    fn from(connection: &Connection) -> Self {
        Self {
            time: connection.time,
            host: connection.route.to,
            service: (connection.service.protocol, connection.service.port),
            src_port: connection.src_port,
            syn_error: connection.flag.is_syn_error(),
            rejected: connection.flag.is_rejection(),
        }
    }
}

fn remember(history: &mut VecDeque<Seen>, seen: Seen) {
    if history.len() == COUNT_CAP {
        history.pop_front();
    }
    history.push_back(seen);
}

fn recent(history: Option<&VecDeque<Seen>>, since: f64, cap: usize) -> Vec<Seen> {
    let newest_first = history.into_iter().flat_map(|history| history.iter().rev());
    newest_first.take_while(|seen| seen.time >= since).take(cap).copied().collect()
}

fn tally(window: Vec<Seen>, now: Seen) -> Tally {
    let rate = |matches: fn(&Seen, &Seen) -> bool| {
        window.iter().filter(|seen| matches(seen, &now)).count() as f64 / window.len().max(1) as f64
    };
    Tally {
        count: window.len(),
        syn_error_rate: rate(|seen, _| seen.syn_error),
        rejection_rate: rate(|seen, _| seen.rejected),
        same_service_rate: rate(|seen, now| seen.service == now.service),
        same_src_port_rate: rate(|seen, now| seen.src_port == now.src_port),
        service_variety: variety(window.iter().map(|seen| seen.service).collect()),
        host_variety: variety(window.iter().map(|seen| seen.host).collect()),
    }
}

fn variety<T: Ord>(mut values: Vec<T>) -> f64 {
    let count = values.len();
    values.sort_unstable();
    values.dedup();
    if values.len() < 2 { 0.0 } else { values.len() as f64 / count as f64 }
}

#[cfg(test)]
mod tests {
    use rand_xoshiro::rand_core::SeedableRng;

    use super::super::connection::{Flag, Route};
    use super::super::random::Dice;
    use super::super::service::{HTTP, SMTP, Service};
    use super::*;

    fn features(stream: &[(f64, u32, Service, Flag)]) -> Option<WindowFeatures> {
        let rng = &mut Dice::seed_from_u64(1);
        let mut windows = Windows::default();
        let mut last = None;
        for &(time, to, service, flag) in stream {
            let route = Route { from: Host(9), to: Host(to) };
            let connection = Connection::open(time, route, service, rng).ended(flag);
            windows.add(&connection);
            last = Some(windows.features(&connection));
        }
        last
    }

    #[test]
    fn a_first_connection_sees_only_itself() {
        let seen = features(&[(0.0, 1, HTTP, Flag::SF)]).unwrap();
        assert_eq!((seen.host.count, seen.host.same_service_rate, seen.host.service_variety), (1, 1.0, 0.0));
        assert_eq!(seen.host, seen.long_service);
    }

    #[test]
    fn windows_split_by_host_service_and_age() {
        let stream = [
            (0.0, 1, HTTP, Flag::REJ), // Too old for the short window.
            (8.5, 2, HTTP, Flag::S0),  // Another host: same service only.
            (9.0, 1, SMTP, Flag::SF),  // Same host only.
            (10.0, 1, HTTP, Flag::SF),
        ];
        let seen = features(&stream).unwrap();
        assert_eq!((seen.host.count, seen.host.same_service_rate, seen.host.service_variety), (2, 0.5, 1.0));
        assert_eq!(
            (seen.service.count, seen.service.syn_error_rate, seen.service.host_variety),
            (2, 0.5, 1.0)
        );
        assert_eq!((seen.long_host.count, seen.long_host.rejection_rate), (3, 1.0 / 3.0));
        assert_eq!(seen.long_service.count, 3);
    }

    #[test]
    fn counts_stop_at_their_caps() {
        let flood: Vec<_> = (0..900).map(|i| (f64::from(i) * 0.001, 1, HTTP, Flag::S0)).collect();
        let seen = features(&flood).unwrap();
        assert_eq!((seen.host.count, seen.service.count), (511, 511));
        assert_eq!((seen.long_host.count, seen.long_service.count), (255, 255));
    }
}
