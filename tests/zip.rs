//! Archives: what they hold is listed, chosen, unpacked and checked; bombs stop at their bound.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops at the first surprise"
)]

mod support;

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use oddflow::data::error::DataError;
use oddflow::data::inflate::MAX_RATIO;
use oddflow::data::schema::Corrections;
use oddflow::data::source::Source;
use oddflow::data::zip::{MAX_ENTRIES, Packing, ZipEntry, entries};
use oddflow::detectors::TrainOn;
use oddflow::engine::command::{Command, Place};
use oddflow::engine::error::EngineError;
use oddflow::engine::event::{Event, LoadSummary};

use support::{Bytes, Engine, fit};

/// An archive made by `tests/reference/zip.py`.
fn made(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reference/zip");
    std::fs::read(folder.join(name)).unwrap()
}

fn listed(archive: &[u8]) -> Result<Vec<ZipEntry>, DataError> {
    entries(&Bytes::from(archive))
}

fn load(engine: &mut Engine, archive: &[u8], entry: Option<ZipEntry>) -> Vec<Event> {
    let (name, corrections) = ("archive.zip".to_owned(), Corrections::default());
    let order = Command::Load { job: 1, name, place: Place::Train, corrections, entry };
    engine.run(order, Some(archive.into()))
}

fn loaded(archive: &[u8], entry: Option<&ZipEntry>, n_shards: u32) -> LoadSummary {
    match load(&mut Engine::new(n_shards), archive, entry.cloned()).last() {
        Some(Event::Loaded { summary, .. }) => summary.clone(),
        other => panic!("not loaded: {other:?}"),
    }
}

fn refused(archive: &[u8], entry: Option<&ZipEntry>) -> DataError {
    match load(&mut Engine::new(2), archive, entry.cloned()).last() {
        Some(Event::Failed { error: EngineError::Data(error), .. }) => error.clone(),
        other => panic!("not refused: {other:?}"),
    }
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn rows(n_rows: usize) -> Vec<u8> {
    let row = |n| format!("0,tcp,http,SF,{n},1000{},normal.\n", ",0".repeat(35));
    (0..n_rows).map(row).collect::<String>().into_bytes()
}

/// An entry as its writer declares it, be it true or not (APPNOTE.TXT, 4.3.7 and 4.3.12).
#[derive(Clone)]
struct Declared<'a> {
    name: &'a [u8],
    flags: u16,
    method: u16,
    crc32: u32,
    n_inflated: u32,
    packed: Vec<u8>,
}

impl<'a> Declared<'a> {
    fn stored(name: &'a [u8], bytes: &[u8]) -> Self {
        let crc32 = rawzip::crc32(bytes);
        Self { name, flags: 0, method: 0, crc32, n_inflated: bytes.len() as u32, packed: bytes.to_vec() }
    }

    fn deflated(name: &'a [u8], bytes: &[u8]) -> Self {
        Self { method: 8, packed: deflate(bytes), ..Self::stored(name, bytes) }
    }

    /// What local headers and the directory say alike.
    fn common(&self) -> Vec<u8> {
        let mut bytes = [20, self.flags, self.method, 0, 0].map(u16::to_le_bytes).concat();
        bytes.extend([self.crc32, self.packed.len() as u32, self.n_inflated].map(u32::to_le_bytes).concat());
        bytes.extend([self.name.len() as u16, 0].map(u16::to_le_bytes).concat());
        bytes
    }
}

fn archive(entries: &[Declared<'_>]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        directory.extend([&b"PK\x01\x02\x14\0"[..], &entry.common(), &[0; 10]].concat());
        directory.extend([&(bytes.len() as u32).to_le_bytes(), entry.name].concat());
        bytes.extend([&b"PK\x03\x04"[..], &entry.common(), entry.name, &entry.packed].concat());
    }
    let end = [(directory.len() as u32).to_le_bytes(), (bytes.len() as u32).to_le_bytes()].concat();
    let count = (entries.len() as u16).to_le_bytes();
    [&bytes[..], &directory, b"PK\x05\x06\0\0\0\0", &count, &count, &end, &[0; 2]].concat()
}

#[test]
fn archives_of_other_programs_are_listed_without_what_nobody_means() {
    let entries = listed(&made("python.zip")).unwrap();
    let names: Vec<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
    let expected = [
        "archive/deflated.csv",
        "archive/stored.csv",
        "archive/rows.csv.gz",
        "archive/größe.csv",
        "archive/packed.xz",
    ];
    assert_eq!(names, expected);
    // unzip -v: 60 rows of 146 bytes.
    assert_eq!((entries[0].n_inflated, &entries[0].packing), (8_760, &Packing::Deflated));
    assert_eq!((entries[1].n_compressed, &entries[1].packing), (8_760, &Packing::Stored));
    let check = |name: &str, expected: &[(&str, u64)]| {
        let entries = listed(&made(name)).unwrap();
        let found: Vec<_> = entries.iter().map(|entry| (entry.name.as_str(), entry.n_inflated)).collect();
        assert_eq!(found, expected, "{name}");
    };
    check("info.zip", &[("rows.csv", 8_760)]);
    check("info64.zip", &[("rows.csv", 8_760)]);
    check("streamed64.zip", &[("rows.csv", 8_760)]);
}

#[test]
fn an_entry_is_the_same_table_however_it_is_packed() {
    let python = made("python.zip");
    let entries = listed(&python).unwrap();
    let same = |summary: LoadSummary| LoadSummary {
        name: String::new(),
        bytes: 0,
        table_bytes: 0,
        memory_bytes: 0,
        ..summary
    };
    let first = loaded(&python, Some(&entries[0]), 1);
    assert!(first.name.ends_with("/archive/deflated.csv"), "which file of the archive it is: {}", first.name);
    let expected = same(first);
    assert_eq!((expected.n_samples, expected.report.broke_off.as_ref()), (60, None));
    for n_shards in [1, 3] {
        for entry in &entries[..4] {
            assert!(same(loaded(&python, Some(entry), n_shards)) == expected, "{}", entry.name);
        }
        for name in ["info.zip", "info64.zip", "streamed64.zip"] {
            assert!(same(loaded(&made(name), None, n_shards)) == expected, "{name}");
        }
    }
    let large = rows(60_000);
    let plain = same(loaded(&large, None, 2));
    for entry in [
        Declared::stored(b"large.csv", &large),
        Declared::deflated(b"large.csv", &large),
        Declared::deflated(b"large.csv.gz", &gzip(&large)),
        Declared::stored(b"large", &gzip(&gzip(&large))), // Two layers are undone, a third is told.
    ] {
        let archive = archive(std::slice::from_ref(&entry));
        match entry.name {
            b"large" => assert!(matches!(refused(&archive, None), DataError::NotText { .. })),
            _ => assert!(same(loaded(&archive, None, 2)) == plain),
        }
    }
}

#[test]
fn what_cannot_be_chosen_or_read_is_told() {
    let python = made("python.zip");
    let entries = listed(&python).unwrap();
    assert_eq!(refused(&python, None), DataError::SeveralFiles { entries: entries.clone() });
    let check = |archive: &[u8], entry, expected: &str| {
        assert_eq!(refused(archive, entry).to_string(), expected);
    };
    check(&python, Some(&entries[4]), "\"archive/packed.xz\" in the archive is packed by LZMA");
    check(&made("encrypted.zip"), None, "\"rows.csv\" in the archive is encrypted");
    let nested = Declared::stored(b"inner.ZIP", &made("info.zip"));
    check(&archive(std::slice::from_ref(&nested)), None, "\"inner.ZIP\" in the archive is an archive itself");
    let renamed = Declared { name: b"inner.csv", ..nested };
    assert!(matches!(refused(&archive(&[renamed]), None), DataError::NotText { .. }));
    let sheet = [Declared::stored(b"[Content_Types].xml", b"<xml>"), Declared::stored(b"xl/sheet1.xml", b"")];
    check(&archive(&sheet), None, "the file is an Office document (such as .xlsx), not text");
    check(&archive(&[]), None, "the archive holds no files");
    check(&archive(&[Declared::stored(b"folder/", b"")]), None, "the archive holds no files");
    let unknown = Declared { method: 77, ..Declared::stored(b"a.csv", b"1,2\n") };
    check(&archive(&[unknown]), None, "\"a.csv\" in the archive is packed by an unknown method, number 77");
}

#[test]
fn something_may_stand_before_and_behind_an_archive() {
    let info = made("info.zip");
    let before = [&[0; 5_000], info.as_slice()].concat();
    assert_eq!(loaded(&before, None, 2).n_samples, 60);
    let behind = [info.as_slice(), &[0; 5_000]].concat();
    assert_eq!(loaded(&behind, None, 2).n_samples, 60);
    let too_far = [info.as_slice(), &[0; 500_000]].concat();
    assert!(matches!(refused(&too_far, None), DataError::Damaged { .. }));
}

#[test]
fn damage_is_told_and_what_came_before_it_is_kept() {
    let whole = Declared::deflated(b"a.csv", &rows(5_000));
    let check = |declared: Declared<'_>, n_samples, expected: &str| {
        let summary = loaded(&archive(&[declared]), None, 2);
        let reason = summary.report.broke_off.unwrap().to_string();
        assert_eq!((summary.n_samples, reason.as_str()), (n_samples, expected));
    };
    let declared = Declared { crc32: 1, ..whole.clone() };
    check(declared, 5_000, "the compressed data is damaged: a file's checksum is wrong");
    let declared = Declared { n_inflated: 1, ..whole.clone() };
    let expected = "the compressed data is damaged: a file is not as long as the list of files says";
    check(declared, 5_000, expected);
    let mut packed = whole.packed.clone();
    packed.truncate(packed.len() / 2);
    let summary = loaded(&archive(&[Declared { packed, ..whole.clone() }]), None, 2);
    assert!(summary.n_samples > 1_000 && summary.report.broke_off.is_some());
    let bytes = archive(&[whole]);
    let missing = "the compressed data is damaged: the list of files at its end is missing";
    assert_eq!(refused(&bytes[..bytes.len() - 30], None).to_string(), missing);
    let mut moved = listed(&bytes).unwrap().remove(0);
    for offset in [1, bytes.len() as u64, u64::MAX - 10, u64::MAX] {
        moved.header_offset = offset;
        assert!(matches!(refused(&bytes, Some(&moved)), DataError::Damaged { .. }), "{offset}");
    }
}

#[test]
fn long_directories_are_told() {
    let many: Vec<Declared<'_>> = vec![Declared::stored(b"a", b""); MAX_ENTRIES as usize];
    assert_eq!(listed(&archive(&many)).unwrap().len(), many.len());
    let more = [many.as_slice(), &[Declared::stored(b"b", b"")]].concat();
    let error = listed(&archive(&more)).unwrap_err();
    assert!(matches!(error, DataError::LongDirectory { n_entries: 10_001, .. }), "{error}");
    let name = [b'x'; 60_000];
    let long = vec![Declared::stored(&name, b""); 300];
    let error = listed(&archive(&long)).unwrap_err();
    assert!(matches!(error, DataError::LongDirectory { n_entries: 300, .. }), "{error}");
}

/// Rows, then blank lines as `.gz`: 10 MB that inflate to 10 GB.
fn bomb() -> Vec<u8> {
    [gzip(&rows(5_000)), gzip(&vec![b'\n'; 20_000_000]).repeat(500)].concat()
}

#[test]
fn a_bomb_stops_at_the_bound_and_costs_nothing_that_was_there() {
    let bomb = bomb();
    // The outer layer takes a fiftieth of it, so that the two together would reach 50,000 : 1.
    let twice = archive(&[Declared::deflated(b"bomb.gz", &bomb)]);
    assert!(twice.len() < bomb.len() / 50, "{}", twice.len());
    for bytes in [&bomb, &twice, &archive(&[Declared::stored(b"bomb.csv.gz", &bomb)])] {
        let mut engine = Engine::new(2);
        load(&mut engine, &made("info.zip"), None);
        let events = load(&mut engine, bytes, None);
        let Some(Event::Failed { error: EngineError::Data(error), .. }) = events.last() else {
            panic!("not stopped")
        };
        let DataError::InflatesTooFar { compressed, inflated } = *error else { panic!("{error}") };
        // 64 MiB come at any ratio, and a step of the decoder makes 8 MiB.
        assert!(inflated > compressed * MAX_RATIO && inflated < 80 << 20, "{error}");
        let scored = engine.run(fit(2, TrainOn::Distinct), None);
        assert!(matches!(scored.last(), Some(Event::Scored { .. })));
    }
}

/// Notes how much is read of it.
#[derive(Clone)]
struct Watched(Bytes, Arc<std::sync::atomic::AtomicU64>);

impl Source for Watched {
    fn size(&self) -> u64 {
        self.0.size()
    }

    fn read_at(&self, offset: u64, n_bytes: usize, buffer: &mut Vec<u8>) -> Result<(), DataError> {
        self.0.read_at(offset, n_bytes, buffer)?;
        self.1.fetch_add(buffer.len() as u64, std::sync::atomic::Ordering::Relaxed);
        Ok(())
    }
}

#[test]
fn listing_reads_the_end_of_an_archive_only() {
    let noise: Vec<u8> = (0..5_000_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let bytes = archive(&[Declared::stored(b"a.csv", &noise)]);
    let watched = Watched(bytes.into(), Arc::default());
    assert_eq!(entries(&watched).unwrap().len(), 1);
    let n_read = watched.1.load(std::sync::atomic::Ordering::Relaxed);
    assert!(n_read < 1_000_000, "{n_read}");
}
