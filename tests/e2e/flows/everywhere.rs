//! The real file without a network, and its connections judged by the page, by its service worker and by a server elsewhere.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

use oddflow::data::number::parse_number;
use oddflow::data::schema::{FeatureKind, KDD_FEATURES};
use serde_json::{Map, Value, json};

use crate::fixtures::Fixtures;
use crate::flows::real_file::find_real_file;
use crate::page::{JOB_LIMIT, Page, one_at_a_time, text};
use crate::process::Process;
use crate::report::report;
use crate::site::Site;
use crate::temp_dir::TempDir;
use crate::webdriver::Profile;

/// Connections that every host judges.
const N_CONNECTIONS: usize = 1_000;
/// Long enough for a service worker to fetch the site.
const INSTALL_LIMIT: Duration = Duration::from_secs(60);

/// A connection as JSON, and its scores in the scored file by the API's names.
struct Scored {
    body: String,
    scores: [(&'static str, f64); 2],
}

#[test]
fn without_a_network_all_is_done_and_every_host_gives_the_same_bytes() {
    let fixtures = Fixtures::new();
    // Without the real file a made one goes the same way.
    let file = find_real_file().unwrap_or_else(|| fixtures.gzip("made.gz", 20_000));
    let _turn = one_at_a_time();
    let site = Site::at_root();
    let profile = Profile::new();
    let page = Page::start("everywhere", &site, &profile);
    page.open("");
    page.wait_for_condition("navigator.serviceWorker.controller !== null", INSTALL_LIMIT);
    drop(site);
    page.reload();
    page.sign_in();
    assert_eq!(page.load(&file), "loaded");
    page.train();
    page.wait_for("metric-fused-auc");
    let lines = scored_lines(&page);
    let connections: Vec<Scored> = lines.iter().map(|line| connection(line)).collect();
    assert_eq!(connections.len(), N_CONNECTIONS);

    page.go("#/predict");
    let model = downloaded_model(&page);
    page.click("model-save");
    page.wait_for_condition(
        "document.querySelector('[data-testid=model-news]').dataset.value === 'saved'",
        JOB_LIMIT,
    );
    let by_worker = judged_by_the_service_worker(&page, &connections);
    for (answer, Scored { body, scores }) in by_worker.iter().zip(&connections) {
        let told: Value = serde_json::from_str(answer).unwrap_or_else(|error| panic!("{error}: {answer}"));
        for (detector, score) in scores {
            assert_eq!(told["scores"][detector].as_f64(), Some(*score), "{detector} of {body}: {answer}");
        }
    }
    judged_by_the_page(&page, &connections, &by_worker);
    assert_eq!(judged_by_a_server(&model, &connections), by_worker, "the server says something else");

    // The model and the site are there after a reload, still without a network.
    let start = Instant::now();
    page.reload();
    page.go("#/predict");
    page.wait_for("model-version");
    report(&format!("measured: {} ms from a reload to the stored model", start.elapsed().as_millis()));
    let again = judged_by_the_service_worker(&page, connections.get(..1).unwrap_or_default());
    assert_eq!(again.first(), by_worker.first());
    page.finish();
}

/// Lines of the scored file, evenly drawn.
fn scored_lines(page: &Page) -> Vec<String> {
    page.wait_for("export-scored-csv");
    export(page, "export-scored-csv");
    let script = "const [n, done] = arguments;
        window.exported.text().then(text => {
            const lines = text.trimEnd().split('\\n').slice(1);
            done(Array.from({ length: n }, (_, i) => lines[Math.floor((i + 0.5) * lines.length / n)]));
        });";
    let lines = page.browser.execute_async(script, &[json!(N_CONNECTIONS)]);
    lines.as_array().map(|lines| lines.iter().map(text).collect()).unwrap_or_default()
}

/// Clicks a button that saves a file and keeps the file as `window.exported`.
fn export(page: &Page, button: &str) {
    let script = "window.exported = undefined;
        const make = URL.createObjectURL.bind(URL);
        URL.createObjectURL = blob => { window.exported = blob; URL.createObjectURL = make; return make(blob); };";
    page.browser.execute(script, &[]);
    page.click(button);
    page.wait_for_condition("window.exported !== undefined", JOB_LIMIT);
}

fn connection(line: &str) -> Scored {
    let fields: Vec<&str> = line.split(',').collect();
    let value = |kind: &FeatureKind, text: &str| match parse_number(text.as_bytes()) {
        Some(number) if *kind != FeatureKind::Categorical => json!(number),
        _ => json!(text),
    };
    let features = KDD_FEATURES.iter().zip(&fields);
    let body: Map<String, Value> =
        features.map(|((name, kind), text)| ((*name).to_owned(), value(kind, text))).collect();
    let score = |column: usize| fields.get(column).and_then(|text| text.parse().ok()).unwrap_or(f64::NAN);
    // Behind the label: score and verdict of each detector.
    Scored {
        body: Value::from(body).to_string(),
        scores: [("isolation_forest", score(42)), ("autoencoder", score(44))],
    }
}

fn downloaded_model(page: &Page) -> Vec<u8> {
    page.wait_for("model-download");
    export(page, "model-download");
    let script =
        "window.exported.arrayBuffer().then(bytes => arguments[0](Array.from(new Uint8Array(bytes))));";
    let bytes = page.browser.execute_async(script, &[]);
    let byte = |byte: &Value| byte.as_u64().and_then(|byte| u8::try_from(byte).ok()).unwrap_or_default();
    bytes.as_array().map(|bytes| bytes.iter().map(byte).collect()).unwrap_or_default()
}

fn bodies(connections: &[Scored]) -> Value {
    connections.iter().map(|connection| connection.body.as_str()).collect::<Vec<_>>().into()
}

fn judged_by_the_service_worker(page: &Page, connections: &[Scored]) -> Vec<String> {
    let script = "const [bodies, done] = arguments;
        (async () => {
            const answers = [];
            for (const body of bodies) {
                const answer = await fetch('predict', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
                answers.push(await answer.text());
            }
            return answers;
        })().then(done, error => done([String(error)]));";
    let answers = page.browser.execute_async(script, &[bodies(connections)]);
    answers.as_array().map(|answers| answers.iter().map(text).collect()).unwrap_or_default()
}

/// Types each connection as JSON and waits for the very answer that is expected.
fn judged_by_the_page(page: &Page, connections: &[Scored], expected: &[String]) {
    let script = "const [bodies, expected, done] = arguments;
        const part = id => document.querySelector(`[data-testid=${id}]`);
        (async () => {
            for (const [i, body] of bodies.entries()) {
                const field = part('predict-json');
                field.value = body;
                field.dispatchEvent(new Event('input', { bubbles: true }));
                part('predict-submit').click();
                const start = performance.now();
                while (part('predict-answer').textContent !== expected[i]) {
                    if (performance.now() - start > 10000) return [i, part('predict-answer').textContent, expected[i]];
                    await new Promise(next => setTimeout(next, 0));
                }
            }
            return [bodies.length];
        })().then(done, error => done([String(error)]));";
    let found = page.browser.execute_async(script, &[bodies(connections), json!(expected)]);
    assert_eq!(found, json!([connections.len()]), "the page says something else");
}

fn judged_by_a_server(model: &[u8], connections: &[Scored]) -> Vec<String> {
    let folder = TempDir::new("model");
    let path = folder.write("model.oddflow", model);
    folder.write("index.html", b"page");
    let mut command = Command::new(env!("CARGO_BIN_EXE_oddflow"));
    command.arg("serve").arg("--dist").arg(folder.path()).args(["--port", "0", "--data", "none", "--model"]);
    let start = Instant::now();
    let server = Process::start(command.arg(&path), "listening on ").expect("cargo has built the binary");
    report(&format!("measured: {} ms from a server's start to its model", start.elapsed().as_millis()));
    let address = server.announced.trim_start_matches("http://").trim_end_matches('/');
    let post = |Scored { body, .. }: &Scored| -> std::io::Result<String> {
        let mut stream = TcpStream::connect(address)?;
        write!(
            stream,
            "POST /predict HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default())
    };
    connections.iter().map(|connection| post(connection).expect("the server answers")).collect()
}
