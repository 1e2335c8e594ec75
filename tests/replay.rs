//! A replay of the whole file, sample by sample, against the result that was computed at once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test stops at the first surprise"
)]

mod support;

use std::sync::Arc;

use oddflow::data::label::Family;
use oddflow::detectors::autoencoder::params::AutoencoderParams;
use oddflow::detectors::{Detector, TrainOn};
use oddflow::engine::command::Command;
use oddflow::engine::event::{Event, LoadSummary, ScoreSummary};
use oddflow::engine::questions::alerts::{Alert, Alerts, End};
use oddflow::engine::questions::locate::{Located, Wanted};
use oddflow::engine::questions::replay::{Piece, Replay, Slice};
use oddflow::engine::questions::stream::{Stream, StreamQuestion};
use oddflow::engine::questions::{Answer, Question};
use oddflow::engine::selection::Selection;
use oddflow::evaluation::sweep::{Sweep, Swept};
use oddflow::session::live::{Live, Source};

use support::{Engine, fit, gunzip, load, loaded, sample, scored};

fn ask(engine: &mut Engine, question: Question) -> Answer {
    match engine.run(Command::Ask { ask: 1, question }, None).pop() {
        Some(Event::Answer { answer, .. }) => *answer,
        other => panic!("no answer: {other:?}"),
    }
}

fn trained(n_shards: u32, bytes: &[u8]) -> (Engine, LoadSummary, ScoreSummary, Stream) {
    let mut engine = Engine::new(n_shards);
    let file = loaded(&load(&mut engine, 1, bytes));
    let autoencoder = Some(AutoencoderParams { epochs: 1, ..AutoencoderParams::default() });
    let fit = match fit(2, TrainOn::Normal) {
        Command::Fit { job, train_on, encoding, isolation_forest, .. } => {
            Command::Fit { job, train_on, encoding, isolation_forest, autoencoder }
        }
        other => other,
    };
    let scores = scored(&engine.run(fit, None));
    assert!(Detector::ALL.into_iter().all(|detector| scores.of(detector).is_some()));
    let stream = stream(&mut engine, TrainOn::Normal, &file);
    (engine, file, scores, stream)
}

fn stream(engine: &mut Engine, train_on: TrainOn, trained: &LoadSummary) -> Stream {
    match ask(engine, Question::Stream(StreamQuestion::new(train_on, trained))) {
        Answer::Stream(stream) => stream,
        other => panic!("no stream: {other:?}"),
    }
}

/// All blocks in pieces of at most so many samples.
fn pieces(stream: &Stream, at_most: u32) -> Vec<Piece> {
    let of_block = |(block, n): &(u64, u32)| {
        let (block, n) = (*block, *n);
        (0..n).step_by(at_most as usize).map(move |from| Piece { block, from, n: at_most.min(n - from) })
    };
    stream.blocks.iter().flat_map(of_block).collect()
}

fn replay(engine: &mut Engine, pieces: Vec<Piece>, selection: Selection) -> Slice {
    match ask(engine, Question::Replay(Replay { pieces, selection })) {
        Answer::Replay(slice) => slice,
        other => panic!("no slice: {other:?}"),
    }
}

fn alerts(engine: &mut Engine, stream: &Stream, threshold: f64, n: u32, end: End) -> Vec<Alert> {
    alerts_of(engine, stream, Detector::IsolationForest, threshold, n, end)
}

fn alerts_of(
    engine: &mut Engine,
    stream: &Stream,
    detector: Detector,
    threshold: f64,
    n: u32,
    end: End,
) -> Vec<Alert> {
    let selection = Selection::default();
    let question = Alerts { pieces: pieces(stream, u32::MAX), selection, detector, threshold, n, end };
    match ask(engine, Question::Alerts(question)) {
        Answer::Alerts(alerts) => alerts,
        other => panic!("no alerts: {other:?}"),
    }
}

#[test]
fn a_full_replay_scores_every_sample_as_the_batch_did() {
    let (mut engine, file, scores, stream) = trained(3, &sample());
    let n_samples: u64 = stream.blocks.iter().map(|(_, n)| u64::from(*n)).sum();
    assert_eq!(n_samples, file.n_samples);
    let mut whole = Slice::default();
    for piece in pieces(&stream, 1000) {
        let slice = replay(&mut engine, vec![piece], Selection::default());
        whole.labels.0.extend(slice.labels.0);
        whole.scores.iter_mut().zip(slice.scores).for_each(|(sum, scores)| sum.0.extend(scores.0));
    }
    for detector in Detector::ALL {
        let batch = scores.of(detector).unwrap();
        let replayed = &whole.scores[detector.index()].0;
        let swept = |(score, label): (&f64, &u32)| Swept { score: *score, label: *label, copies: 1 };
        let streamed = Sweep::new(replayed.iter().zip(&whole.labels.0).map(swept).collect());
        let copied = batch.sweep.rows().flat_map(|row| vec![Swept { copies: 1, ..row }; row.copies as usize]);
        assert!(streamed == Sweep::new(copied.collect()), "{detector:?} differs");
    }
}

#[test]
fn a_replay_is_the_file_in_its_order_for_any_number_of_shards() {
    let text = gunzip(&sample());
    let labels: Vec<String> = String::from_utf8(text)
        .unwrap()
        .lines()
        .map(|line| line.rsplit(',').next().unwrap().trim_end_matches('.').to_owned())
        .collect();
    let whole = |n_shards| {
        let (mut engine, file, _, stream) = trained(n_shards, &sample());
        let pieces = pieces(&stream, 5000);
        (replay(&mut engine, pieces, Selection::default()), file, stream)
    };
    let (slice, file, stream) = whole(1);
    let replayed: Vec<&str> =
        slice.labels.0.iter().map(|label| file.labels[*label as usize].label.as_str()).collect();
    assert_eq!(replayed, labels);
    for n_shards in [2, 7] {
        let other = whole(n_shards);
        assert!(other.0 == slice && other.2 == stream, "{n_shards} shards");
    }
    // Every feature of every sample has a bucket.
    assert_eq!(slice.buckets.0.iter().map(|n| u64::from(*n)).sum::<u64>(), 41 * file.n_samples);
}

#[test]
fn alerts_are_the_samples_above_the_threshold_with_a_reason() {
    let (mut engine, _, scores, stream) = trained(2, &sample());
    let forest = &scores.isolation_forest;
    let all = alerts(&mut engine, &stream, forest.threshold, u32::MAX, End::First);
    assert_eq!(all.len() as u64, forest.flagged.iter().sum::<u64>());
    assert!(all.iter().all(|alert| alert.score > forest.threshold && alert.reason.is_some()));
    let last = alerts(&mut engine, &stream, forest.threshold, 5, End::Last);
    assert_eq!(last, all[all.len() - 5..]);
    assert_eq!(alerts(&mut engine, &stream, forest.threshold, 1, End::First), all[..1]);
    assert_eq!(alerts(&mut engine, &stream, 2.0, 9, End::First), []);
}

#[test]
fn an_alert_is_found_again_and_its_reason_is_what_tells_the_detector_that_raised_it() {
    let (mut engine, _, scores, stream) = trained(3, &sample());
    let mut raised_fused = Vec::new();
    for detector in Detector::ALL {
        let threshold = scores.of(detector).unwrap().threshold;
        let found = alerts_of(&mut engine, &stream, detector, threshold, 60, End::Last);
        assert_eq!(found.len(), 60);
        for alert in found {
            let wanted = Wanted::Content(alert.content.clone());
            let Answer::Located(Located::Row(name)) = ask(&mut engine, Question::Locate(wanted)) else {
                panic!("{alert:?} is nowhere");
            };
            let Answer::Explained(Some(explanation)) = ask(&mut engine, Question::Explain(name)) else {
                panic!("{alert:?} is not explained");
            };
            assert_eq!(explanation.row.scores[detector.index()], Some(alert.score));
            assert_eq!(explanation.row.label, alert.content.label);
            let reason = alert.reason.unwrap();
            if detector == Detector::Fused {
                raised_fused.push(reason.detector);
            } else {
                assert_eq!(reason.detector, detector);
            }
            let (_, told) = explanation.contributions.iter().find(|(of, _)| *of == reason.detector).unwrap();
            let most = told.iter().copied().fold(f64::MIN, f64::max);
            let first = told.iter().position(|told| *told == most).unwrap();
            assert_eq!(reason.feature_idx as usize, first);
            assert_eq!(reason.value, explanation.row.values[first]);
        }
    }
    let by = |detector| raised_fused.contains(&detector);
    assert!(by(Detector::IsolationForest) && by(Detector::Autoencoder), "{raised_fused:?}");
}

#[test]
fn a_stream_of_what_was_trained_on_does_not_drift_however_often_its_rows_occur() {
    // Every second line is the same one.
    let line = |i: u32| match i % 2 {
        0 => "tcp,230,1.5\n".to_owned(),
        _ => format!("udp,{},{}.5\n", 1000 + i * 7919 % 60_000, i % 89),
    };
    let text = "protocol,bytes,rate\n".to_owned() + &(0..4000).map(line).collect::<String>();
    let drift = |n_shards| {
        let mut engine = Engine::new(n_shards);
        let file = loaded(&load(&mut engine, 1, text.as_bytes()));
        assert_eq!((file.n_samples, file.n_distinct), (4000, 2001));
        let scores = Arc::new(scored(&engine.run(fit(2, TrainOn::Distinct), None)));
        let stream = stream(&mut engine, TrainOn::Distinct, &file);
        assert_eq!(stream.scores[0].0.len(), 4000, "few samples are all drawn");
        let source = Source { file: String::new(), scores: String::new(), selection: Selection::default() };
        let mut live = Live::new(source, &file, scores, stream);
        while let Some(question) = live.next(live.position() + 500) {
            let slice = replay(&mut engine, question.pieces, question.selection);
            live.take(live.position() + 500, &slice);
        }
        live.view(Detector::IsolationForest, 0.5).drift
    };
    let report = drift(2);
    assert!(report.scores.unwrap() < 0.02, "{report:?}");
    assert!(report.features.iter().all(|(_, index)| *index < 0.02), "{report:?}");
    assert_eq!(drift(1), report);
    assert_eq!(drift(5), report);
}

#[test]
fn a_selection_passes_other_rows_over() {
    let (mut engine, file, _, stream) = trained(3, &sample());
    let selection = Selection { families: vec![Family::Probe], ..Selection::default() };
    let slice = replay(&mut engine, pieces(&stream, 4000), selection);
    assert_eq!(slice.labels.0.len() as u64, file.families[Family::Probe.index()]);
    let nothing = Selection { labels: vec!["no such label".into()], ..Selection::default() };
    assert_eq!(replay(&mut engine, pieces(&stream, 4000), nothing).labels.0.len(), 0);
}

#[test]
fn a_stream_to_its_end_counts_what_the_batch_flagged_at_any_threshold() {
    let (mut engine, file, scores, stream) = trained(2, &sample());
    let source = Source { file: String::new(), scores: String::new(), selection: Selection::default() };
    let scores = Arc::new(scores);
    let mut live = Live::new(source, &file, Arc::clone(&scores), stream);
    let mut pass = |live: &mut Live, n: u64| {
        while let Some(question) = live.next(live.position() + n) {
            let to = live.position() + question.pieces.iter().map(|piece| u64::from(piece.n)).sum::<u64>();
            match ask(&mut engine, Question::Replay(question)) {
                Answer::Replay(slice) => live.take(to, &slice),
                other => panic!("no slice: {other:?}"),
            }
        }
    };
    pass(&mut live, 3000);
    for detector in Detector::ALL {
        let batch = scores.of(detector).unwrap();
        let view = live.view(detector, batch.threshold);
        assert_eq!((view.position, view.n_meant, view.n_strangers), (file.n_samples, file.n_samples, 0));
        assert_eq!(view.n_alerts, batch.flagged.iter().sum::<u64>());
        for passed in &view.families {
            let index = passed.family.index();
            assert_eq!((passed.samples, passed.alerts), (file.families[index], batch.flagged[index]));
        }
        // Another threshold recolours what has passed.
        let lower = batch.calibration.0[batch.calibration.0.len() / 2];
        let above: u64 =
            batch.sweep.rows().filter(|row| row.score > lower).map(|row| u64::from(row.copies)).sum();
        assert_eq!(live.view(detector, lower).n_alerts, above);
        assert!(above > view.n_alerts && view.drift.scores.is_some());
    }
    let whole = live.view(Detector::IsolationForest, 0.5);
    live.rewind();
    assert_eq!(live.view(Detector::IsolationForest, 0.5).n_alerts, 0);
    pass(&mut live, 4096);
    assert!(live.view(Detector::IsolationForest, 0.5).families == whole.families);
}
