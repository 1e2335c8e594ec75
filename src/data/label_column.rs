//! Label columns: how they are called, and which of their values means harmless.

/// Names of label columns as [`normalised`] writes them, the likeliest first.
const NAMES: [&str; 24] = [
    "label",
    "class",
    "attacktype",
    "attackcat",
    "attack",
    "target",
    "outcome",
    "xattack",
    "result",
    "labels",
    "groundtruth",
    "verdict",
    "classlabel",
    "attacklabel",
    "isattack",
    "isanomaly",
    "ismalicious",
    "isintrusion",
    "anomaly",
    "malicious",
    "intrusion",
    "isfraud",
    "isoutlier",
    "y",
];

/// Label of a row of somebody's own table that has none.
pub const NO_LABEL: &str = "(none)";

/// Words for harmless traffic, the likeliest first; no word is the last one, since tables name attacks rather.
const NORMAL: [&str; 17] = [
    "normal",
    "benign",
    "legitimate",
    "legit",
    "background",
    "good",
    "ok",
    "clean",
    "harmless",
    "safe",
    "none",
    "no",
    "false",
    "0",
    "0.0",
    "n",
    NO_LABEL,
];

/// Whether a column of this name is likely to be the label.
pub fn is_label_name(name: &str) -> bool {
    rank(name).is_some()
}

/// Place of a column's name among likely ones, 0 for the likeliest; `None` for no label's name.
pub fn rank(name: &str) -> Option<usize> {
    let name = normalised(name);
    NAMES.iter().position(|known| *known == name)
}

/// Whether values hint at a label: one of them is a word for harmless traffic.
pub fn hints_at_label<'a>(mut values: impl Iterator<Item = &'a str>) -> bool {
    values.any(|value| ["normal", "benign"].iter().any(|word| word.eq_ignore_ascii_case(plain(value))))
}

/// Whether a label says nothing. `none` and `-` are not among these words, as tables call harmless traffic so.
pub fn is_missing(label: &str) -> bool {
    ["", "?", "na", "n/a", "nan", "null"].iter().any(|word| word.eq_ignore_ascii_case(label.trim()))
}

/// The label that most likely means harmless; labels with their numbers of samples. Falls back on the most frequent one.
pub fn normal_of<'a>(labels: &[(&'a str, u64)]) -> Option<&'a str> {
    let named = NORMAL.iter().find_map(|word| {
        labels.iter().map(|(label, _)| *label).find(|label| word.eq_ignore_ascii_case(plain(label)))
    });
    let most_frequent = labels.iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(a.0)));
    named.or_else(|| most_frequent.map(|(label, _)| *label))
}

/// Whether two labels are one word, in whatever case and with or without a final dot.
pub fn is_same_label(one: &str, other: &str) -> bool {
    plain(one).eq_ignore_ascii_case(plain(other))
}

/// Whether a column has the name that also stands for a coordinate, so that it may be a feature beside a label.
pub fn is_weak_name(name: &str) -> bool {
    normalised(name) == "y"
}

/// A column's name in lower case and without what stands between its words: `Is Attack`, `is_attack` and `isAttack` are one.
fn normalised(name: &str) -> String {
    let letters = name.chars().filter(|character| !matches!(character, ' ' | '_' | '-'));
    letters.map(|character| character.to_ascii_lowercase()).collect()
}

/// A label without its final dot and the space around it.
fn plain(label: &str) -> &str {
    let label = label.trim();
    label.strip_suffix('.').unwrap_or(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_names_are_labels_and_others_are_not() {
        let labels = [
            " Label",
            "class",
            "Y",
            "attack_type",
            "Attack Type",
            "verdict",
            "is_attack",
            "isAnomaly",
            "Ground-Truth",
            "malicious",
        ];
        assert!(labels.into_iter().all(is_label_name));
        let others = ["duration", "", "classes", "yield", "anomaly_score", "attacks", "verdicts"];
        assert!(others.into_iter().all(|name| !is_label_name(name)));
        assert!(rank("label") < rank("attack_cat"));
    }

    #[test]
    fn harmless_labels_are_found_by_their_word_else_by_number() {
        assert_eq!(normal_of(&[("DDoS", 9), ("BENIGN", 5)]), Some("BENIGN"));
        assert_eq!(normal_of(&[("1", 9), ("0", 5)]), Some("0"));
        assert_eq!(normal_of(&[("evil", 9), ("OK", 5)]), Some("OK"));
        assert_eq!(normal_of(&[("True", 9), ("False", 5)]), Some("False"));
        assert_eq!(normal_of(&[("b", 5), ("a", 5), ("c", 1)]), Some("a"));
        assert_eq!(normal_of(&[("Exploits", 9), (NO_LABEL, 5)]), Some(NO_LABEL));
        assert_eq!(normal_of(&[]), None);
        assert!(hints_at_label(["smurf.", "normal."].into_iter()));
        assert!(is_same_label("NORMAL", "normal.") && !is_same_label("normal", "abnormal"));
    }
}
