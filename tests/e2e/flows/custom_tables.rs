//! Tables of other columns: what was found out is shown and can be corrected; one file is trained on, another one scored.

use std::path::Path;

use crate::fixtures::{Fixtures, Tail};
use crate::page::{hook, visit};

#[test]
fn columns_are_shown_corrected_and_trained_on() {
    let fixtures = Fixtures::new();
    let flows = fixtures.flows("flows.csv", 3_000, false);
    visit("custom-columns", |page| {
        page.sign_in();
        assert_eq!(page.load(&flows), "loaded");
        let features = || page.figure(&hook("load-summary"), "data-features");
        assert_eq!((page.figure(&hook("load-summary"), "data-samples"), features()), (3_000.0, 3.0));
        let columns = page.text_of("columns-table");
        assert!(columns.contains("an identifier") && columns.contains("the label"), "{columns}");
        page.screenshot("custom-columns");
        let script = "const select = document.querySelector('[aria-label=\"Rate is taken for\"]');
            select.value = 'left out'; select.dispatchEvent(new Event('change', { bubbles: true }));";
        page.browser.execute(script, &[]);
        page.click("apply-columns");
        let fewer = format!("document.querySelector('{}')?.dataset.features === '2'", hook("load-summary"));
        page.wait_for_condition(&fewer, crate::page::JOB_LIMIT);
        page.train();
        assert!(page.shows("metric-isolation-forest-auc"), "labels of a custom table grade");
    });
}

#[test]
fn of_an_archive_of_several_files_one_is_chosen() {
    let fixtures = Fixtures::new();
    let archive = fixtures.archive("archive.zip");
    let broken = fixtures.prose("letter.txt");
    visit("archive", |page| {
        page.sign_in();
        assert_eq!(page.load(&archive), "failed");
        page.wait_for("archive-entries");
        page.screenshot("archive");
        // Home's preview goes on meanwhile and reads a file of its own.
        page.wait_for_condition(
            "document.querySelector('[data-testid=preview-histogram][data-drawn=true]')",
            crate::page::JOB_LIMIT,
        );
        let before = page.states_so_far();
        let second = format!("document.querySelectorAll('{} button')[1].click()", hook("archive-entries"));
        page.browser.execute(&second, &[]);
        assert_eq!(page.outcome_after(before, &["loaded", "failed"]), "loaded");
        let samples = || page.figure(&hook("load-summary"), "data-samples");
        assert_eq!(samples(), 40.0);
        assert!(page.text_of("load-summary").contains("archive.zip/"), "which of its files was it?");
        page.wait_for("columns");
        // A file that cannot be read does not become the one that corrections are for.
        assert_eq!(page.load(&broken), "failed");
        let script = "const select = document.querySelector('[aria-label=\"Rate is taken for\"]');
            select.value = 'left out'; select.dispatchEvent(new Event('change', { bubbles: true }));";
        page.browser.execute(script, &[]);
        page.click("apply-columns");
        let fewer = format!("document.querySelector('{}')?.dataset.features === '2'", hook("load-summary"));
        page.wait_for_condition(&fewer, crate::page::JOB_LIMIT);
        assert_eq!(samples(), 40.0);
    });
}

#[test]
fn one_file_is_trained_on_and_another_one_scored() {
    let fixtures = Fixtures::new();
    let train = fixtures.flows("train.csv", 3_000, false);
    let test = fixtures.flows("test.csv", 5_000, true);
    let other = fixtures.plain("kdd.csv", 300, Tail::Label);
    visit("two-files", |page| {
        page.sign_in();
        assert_eq!(page.load(&train), "loaded");
        assert_eq!(page.load_by("test-file-input", &test), "loaded");
        page.wait_for("test-summary");
        assert_eq!(page.figure(&hook("test-summary"), "data-samples"), 5_000.0);
        page.screenshot("two-files");
        // What is said about the columns of one is said about both.
        let script = "const select = document.querySelector('[aria-label=\"Rate is taken for\"]');
            select.value = 'left out'; select.dispatchEvent(new Event('change', { bubbles: true }));";
        page.wait_for("columns");
        page.browser.execute(script, &[]);
        page.click("apply-columns");
        let fewer = format!("document.querySelector('{}')?.dataset.features === '2'", hook("load-summary"));
        page.wait_for_condition(&fewer, crate::page::JOB_LIMIT);
        page.wait_for("test-summary");
        page.train();
        page.go("#/train");
        assert_eq!(page.load_by("test-file-input", &other), "failed");
        let message = page.text_of("error-message");
        assert!(message.contains("lacks") && message.contains("Bytes"), "{message}");
        page.wait_for("test-summary");
        assert_eq!(page.load_by("train-file-input", &other), "loaded");
        assert!(!page.shows("test-summary"), "a file of other columns is dropped with the one it belongs to");
    });
}

#[test]
fn of_two_files_at_once_it_is_asked_which_one_is_trained_on() {
    let fixtures = Fixtures::new();
    let (one, other) = (fixtures.flows("one.csv", 3_000, false), fixtures.flows("other.csv", 5_000, false));
    visit("two-dropped", |page| {
        page.sign_in();
        page.drop_files(&[&one, &other]);
        page.wait_for("pair-dialog");
        let question = page.text_of("pair-dialog");
        assert!(question.contains("one.csv") && question.contains("other.csv"), "{question}");
        page.screenshot("two-dropped");
        let before = page.states_so_far();
        page.click("train-on-second");
        assert_eq!(page.outcome_after(before, &["loaded", "failed"]), "loaded");
        page.wait_for("test-summary");
        assert_eq!(page.figure(&hook("load-summary"), "data-samples"), 5_000.0);
        assert_eq!(page.figure(&hook("test-summary"), "data-samples"), 3_000.0);
        // Neither of two that are chosen in the field, as WebDriver has it on two lines: what is loaded stays.
        page.choose_file(Path::new(&format!("{}\n{}", one.display(), other.display())));
        page.wait_for("pair-dialog");
        let neither =
            format!("document.querySelector('{} button:last-of-type').click()", hook("pair-dialog"));
        page.browser.execute(&neither, &[]);
        page.go("#/train");
        page.wait_for("test-summary");
        assert_eq!(page.figure(&hook("load-summary"), "data-samples"), 5_000.0);
    });
}
