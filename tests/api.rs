//! The prediction API's cases, as every host answers them: requests in, statuses and JSON out.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops at the first surprise"
)]

mod support;

use std::sync::Arc;

use oddflow::api::connection::Body;
use oddflow::api::sample_rows::SampleRows;
use oddflow::api::table_rows::TableRows;
use oddflow::api::{Api, MAX_BODY_BYTES, MAX_CONNECTIONS, Request, Response, Scorer};
use oddflow::data::schema::Corrections;
use oddflow::detectors::TrainOn;
use oddflow::detectors::autoencoder::AutoencoderParams;
use oddflow::detectors::isolation_forest::IsolationForestParams;
use oddflow::engine::command::{Command, Place};
use oddflow::engine::event::{Event, LoadSummary, ScoreSummary};
use oddflow::engine::in_process::InProcess;
use oddflow::engine::questions::model::ModelWish;
use oddflow::engine::questions::{Answer, Question};
use oddflow::features::encoder::Encoding;
use oddflow::model_file;
use proptest::prelude::*;
use serde_json::{Value, json};
use support::{gunzip, sample};

/// What a training on the sample leaves: its model's file, and what the page was told.
struct Trained {
    file: Vec<u8>,
    loaded: LoadSummary,
    scores: ScoreSummary,
}

fn train(text: &[u8], n_shards: u32) -> Trained {
    train_by(text, n_shards, TrainOn::Normal, AutoencoderParams::recommended())
}

fn train_by(text: &[u8], n_shards: u32, train_on: TrainOn, network: AutoencoderParams) -> Trained {
    let mut engine = InProcess::<Arc<[u8]>>::new(n_shards);
    let (corrections, place) = (Corrections::default(), Place::Train);
    let load = Command::Load { job: 1, name: "sample".into(), place, corrections, entry: None };
    let Some(Event::Loaded { summary: loaded, .. }) = engine.run(load, Some(text.into())).pop() else {
        panic!()
    };
    let isolation_forest = IsolationForestParams { n_estimators: 20, ..Default::default() };
    let fit = Command::Fit {
        job: 2,
        train_on,
        encoding: Encoding::default(),
        isolation_forest,
        autoencoder: Some(AutoencoderParams { epochs: 2, ..network }),
    };
    let Some(Event::Scored { summary: scores, .. }) = engine.run(fit, None).pop() else { panic!() };
    let question = Question::Model(Box::new(ModelWish::new(&loaded, &scores)));
    let Some(Event::Answer { answer, .. }) = engine.run(Command::Ask { ask: 3, question }, None).pop() else {
        panic!()
    };
    let Answer::Model(file) = *answer else { panic!("{answer:?}") };
    Trained { file, loaded, scores: *scores }
}

fn trained() -> &'static Trained {
    static TRAINED: std::sync::OnceLock<Trained> = std::sync::OnceLock::new();
    TRAINED.get_or_init(|| train(&gunzip(&sample()), 2))
}

fn scorer() -> &'static Scorer {
    static SCORER: std::sync::OnceLock<Scorer> = std::sync::OnceLock::new();
    SCORER.get_or_init(|| Scorer::new(model_file::read(&trained().file).unwrap()))
}

fn rows() -> &'static TableRows {
    static ROWS: std::sync::OnceLock<TableRows> = std::sync::OnceLock::new();
    ROWS.get_or_init(|| TableRows::read(gunzip(&sample())).unwrap())
}

#[test]
fn a_service_worker_reads_the_sample_as_a_server_does() {
    let lines = SampleRows::new(gunzip(&sample()));
    let ask = |rows| {
        let request = Request {
            method: "GET".into(),
            path: "data".into(),
            query: "sample=10000&seed=7".into(),
            ..Request::default()
        };
        Api { scorer: None, rows: Some(rows) }.answer(&request)
    };
    let answer = ask(&lines);
    assert!(answer.status == 200 && answer.body.len() > 1_000_000);
    assert!(answer == ask(rows()), "the two differ");
}

fn ask(method: &str, path: &str, query: &str, body: &[u8]) -> Response {
    let request = Request {
        method: method.into(),
        path: path.into(),
        query: query.into(),
        content_type: "application/json; charset=utf-8".into(),
        body: body.into(),
    };
    Api { scorer: Some(scorer()), rows: Some(rows()) }.answer(&request)
}

fn predict(body: &Value) -> (u16, Value) {
    let Response { status, body } = ask("POST", "predict", "", body.to_string().as_bytes());
    (status, serde_json::from_slice(&body).unwrap())
}

/// A row's values by their features' names.
fn connection(values: &[String]) -> Value {
    let fields = trained().scores.features.iter().zip(values).map(|(name, text)| {
        (name.clone(), text.parse::<f64>().map_or_else(|_| json!(text), |number| json!(number)))
    });
    Value::Object(fields.collect())
}

/// The strangest row.
fn strangest() -> Value {
    connection(&trained().scores.isolation_forest.strangest[0].values)
}

#[test]
fn a_connection_gets_the_score_that_it_has_in_its_file() {
    for row in &trained().scores.isolation_forest.strangest {
        let (status, answer) = predict(&connection(&row.values));
        assert_eq!(status, 200, "{answer}");
        assert_eq!(answer["scores"]["isolation_forest"].as_f64().unwrap().to_bits(), row.score.to_bits());
        let fused = &trained().scores.fused.as_ref().unwrap().strangest;
        if let Some(same) = fused.iter().find(|other| other.line == row.line) {
            let strangeness = answer["strangeness"].as_f64().unwrap() / 100.0;
            assert_eq!(strangeness.to_bits(), same.score.to_bits(), "{answer}");
        }
        let is_above = row.score > trained().scores.isolation_forest.threshold;
        assert_eq!(answer["isolation_forest"], json!(u8::from(is_above)));
    }
}

#[test]
fn the_autoencoder_gives_the_score_that_it_gave_in_the_file() {
    let summary = trained().scores.autoencoder.as_ref().unwrap();
    for row in &summary.strangest {
        let (_, answer) = predict(&connection(&row.values));
        assert_eq!(answer["scores"]["autoencoder"].as_f64().unwrap().to_bits(), row.score.to_bits());
        assert_eq!(answer["autoencoder"], json!(u8::from(row.score > summary.threshold)));
        assert!(answer["mse"].as_f64().unwrap() > 0.0 && answer["threshold"].is_f64());
        assert!(!answer["reasons"]["autoencoder"].as_array().unwrap().is_empty());
    }
}

#[test]
fn an_answer_has_the_original_s_four_keys_and_says_why() {
    let (_, answer) = predict(&strangest());
    for key in ["isolation_forest", "autoencoder", "mse", "threshold"] {
        assert!(answer.get(key).is_some(), "{key} is not in {answer}");
    }
    let reasons = answer["reasons"]["isolation_forest"].as_array().unwrap();
    assert!(!reasons.is_empty() && reasons.len() <= 5);
    // Values that are out of the ordinary by themselves, then those that are so beside the others only.
    let is_typical = |reason: &Value| reason["actual"] == reason["typical"];
    assert!(reasons.is_sorted_by_key(is_typical), "{reasons:?}");
    let shares = |wanted: bool| -> Vec<f64> {
        let found = reasons.iter().filter(|reason| is_typical(reason) == wanted);
        found.map(|reason| reason["share"].as_f64().unwrap()).collect()
    };
    let (odd, typical) = (shares(false), shares(true));
    assert!([&odd, &typical].iter().all(|shares| shares.is_sorted_by(|a, b| a >= b)), "{reasons:?}");
    assert!(odd.iter().chain(&typical).sum::<f64>() <= 1.0 + 1e-12, "{reasons:?}");
    assert_eq!(answer["model"]["name"], "sample");
    assert_eq!(answer["filled"], json!([]));
}

#[test]
fn the_original_network_s_verdict_follows_from_mse_and_threshold() {
    let trained = train_by(&gunzip(&sample()), 2, TrainOn::AllRows, AutoencoderParams::original());
    let scorer = Scorer::new(model_file::read(&trained.file).unwrap());
    let learnt = trained.scores.autoencoder.as_ref().unwrap();
    let Ok(Body::One(typical)) = Body::read(b"{}", &scorer) else { panic!() };
    let answer = scorer.predict(&typical);
    assert_eq!((answer.autoencoder, answer.threshold), (Some(0), Some(learnt.threshold)));
    assert!(answer.mse.unwrap() <= learnt.threshold && answer.mse == answer.scores.autoencoder);
}

#[test]
fn a_few_changes_make_an_anomaly_normal_to_every_detector() {
    let strangest = trained().scores.isolation_forest.strangest.iter().take(20);
    let n_found = strangest.filter(|row| has_way_back(connection(&row.values))).count();
    assert!(n_found >= 10, "{n_found} of 20");
}

/// Whether a few changes are found that make an anomaly normal, which not every one has; those that are found must do so.
fn has_way_back(body: Value) -> bool {
    let Body::One(connection) = Body::read(body.to_string().as_bytes(), scorer()).unwrap() else {
        panic!("one connection")
    };
    let before = scorer().predict(&connection);
    assert!(before.isolation_forest == 1 || before.autoencoder == Some(1), "{before:?}");
    let Some(changes) = scorer().counterfactual(&connection) else { return false };
    let mut changed = body;
    for change in &changes {
        changed[change.feature.as_str()] = serde_json::to_value(&change.to).unwrap();
    }
    let (status, after) = predict(&changed);
    let verdicts = (status, &after["isolation_forest"], &after["autoencoder"]);
    assert_eq!(verdicts, (200, &json!(0), &json!(0)), "{changes:?}");
    true
}

#[test]
fn missing_features_are_filled_and_named() {
    let (status, answer) = predict(&json!({}));
    assert_eq!((status, answer["filled"].as_array().unwrap().len()), (200, 41));
    assert_eq!(answer["isolation_forest"], 0, "what is typical is normal");
    let mut some = strangest();
    some["src_bytes"] = Value::Null;
    assert_eq!(predict(&some).1["filled"], json!(["src_bytes"]));
}

#[test]
fn words_for_nothing_are_missing_values_as_in_a_file() {
    let lines = (0..400).map(|row| format!("{},{},x{},normal\n", row % 7, row % 5, row % 3));
    let odd = "3,?,NaN,attack\n".to_owned();
    let file: String = ["size,rate,kind,class\n".to_owned()].into_iter().chain(lines).chain([odd]).collect();
    let trained = train(file.as_bytes(), 2);
    let row = trained.scores.isolation_forest.strangest.iter().find(|row| row.line == 402).unwrap();
    let scorer = Scorer::new(model_file::read(&trained.file).unwrap());
    let score = |rate: Value, kind: Value| {
        let body = json!({"size": 3, "rate": rate, "kind": kind}).to_string();
        let Ok(Body::One(sent)) = Body::read(body.as_bytes(), &scorer) else { panic!("{body}") };
        assert!(sent.filled.is_empty(), "{sent:?}");
        scorer.predict(&sent).scores.isolation_forest
    };
    for (rate, kind) in [("?", "NaN"), ("-", "?"), ("", " "), ("null", "n/a")] {
        assert_eq!(score(json!(rate), json!(kind)).to_bits(), row.score.to_bits(), "{rate}, {kind}");
    }
    assert_ne!(score(json!(2), json!("NaN")), row.score);
}

#[test]
fn categories_are_taken_as_names_or_as_the_original_s_codes() {
    let names = &trained().loaded.columns[1].profile.names;
    let code = names.iter().position(|name| name == "tcp").unwrap();
    let (mut by_name, mut by_code) = (strangest(), strangest());
    (by_name["protocol_type"], by_code["protocol_type"]) = (json!("tcp"), json!(code));
    assert_eq!(predict(&by_name), predict(&by_code));
    by_name["protocol_type"] = json!("sctp");
    let (status, answer) = predict(&by_name);
    assert_eq!((status, &answer["unseen"]), (200, &json!(["protocol_type"])));
    by_name["serror_rate"] = json!(1.5);
    assert_eq!(predict(&by_name).1["out_of_range"], json!(["serror_rate"]));
}

#[test]
fn a_list_is_answered_in_its_order() {
    let (status, answers) = predict(&json!([strangest(), {}, strangest()]));
    assert_eq!(status, 200);
    assert_eq!(answers[0], predict(&strangest()).1);
    assert_eq!((&answers[1], &answers[2]), (&predict(&json!({})).1, &answers[0]));
    assert_eq!(predict(&json!([])), (200, json!([])));
}

#[test]
fn what_does_not_fit_is_refused_field_by_field() {
    let body =
        json!([{}, {"src_bytes": "many", "service": 999, "flag": true, "land": [1], "su": 1, "label": "x"}]);
    let (status, answer) = predict(&body);
    assert_eq!(status, 422);
    let mut fields: Vec<&str> = answer["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|problem| problem["field"].as_str().unwrap())
        .collect();
    fields.sort_unstable();
    assert_eq!(fields, ["flag", "land", "service", "src_bytes", "su"]);
    assert!(answer["problems"].as_array().unwrap().iter().all(|problem| problem["connection"] == 1));
    let twice = ask("POST", "predict", "", br#"{"land":0,"land":1}"#);
    assert!(twice.status == 422 && String::from_utf8_lossy(&twice.body).contains("given twice"));
}

#[test]
fn refusals_have_their_statuses() {
    let status = |method, path, query, body: &[u8]| ask(method, path, query, body).status;
    for body in ["", "{", "{]", "{\"a\":1}x", "nul", "\u{feff}{}"] {
        assert_eq!(status("POST", "predict", "", body.as_bytes()), 400, "{body}");
    }
    for body in ["1", "null", "\"text\"", "[1]", "[[{}]]"] {
        assert_eq!(status("POST", "predict", "", body.as_bytes()), 422, "{body}");
    }
    let long = format!("[{}]", vec!["{}"; MAX_CONNECTIONS + 1].join(","));
    assert_eq!(status("POST", "predict", "", long.as_bytes()), 413);
    assert_eq!(status("POST", "predict", "", &vec![b' '; MAX_BODY_BYTES + 1]), 413);
    assert_eq!(status("GET", "predict", "", b""), 405);
    assert_eq!(status("POST", "model", "", b""), 405);
    assert_eq!(status("GET", "nowhere", "", b""), 404);
    assert_eq!(status("GET", "data", "sample=0", b""), 422);
    let nothing = Api { scorer: None, rows: None };
    let request = |method: &str, path: &str, content_type: &str| Request {
        method: method.into(),
        path: path.into(),
        content_type: content_type.into(),
        body: b"{}".to_vec(),
        ..Request::default()
    };
    assert_eq!(nothing.answer(&request("POST", "predict", "application/json")).status, 409);
    assert_eq!(nothing.answer(&request("POST", "predict", "text/plain")).status, 415);
    assert_eq!(nothing.answer(&request("GET", "model", "")).status, 409);
    assert_eq!(nothing.answer(&request("GET", "data", "")).status, 409);
    assert_eq!(nothing.answer(&request("GET", "openapi.json", "")).status, 200);
}

#[test]
fn drawn_connections_can_be_sent_to_be_judged() {
    let drawn = |query| {
        let Response { status, body } = ask("GET", "data", query, b"");
        assert_eq!(status, 200);
        serde_json::from_slice::<Value>(&body).unwrap()
    };
    let sample = drawn("sample=50&seed=7");
    assert_eq!(sample.as_array().unwrap().len(), 50);
    assert!(sample[0]["label"].is_string());
    assert_eq!(sample, drawn("seed=7&sample=50"));
    assert_ne!(sample, drawn("sample=50&seed=8"));
    assert_eq!(drawn("").as_array().unwrap().len(), 500);
    let (status, answers) = predict(&sample);
    assert_eq!((status, answers.as_array().unwrap().len()), (200, 50), "{answers}");
}

#[test]
fn the_model_is_the_same_for_any_number_of_shards_and_describes_itself() {
    let one = train(&gunzip(&sample()), 1);
    assert!(one.file == trained().file, "one shard and two differ");
    let Response { status, body } = ask("GET", "model", "", b"");
    let about: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!((status, about["features"].as_array().unwrap().len()), (200, 41));
    assert_eq!(about["fingerprint"], trained().loaded.fingerprint.as_str());
    assert_eq!(about["features"][1]["names"][0], "icmp");
}

#[test]
fn the_contract_is_described_with_the_model_s_features() {
    for api in [Api { scorer: None, rows: None }, Api { scorer: Some(scorer()), rows: None }] {
        let request = Request { method: "GET".into(), path: "openapi.json".into(), ..Request::default() };
        let document: Value = serde_json::from_slice(&api.answer(&request).body).unwrap();
        let paths: Vec<&String> = document["paths"].as_object().unwrap().keys().collect();
        assert_eq!(paths, ["/data", "/model", "/openapi.json", "/predict"]);
        let n_features =
            document["components"]["schemas"]["Connection"]["properties"].as_object().unwrap().len();
        assert_eq!(n_features, api.scorer.map_or(0, |_| 42));
    }
}

/// Bodies between JSON and noise: JSON values of any shape with the model's names, and texts cut and changed.
fn bodies() -> impl Strategy<Value = Vec<u8>> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|flag| json!(flag)),
        any::<f64>().prop_map(|number| json!(number)),
        any::<i64>().prop_map(|number| json!(number)),
        ".{0,12}".prop_map(|text| json!(text)),
    ];
    let name = prop_oneof![
        prop::sample::select(vec!["src_bytes", "service", "flag", "label", "land"]).prop_map(str::to_owned),
        ".{0,8}",
    ];
    let value = leaf.prop_recursive(4, 32, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            prop::collection::vec((name.clone(), inner), 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    });
    let broken =
        (value.clone(), any::<prop::sample::Index>(), any::<u8>()).prop_map(|(value, position, byte)| {
            let mut text = value.to_string().into_bytes();
            let position = position.index(text.len());
            text[position] = byte;
            text
        });
    prop_oneof![
        2 => value.prop_map(|value| value.to_string().into_bytes()),
        2 => broken,
        1 => prop::collection::vec(any::<u8>(), 0..200),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]
    #[test]
    fn no_body_is_more_than_refused(body in bodies()) {
        let Response { status, body: answer } = ask("POST", "predict", "", &body);
        prop_assert!([200, 400, 422].contains(&status), "{} for {:?}", status, String::from_utf8_lossy(&body));
        prop_assert!(serde_json::from_slice::<Value>(&answer).is_ok());
    }
}
