//! Feature dictionary: what each of the 41 features of KDD Cup 1999 means, in which unit, and which group it belongs to.
//!
//! Meanings follow the task description of KDD Cup 1999 (Stolfo, Fan, Lee, Prodromidis & Chan, "Cost-based modeling for
//! fraud and intrusion detection", DISCEX 2000), in plainer words. Knows names, never values.

/// Where a feature comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeatureGroup {
    /// The connection's own packets, headers only.
    Basic,
    /// What was said in the connection.
    Content,
    /// Connections of the two seconds before it.
    TimeWindow,
    /// The last 100 connections to the same host.
    HostWindow,
}

impl FeatureGroup {
    /// A few words for tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Content => "content",
            Self::TimeWindow => "time window",
            Self::HostWindow => "host window",
        }
    }

    /// One sentence about the group.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Basic => "Read from the headers of the connection’s own packets.",
            Self::Content => "Read from what was said in the connection, with knowledge of the protocols.",
            Self::TimeWindow => "Counted over the connections of the last two seconds.",
            Self::HostWindow => "Counted over the last 100 connections to the same host.",
        }
    }
}

/// What a feature is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeatureEntry {
    /// As in the data set’s documentation.
    pub name: &'static str,
    /// What the number or name says, as a part of a sentence.
    pub meaning: &'static str,
    /// What it is measured in.
    pub unit: &'static str,
    /// Where it comes from.
    pub group: FeatureGroup,
}

/// The entry of a feature; `None` for a name that the data set's documentation does not have.
pub fn of(name: &str) -> Option<&'static FeatureEntry> {
    ENTRIES.iter().find(|entry| entry.name.eq_ignore_ascii_case(name.trim()))
}

use FeatureGroup::{Basic, Content, HostWindow, TimeWindow};

const fn entry(
    name: &'static str,
    group: FeatureGroup,
    unit: &'static str,
    meaning: &'static str,
) -> FeatureEntry {
    FeatureEntry { name, meaning, unit, group }
}

/// All features in the order of the files.
pub const ENTRIES: [FeatureEntry; 41] = [
    entry("duration", Basic, "seconds", "how long the connection lasted"),
    entry("protocol_type", Basic, "name", "protocol below the service: tcp, udp or icmp"),
    entry("service", Basic, "name", "network service at the destination, such as http or telnet"),
    entry(
        "flag",
        Basic,
        "name",
        "how the connection ended: SF is normal, S0 was never answered, REJ was refused, RST… was reset",
    ),
    entry("src_bytes", Basic, "bytes", "data sent from the source to the destination"),
    entry("dst_bytes", Basic, "bytes", "data sent from the destination back to the source"),
    entry("land", Basic, "0 or 1", "1 when source and destination are the same host and port"),
    entry("wrong_fragment", Basic, "fragments", "fragments of packets that were wrong"),
    entry("urgent", Basic, "packets", "packets marked as urgent"),
    entry(
        "hot",
        Content,
        "indicators",
        "signs of interest, such as entering a system directory or running programs",
    ),
    entry("num_failed_logins", Content, "attempts", "logins that failed"),
    entry("logged_in", Content, "0 or 1", "1 after a successful login"),
    entry("num_compromised", Content, "conditions", "conditions that hint at a compromised host"),
    entry("root_shell", Content, "0 or 1", "1 when a shell with root’s rights was got"),
    entry("su_attempted", Content, "0 or 1", "1 when “su root” was tried (some files also hold 2)"),
    entry("num_root", Content, "accesses", "operations done as root"),
    entry("num_file_creations", Content, "operations", "files that were created"),
    entry("num_shells", Content, "prompts", "shell prompts"),
    entry("num_access_files", Content, "operations", "operations on files that control access"),
    entry(
        "num_outbound_cmds",
        Content,
        "commands",
        "commands for a connection to elsewhere in an ftp session",
    ),
    entry(
        "is_host_login",
        Content,
        "0 or 1",
        "1 when the login is on the list of hosts’ or administrators’ names",
    ),
    entry("is_guest_login", Content, "0 or 1", "1 when the login is a guest’s"),
    entry("count", TimeWindow, "connections", "connections to the same host in the last two seconds"),
    entry("srv_count", TimeWindow, "connections", "connections to the same service in the last two seconds"),
    entry(
        "serror_rate",
        TimeWindow,
        "share, 0 to 1",
        "of those to the same host, the share that was never answered (SYN errors)",
    ),
    entry(
        "srv_serror_rate",
        TimeWindow,
        "share, 0 to 1",
        "of those to the same service, the share that was never answered (SYN errors)",
    ),
    entry(
        "rerror_rate",
        TimeWindow,
        "share, 0 to 1",
        "of those to the same host, the share that was refused (REJ errors)",
    ),
    entry(
        "srv_rerror_rate",
        TimeWindow,
        "share, 0 to 1",
        "of those to the same service, the share that was refused (REJ errors)",
    ),
    entry(
        "same_srv_rate",
        TimeWindow,
        "share, 0 to 1",
        "of those to the same host, the share to the same service",
    ),
    entry(
        "diff_srv_rate",
        TimeWindow,
        "share, 0 to 1",
        "of those to the same host, the share to other services",
    ),
    entry(
        "srv_diff_host_rate",
        TimeWindow,
        "share, 0 to 1",
        "of those to the same service, the share to other hosts",
    ),
    entry(
        "dst_host_count",
        HostWindow,
        "connections",
        "of the last 100 connections or more, those to the same destination host",
    ),
    entry("dst_host_srv_count", HostWindow, "connections", "of these, those to the same host and service"),
    entry(
        "dst_host_same_srv_rate",
        HostWindow,
        "share, 0 to 1",
        "of those to the same destination host, the share to the same service",
    ),
    entry(
        "dst_host_diff_srv_rate",
        HostWindow,
        "share, 0 to 1",
        "of those to the same destination host, the share to other services",
    ),
    entry(
        "dst_host_same_src_port_rate",
        HostWindow,
        "share, 0 to 1",
        "of those to the same host and service, the share from the same source port",
    ),
    entry(
        "dst_host_srv_diff_host_rate",
        HostWindow,
        "share, 0 to 1",
        "of those to the same service, the share that came from other hosts",
    ),
    entry(
        "dst_host_serror_rate",
        HostWindow,
        "share, 0 to 1",
        "of those to the same destination host, the share that was never answered",
    ),
    entry(
        "dst_host_srv_serror_rate",
        HostWindow,
        "share, 0 to 1",
        "of those to the same host and service, the share that was never answered",
    ),
    entry(
        "dst_host_rerror_rate",
        HostWindow,
        "share, 0 to 1",
        "of those to the same destination host, the share that was refused",
    ),
    entry(
        "dst_host_srv_rerror_rate",
        HostWindow,
        "share, 0 to 1",
        "of those to the same host and service, the share that was refused",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::schema::KDD_FEATURES;

    #[test]
    fn every_feature_of_the_published_formats_is_explained_in_their_order() {
        let documented: Vec<_> = ENTRIES.iter().map(|entry| entry.name).collect();
        assert_eq!(documented, KDD_FEATURES.map(|(name, _)| name));
        assert!(ENTRIES.iter().all(|entry| !entry.meaning.is_empty() && !entry.unit.is_empty()));
        let of_group = |group| ENTRIES.iter().filter(|entry| entry.group == group).count();
        // As in the task description's tables: 9 basic, 13 content, 9 time based, and 10 host based ones.
        assert_eq!([Basic, Content, TimeWindow, HostWindow].map(of_group), [9, 13, 9, 10]);
    }

    #[test]
    fn names_are_found_whatever_their_case_and_others_are_not() {
        assert_eq!(of(" Src_Bytes").map(|entry| entry.unit), Some("bytes"));
        assert_eq!(of("bytes"), None);
    }
}
