//! One simulated connection, before any window has looked at it.
//!
//! Knows neither its neighbours in the stream nor how a record is written.

use super::random::{Dice, Draw};
use super::service::{Protocol, Service};

/// A machine; numbers are addresses without further meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Host(pub u32);

/// Who opens a connection to whom.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// The opening machine.
    pub from: Host,
    /// The answering machine.
    pub to: Host,
}

/// How a connection ended, in the words of the fourth column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::upper_case_acronyms, reason = "the flags are spelt this way in the data")]
pub enum Flag {
    /// Opened and closed in order.
    SF,
    /// Opened, never closed.
    S1,
    /// Closed by the opener only.
    S2,
    /// Closed by the answerer only.
    S3,
    /// Opened, never answered.
    S0,
    /// Refused.
    REJ,
    /// Reset by the opener.
    RSTO,
    /// Reset by the answerer.
    RSTR,
    /// Opened and at once closed without an answer: a half-open scan.
    SH,
}

impl Flag {
    /// Whether the handshake was left open ("SYN error").
    pub fn is_syn_error(self) -> bool {
        matches!(self, Self::S0 | Self::S1 | Self::S2 | Self::S3 | Self::SH)
    }

    /// Whether one side refused or reset it ("REJ error").
    pub fn is_rejection(self) -> bool {
        matches!(self, Self::REJ | Self::RSTO | Self::RSTR)
    }
}

/// What reading along inside the connection showed; named as in `kddcup.names`.
#[derive(Clone, Copy, Debug, Default)]
#[allow(missing_docs, reason = "the names are the data set's own")]
pub struct Content {
    pub wrong_fragment: u32,
    pub urgent: u32,
    pub hot: u32,
    pub num_failed_logins: u32,
    pub logged_in: bool,
    pub num_compromised: u32,
    pub root_shell: bool,
    pub su_attempted: u32,
    pub num_root: u32,
    pub num_file_creations: u32,
    pub num_shells: u32,
    pub num_access_files: u32,
    pub is_guest_login: bool,
}

/// One connection of the stream.
#[derive(Clone, Copy, Debug)]
pub struct Connection {
    /// Seconds since the simulated day began.
    pub time: f64,
    /// Who with whom.
    pub route: Route,
    /// Port of the opener; 0 for ICMP.
    pub src_port: u16,
    /// What for.
    pub service: Service,
    /// How it ended.
    pub flag: Flag,
    /// Seconds.
    pub duration: u64,
    /// Bytes from the opener.
    pub src_bytes: u64,
    /// Bytes from the answerer.
    pub dst_bytes: u64,
    /// What was seen inside.
    pub content: Content,
    /// `normal` or the attack's name, without the final dot.
    pub label: &'static str,
    /// One in this many is written to the file; all of them fill the windows.
    pub thinning: u32,
}

impl Connection {
    /// A completed, empty, normal connection from a fresh port.
    pub fn open(time: f64, route: Route, service: Service, rng: &mut Dice) -> Self {
        let src_port = if service.protocol == Protocol::Icmp { 0 } else { rng.between(1024, 32_000) as u16 };
        Self {
            time,
            route,
            src_port,
            service,
            flag: Flag::SF,
            duration: 0,
            src_bytes: 0,
            dst_bytes: 0,
            content: Content::default(),
            label: "normal",
            thinning: 1,
        }
    }

    /// The same connection with these bytes exchanged.
    pub fn carrying(self, src_bytes: u64, dst_bytes: u64) -> Self {
        Self { src_bytes, dst_bytes, ..self }
    }

    /// The same connection lasting `duration` seconds.
    pub fn lasting(self, duration: u64) -> Self {
        Self { duration, ..self }
    }

    /// The same connection ended by `flag`.
    pub fn ended(self, flag: Flag) -> Self {
        Self { flag, ..self }
    }

    /// The same connection with this seen inside.
    pub fn showing(self, content: Content) -> Self {
        Self { content, ..self }
    }

    /// The same connection as part of the attack `label`.
    pub fn attack(self, label: &'static str) -> Self {
        Self { label, ..self }
    }

    /// The same connection from a port that does not change.
    pub fn using_port(self, src_port: u16) -> Self {
        Self { src_port, ..self }
    }

    /// The same connection, written to the file only once in `thinning` times.
    pub fn thinned(self, thinning: u32) -> Self {
        Self { thinning, ..self }
    }
}

/// Content of a session that logged in and did nothing remarkable.
pub fn logged_in() -> Content {
    Content { logged_in: true, ..Content::default() }
}
