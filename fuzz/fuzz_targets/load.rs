//! The whole engine: a file is the same table for any number of shards, plain or compressed.
#![no_main]

use std::io::Write;
use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use oddflow::data::schema::Corrections;
use oddflow::engine::command::{Command, Place};
use oddflow::engine::event::{Event, LoadSummary};
use oddflow::engine::in_process::InProcess;

fn load(bytes: &[u8], n_shards: u32) -> Result<LoadSummary, String> {
    let (name, corrections) = (String::new(), Corrections::default());
    let order = Command::Load { job: 1, name, place: Place::Train, corrections, entry: None };
    let source: Arc<[u8]> = bytes.into();
    let events = InProcess::new(n_shards).run(order, Some(source));
    match events.into_iter().next_back() {
        Some(Event::Loaded { summary, .. }) => {
            Ok(LoadSummary { bytes: 0, table_bytes: 0, memory_bytes: 0, ..summary })
        }
        Some(Event::Failed { error, .. }) => Err(error.to_string()),
        other => panic!("no answer: {other:?}"),
    }
}

fuzz_target!(|data: &[u8]| {
    let Some((repeats, text)) = data.split_first() else { return };
    // Now and then more than one block.
    let n_repeats = if *repeats > 250 && !text.is_empty() { 2_500_000 / text.len() } else { 1 };
    let text = text.repeat(n_repeats);
    let one = load(&text, 1);
    assert_eq!(one, load(&text, 3));
    let is_packed = text.starts_with(b"\x1F\x8B") || text.starts_with(b"PK");
    if one.is_ok() && !is_packed {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        let compressed = encoder.write_all(&text).and_then(|()| encoder.finish()).expect("memory");
        assert_eq!(one, load(&compressed, 2));
    }
});
