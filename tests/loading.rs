//! Loading whatever holds connections: custom tables, two files, torture cases, files that break off.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops at the first surprise"
)]

mod support;

use oddflow::data::error::DataError;
use oddflow::data::label::Family;
use oddflow::data::schema::{Choice, Corrections};
use oddflow::data::source::Source;
use oddflow::detectors::TrainOn;
use oddflow::engine::command::{Command, Place};
use oddflow::engine::error::EngineError;
use oddflow::engine::event::Event;
use oddflow::engine::in_process::InProcess;
use proptest::prelude::*;

use support::*;

/// Flows as other tools write them: an identifier, an address, gaps, a decimal point, a label.
fn flows(n_rows: u32) -> String {
    let row = |i: u32| {
        let label = if i.is_multiple_of(50) { "DDoS" } else { "BENIGN" };
        let rate = if i % 97 == 1 { "Infinity".to_owned() } else { format!("{}.5", i % 13) };
        let bytes = if i.is_multiple_of(50) { 900_000 + i } else { i % 40 };
        format!("{i},10.0.0.{},{},{bytes},{rate},{label}\n", i % 250, ["tcp", "udp", ""][i as usize % 3])
    };
    "Flow ID,Source IP,Protocol,Total Bytes,Rate, Label\n".to_owned()
        + &(1..=n_rows).map(row).collect::<String>()
}

fn load_as(
    engine: &mut Engine,
    job: u32,
    bytes: &[u8],
    place: Place,
    corrections: Corrections,
) -> Vec<Event> {
    engine
        .run(Command::Load { job, name: "file".into(), place, corrections, entry: None }, Some(bytes.into()))
}

#[test]
fn a_custom_table_is_read_trained_on_and_corrected() {
    let text = flows(3_000);
    let mut engine = Engine::new(2);
    let table = loaded(&load(&mut engine, 1, text.as_bytes()));
    assert_eq!((table.format.as_str(), table.n_samples, table.n_features), ("custom CSV", 3_000, 3));
    assert_eq!((table.normal.as_deref(), table.families[Family::Normal.index()]), (Some("BENIGN"), 2_940));
    assert_eq!(table.columns[2].profile.n_missing, 1_000);
    assert_eq!(table.columns[4].profile.n_infinite, 31);
    let scores = scored(&engine.run(fit(2, TrainOn::Normal), None));
    assert!(scores.isolation_forest.auc.unwrap() > 0.7, "{:?}", scores.isolation_forest.auc);
    let columns = vec![("Rate".to_owned(), Choice::Off)];
    let corrections = Corrections { columns, normal: Some("DDoS".to_owned()) };
    let corrected = loaded(&load_as(&mut engine, 3, text.as_bytes(), Place::Train, corrections));
    assert_eq!((corrected.n_features, corrected.families[Family::Normal.index()]), (2, 60));
}

#[test]
fn one_file_is_trained_on_and_another_one_scored() {
    let train = flows(3_000);
    let reordered: String = flows(6_000)
        .lines()
        .map(|line| {
            let fields: Vec<&str> = line.split(',').collect();
            format!("{},{},{},{},extra\n", fields[5], fields[4], fields[3], fields[2])
        })
        .collect();
    let mut first = None;
    for n_shards in [1, 2, 3] {
        let mut engine = Engine::new(n_shards);
        let too_early = load_as(&mut engine, 1, reordered.as_bytes(), Place::Test, Corrections::default());
        assert_eq!(failure(&too_early), EngineError::Data(DataError::NoTrainingFile));
        load(&mut engine, 2, train.as_bytes());
        let alone = scored(&engine.run(fit(3, TrainOn::Normal), None));
        let test = load_as(&mut engine, 4, reordered.as_bytes(), Place::Test, Corrections::default());
        let test = loaded(&test);
        assert_eq!((test.n_samples, test.families[Family::Normal.index()]), (6_000, 5_880));
        assert!(test.overlap.unwrap().samples >= 3_000, "{:?}", test.overlap);
        let scores = scored(&engine.run(fit(5, TrainOn::Normal), None));
        assert_eq!(scores.isolation_forest.histogram.bins(1)[0].counts.iter().sum::<u64>(), 6_000);
        assert_eq!(scores.isolation_forest.threshold, alone.isolation_forest.threshold);
        let result = (same_table(&test), scores);
        assert!(*first.get_or_insert_with(|| result.clone()) == result, "{n_shards} shards differ");
        let lacking = load_as(&mut engine, 6, b"Rate,Label\n1,a\n2,b\n", Place::Test, Corrections::default());
        let missing = vec!["Protocol".to_owned(), "Total Bytes".to_owned()];
        let differ = DataError::ColumnsDiffer { missing, found: 2, expected: 6 };
        assert_eq!(failure(&lacking), EngineError::Data(differ));
        engine.run(Command::ForgetTest, None);
        assert!(scored(&engine.run(fit(7, TrainOn::Normal), None)) == alone);
    }
}

#[test]
fn quoted_line_ends_and_lone_carriage_returns_are_read_by_any_number_of_shards() {
    let quoted: String = (0..40_000)
        .map(|i| format!("{i},\"line {}\nand, \"\"more\"\" of it\",{}\n", i % 7, ["normal", "bad"][i % 2]))
        .collect();
    // The first quoted line end comes long after what is looked at to recognise the format.
    let plain: String =
        (0..40_000).map(|i| format!("{i},text {},{}\n", i % 7, ["normal", "bad"][i % 2])).collect();
    let old = plain.replace('\n', "\r");
    for (text, n_samples) in [(&quoted, 40_000), (&(plain.clone() + &quoted), 80_000), (&old, 40_000)] {
        let mut first = None;
        for (n_shards, bytes) in
            [(1, text.as_bytes().to_vec()), (3, text.as_bytes().to_vec()), (2, gzip(text.as_bytes()))]
        {
            let table = same_table(&loaded(&load(&mut Engine::new(n_shards), 1, &bytes)));
            assert_eq!((table.n_samples, table.report.n_skipped), (n_samples, 0));
            assert!(*first.get_or_insert_with(|| table.clone()) == table, "{n_shards} shards differ");
        }
    }
}

/// Memory that cannot be read from some byte on, as a file that vanished.
#[derive(Clone)]
struct Vanishing(Bytes, u64);

impl Source for Vanishing {
    fn size(&self) -> u64 {
        self.0.size()
    }

    fn read_at(&self, offset: u64, n_bytes: usize, buffer: &mut Vec<u8>) -> Result<(), DataError> {
        if offset + n_bytes as u64 > self.1 {
            return Err(DataError::Read { offset, reason: "it vanished".to_owned() });
        }
        self.0.read_at(offset, n_bytes, buffer)
    }
}

#[test]
fn a_file_that_vanishes_while_it_is_read_keeps_what_came_before() {
    let text = flows(200_000);
    let mut first = None;
    for n_shards in [1, 2, 3] {
        let mut engine = InProcess::<Vanishing>::new(n_shards);
        let source = Vanishing(text.as_bytes().into(), 3_500_000);
        let load = Command::Load {
            job: 1,
            name: "file".into(),
            place: Place::Train,
            corrections: Corrections::default(),
            entry: None,
        };
        let table = loaded(&engine.run(load, Some(source)));
        assert!(matches!(table.report.broke_off, Some(DataError::Read { .. })));
        let kept = text.as_bytes()[..3 << 20].iter().filter(|byte| **byte == b'\n').count() as u64;
        assert!((kept - 1..=kept + 1).contains(&table.n_samples), "{} of {kept}", table.n_samples);
        let table = same_table(&table);
        assert!(*first.get_or_insert_with(|| table.clone()) == table, "{n_shards} shards differ");
    }
}

#[test]
fn odd_tables_are_read_or_told() {
    let read = |text: &[u8]| {
        let events = load(&mut Engine::new(2), 1, text);
        events.into_iter().find_map(|event| match event {
            Event::Loaded { summary, .. } => Some(Ok(summary)),
            Event::Failed { error, .. } => Some(Err(error.to_string())),
            _ => None,
        })
    };
    let table = |text: &[u8]| read(text).unwrap().unwrap();
    // Byte order mark, CRLF, a blank line, a ragged line.
    let ragged = table(b"\xEF\xBB\xBFa,b\r\n1,x\r\n\r\n2,y,z\r\n3,x\r\n4,y\r\n");
    assert_eq!((ragged.n_samples, ragged.report.n_skipped, ragged.report.n_blank), (3, 1, 1));
    // Decimal commas between semicolons; empty and doubled names.
    let commas = table(b"n;;n\n1,5;a;2\n2,5;b;3\n-3,0;a;4\n");
    assert_eq!(commas.columns[0].profile.range, Some((-3.0, 2.5)));
    let names: Vec<&str> = commas.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["n", "column 2", "n (2)"]);
    // Numbers as people write them, and what is none.
    let numbers = table(
        b"a,b\n1e5,1\n-,2\nNaN,3\n?,4\nInfinity,5\n2,6\n3,7\n4,8\n5,9\n6,1\n7,2\n8,3\n9,4\n10,5\nword,6\n",
    );
    let profile = &numbers.columns[0].profile;
    assert_eq!((profile.n_missing, profile.n_infinite, profile.n_not_numbers), (3, 1, 1));
    assert_eq!((profile.range, numbers.columns[0].misfit_line), (Some((2.0, 100_000.0)), Some(16)));
    // Latin-1 is decoded and told.
    assert_eq!(table(b"a,b,c\n1,caf\xE9,x\n2,tea,y\n3,caf\xE9,x\n").columns[1].profile.n_latin1, 2);
    // A row without a label is a row all the same, and harmless where attacks alone are named.
    let unnamed = table(b"a,b,attack_cat\n1,x,\n2,y,Exploits\n3,x,\n4,z,\n");
    assert_eq!((unnamed.n_samples, unnamed.normal.as_deref()), (4, Some("(none)")));
    // Large integers stay exact.
    let large = table(b"a,b\n16777217,x\n16777216,y\n9007199254740991,x\n");
    assert_eq!(
        (large.n_distinct, large.columns[0].profile.range),
        (3, Some((16_777_216.0, 9_007_199_254_740_991.0)))
    );
    let told = |text: &[u8], words: &str| {
        let error = read(text).unwrap().unwrap_err();
        assert!(error.contains(words), "{error}");
    };
    told(b"\xFF\xFEa\0,\0b\0", "UTF-16");
    told(b"a,b\n1,\0\n", "binary");
    told(b"duration,protocol,label\n", "lines in all: 1");
    told(b"duration,protocol,label\n3,tcp,normal\n", "lines in all: 2");
    told(b"Dear Sir, hello\n", "line 1 has 2 fields");
    let wide = format!("{}1\n", "1,".repeat(9_999));
    told(wide.repeat(3).as_bytes(), "10000 columns");
    told(&vec![b'x'; 1 << 20], "no line ends");
    // A line of three megabytes is given up; what follows it is read.
    let long = format!("a,b\n1,2\n5,6\n{}\n3,4\n", "5".repeat(3 << 20));
    let long = table(long.as_bytes());
    assert_eq!((long.n_samples, long.report.n_skipped), (3, 1));
}

/// Two short lines around one of a hundred million bytes, which is nowhere held.
#[derive(Clone)]
struct LongLine;

impl LongLine {
    const BEFORE: &'static [u8] = b"a,b\n1,2\n5,6\n";
    const AFTER: &'static [u8] = b"\n3,4\n";
    const LENGTH: u64 = 100_000_000;
    /// What a shard may hold of a file at once.
    const MOST: usize = 8 << 20;
}

impl Source for LongLine {
    fn size(&self) -> u64 {
        Self::BEFORE.len() as u64 + Self::LENGTH + Self::AFTER.len() as u64
    }

    fn read_at(&self, offset: u64, n_bytes: usize, buffer: &mut Vec<u8>) -> Result<(), DataError> {
        assert!(n_bytes <= Self::MOST, "{n_bytes} bytes are asked for at once");
        let end = Self::BEFORE.len() as u64 + Self::LENGTH;
        let byte = |at: u64| match at.checked_sub(end) {
            Some(after) => Self::AFTER[after as usize],
            None => Self::BEFORE.get(at as usize).copied().unwrap_or(b'5'),
        };
        buffer.clear();
        buffer.extend((offset..self.size().min(offset + n_bytes as u64)).map(byte));
        Ok(())
    }
}

#[test]
fn a_line_of_a_hundred_megabytes_is_given_up_in_little_memory() {
    for n_shards in [1, 2] {
        let mut engine = InProcess::<LongLine>::new(n_shards);
        let load = Command::Load {
            job: 1,
            name: "file".into(),
            place: Place::Train,
            corrections: Corrections::default(),
            entry: None,
        };
        let table = loaded(&engine.run(load, Some(LongLine)));
        assert_eq!((table.n_samples, table.report.broke_off.is_none()), (3, true));
        assert!(table.report.n_skipped >= 1, "{:?}", table.report);
        assert!(table.table_bytes < 1 << 20, "{} bytes", table.table_bytes);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    /// Lines of any length, so that a block's border falls anywhere in them; gzip members cut anywhere, single bytes included.
    #[test]
    fn the_table_is_the_same_wherever_blocks_and_members_are_cut(
        widths in prop::collection::vec(1_usize..4_000, 50..150),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..5),
        lone_bytes in 0_usize..4,
    ) {
        let line = |i: usize| {
            let width = widths[i % widths.len()];
            format!("{},{},{}\n", i % 17, "x".repeat(width + i % 3), ["normal", "bad"][i % 2])
        };
        let mut text = String::from("number,text,label\n");
        (0..).map(line).take_while(|line| { text.push_str(line); text.len() < 3 << 20 }).count();
        let bytes = text.as_bytes();
        let expected = same_table(&loaded(&load(&mut Engine::new(1), 1, bytes)));
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len())).collect();
        cuts.extend(1..=lone_bytes);
        cuts.extend([0, bytes.len()]);
        cuts.sort_unstable();
        let members: Vec<u8> = cuts.windows(2).flat_map(|pair| gzip(&bytes[pair[0]..pair[1]])).collect();
        for n_shards in [2, 3, 7] {
            prop_assert_eq!(&same_table(&loaded(&load(&mut Engine::new(n_shards), 1, bytes))), &expected);
            prop_assert_eq!(&same_table(&loaded(&load(&mut Engine::new(n_shards), 1, &members))), &expected);
        }
    }
}
