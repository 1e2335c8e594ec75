//! Declarations and data after an ARFF beginning.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oddflow::data::schema::Corrections;

fuzz_target!(|data: &[u8]| {
    let Some((cuts, text)) = data.split_first_chunk::<4>() else { return };
    let text = [b"@relation r\n", text].concat();
    let _ = oddflow_fuzz::read(&text, cuts, &Corrections::default());
});
