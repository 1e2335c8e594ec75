//! What the sample promises, and that the committed file is what the generator makes.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;

use super::record::COLUMNS;
use super::*;

fn share(text: &str, labels: &[&str]) -> f64 {
    let has = |line: &&str| labels.iter().any(|label| line.ends_with(&format!(",{label}.")));
    text.lines().filter(has).count() as f64 / text.lines().count() as f64
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let bytes = compress(&records(5)).unwrap();
    assert_eq!(bytes, compress(&records(5)).unwrap());
    assert_ne!(bytes, compress(&records(6)).unwrap());
}

#[test]
fn every_record_has_its_columns_and_rates_between_0_and_1() {
    for line in records(SEED).lines() {
        let columns: Vec<&str> = line.split(',').collect();
        assert_eq!(columns.len(), COLUMNS, "{line}");
        for rate in columns[24..31].iter().chain(&columns[33..41]) {
            let value: f64 = rate.parse().unwrap();
            assert!((0.0..=1.0).contains(&value) && rate.len() == 4, "{line}");
        }
        let counts = [22, 23, 31, 32].map(|column: usize| columns[column].parse::<u32>().unwrap());
        assert!(counts[0] <= 511 && counts[1] <= 511 && counts[2] <= 255 && counts[3] <= 255, "{line}");
        assert_eq!((columns[19], columns[20]), ("0", "0"), "{line}");
    }
}

#[test]
fn all_families_occur_and_normal_is_the_majority() {
    let text = records(SEED);
    let check = |labels: &[&str], low: f64, high: f64| {
        let share = share(&text, labels);
        assert!((low..high).contains(&share), "{labels:?}: {share}");
    };
    check(&["normal"], 0.68, 0.76);
    check(&["smurf", "neptune", "back", "teardrop", "pod", "land"], 0.15, 0.25);
    check(&["ipsweep", "portsweep", "satan", "nmap"], 0.035, 0.065);
    check(
        &["guess_passwd", "warezclient", "warezmaster", "ftp_write", "imap", "phf", "multihop", "spy"],
        0.015,
        0.03,
    );
    check(&["buffer_overflow", "rootkit", "loadmodule", "perl"], 0.002, 0.005);
}

#[test]
fn the_file_is_small_and_has_natural_duplicates() {
    let text = records(SEED);
    let (total, distinct) = (text.lines().count(), text.lines().collect::<BTreeSet<_>>().len());
    assert!((18_000..23_000).contains(&total), "{total}");
    assert!((0.55..0.8).contains(&(distinct as f64 / total as f64)), "{distinct} of {total}");
    let bytes = compress(&text).unwrap().len();
    assert!(bytes < 400_000, "{bytes}");
}

#[test]
fn the_committed_file_is_what_the_generator_makes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/sample.csv.gz");
    let mut committed = String::new();
    GzDecoder::new(File::open(path).unwrap()).read_to_string(&mut committed).unwrap();
    // Compared as text, for another version of the compressor may pack the same text otherwise.
    assert!(committed == records(SEED), "data/sample.csv.gz is stale: run `cargo xtask sample`");
}
