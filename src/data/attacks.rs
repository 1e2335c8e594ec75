//! One line about every attack and family of the published lists.
//!
//! After Kendall, "A Database of Computer Attacks for the Evaluation of Intrusion Detection Systems" (MIT, 1999).

use crate::data::label::Family;

const ATTACKS: [(&str, &str); 39] = [
    ("back", "sends a web server addresses with thousands of slashes, which keep it busy"),
    ("land", "sends packets whose source is their own destination; old systems lock up"),
    ("neptune", "floods a host with half-open connections (SYN flood) until it answers nobody"),
    ("pod", "sends pings larger than allowed (ping of death); old systems crash"),
    ("smurf", "has whole networks answer pings in the victim’s name: a flood of replies"),
    ("teardrop", "sends fragments that overlap; old systems crash when they put them together"),
    ("apache2", "sends a web server requests with very many headers"),
    ("udpstorm", "sets two services to answer each other for ever"),
    ("processtable", "opens connections until the host has no room for another process"),
    ("mailbomb", "floods a mail server with messages"),
    ("satan", "tries a host for many known weaknesses with the scanner SATAN"),
    ("ipsweep", "pings address after address to learn which hosts exist"),
    ("nmap", "maps hosts and ports with the scanner nmap, often slowly and in hiding"),
    ("portsweep", "tries port after port of a host to learn which services it has"),
    ("mscan", "scans a whole network for known weaknesses"),
    ("saint", "tries hosts for known weaknesses with the scanner SAINT"),
    ("guess_passwd", "tries password after password"),
    ("ftp_write", "puts a file into an ftp server’s directory that nobody should be able to write to"),
    ("imap", "overflows a buffer of the mail server imap and gets its rights"),
    ("phf", "has the web script phf run commands"),
    ("multihop", "breaks in by way of a host that was taken over before"),
    ("warezmaster", "stores stolen software on a public ftp server"),
    ("warezclient", "fetches stolen software from a public ftp server"),
    ("spy", "breaks in again and again to look for secrets, unnoticed"),
    ("xlock", "shows a false screen lock to catch a password"),
    ("xsnoop", "listens to what is typed on an open X display"),
    ("snmpguess", "guesses the password of a device’s management (SNMP)"),
    (
        "snmpgetattack",
        "reads a device’s management (SNMP) with a guessed password; looks like normal traffic",
    ),
    ("sendmail", "overflows a buffer of the mail server sendmail"),
    ("named", "overflows a buffer of the name server named"),
    ("worm", "spreads by itself from host to host"),
    ("buffer_overflow", "overflows a buffer of a program that runs as root"),
    ("loadmodule", "has the program loadmodule run a shell as root"),
    ("rootkit", "installs tools that hide an intruder and keep the door open"),
    ("perl", "has a version of perl run a script as root"),
    ("sqlattack", "breaks out of a database’s shell and becomes root"),
    ("xterm", "overflows a buffer of xterm, which runs as root"),
    ("ps", "wins a race against the program ps, which runs as root"),
    ("httptunnel", "hides another protocol in web traffic, through the firewall"),
];

/// What an attack does, to follow its name; `None` for names that no published list has.
pub fn explanation(label: &str) -> Option<&'static str> {
    ATTACKS.iter().find(|(name, _)| *name == label).map(|(_, text)| *text)
}

impl Family {
    /// What the family is, in one line.
    pub const fn explanation(self) -> &'static str {
        match self {
            Self::Normal => "Traffic labelled as harmless.",
            Self::Dos => "Denial of service: a host or network is kept too busy to serve anybody.",
            Self::Probe => "Surveillance: hosts and ports are tried to find out what could be attacked.",
            Self::R2l => "Remote to local: somebody without an account gets into a host.",
            Self::U2r => "User to root: somebody with an account takes the rights of root.",
            Self::Unknown => {
                "Attacks by the file’s own names, which no published list has, or no label at all."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_attack_with_a_family_is_explained_and_no_other_name() {
        let known = ATTACKS.iter().filter(|(name, _)| Family::of_label(name) != Family::Unknown);
        assert_eq!(known.count(), ATTACKS.len());
        assert_eq!((explanation("normal"), explanation("<b>")), (None, None));
        assert!(explanation("smurf").is_some());
    }
}
