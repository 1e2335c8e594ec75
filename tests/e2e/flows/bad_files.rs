//! Files that are broken, odd or no data at all: each has its clear answer, and the next good file loads.

use crate::fixtures::{Fixtures, Tail, WRONG_LINES};
use crate::page::{Page, hook, visit};

const N: u64 = 1_000;

#[test]
fn files_that_cannot_be_read_are_told_apart_and_the_next_good_one_loads() {
    let fixtures = Fixtures::new();
    let good = fixtures.plain("good.csv", N, Tail::Label);
    let bad = [
        (fixtures.prose("letter.txt"), "field"),
        (fixtures.empty("empty.csv"), "empty"),
        (fixtures.picture("picture.png"), "PNG"),
        (fixtures.picture("renamed.csv"), "PNG"),
    ];
    visit("bad-files", |page| {
        page.sign_in();
        for (path, word) in &bad {
            assert_eq!(page.load(path), "failed", "{}", path.display());
            let message = page.text_of("error-message");
            assert!(
                message.to_lowercase().contains(&word.to_lowercase()),
                "{}: \"{message}\" lacks \"{word}\"",
                path.display()
            );
            assert_eq!(page.load(&good), "loaded", "after {}", path.display());
            assert!(!page.shows("error-message"), "the message about {} stays", path.display());
            check_counts(page, N, 0);
        }
    });
}

#[test]
fn good_lines_are_kept_and_bad_ones_counted_by_line() {
    let fixtures = Fixtures::new();
    let spoilt = fixtures.with_wrong_lines("spoilt.csv");
    let broken = fixtures.truncated_gzip("broken.gz", 20_000);
    visit("bad-lines", |page| {
        page.sign_in();
        assert_eq!(page.load(&spoilt), "loaded");
        check_counts(page, 297, 3);
        let told = page.text_of("skipped-lines");
        for line in WRONG_LINES {
            assert!(told.contains(&line.to_string()), "line {line} is not told: {told}");
        }

        assert_eq!(page.load(&broken), "loaded", "what came before the break is kept");
        let samples = page.figure(&hook("load-summary"), "data-samples");
        assert!(samples > 1_000.0 && samples < 20_000.0, "{samples} samples of half a file");
        assert_ne!(page.text_of("broke-off").trim(), "", "nothing says that the file breaks off");
    });
}

#[test]
fn files_of_41_42_and_43_columns_load_packed_or_not_and_train() {
    let fixtures = Fixtures::new();
    let files = [
        (fixtures.plain("unlabelled.data", N, Tail::None), false),
        (fixtures.plain("kdd", N, Tail::Label), true),
        (fixtures.gzip("kdd.gz", N), true),
        (fixtures.plain("KDDTest+.txt", N, Tail::LabelAndDifficulty), true),
    ];
    visit("columns", |page| {
        page.sign_in();
        for (path, labelled) in &files {
            assert_eq!(page.load(path), "loaded", "{}", path.display());
            check_counts(page, N, 0);
            page.train();
            let graded = page.shows("metric-isolation-forest-auc");
            assert_eq!(graded, *labelled, "an AUC takes labels: {}", path.display());
        }
    });
}

#[track_caller]
fn check_counts(page: &Page, samples: u64, skipped: u64) {
    page.wait_for("load-summary");
    let summary = hook("load-summary");
    let expected = [
        ("data-samples", samples),
        ("data-distinct", samples),
        ("data-skipped", skipped),
        ("data-features", 41),
    ];
    for (attribute, expected) in expected {
        assert_eq!(page.figure(&summary, attribute), expected as f64, "{attribute}");
    }
}
