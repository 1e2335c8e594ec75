//! Questions about single rows: the same answers for 1, 2, 3 and 7 shards.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops at the first surprise"
)]

mod support;

use oddflow::data::label::Family;
use oddflow::data::packed::Packed;
use oddflow::data::schema::Corrections;
use oddflow::detectors::{Detector, TrainOn};
use oddflow::engine::command::{Command, Place};
use oddflow::engine::event::Event;
use oddflow::engine::questions::explain::Explanation;
use oddflow::engine::questions::index::{Index, Listing, RowOrder};
use oddflow::engine::questions::locate::{Located, Wanted};
use oddflow::engine::questions::nearest::{Likeness, Nearest};
use oddflow::engine::questions::rows::RowView;
use oddflow::engine::questions::typical::Typical;
use oddflow::engine::questions::{Answer, Question};
use oddflow::engine::scored_csv::{ScoredCsvNews, ScoredCsvWish};
use oddflow::engine::selection::Selection;

use support::*;

fn trained(n_shards: u32, bytes: &[u8]) -> Engine {
    let mut engine = Engine::new(n_shards);
    loaded(&load(&mut engine, 1, bytes));
    scored(&engine.run(fit(2, TrainOn::Normal), None));
    engine
}

fn ask(engine: &mut Engine, question: Question) -> Answer {
    let events = engine.run(Command::Ask { ask: 1, question }, None);
    match events.into_iter().next() {
        Some(Event::Answer { answer, .. }) => *answer,
        other => panic!("no answer: {other:?}"),
    }
}

fn index(engine: &mut Engine, listing: Listing) -> Index {
    match ask(engine, Question::Index(Box::new(listing))) {
        Answer::Index(index) => index,
        other => panic!("no index: {other:?}"),
    }
}

fn rows(engine: &mut Engine, first_lines: &[u64]) -> Vec<RowView> {
    match ask(engine, Question::Rows(Packed(first_lines.to_vec()))) {
        Answer::Rows(rows) => rows,
        other => panic!("no rows: {other:?}"),
    }
}

/// The row of a line as the page finds it.
fn locate(engine: &mut Engine, line: u64) -> Option<u64> {
    let mut wanted = Wanted::Line(line);
    loop {
        match ask(engine, Question::Locate(wanted)) {
            Answer::Located(Located::Row(first_line)) => return Some(first_line),
            Answer::Located(Located::CopyOf(content)) => wanted = Wanted::Content(content),
            _ => return None,
        }
    }
}

#[test]
fn rows_stand_in_the_same_order_for_any_number_of_shards() {
    let bytes = gunzip(&sample());
    let listings = [
        Listing { descending: true, ..Listing::default() },
        Listing { order: RowOrder::Feature(2), ..Listing::default() },
        Listing { order: RowOrder::Feature(2), descending: true, ..Listing::default() },
        Listing {
            order: RowOrder::Feature(4),
            descending: true,
            search: "HTTP sf".into(),
            ..Listing::default()
        },
        Listing { order: RowOrder::Copies, descending: true, ..Listing::default() },
        Listing { order: RowOrder::Line, descending: true, ..Listing::default() },
    ];
    let mut first = None;
    for n_shards in [1, 2, 3, 7] {
        let mut engine = trained(n_shards, &bytes);
        let found = listings.clone().map(|listing| {
            let index = index(&mut engine, listing);
            let shown = rows(&mut engine, &index.first_lines.0[10..30]);
            (index, shown)
        });
        assert!(*first.get_or_insert_with(|| found.clone()) == found, "{n_shards} shards differ");
    }
    let found = first.unwrap();
    let values = |place: usize, feature: usize| -> Vec<String> {
        found[place].1.iter().map(|row| row.values[feature].clone()).collect()
    };
    let scores: Vec<f64> = found[0].1.iter().map(|row| row.scores[0].unwrap()).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
    assert!(values(1, 2).is_sorted() && values(2, 2).is_sorted_by(|a, b| a >= b));
    assert!(values(1, 2) != values(2, 2));
    assert!(values(3, 2).iter().all(|service| service.contains("http")));
    let bytes: Vec<f64> = values(3, 4).iter().map(|text| text.parse().unwrap()).collect();
    assert!(bytes.is_sorted_by(|a, b| a >= b), "{bytes:?}");
    assert!(found[4].1.is_sorted_by(|a, b| a.copies >= b.copies));
    assert!(found[5].1.is_sorted_by(|a, b| a.line > b.line));
}

#[test]
fn an_index_counts_what_is_selected() {
    let mut engine = Engine::new(3);
    let file = loaded(&load(&mut engine, 1, &sample()));
    let all = index(&mut engine, Listing::default());
    assert_eq!((all.first_lines.0.len() as u64, all.n_samples), (file.n_distinct, file.n_samples));
    let selection = Selection { families: vec![Family::Probe], ..Selection::default() };
    let probes = index(&mut engine, Listing { selection, ..Listing::default() });
    assert_eq!(probes.n_samples, file.families[Family::Probe.index()]);
    let shown = rows(&mut engine, &probes.first_lines.0[..5]);
    assert!(shown.iter().all(|row| row.family == Family::Probe && row.scores == [None; Detector::ALL.len()]));
    assert_eq!(rows(&mut engine, &[u64::MAX, 3 << 32]), [], "no such rows");
}

#[test]
fn every_line_leads_to_its_row() {
    let text = "a,b\r\n1,x\r\n\r\n2,y\r\n1,x\r\n\"3\",\"q\"\"\"\r\nbroken\r\n1.0,x\r\n";
    let block = "5,z\n".repeat(300_000);
    let text = format!("{text}{block}1,x\n5,z\n7,last\n");
    for n_shards in [1, 2, 3, 7] {
        let mut engine = Engine::new(n_shards);
        loaded(&load(&mut engine, 1, text.as_bytes()));
        let mut line_of = |line| {
            let first_line = locate(&mut engine, line)?;
            rows(&mut engine, &[first_line]).first().map(|row| (row.line, row.values.join(" ")))
        };
        let check = |found: Option<(u64, String)>, line, values: &str| {
            assert_eq!(found, Some((line, values.to_owned())), "{n_shards} shards");
        };
        check(line_of(2), 2, "1 x");
        check(line_of(4), 4, "2 y");
        check(line_of(5), 2, "1 x");
        check(line_of(6), 6, "3 q\"");
        check(line_of(8), 2, "1 x");
        check(line_of(300_008), 9, "5 z");
        check(line_of(300_009), 2, "1 x");
        check(line_of(300_010), 9, "5 z");
        check(line_of(300_011), 300_011, "7 last");
        for no_sample in [0, 1, 3, 7, 300_012, u64::MAX] {
            assert_eq!(line_of(no_sample), None, "line {no_sample}");
        }
    }
}

/// What the panel shows of the strangest row.
fn why(engine: &mut Engine) -> (Explanation, Vec<Typical>, Nearest) {
    let strangest = index(engine, Listing { descending: true, ..Listing::default() }).first_lines.0[0];
    let Answer::Explained(Some(explanation)) = ask(engine, Question::Explain(strangest)) else {
        panic!("not explained")
    };
    let Answer::Typical(typical) = ask(engine, Question::Typical(TrainOn::Normal)) else {
        panic!("nothing is typical")
    };
    let values = explanation.row.values.clone();
    let likeness = Likeness { values, except: Some(strangest), ..Likeness::default() };
    let Answer::Nearest(Some(nearest)) = ask(engine, Question::Nearest(Box::new(likeness))) else {
        panic!("nothing is near")
    };
    (*explanation, typical, nearest)
}

#[test]
fn a_row_is_explained_alike_for_any_number_of_shards() {
    let bytes = gunzip(&sample());
    let mut first = None;
    for n_shards in [1, 2, 3, 7] {
        let found = why(&mut trained(n_shards, &bytes));
        assert!(*first.get_or_insert_with(|| found.clone()) == found, "{n_shards} shards differ");
    }
    let (explanation, typical, nearest) = first.unwrap();
    let (detector, contributions) = &explanation.contributions[0];
    assert_eq!((*detector, contributions.len()), (Detector::IsolationForest, 41));
    // A score above one half means a path shorter than the mean, which contributions add up to.
    assert!(explanation.row.scores[0].unwrap() > 0.5 && contributions.iter().sum::<f64>() > 0.0);
    // Most distinct normal rows of KDD'99 are http over tcp.
    assert!(matches!(&typical[2], Typical::Name { mode, .. } if mode == "http"), "{:?}", typical[2]);
    assert!(matches!(typical[0], Typical::Number { median, .. } if median == 0.0), "{:?}", typical[0]);
    assert!(nearest.distance > 0.0 && nearest.distance < 1.0 && nearest.line > 0);
    assert_eq!(rows(&mut trained(2, &bytes), &[nearest.first_line])[0].family, Family::Normal);
}

/// The scored CSV as the page puts it together.
fn scored_csv(engine: &mut Engine, bytes: &[u8], wish: ScoredCsvWish) -> (Vec<u8>, Option<ScoredCsvNews>) {
    let command = Command::ScoredCsv { export: 9, entry: None, wish: Box::new(wish) };
    let (mut csv, mut last) = (Vec::new(), None);
    for event in engine.run(command, Some(bytes.into())) {
        match event {
            Event::ScoredCsv { export: 9, news: ScoredCsvNews::Piece { bytes, .. } } => csv.extend(bytes),
            Event::ScoredCsv { export: 9, news } => last = Some(news),
            other => panic!("{other:?}"),
        }
    }
    (csv, last)
}

fn all_of(threshold: f64) -> ScoredCsvWish {
    ScoredCsvWish {
        thresholds: [Some(threshold), None, None],
        columns: (0..42).map(|column| format!("c{column}")).collect(),
        features: (0..41).map(|feature| format!("f{feature}")).collect(),
        ..ScoredCsvWish::default()
    }
}

#[test]
fn the_scored_csv_has_every_line_as_it_stands_and_the_same_scores_for_any_number_of_shards() {
    let packed = sample();
    let plain = gunzip(&packed);
    let mut first = None;
    for (n_shards, bytes) in [(1, &plain), (2, &packed), (3, &plain), (7, &packed), (7, &plain)] {
        let mut engine = Engine::new(n_shards);
        loaded(&load(&mut engine, 1, bytes));
        let summary = scored(&engine.run(fit(2, TrainOn::Normal), None));
        let threshold = summary.isolation_forest.threshold;
        let (csv, last) = scored_csv(&mut engine, bytes, all_of(threshold));
        assert_eq!(last, Some(ScoredCsvNews::Done));
        let flagged = ScoredCsvWish { flagged_only: true, ..all_of(threshold) };
        let found = (csv, scored_csv(&mut engine, bytes, flagged).0, summary);
        assert!(*first.get_or_insert_with(|| found.clone()) == found, "{n_shards} shards differ");
    }
    let (csv, flagged, summary) = first.unwrap();
    let original = String::from_utf8(plain).unwrap();
    let (csv, flagged) = (String::from_utf8(csv).unwrap(), String::from_utf8(flagged).unwrap());
    let samples: Vec<&str> = original.lines().collect();
    let lines: Vec<&str> = csv.lines().collect();
    assert!(lines[0].ends_with("isolation_forest_score,isolation_forest_flagged,reasons"), "{}", lines[0]);
    let n_leading = samples.len() + 1 - lines.len();
    let n_samples: usize = summary.isolation_forest.sweep.rows().map(|row| row.copies as usize).sum();
    assert_eq!(lines.len(), n_samples + 1);
    for (line, original) in lines[1..].iter().zip(&samples[n_leading..]) {
        assert!(line.starts_with(&format!("{original},0.")), "{line}\n{original}");
    }
    let n_flagged = summary.isolation_forest.flagged.iter().sum::<u64>() as usize;
    assert!(n_flagged > 0);
    assert_eq!(flagged.lines().count(), n_flagged + 1);
    assert!(flagged.lines().skip(1).all(|line| line.contains(",true,f")), "reasons are missing");
    assert_eq!(csv.matches(",true,f").count(), n_flagged);
    let strangest = &summary.isolation_forest.strangest[0];
    let line = lines[strangest.line as usize - n_leading];
    assert!(line.contains(&format!(",{},true,", strangest.score)), "{line}");
}

#[test]
fn the_scored_csv_of_an_odd_file_keeps_its_fields_and_leaves_out_what_is_no_sample() {
    let text = "\u{feff}a;b\r\n1,5;x\r\n\r\n2;\"y;\"\"\"\r\nbroken\r\n1,5;x";
    let mut engine = Engine::new(2);
    loaded(&load(&mut engine, 1, text.as_bytes()));
    scored(&engine.run(fit(2, TrainOn::Distinct), None));
    let wish = ScoredCsvWish {
        thresholds: [Some(2.0), None, None],
        features: vec!["'=a".into(), "b".into()],
        ..ScoredCsvWish::default()
    };
    let (csv, last) = scored_csv(&mut engine, text.as_bytes(), wish.clone());
    assert_eq!(last, Some(ScoredCsvNews::Done));
    let csv = String::from_utf8(csv).unwrap();
    let starts: Vec<&str> = csv.lines().map(|line| line.split(";0,").next().unwrap()).collect();
    assert_eq!(
        starts,
        ["a;b;isolation_forest_score;isolation_forest_flagged;reasons", "1,5;x", "2;\"y;\"\"\"", "1,5;x"]
    );
    let other = [text.as_bytes(), b"\n7;z"].concat();
    let (_, last) = scored_csv(&mut engine, &other, wish);
    assert!(matches!(last, Some(ScoredCsvNews::Failed(_))), "{last:?}");
}

#[test]
fn an_export_ends_with_the_result_that_it_is_about() {
    let bytes = gunzip(&sample());
    let mut engine = trained(2, &bytes);
    let command = Command::ScoredCsv { export: 9, entry: None, wish: Box::new(all_of(0.5)) };
    engine.send(command, Some(bytes.as_slice().into()));
    engine.send(
        Command::Load {
            job: 3,
            name: "other".into(),
            place: Place::Train,
            corrections: Corrections::default(),
            entry: None,
        },
        Some(sample().as_slice().into()),
    );
    let mut events = Vec::new();
    while engine.turn(&mut |event| events.push(event)) {}
    let ends = events.iter().filter(|event| {
        matches!(event, Event::ScoredCsv { news: ScoredCsvNews::Done | ScoredCsvNews::Outdated, .. })
    });
    assert_eq!(ends.count(), 1);
    assert!(events.iter().any(|event| matches!(event, Event::Loaded { job: 3, .. })));
}

#[test]
fn the_picture_is_the_same_for_any_number_of_shards() {
    let bytes = gunzip(&sample());
    let mut first = None;
    for n_shards in [1, 2, 3, 7] {
        let Answer::Projection(found) = ask(&mut trained(n_shards, &bytes), Question::Projection) else {
            panic!("no picture")
        };
        assert!(*first.get_or_insert_with(|| found.clone()) == found, "{n_shards} shards differ");
    }
    let picture = first.unwrap();
    let n_of = |family| picture.rows.iter().filter(|row| row.family == family).count();
    assert!(n_of(Family::Normal) == 250 && n_of(Family::U2r) > 0);
    assert!(picture.explained[0] > picture.explained[1] && picture.explained[1] > 0.05);
    assert!(picture.rows.iter().all(|row| row.score > 0.0 && row.at.iter().all(|at| at.is_finite())));
}
