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
use oddflow::engine::questions::replay::{Piece, Replay, Slice};
use oddflow::engine::questions::stream::Stream;
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
    let Answer::Stream(stream) = ask(&mut engine, Question::Stream(TrainOn::Normal)) else {
        panic!("no stream");
    };
    (engine, file, scores, stream)
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
    let (selection, detector) = (Selection::default(), Detector::IsolationForest);
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
fn a_selection_passes_other_rows_over() {
    let (mut engine, file, ..) = trained(3, &sample());
    let Answer::Stream(stream) = ask(&mut engine, Question::Stream(TrainOn::Normal)) else { panic!() };
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
