//! `oddflow serve` answers over HTTP with the bytes of the core, and with the statuses and headers of its own.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test stops at the first surprise"
)]

mod support;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use oddflow::api::{Api, Request, Scorer};
use oddflow::detectors::TrainOn;
use oddflow::detectors::autoencoder::AutoencoderParams;
use oddflow::detectors::isolation_forest::IsolationForestParams;
use oddflow::engine::command::Command as Order;
use oddflow::engine::event::Event;
use oddflow::engine::questions::model::ModelWish;
use oddflow::engine::questions::{Answer, Question};
use oddflow::engine::scored_csv::{ScoredCsvNews, ScoredCsvWish};
use oddflow::features::encoder::Encoding;
use oddflow::model_file;
use serde_json::{Value, json};
use support::{Engine, gunzip, load, loaded, real, scored};

const MODEL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/model-v1.oddflow");
const BODY: &str = r#"[{"src_bytes":181,"service":"http"},{"service":1}]"#;

struct Server {
    process: Child,
    port: u16,
    folder: PathBuf,
}

impl Server {
    fn start(name: &str, options: &[&str]) -> Self {
        let folder = std::env::temp_dir().join(format!("oddflow-http-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("index.html"), "page").unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_oddflow"))
            .args(["serve", "--port", "0", "--dist"])
            .arg(&folder)
            .args(["--data", "none"])
            .args(options)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let address = lines.map_while(Result::ok).find(|line| line.starts_with("listening on ")).unwrap();
        let port = address.rsplit(':').next().unwrap().parse().unwrap();
        Self { process, port, folder }
    }

    /// Status, head in lower case, body.
    fn ask(&self, method: &str, path: &str, content_type: &str, body: &[u8]) -> (u16, String, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Type: {content_type}\r\n"
        );
        write!(stream, "{head}Content-Length: {}\r\n\r\n", body.len()).unwrap();
        // A server that has refused already may not read on.
        let _ = stream.write_all(body);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        (status, head.to_lowercase(), body.to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn the_server_answers_with_the_bytes_of_the_core() {
    let server = Server::start("bytes", &["--model", MODEL]);
    let scorer = Scorer::new(model_file::read(&fs::read(MODEL).unwrap()).unwrap());
    let api = Api { scorer: Some(&scorer), rows: None };
    let check = |method: &str, path: &str, body: &str| {
        let request = Request {
            method: method.into(),
            path: path.into(),
            content_type: "application/json".into(),
            body: body.into(),
            ..Request::default()
        };
        let expected = api.answer(&request);
        let (status, head, found) =
            server.ask(method, &format!("/{path}"), "application/json", body.as_bytes());
        assert_eq!(
            (status, found.as_bytes()),
            (expected.status, expected.body.as_slice()),
            "{method} {path} {body}"
        );
        assert!(head.contains("content-type: application/json") && head.contains("nosniff"), "{head}");
        assert!(!head.contains("access-control"), "closed to other origins: {head}");
    };
    for body in [BODY, "{}", "{", "[1]", r#"{"src_bytes":"x"}"#] {
        check("POST", "predict", body);
    }
    for (method, path) in
        [("GET", "model"), ("GET", "openapi.json"), ("GET", "data"), ("GET", "predict"), ("DELETE", "model")]
    {
        check(method, path, "");
    }
    assert_eq!(server.ask("POST", "/predict", "text/plain", b"{}").0, 415);
    assert_eq!(server.ask("GET", "/", "", b"").2, "page");
    let (status, head, _) = server.ask("GET", "/predict", "", b"");
    assert!(status == 405 && head.contains("allow: post"), "{head}");
}

#[test]
fn other_origins_are_let_in_only_by_a_flag() {
    let server = Server::start("cors", &["--model", MODEL, "--cors", "https://example.org"]);
    let (status, head, _) = server.ask("OPTIONS", "/predict", "", b"");
    assert!(status == 204 && head.contains("access-control-allow-origin: https://example.org"), "{head}");
    assert!(
        server.ask("POST", "/predict", "application/json", b"{}").1.contains("access-control-allow-origin")
    );
}

#[test]
fn without_a_model_it_says_so() {
    let server = Server::start("none", &[]);
    assert_eq!(server.ask("POST", "/predict", "application/json", b"{}").0, 409);
    let output = Command::new(env!("CARGO_BIN_EXE_oddflow"))
        .args(["serve", "--dist"])
        .arg(&server.folder)
        .args(["--port", "0", "--model", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")])
        .output()
        .unwrap();
    assert!(!output.status.success() && String::from_utf8_lossy(&output.stderr).contains("no Oddflow model"));
}

/// A model's file, its features, and the scored CSV of the file that it was trained on.
fn train(text: &[u8]) -> (Vec<u8>, Vec<String>, String) {
    let mut engine = Engine::new(2);
    let about = loaded(&load(&mut engine, 1, text));
    let isolation_forest = IsolationForestParams { n_estimators: 20, ..Default::default() };
    let fit = Order::Fit {
        job: 2,
        train_on: TrainOn::Normal,
        encoding: Encoding::default(),
        isolation_forest,
        autoencoder: Some(AutoencoderParams { epochs: 1, ..AutoencoderParams::recommended() }),
    };
    let scores = scored(&engine.run(fit, None));
    let question = Question::Model(Box::new(ModelWish::new(&about, &scores)));
    let Some(Event::Answer { answer, .. }) = engine.run(Order::Ask { ask: 3, question }, None).pop() else {
        panic!()
    };
    let Answer::Model(model) = *answer else { panic!("{answer:?}") };
    let learnt = scores.autoencoder.as_ref().map(|learnt| learnt.threshold);
    let wish = ScoredCsvWish {
        thresholds: [Some(scores.isolation_forest.threshold), learnt, None],
        columns: scores.features.iter().cloned().chain(["label".to_owned()]).collect(),
        features: scores.features.clone(),
        ..ScoredCsvWish::default()
    };
    let export = Order::ScoredCsv { export: 4, entry: None, wish: Box::new(wish) };
    let mut csv = Vec::new();
    for event in engine.run(export, Some(text.into())) {
        if let Event::ScoredCsv { news: ScoredCsvNews::Piece { bytes, .. }, .. } = event {
            csv.extend(bytes);
        }
    }
    (model, scores.features.clone(), String::from_utf8(csv).unwrap())
}

/// A line's values by their features' names.
fn connection(features: &[String], cells: &[&str]) -> Value {
    let fields = features.iter().zip(cells).map(|(name, text)| {
        (name.clone(), text.parse::<f64>().map_or_else(|_| json!(text), |number| json!(number)))
    });
    Value::Object(fields.collect())
}

#[test]
fn a_thousand_real_connections_get_the_core_s_bytes_and_the_scored_csv_s_scores() {
    let Some(packed) = real("kddcup.data_10_percent.gz") else { return };
    let (model, features, csv) = train(&gunzip(&packed));
    let mut lines = csv.lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    let place = |name: &str| head.iter().position(|column| *column == name).unwrap();
    let [forest, learnt] = ["isolation_forest", "autoencoder"]
        .map(|name| (place(&format!("{name}_score")), place(&format!("{name}_flagged"))));
    let lines: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    assert!(lines.len() > 400_000);
    let drawn: Vec<&Vec<&str>> = (0..1_000).map(|nth| &lines[nth * lines.len() / 1_000]).collect();
    let body: Value = drawn.iter().map(|cells| connection(&features, cells)).collect();
    let body = body.to_string().into_bytes();

    let scorer = Scorer::new(model_file::read(&model).unwrap());
    let request = Request {
        method: "POST".into(),
        path: "predict".into(),
        content_type: "application/json".into(),
        body: body.clone(),
        ..Request::default()
    };
    let of_core = Api { scorer: Some(&scorer), rows: None }.answer(&request);
    let answers: Value = serde_json::from_slice(&of_core.body).unwrap();
    assert_eq!((of_core.status, answers.as_array().map(Vec::len)), (200, Some(1_000)));
    for (answer, cells) in answers.as_array().unwrap().iter().zip(&drawn) {
        for (name, (score, flagged)) in [("isolation_forest", forest), ("autoencoder", learnt)] {
            let (found, expected) = (&answer["scores"][name], cells[score].parse::<f64>().unwrap());
            assert_eq!(found.as_f64().map(f64::to_bits), Some(expected.to_bits()), "{name} of {cells:?}");
            assert_eq!(answer[name], json!(u8::from(cells[flagged] == "true")), "{name} of {cells:?}");
        }
    }

    let path = std::env::temp_dir().join(format!("oddflow-thousand-{}.oddflow", std::process::id()));
    fs::write(&path, &model).unwrap();
    let server = Server::start("thousand", &["--model", path.to_str().unwrap()]);
    let (status, _, of_server) = server.ask("POST", "/predict", "application/json", &body);
    fs::remove_file(&path).unwrap();
    assert_eq!(status, 200);
    assert!(of_server.as_bytes() == of_core.body, "the server's bytes differ from the core's");
}

/// Bytes of memory that a process has in RAM.
#[cfg(target_os = "linux")]
fn resident(process: &Child) -> u64 {
    let pages = fs::read_to_string(format!("/proc/{}/statm", process.id())).unwrap();
    pages.split(' ').nth(1).unwrap().parse::<u64>().unwrap() * 4096
}

#[test]
#[cfg(target_os = "linux")]
fn ten_thousand_malformed_bodies_are_refused_in_flat_memory() {
    use rand::{Rng, SeedableRng};
    use rand_xoshiro::Xoshiro256PlusPlus;

    const SIGNS: &[u8] = br#"{}[]",:0-e\"#;
    let server = Server::start("malformed", &["--model", MODEL]);
    let mut random = Xoshiro256PlusPlus::seed_from_u64(8);
    let mut after_warm_up = 0;
    let mut refused = 0;
    for nth in 0..10_000 {
        let mut body = BODY.as_bytes().to_vec();
        for _ in 0..random.gen_range(1..6) {
            let position = random.gen_range(0..body.len());
            match random.gen_range(0..4) {
                0 => body[position] = random.r#gen(),
                1 => body.truncate(position.max(1)),
                2 => body.insert(position, SIGNS[random.gen_range(0..SIGNS.len())]),
                _ => {
                    let piece = body[position..].to_vec();
                    body.extend(piece);
                }
            }
        }
        let (status, _, answer) = server.ask("POST", "/predict", "application/json", &body);
        assert!([200, 400, 422].contains(&status), "{status} for {:?}", String::from_utf8_lossy(&body));
        assert!(serde_json::from_str::<Value>(&answer).is_ok(), "{answer}");
        refused += u32::from(status != 200);
        if nth == 2_000 {
            after_warm_up = resident(&server.process);
        }
    }
    assert!(refused > 5_000, "only {refused} bodies were malformed");
    let grown = resident(&server.process).saturating_sub(after_warm_up);
    assert!(grown < 4 << 20, "{grown} bytes more after 8,000 requests");
}
