//! Names of files that hold what was found in another one.

/// Endings of files that can be read, dropped from names made after them.
const ENDINGS: [&str; 6] = [".gz", ".zip", ".csv", ".txt", ".data", ".arff"];
/// Characters kept of the source's name.
const MAX_STEM: usize = 100;

/// A name that says what is in it: `KDDTest+_iforest_seed42_scored.csv`. Characters that some system refuses in names of files
/// become `_`.
pub fn file_name(source: &str, seed: u64, what: &str) -> String {
    let mut stem = source;
    while let Some(shorter) = ENDINGS.iter().find_map(|ending| stem.strip_suffix(ending)) {
        stem = shorter;
    }
    // What some system forbids in names, and what would hide a name or turn it around.
    let is_plain = |c: char| c.is_alphanumeric() || "+-_.() ".contains(c);
    let stem: String = stem.chars().take(MAX_STEM).map(|c| if is_plain(c) { c } else { '_' }).collect();
    format!("{}_iforest_seed{seed}_{what}", stem.trim_start_matches(['.', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_the_source_and_lose_its_endings() {
        let check = |source, expected| assert_eq!(file_name(source, 42, "x.csv"), expected);
        check("KDDTest+.txt", "KDDTest+_iforest_seed42_x.csv");
        check("kddcup.data_10_percent.gz", "kddcup.data_10_percent_iforest_seed42_x.csv");
        check("sample.csv.gz", "sample_iforest_seed42_x.csv");
        check("../a\\b:\u{202e}c.csv", "_a_b__c_iforest_seed42_x.csv");
    }

    #[test]
    fn names_are_such_as_every_system_takes() {
        let check = |source, expected| assert_eq!(file_name(source, 1, "x.csv"), expected);
        check("../a:b?\n.csv", "_a_b___iforest_seed1_x.csv");
        assert!(file_name(&"ü".repeat(300), 1, "x.csv").chars().count() < 130);
    }
}
