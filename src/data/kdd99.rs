//! KDD Cup 1999 as it was published: 41 features without a header, with or without a label.

use crate::data::format::{Format, Head, kdd_schema};
use crate::data::schema::{KDD_FEATURES, Role, Schema, Unused};

/// `kddcup.data` and its kin; `kddcup.testdata.unlabeled` has no label.
pub struct Kdd99;

impl Format for Kdd99 {
    fn name(&self) -> &'static str {
        "KDD Cup 1999"
    }

    fn schema(&self, head: &Head<'_>) -> Option<Schema> {
        let n_features = KDD_FEATURES.len();
        let unlabelled = || kdd_schema(head, &[]);
        let labelled = || kdd_schema(head, &[("label", Role::Label)]);
        match head.width {
            width if width == n_features => unlabelled(),
            width if width == n_features + 1 => labelled(),
            _ => None,
        }
    }
}

/// NSL-KDD: KDD's 41 features, a label without its dot, and a difficulty that no detector may see.
pub struct NslKdd;

impl Format for NslKdd {
    fn name(&self) -> &'static str {
        "NSL-KDD"
    }

    fn schema(&self, head: &Head<'_>) -> Option<Schema> {
        let more = [("label", Role::Label), ("difficulty", Role::Ignored(Unused::Difficulty))];
        (head.width == KDD_FEATURES.len() + 2).then(|| kdd_schema(head, &more)).flatten()
    }
}

/// Smallest and largest value of a feature by the documentation of KDD Cup 1999 (`kddcup.names` and Lee & Stolfo, "A
/// framework for constructing features and models for intrusion detection systems", TISSEC 2000): flags are 0 or 1, rates
/// are shares, counts of a two-second window are held in nine bits, those of a hundred connections in eight.
pub fn documented_range(feature: &str) -> Option<(f64, f64)> {
    match feature {
        "land" | "logged_in" | "root_shell" | "su_attempted" | "is_host_login" | "is_guest_login" => {
            Some((0.0, 1.0))
        }
        "count" | "srv_count" => Some((0.0, 511.0)),
        "dst_host_count" | "dst_host_srv_count" => Some((0.0, 255.0)),
        "wrong_fragment" => Some((0.0, 3.0)),
        name if name.ends_with("_rate") => Some((0.0, 1.0)),
        _ => KDD_FEATURES.iter().any(|(name, _)| *name == feature).then_some((0.0, f64::INFINITY)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_those_of_the_documentation() {
        assert_eq!(documented_range("serror_rate"), Some((0.0, 1.0)));
        assert_eq!(documented_range("dst_host_count"), Some((0.0, 255.0)));
        assert_eq!(documented_range("src_bytes"), Some((0.0, f64::INFINITY)));
        assert_eq!(documented_range("flow_bytes"), None);
    }
}
