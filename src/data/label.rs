//! Labels: which family an attack's name belongs to.
//!
//! Never guesses: a name that is not in the list keeps its text and its family is `unknown`.

use serde::{Deserialize, Serialize};

/// The five families of KDD Cup 1999, in the order that every table and colour follows, and a sixth for
/// labels that are not in the published lists (or files without labels).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Family {
    /// Traffic labelled as harmless.
    Normal,
    /// Denial of service.
    Dos,
    /// Surveillance and port scans.
    Probe,
    /// Remote to local: access without an account.
    R2l,
    /// User to root: a local user takes over.
    U2r,
    /// A label that no published list knows, such as a table's own name for attacks, or no label.
    Unknown,
}

/// How many families there are: the length of every per-family count.
pub const N_FAMILIES: usize = 6;

/// All families in display order.
pub const FAMILIES: [Family; N_FAMILIES] =
    [Family::Normal, Family::Dos, Family::Probe, Family::R2l, Family::U2r, Family::Unknown];

/// One count per family, indexed by [`Family::index`].
pub type FamilyCounts = [u64; N_FAMILIES];

/// Under this assignment the published totals of KDD'99's test files add up (228 u2r, 16,189 r2l).
const ATTACKS: [(Family, &[&str]); 4] = [
    (
        Family::Dos,
        &[
            "back",
            "land",
            "neptune",
            "pod",
            "smurf",
            "teardrop",
            "apache2",
            "udpstorm",
            "processtable",
            "mailbomb",
        ],
    ),
    (Family::Probe, &["satan", "ipsweep", "nmap", "portsweep", "mscan", "saint"]),
    (
        Family::R2l,
        &[
            "guess_passwd",
            "ftp_write",
            "imap",
            "phf",
            "multihop",
            "warezmaster",
            "warezclient",
            "spy",
            "xlock",
            "xsnoop",
            "snmpguess",
            "snmpgetattack",
            "sendmail",
            "named",
            "worm",
        ],
    ),
    (
        Family::U2r,
        &["buffer_overflow", "loadmodule", "rootkit", "perl", "sqlattack", "xterm", "ps", "httptunnel"],
    ),
];

impl Family {
    /// The family of a label without its final dot; `unknown` when no published list has it.
    pub fn of_label(label: &str) -> Self {
        if label == "normal" {
            return Self::Normal;
        }
        ATTACKS.iter().find(|(_, names)| names.contains(&label)).map_or(Self::Unknown, |(family, _)| *family)
    }

    /// A label with its family before it, unless the label says all that there is.
    pub fn with_label(self, label: &str) -> String {
        match self {
            Self::Unknown => label.to_owned(),
            family if family.name() == label => label.to_owned(),
            family => format!("{} · {label}", family.name()),
        }
    }

    /// Position in [`FAMILIES`].
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Lower-case name, as in the file formats' documentation.
    pub const fn name(self) -> &'static str {
        ["normal", "dos", "probe", "r2l", "u2r", "unknown"][self.index()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_find_their_published_family() {
        let check = |label, family| assert_eq!(Family::of_label(label), family, "{label}");
        check("normal", Family::Normal);
        check("smurf", Family::Dos);
        check("saint", Family::Probe);
        check("snmpguess", Family::R2l);
        check("httptunnel", Family::U2r);
        check("Normal", Family::Unknown);
        check("", Family::Unknown);
    }

    #[test]
    fn labels_stand_behind_their_family_unless_it_says_nothing_more() {
        let check = |label, told: &str| assert_eq!(Family::of_label(label).with_label(label), told);
        check("smurf", "dos · smurf");
        check("normal", "normal");
        check("evil", "evil");
        assert_eq!(Family::Normal.with_label("ok"), "normal · ok");
    }

    #[test]
    fn index_and_order_agree() {
        for (position, family) in FAMILIES.iter().enumerate() {
            assert_eq!(family.index(), position);
        }
    }
}
