//! The engine without a screen: command lists in, events out, for 1, 2, 3 and 7 shards.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops at the first surprise"
)]

mod support;

use oddflow::data::error::DataError;
use oddflow::data::label::Family;
use oddflow::data::schema::Corrections;
use oddflow::detectors::autoencoder::AutoencoderParams;
use oddflow::detectors::isolation_forest::IsolationForestParams;
use oddflow::detectors::{Detector, TrainOn};
use oddflow::engine::command::{Command, Place};
use oddflow::engine::error::EngineError;
use oddflow::engine::event::Event;
use oddflow::engine::questions::tally::Tally;
use oddflow::engine::questions::{Answer, Question};
use oddflow::engine::selection::{ScoreRange, Selection};
use oddflow::features::encoder::Encoding;

use support::*;

#[test]
fn tables_and_scores_are_the_same_bits_for_any_number_of_shards_and_any_compression() {
    let compressed = sample();
    let plain = gunzip(&compressed);
    let mut first = None;
    for (n_shards, bytes) in [(1, &plain), (2, &plain), (3, &compressed), (7, &plain), (7, &compressed)] {
        let mut engine = Engine::new(n_shards);
        let table = same_table(&loaded(&load(&mut engine, 1, bytes)));
        let normal = scored(&engine.run(fit(2, TrainOn::Normal), None));
        let distinct = scored(&engine.run(fit(3, TrainOn::Distinct), None));
        let all = scored(&engine.run(fit(4, TrainOn::AllRows), None));
        let result = (table, normal, distinct, all);
        assert!(*first.get_or_insert_with(|| result.clone()) == result, "{n_shards} shards differ");
    }
    let (table, normal, distinct, all) = first.unwrap();
    assert_eq!((all.fit.n_training, all.fit.n_held_out), (table.n_samples, 0));
    assert_eq!(all.isolation_forest.calibration.0.len() as u64, table.n_samples);
    assert!(table.n_distinct < table.n_samples && table.report.n_skipped == 0);
    assert!(normal.isolation_forest.auc.unwrap() > 0.9, "{:?}", normal.isolation_forest.auc);
    assert_ne!(normal.fingerprint, distinct.fingerprint);
    assert_eq!(normal.isolation_forest.strangest.len(), 100);
}

#[test]
fn the_real_file_has_its_published_counts_and_is_ranked_as_well_as_by_scikit_learn() {
    let Some(bytes) = real("kddcup.data_10_percent.gz") else { return };
    let mut engine = Engine::new(2);
    let table = loaded(&load(&mut engine, 1, &gunzip(&bytes)));
    assert_eq!((table.n_samples, table.n_distinct, table.n_distinct_vectors), (494_021, 145_586, 145_584));
    assert_eq!(table.families, [97_278, 391_458, 4_107, 1_126, 52, 0]);
    assert_eq!(table.distinct_families[Family::Normal.index()], 87_832);
    assert_eq!(table.constant_features(), ["num_outbound_cmds", "is_host_login"]);
    assert_eq!(table.report.n_skipped, 0);
    let scores = scored(&engine.run(fit(2, TrainOn::Normal), None));
    println!(
        "auc {:?} per row, {:?} per distinct row",
        scores.isolation_forest.auc, scores.isolation_forest.auc_distinct
    );
    // scikit-learn with the same encoding, three seeds: .959-.962 per row, .992 per distinct row.
    assert!(scores.isolation_forest.auc.unwrap() >= 0.94, "{:?}", scores.isolation_forest.auc);
    assert!(
        scores.isolation_forest.auc_distinct.unwrap() >= 0.985,
        "{:?}",
        scores.isolation_forest.auc_distinct
    );
    let mut other = Engine::new(3);
    assert_eq!(same_table(&loaded(&load(&mut other, 1, &bytes))), same_table(&table));
    assert_eq!(scored(&other.run(fit(2, TrainOn::Normal), None)).fingerprint, scores.fingerprint);
}

#[test]
fn the_real_nsl_kdd_file_loads_without_its_difficulty() {
    let Some(bytes) = real("KDDTrain+_20Percent.txt.gz") else { return };
    let table = loaded(&load(&mut Engine::new(2), 1, &bytes));
    assert_eq!((table.format.as_str(), table.n_samples, table.n_features), ("NSL-KDD", 25_192, 41));
    assert_eq!(table.families[Family::Normal.index()], 13_449);
}

#[test]
fn a_failed_or_cancelled_load_keeps_what_was_there() {
    let mut engine = Engine::new(2);
    let before = loaded(&load(&mut engine, 1, &sample()));
    let error = failure(&load(&mut engine, 2, b"Dear all,\n"));
    assert!(
        matches!(error, EngineError::Data(DataError::UnknownFormat { line: 1, found: 2, .. })),
        "{error:?}"
    );
    engine.send(
        Command::Load {
            job: 3,
            name: "again".into(),
            place: Place::Train,
            corrections: Corrections::default(),
            entry: None,
        },
        Some(gunzip(&sample()).as_slice().into()),
    );
    let mut events = Vec::new();
    for _ in 0..2 {
        engine.turn(&mut |event| events.push(event));
    }
    events.extend(engine.run(Command::Cancel, None));
    assert_eq!(events.last(), Some(&Event::Cancelled { job: 3 }));
    let scores = scored(&engine.run(fit(4, TrainOn::Normal), None));
    assert_eq!(scores.isolation_forest.histogram.bins(1)[0].counts.iter().sum::<u64>(), before.n_samples);
}

#[test]
fn training_can_be_cancelled_at_any_turn_and_started_again() {
    let mut engine = Engine::new(3);
    load(&mut engine, 1, &sample());
    let expected = scored(&engine.run(fit(2, TrainOn::Normal), None));
    for n_turns in [1, 2, 4, 9, 20, 38] {
        engine.send(fit(10 + n_turns, TrainOn::Normal), None);
        let mut events = Vec::new();
        for _ in 0..n_turns {
            engine.turn(&mut |event| events.push(event));
        }
        let answer = engine.run(Command::Cancel, None);
        assert!(answer.contains(&Event::Cancelled { job: 10 + n_turns }), "{n_turns}: {answer:?}");
    }
    assert!(scored(&engine.run(fit(200, TrainOn::Normal), None)) == expected);
}

#[test]
fn bad_lines_are_counted_with_their_place_in_the_file() {
    let mut text = String::from_utf8(gunzip(&sample())).unwrap();
    let second_block = text[1_200_000..].find('\n').unwrap() + 1_200_001;
    text.insert_str(second_block, "1,2,3\n\n");
    let line = text[..second_block].matches('\n').count() as u64 + 1;
    for n_shards in [1, 3] {
        let report = loaded(&load(&mut Engine::new(n_shards), 1, text.as_bytes())).report;
        assert_eq!((report.n_skipped, report.n_blank), (1, 1));
        assert_eq!((report.first_skipped[0].line, report.first_skipped[0].text.as_str()), (line, "1,2,3"));
        assert_eq!(report.by_reason, [("wrong number of fields".to_owned(), 1)]);
    }
}

#[test]
fn a_file_that_breaks_off_keeps_its_start_and_says_so() {
    let compressed = sample();
    let table = loaded(&load(&mut Engine::new(2), 1, &compressed[..compressed.len() / 2]));
    assert!(matches!(table.report.broke_off, Some(DataError::Damaged { .. })));
    assert!(table.n_samples > 1_000);
}

#[test]
fn what_is_no_table_has_its_clear_answer() {
    let check = |bytes: &[u8], expected: &str| {
        let error = failure(&load(&mut Engine::new(2), 1, bytes));
        assert!(error.to_string().contains(expected), "{error} for {expected}");
    };
    check(b"", "empty");
    check(&gzip(b""), "empty");
    check(b"\x89PNG\r\n\x1a\n\0\0", "a PNG picture");
    check(&gzip(b"\x89PNG\r\n\x1a\n\0\0"), "a PNG picture");
    check(b"\x1F\x8B\x08\0broken", "damaged");
    check(b"a,b\n1,2\n", "lines in all: 2");
    check(b"Dear all,\n", "line 1 has 2 fields");
}

#[test]
fn training_needs_something_to_learn_from() {
    let mut engine = Engine::new(2);
    assert_eq!(failure(&engine.run(fit(1, TrainOn::Normal), None)), EngineError::NothingLoaded);
    let attacks: String = String::from_utf8(gunzip(&sample())).unwrap();
    let attacks: Vec<&str> = attacks.lines().filter(|line| !line.ends_with("normal.")).collect();
    load(&mut engine, 2, attacks.join("\n").as_bytes());
    let error = failure(&engine.run(fit(3, TrainOn::Normal), None));
    assert_eq!(error, EngineError::NothingToTrainOn { eligible: 0 });
    assert_eq!(scored(&engine.run(fit(4, TrainOn::Distinct), None)).isolation_forest.auc, None);
}

#[test]
fn a_handful_of_samples_is_enough() {
    let text = String::from_utf8(gunzip(&sample())).unwrap();
    for n_lines in [1, 2, 7, 150] {
        let lines: Vec<&str> = text.lines().filter(|line| line.ends_with("normal.")).take(n_lines).collect();
        let mut engine = Engine::new(3);
        load(&mut engine, 1, lines.join("\r\n").as_bytes());
        let scores = scored(&engine.run(fit(2, TrainOn::Normal), None));
        assert!(
            scores.isolation_forest.threshold.is_finite()
                && scores.isolation_forest.strangest.iter().all(|row| row.score.is_finite())
        );
        assert_eq!(scores.isolation_forest.strangest[0].values.len(), 41);
    }
}

#[path = "web/golden.rs"]
mod golden;

#[test]
fn the_golden_run_has_the_bits_that_browsers_are_held_against() {
    for n_shards in [1, 2, 5] {
        let (fingerprint, auc, threshold) = golden::run(n_shards);
        assert_eq!((fingerprint.as_str(), auc, threshold), golden::GOLDEN);
    }
}

#[test]
fn a_long_training_shows_what_its_first_trees_say() {
    let mut engine = Engine::new(2);
    load(&mut engine, 1, &sample());
    let with_trees = |job, n_estimators| Command::Fit {
        autoencoder: None,
        job,
        train_on: TrainOn::Normal,
        encoding: Encoding::default(),
        isolation_forest: IsolationForestParams { n_estimators, max_samples: 4096, ..Default::default() },
    };
    let events = engine.run(with_trees(2, 60), None);
    let provisional = events.iter().find_map(|event| match event {
        Event::Provisional { summary, .. } => Some((**summary).clone()),
        _ => None,
    });
    assert!(provisional == Some(scored(&engine.run(with_trees(3, 20), None))));
    assert_eq!(scored(&events).fit.isolation_forest.n_estimators, 60);
}

#[test]
fn a_load_can_be_cancelled_or_replaced_at_any_turn() {
    let plain: Bytes = gunzip(&sample()).into();
    let few: Vec<u8> = plain.split_inclusive(|byte| *byte == b'\n').take(50).flatten().copied().collect();
    let load = |job, name: &str| Command::Load {
        job,
        name: name.into(),
        place: Place::Train,
        corrections: Corrections::default(),
        entry: None,
    };
    for n_turns in 0..14 {
        for source in [plain.clone(), sample().into()] {
            let mut engine = Engine::new(3);
            engine.send(load(1, "first"), Some(source));
            let mut events = Vec::new();
            for _ in 0..n_turns {
                engine.turn(&mut |event| events.push(event));
            }
            // Replaced, and the replacement cancelled in the same moment: each is answered, and the engine still works.
            engine.send(Command::Cancel, None);
            engine.send(load(2, "second"), Some(few.as_slice().into()));
            events.extend(engine.run(Command::Cancel, None));
            let ended = |job| {
                let ends = |event: &&Event| {
                    event.job() == job && matches!(event, Event::Loaded { .. } | Event::Cancelled { .. })
                };
                events.iter().filter(ends).count()
            };
            assert_eq!((ended(Some(1)), ended(Some(2))), (1, 1), "after {n_turns} turns: {events:?}");
            let loaded = loaded(&engine.run(load(3, "third"), Some(few.as_slice().into())));
            assert_eq!((loaded.name.as_str(), loaded.n_samples), ("third", 50));
        }
    }
}

#[test]
fn a_file_cut_anywhere_in_its_last_lines_never_gains_a_line() {
    let text = gunzip(&sample());
    let lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').take(30).collect();
    let whole = lines.concat();
    let known =
        |label: &str| lines.iter().any(|line| String::from_utf8_lossy(line).contains(&format!("{label}.")));
    let compressed = gzip(&whole);
    for length in compressed.len() - 200..compressed.len() {
        let events = load(&mut Engine::new(2), 1, &compressed[..length]);
        if let Some(Event::Loaded { summary, .. }) = events.last() {
            assert!(summary.report.broke_off.is_some(), "cut at {length}");
            assert!(
                summary.labels.iter().all(|label| known(&label.label)),
                "cut at {length}: {:?}",
                summary.labels
            );
        }
    }
}

#[test]
fn questions_are_answered_alike_by_any_number_of_shards_also_while_a_job_runs() {
    let asked = |n_shards, selection: Selection| {
        let mut engine = Engine::new(n_shards);
        let summary = loaded(&load(&mut engine, 1, &sample()));
        scored(&engine.run(fit(2, TrainOn::Normal), None));
        engine.send(fit(3, TrainOn::Normal), None);
        let mut events = Vec::new();
        engine.turn(&mut |event| events.push(event));
        events.extend(engine.run(Command::Ask { ask: 7, question: Question::Tally(selection) }, None));
        assert!(matches!(events.last(), Some(Event::Scored { job: 3, .. })));
        let answer = events.into_iter().find_map(|event| match event {
            Event::Answer { ask: 7, answer } => Some(*answer),
            _ => None,
        });
        (summary, answer)
    };
    let (summary, everything) = asked(2, Selection::default());
    let tally = Tally { samples: summary.families, distinct: summary.distinct_families };
    assert_eq!(everything, Some(Answer::Tally(tally)));
    let above = ScoreRange { detector: Detector::IsolationForest, above: 0.5, up_to: 1.0 };
    let attacks = vec![Family::Dos, Family::Probe];
    let strange = || Selection { families: attacks.clone(), scores: Some(above), ..Selection::default() };
    let (_, found) = asked(1, strange());
    assert!(matches!(&found, Some(Answer::Tally(found)) if found.samples[0] == 0 && found.distinct[1] > 0));
    assert_eq!(asked(3, strange()).1, found);
}

#[test]
fn a_question_without_a_file_is_told_so() {
    let mut engine = Engine::new(2);
    let events = engine.run(Command::Ask { ask: 1, question: Question::Tally(Selection::default()) }, None);
    assert_eq!(events, [Event::Answer { ask: 1, answer: Box::new(Answer::Gone) }]);
}

#[test]
fn both_detectors_give_the_same_bits_for_any_number_of_shards() {
    let autoencoder = AutoencoderParams { epochs: 2, ..AutoencoderParams::recommended() };
    let both = |job| {
        let (encoding, isolation_forest) = (Encoding::default(), IsolationForestParams::default());
        let autoencoder = Some(autoencoder.clone());
        Command::Fit { job, train_on: TrainOn::Normal, encoding, isolation_forest, autoencoder }
    };
    let mut first = None;
    for n_shards in [1, 2, 3, 7] {
        let mut engine = Engine::new(n_shards);
        load(&mut engine, 1, &sample());
        let events = engine.run(both(2), None);
        let forest_alone = events.iter().any(
            |event| matches!(event, Event::Provisional { summary, .. } if summary.autoencoder.is_none()),
        );
        let epochs = events.iter().filter_map(|event| match event {
            Event::Learning { progress, .. } => Some(progress.epoch),
            _ => None,
        });
        assert!(forest_alone && epochs.is_sorted(), "{n_shards} shards");
        let scores = scored(&events);
        let (Some(learnt), Some(fused)) = (&scores.autoencoder, &scores.fused) else { panic!("both wanted") };
        println!(
            "{n_shards} shards: forest {:?}, autoencoder {:?}, fused {:?}",
            scores.isolation_forest.auc, learnt.auc, fused.auc
        );
        assert!(learnt.auc.unwrap() > 0.9 && fused.auc.unwrap() > 0.9);
        assert_eq!(scores.fit.autoencoder.as_ref().unwrap().losses.len(), 2);
        let range = |detector| ScoreRange { detector, above: 0.5, up_to: 1.0 };
        let selection = Selection { scores: Some(range(Detector::Fused)), ..Selection::default() };
        let answers = engine.run(Command::Ask { ask: 1, question: Question::Tally(selection) }, None);
        let above: u64 =
            fused.sweep.rows().filter(|row| row.score > 0.5).map(|row| u64::from(row.copies)).sum();
        assert!(matches!(&answers[0], Event::Answer { answer, .. }
            if matches!(&**answer, Answer::Tally(tally) if tally.samples.iter().sum::<u64>() == above)));
        assert!(*first.get_or_insert_with(|| scores.clone()) == scores, "{n_shards} shards differ");
    }
}

#[test]
fn an_autoencoder_that_has_learnt_enough_stops_and_is_scored_as_one_of_fewer_epochs() {
    let mut engine = Engine::new(2);
    load(&mut engine, 1, &sample());
    let fit = |job, autoencoder| {
        let (encoding, isolation_forest) = (Encoding::default(), IsolationForestParams::default());
        let (train_on, autoencoder) = (TrainOn::Normal, Some(autoencoder));
        Command::Fit { job, train_on, encoding, isolation_forest, autoencoder }
    };
    let params = AutoencoderParams { epochs: 1_000, patience: None, ..AutoencoderParams::original() };
    engine.send(fit(2, params), None);
    let mut events = Vec::new();
    while !events.iter().any(|it| matches!(it, Event::Learning { progress, .. } if progress.epoch > 0)) {
        assert!(engine.turn(&mut |event| events.push(event)));
    }
    let scores = scored(&engine.run(Command::StopLearning, None));
    let learnt = scores.fit.autoencoder.clone().unwrap();
    assert!(learnt.losses.len() < 1_000 && scores.autoencoder.is_some());
    assert_eq!(learnt.params.epochs as usize, learnt.losses.len());
    assert_eq!(scored(&engine.run(fit(3, learnt.params), None)).fingerprint, scores.fingerprint);
}

#[test]
fn a_row_counts_for_the_autoencoder_as_often_as_it_occurs() {
    let of_shards = |n_shards| {
        let mut engine = Engine::new(n_shards);
        let n_samples = loaded(&load(&mut engine, 1, &sample())).n_samples;
        let (encoding, isolation_forest) = (Encoding::default(), IsolationForestParams::default());
        let autoencoder = Some(AutoencoderParams { epochs: 1, ..AutoencoderParams::original() });
        let wish =
            Command::Fit { job: 2, train_on: TrainOn::AllRows, encoding, isolation_forest, autoencoder };
        let events = engine.run(wish, None);
        let batches = events.iter().filter_map(|event| match event {
            Event::Learning { progress, .. } => Some(u64::from(progress.batches)),
            _ => None,
        });
        // A tenth validates.
        assert_eq!(batches.max(), Some((n_samples - n_samples / 10).div_ceil(256)));
        scored(&events)
    };
    assert!(of_shards(1) == of_shards(3));
}
