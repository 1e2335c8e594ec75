//! Schemas: which columns a file has and what each of them holds.
//!
//! Knows names and kinds, never values.

use serde::{Deserialize, Serialize};

/// How the values of a feature are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FeatureKind {
    /// A finite number.
    Numeric {
        /// Whether its distribution has a heavy tail (bytes, seconds, counters), so that ratios mean more than
        /// differences.
        heavy_tail: bool,
    },
    /// One of a set of names.
    Categorical,
}

/// One feature of a sample.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feature {
    /// As in the file's documentation or header.
    pub name: String,
    /// How its values are read.
    pub kind: FeatureKind,
}

/// What a field of a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Field {
    /// The next feature, in order.
    Feature,
    /// The label.
    Label,
    /// Something that is not looked at, like NSL-KDD's difficulty.
    Ignored,
}

/// How lines become samples.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schema {
    /// Features in the order of their fields.
    pub features: Vec<Feature>,
    /// Every field of a line, in order; as many [`Field::Feature`] as there are features.
    pub fields: Vec<Field>,
    /// Byte between two fields.
    pub delimiter: u8,
    /// Lines before the first sample, such as a header.
    pub leading_lines: u64,
}

impl Schema {
    /// Whether samples carry labels.
    pub fn labelled(&self) -> bool {
        self.fields.contains(&Field::Label)
    }
}

const HEAVY: FeatureKind = FeatureKind::Numeric { heavy_tail: true };
const PLAIN: FeatureKind = FeatureKind::Numeric { heavy_tail: false };
const NAMES: FeatureKind = FeatureKind::Categorical;

/// The 41 features of KDD Cup 1999 in file order, as `kddcup.names` lists them. Heavy tails: durations, bytes and every
/// counter; rates and flags are plain.
const KDD_FEATURES: [(&str, FeatureKind); 41] = [
    ("duration", HEAVY),
    ("protocol_type", NAMES),
    ("service", NAMES),
    ("flag", NAMES),
    ("src_bytes", HEAVY),
    ("dst_bytes", HEAVY),
    ("land", PLAIN),
    ("wrong_fragment", HEAVY),
    ("urgent", HEAVY),
    ("hot", HEAVY),
    ("num_failed_logins", HEAVY),
    ("logged_in", PLAIN),
    ("num_compromised", HEAVY),
    ("root_shell", PLAIN),
    ("su_attempted", HEAVY),
    ("num_root", HEAVY),
    ("num_file_creations", HEAVY),
    ("num_shells", HEAVY),
    ("num_access_files", HEAVY),
    ("num_outbound_cmds", PLAIN),
    ("is_host_login", PLAIN),
    ("is_guest_login", PLAIN),
    ("count", HEAVY),
    ("srv_count", HEAVY),
    ("serror_rate", PLAIN),
    ("srv_serror_rate", PLAIN),
    ("rerror_rate", PLAIN),
    ("srv_rerror_rate", PLAIN),
    ("same_srv_rate", PLAIN),
    ("diff_srv_rate", PLAIN),
    ("srv_diff_host_rate", PLAIN),
    ("dst_host_count", HEAVY),
    ("dst_host_srv_count", HEAVY),
    ("dst_host_same_srv_rate", PLAIN),
    ("dst_host_diff_srv_rate", PLAIN),
    ("dst_host_same_src_port_rate", PLAIN),
    ("dst_host_srv_diff_host_rate", PLAIN),
    ("dst_host_serror_rate", PLAIN),
    ("dst_host_srv_serror_rate", PLAIN),
    ("dst_host_rerror_rate", PLAIN),
    ("dst_host_srv_rerror_rate", PLAIN),
];

/// How many features a KDD sample has.
pub const N_KDD_FEATURES: usize = KDD_FEATURES.len();

/// The 41 features of KDD Cup 1999 in file order.
pub fn kdd_features() -> Vec<Feature> {
    KDD_FEATURES.iter().map(|(name, kind)| Feature { name: (*name).to_owned(), kind: *kind }).collect()
}
