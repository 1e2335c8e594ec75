//! Schemas: which columns a file has and what each of them holds.
//!
//! Knows names and kinds, never values.

use serde::{Deserialize, Serialize};

use crate::data::label::Family;
use crate::data::label_column::is_same_label;
use crate::data::quotes::Quotes;

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

/// One column of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// As in the file's documentation or header; unique in a schema. Untrusted text.
    pub name: String,
    /// What it is.
    pub role: Role,
}

/// What a column of a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// The feature at this position.
    Feature(u32),
    /// The label.
    Label,
    /// Something that is not looked at.
    Ignored(Unused),
}

/// Why a column is not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unused {
    /// The visitor turned it off.
    TurnedOff,
    /// NSL-KDD's difficulty, which was measured with the labels known.
    Difficulty,
    /// Numbers or names that tell rows apart and say nothing about them.
    Identifier,
    /// A date or a time of day.
    Time,
    /// Another column that tells the label.
    SecondLabel,
    /// Nothing in it.
    Empty,
    /// The file that detectors are trained on does not have it.
    NotInTraining,
}

/// What is done with a value that its column cannot hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Misfits {
    /// The line is skipped: the format is published and leaves nothing out.
    Skip,
    /// The value is missing; the line is kept.
    Keep,
}

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dialect {
    /// Byte between two fields.
    pub delimiter: u8,
    /// Byte around fields that hold delimiters or line ends.
    pub quote: u8,
    /// Byte that ends a line; a carriage return before a line feed is dropped.
    pub line_end: u8,
    /// Lines that begin with it are no samples.
    pub comment: Option<u8>,
    /// Whether numbers are written like `1,5`.
    pub decimal_comma: bool,
    /// Whether quoted fields may hold line ends, so that blocks can only be cut from the file's start on.
    pub quoted_lines: bool,
}

impl Dialect {
    /// A reader of records that are written like this, of any number of fields.
    pub fn reader(self, bytes: &[u8]) -> csv::Reader<&[u8]> {
        csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            .quote(self.quote)
            .terminator(csv::Terminator::Any(self.line_end))
            .from_reader(bytes)
    }
}

impl Default for Dialect {
    fn default() -> Self {
        Self {
            delimiter: b',',
            quote: b'"',
            line_end: b'\n',
            comment: None,
            decimal_comma: false,
            quoted_lines: false,
        }
    }
}

/// How lines become samples.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schema {
    /// Features; each is named by one field.
    pub features: Vec<Feature>,
    /// Every field of a line, in order.
    pub fields: Vec<Field>,
    /// How the lines are written.
    pub dialect: Dialect,
    /// Lines before the first sample, such as a header.
    pub leading_lines: u64,
    /// What is done with values that do not fit.
    pub misfits: Misfits,
    /// The label of harmless samples; `None` until all labels are known.
    pub normal: Option<String>,
}

#[cfg(test)]
impl Schema {
    /// Features alone, each a field of its own, for tests.
    pub(crate) fn of_features(features: &[(&str, FeatureKind)]) -> Self {
        let field = |(idx, (name, _)): (u32, &(&str, FeatureKind))| Field {
            name: (*name).into(),
            role: Role::Feature(idx),
        };
        Self {
            features: features
                .iter()
                .map(|(name, kind)| Feature { name: (*name).into(), kind: *kind })
                .collect(),
            fields: (0..).zip(features).map(field).collect(),
            dialect: Dialect::default(),
            leading_lines: 0,
            misfits: Misfits::Skip,
            normal: None,
        }
    }
}

impl Schema {
    /// Whether samples carry labels.
    pub fn labelled(&self) -> bool {
        self.fields.iter().any(|field| field.role == Role::Label)
    }

    /// Whether bytes are one record of as many fields as there are columns, by the rules of CSV.
    pub fn is_record(&self, bytes: &[u8]) -> bool {
        let mut record = csv::ByteRecord::new();
        let mut reader = self.dialect.reader(bytes);
        let is_whole = !Quotes::default().stays_open(bytes, self.dialect);
        is_whole && reader.read_byte_record(&mut record).is_ok() && record.len() == self.fields.len()
    }

    /// The family of a label.
    pub fn family(&self, label: &str) -> Family {
        match (Family::of_label(label), &self.normal) {
            (_, Some(normal)) if is_same_label(normal, label) => Family::Normal,
            (Family::Normal, _) => Family::Unknown,
            (family, _) => family,
        }
    }
}

/// What the visitor says about a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Choice {
    /// It is a number.
    Numeric,
    /// It is a name.
    Categorical,
    /// It is the label.
    Label,
    /// It is to be left out.
    Off,
}

/// What the visitor says about a file, over what is found in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corrections {
    /// Columns by name, each with its choice.
    pub columns: Vec<(String, Choice)>,
    /// The label of harmless samples.
    pub normal: Option<String>,
}

const HEAVY: FeatureKind = FeatureKind::Numeric { heavy_tail: true };
const PLAIN: FeatureKind = FeatureKind::Numeric { heavy_tail: false };
const NAMES: FeatureKind = FeatureKind::Categorical;

/// The 41 features of KDD Cup 1999 in file order, as `kddcup.names` lists them. Heavy tails: durations, bytes and every
/// counter; rates and flags are plain.
pub const KDD_FEATURES: [(&str, FeatureKind); 41] = [
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

/// The 41 features of KDD Cup 1999 in file order.
pub fn kdd_features() -> Vec<Feature> {
    KDD_FEATURES.iter().map(|(name, kind)| Feature { name: (*name).to_owned(), kind: *kind }).collect()
}
