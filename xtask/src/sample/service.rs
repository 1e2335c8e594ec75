//! Services by protocol, name and port, as far as the simulated network runs them.
//!
//! Two connections use "the same service" when protocol and port agree, also where the name is only `private` or `other`.

/// Transport of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protocol {
    /// Streams with a handshake.
    Tcp,
    /// Single datagrams.
    Udp,
    /// Control messages; the "port" stands for the message type.
    Icmp,
}

impl Protocol {
    /// The word in the second column.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
            Self::Icmp => "icmp",
        }
    }
}

/// What a connection was opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its transport.
    pub protocol: Protocol,
    /// The word in the third column.
    pub name: &'static str,
    /// Destination port, or ICMP message type.
    pub port: u16,
}

const fn tcp(name: &'static str, port: u16) -> Service {
    Service { protocol: Protocol::Tcp, name, port }
}

const fn udp(name: &'static str, port: u16) -> Service {
    Service { protocol: Protocol::Udp, name, port }
}

const fn icmp(name: &'static str, port: u16) -> Service {
    Service { protocol: Protocol::Icmp, name, port }
}

/// File transfer, control connection.
pub const FTP: Service = tcp("ftp", 21);
/// File transfer, data connection.
pub const FTP_DATA: Service = tcp("ftp_data", 20);
/// Remote terminal.
pub const TELNET: Service = tcp("telnet", 23);
/// Mail delivery.
pub const SMTP: Service = tcp("smtp", 25);
/// Clock over TCP.
pub const TIME: Service = tcp("time", 37);
/// Who is logged in.
pub const FINGER: Service = tcp("finger", 79);
/// Web.
pub const HTTP: Service = tcp("http", 80);
/// Mail collection.
pub const POP_3: Service = tcp("pop_3", 110);
/// Who owns that connection.
pub const AUTH: Service = tcp("auth", 113);
/// Mailboxes.
pub const IMAP4: Service = tcp("imap4", 143);
/// Remote login.
pub const LOGIN: Service = tcp("login", 513);
/// Remote windows.
pub const X11: Service = tcp("X11", 6000);
/// Chat.
pub const IRC: Service = tcp("IRC", 6667);
/// Name look-up.
pub const DOMAIN_U: Service = udp("domain_u", 53);
/// Clock over UDP.
pub const NTP_U: Service = udp("ntp_u", 123);
/// Device polling (SNMP), which the data set calls `private`.
pub const SNMP: Service = udp("private", 161);
/// Answer to a ping.
pub const ECR_I: Service = icmp("ecr_i", 1);
/// Port unreachable.
pub const URP_I: Service = icmp("urp_i", 3);
/// Host unreachable.
pub const URH_I: Service = icmp("urh_i", 4);
/// Ping.
pub const ECO_I: Service = icmp("eco_i", 8);
/// Time exceeded.
pub const TIM_I: Service = icmp("tim_i", 11);

/// Ports below 1024 that scans and floods meet by name.
const NAMED: [Service; 28] = [
    tcp("echo", 7),
    tcp("discard", 9),
    tcp("systat", 11),
    tcp("daytime", 13),
    tcp("netstat", 15),
    FTP_DATA,
    FTP,
    tcp("ssh", 22),
    TELNET,
    SMTP,
    TIME,
    tcp("name", 42),
    tcp("whois", 43),
    tcp("domain", 53),
    tcp("mtp", 57),
    tcp("gopher", 70),
    FINGER,
    HTTP,
    tcp("link", 87),
    tcp("supdup", 95),
    tcp("iso_tsap", 102),
    tcp("csnet_ns", 105),
    POP_3,
    tcp("sunrpc", 111),
    AUTH,
    tcp("nntp", 119),
    tcp("bgp", 179),
    tcp("uucp", 540),
];

/// The service that a TCP packet to `port` is booked under: its name, `private` below 49152, else `other`.
pub fn tcp_port(port: u16) -> Service {
    let unnamed = if port < 49_152 { "private" } else { "other" };
    NAMED.into_iter().find(|service| service.port == port).unwrap_or(tcp(unnamed, port))
}

/// A UDP port without a name of its own, called `private` or `other`.
pub fn udp_port(name: &'static str, port: u16) -> Service {
    udp(name, port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_has_its_name_or_none() {
        let check = |port, name| assert_eq!(tcp_port(port).name, name);
        check(80, "http");
        check(81, "private");
        check(50_000, "other");
    }
}
