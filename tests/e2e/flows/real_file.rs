//! The real thing: the 10 % file of KDD Cup 1999, packed and unpacked, with its published counts and the same bits everywhere.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use oddflow::data::schema::Corrections;
use oddflow::detectors::TrainOn;
use oddflow::engine::command::{Command, Place};
use oddflow::engine::event::Event;
use oddflow::engine::in_process::InProcess;
use oddflow::session::settings::Settings;

use crate::fixtures::{Fixtures, Tail};
use crate::long_tasks::{self, Span};
use crate::page::{JOB_LIMIT, Page, hook, visit};
use crate::report::{report, skipped};

/// Samples per family in `kddcup.data_10_percent`, counted with `cut -d, -f42 | sort | uniq -c` and the label list of
/// <https://kdd.ics.uci.edu/databases/kddcup99/training_attack_types>.
const FAMILIES: [(&str, f64); 5] =
    [("dos", 391_458.0), ("normal", 97_278.0), ("probe", 4_107.0), ("r2l", 1_126.0), ("u2r", 52.0)];
/// scikit-learn with the page's settings reaches .997, by `tests/reference/forest_search.py`.
const LEAST_AUC: f64 = 0.994;

/// Visits of which one must be without a task over the limit.
const VISITS: usize = 3;

#[test]
fn the_real_file_gives_the_published_counts_and_the_same_bits_for_any_number_of_workers() {
    let Some(packed) = real_file("real-file") else { return };
    let fixtures = Fixtures::new();
    let unpacked = fixtures.unpacked(&packed, "kddcup.data_10_percent");
    visit("real-file", |page| {
        page.sign_in();
        assert_eq!(page.drop_file(&packed), "loaded");
        check_counts(page);
        let expected = train_and_fingerprint(page, "as many workers as cores, dropped .gz");
        let auc = page.figure(&hook("metric-isolation-forest-auc"), "data-value");
        report(&format!("measured: AUC {auc:.4}"));
        assert!(auc >= LEAST_AUC, "AUC {auc} on all rows");
        page.wait_for("metric-never-trained-auc");
        // Detectors that are not shown are judged a moment later.
        let judged =
            format!("document.querySelector('{}')?.dataset.value > 0", hook("metric-autoencoder-auc"));
        page.wait_for_condition(&judged, JOB_LIMIT);
        let [trained, untrained] = ["autoencoder", "never-trained"]
            .map(|what| page.figure(&hook(&format!("metric-{what}-auc")), "data-value"));
        assert!(trained > untrained, "AUC {trained}, and {untrained} of the network that was never trained");

        for (workers, path) in [(1, &packed), (2, &unpacked), (3, &packed)] {
            page.open(&format!("?workers={workers}"));
            page.sign_in();
            assert_eq!(page.load(path), "loaded");
            check_counts(page);
            let what =
                format!("{workers} worker(s), {}", path.file_name().unwrap_or_default().to_string_lossy());
            assert_eq!(train_and_fingerprint(page, &what), expected, "{what}: another result");
        }
        assert_eq!(native_fingerprint(&packed), expected, "the native engine comes to another result");
    });
}

#[test]
fn the_page_is_never_blocked_while_a_large_file_is_read_and_scored() {
    let fixtures = Fixtures::new();
    // Without the real file one of the same size does: the bar is the page's, not the data's.
    let large = find_real_file().unwrap_or_else(|| fixtures.plain("large.csv", 400_000, Tail::Label));
    visit("long-tasks", |page| {
        // A task's length is wall time, and both cores are busy with training: what is the page's own doing shows every time.
        let mut visits: Vec<Vec<Span>> = Vec::new();
        while visits.len() < VISITS && visits.last().is_none_or(|too_long| !too_long.is_empty()) {
            page.open("?workers=2");
            page.sign_in();
            visits.push(tasks_too_long(page, &large));
        }
        assert!(
            visits.last().is_some_and(Vec::is_empty),
            "the page's thread was blocked at every visit: {visits:.0?}, states {}",
            page.probed("probe.states")
        );
    });
}

/// Tasks of the page's thread over the limit, drawing apart, from the file's drop to the last part of the results.
fn tasks_too_long(page: &Page, file: &Path) -> Vec<Span> {
    let start = page.browser.execute("return performance.now()", &[]).as_f64().expect("a time");
    assert_eq!(page.drop_file(file), "loaded");
    page.train();
    // The page is built part by part; the table of connections is its last.
    let first_row =
        format!("document.querySelector('{} [role=row] [data-label=line]') !== null", hook("results-table"));
    page.wait_for_condition(&first_row, JOB_LIMIT);
    let tasks = Span::list(&page.probed("probe.longTasks"));
    let draws = Span::list(&page.browser.execute(
        "return performance.getEntriesByName('oddflow:draw', 'measure').map(m => ({ start: m.startTime, duration: m.duration }))",
        &[],
    ));
    let shown: Vec<_> = draws.iter().map(|draw| format!("{:.0} ms", draw.duration)).collect();
    report(&format!("measured: ECharts drew {} times: {}", draws.len(), shown.join(", ")));
    assert!(!draws.is_empty(), "the page must wrap drawing in performance.measure('oddflow:draw')");
    let tasks: Vec<_> = tasks.into_iter().filter(|task| task.start >= start).collect();
    report(&format!("measured: tasks over 50 ms, drawing included: {tasks:.0?}"));
    tasks.into_iter().filter(|task| long_tasks::outside(*task, &draws) > long_tasks::LIMIT).collect()
}

/// Fingerprint of the scores that the native engine, run in this process, gives the file with the page's default settings.
fn native_fingerprint(path: &Path) -> String {
    let bytes: Arc<[u8]> = std::fs::read(path).expect("the file was just loaded by the page").into();
    let mut engine = InProcess::new(2);
    let (place, corrections) = (Place::Train, Corrections::default());
    engine.run(Command::Load { job: 1, name: String::new(), place, corrections, entry: None }, Some(bytes));
    let Settings { encoding, isolation_forest, autoencoder } = Settings::default();
    let events = engine.run(
        Command::Fit { job: 2, train_on: TrainOn::Normal, encoding, isolation_forest, autoencoder },
        None,
    );
    match events.last() {
        Some(Event::Scored { summary, .. }) => summary.fingerprint.clone(),
        other => panic!("not scored: {other:?}"),
    }
}

fn check_counts(page: &Page) {
    let summary = hook("load-summary");
    page.wait_for("load-summary");
    for (attribute, expected) in
        [("data-samples", 494_021.0), ("data-distinct", 145_586.0), ("data-skipped", 0.0)]
    {
        assert_eq!(page.figure(&summary, attribute), expected, "{attribute}");
    }
    for (family, expected) in FAMILIES {
        let css = format!("{}[data-family={family}]", hook("family-count"));
        assert_eq!(page.figure(&css, "data-value"), expected, "{family}");
    }
}

fn train_and_fingerprint(page: &Page, what: &str) -> String {
    page.train();
    let script = "const { handed, states, clicked, drawn } = window.__oddflow_probe, click = clicked['train-start'];
        const first = (state, after) => states.find(s => s.state === state && s.at >= after)?.at;
        return [first('loaded', handed) - handed, Math.max(first('done', click), drawn.find(at => at >= click)) - click]";
    let times = page.browser.execute(script, &[]);
    let [load, train] = [0, 1].map(|part: usize| times[part].as_f64().unwrap_or(f64::NAN));
    report(&format!("measured: {what}: file to loaded {load:.0} ms, click to drawn histogram {train:.0} ms"));
    let fingerprint = page.attribute(&hook("fingerprint"), "data-value");
    assert_ne!(fingerprint, "", "the result has no fingerprint");
    fingerprint
}

/// The 10 % file, or a word that the test is skipped.
fn real_file(test: &str) -> Option<PathBuf> {
    let found = find_real_file();
    if found.is_none() {
        skipped(test, "kddcup.data_10_percent.gz is in neither ../shared/data nor the folder ODDFLOW_KDD");
    }
    found
}

/// The 10 % file in the folder `$ODDFLOW_KDD`, else where this project's makers keep it.
pub fn find_real_file() -> Option<PathBuf> {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let folder = env::var_os("ODDFLOW_KDD").map_or(default, PathBuf::from);
    folder.join("kddcup.data_10_percent.gz").canonicalize().ok()
}
