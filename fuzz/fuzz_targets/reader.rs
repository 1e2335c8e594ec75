//! Any text, arriving in pieces of any length, becomes a table in which every line is accounted for.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oddflow::data::schema::Corrections;

fuzz_target!(|data: &[u8]| {
    let Some((cuts, text)) = data.split_first_chunk::<4>() else { return };
    let whole = oddflow_fuzz::read(text, &[], &Corrections::default());
    let cut = oddflow_fuzz::read(text, cuts, &Corrections::default());
    assert_eq!(whole, cut);
});
