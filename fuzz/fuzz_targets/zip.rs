//! An archive's files are listed and unpacked, or told; never more at once than a step makes.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use oddflow::data::zip::{MAX_ENTRIES, entries, is_zip};
use oddflow::data::zip_name::MAX_NAME_CHARS;
use oddflow::engine::inflate::Inflation;

/// Enough to see that an entry goes on as it began.
const MAX_BYTES: usize = 16 * 1024 * 1024;

fuzz_target!(|data: &[u8]| {
    let source: Arc<[u8]> = data.into();
    let _ = is_zip("a.zip", data);
    let Ok(entries) = entries(&source) else { return };
    assert!(!entries.is_empty() && entries.len() as u64 <= MAX_ENTRIES);
    for entry in entries.iter().take(8) {
        assert!(entry.name.chars().count() <= MAX_NAME_CHARS && !entry.name.chars().any(char::is_control));
        let Ok(mut inflation) = Inflation::zip_entry(source.clone(), entry) else { continue };
        let n_head = inflation.head(64 * 1024).len();
        assert!(n_head <= 64 * 1024);
        let (mut n_bytes, mut more) = (0, true);
        while more && n_bytes < MAX_BYTES {
            more = inflation.step(&mut |block| n_bytes += block.bytes.len());
            assert!(inflation.n_read() <= inflation.n_bytes());
        }
        if !more && inflation.broke_off().is_none() && n_bytes > 0 {
            assert!(inflation.n_read() <= data.len() as u64);
        }
    }
});
