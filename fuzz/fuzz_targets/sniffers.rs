//! Two texts: each is recognised or told, the first with corrections, the second as a file to be scored like the first.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oddflow::data::format::recognise;
use oddflow::data::schema::Corrections;

fuzz_target!(|data: &[u8]| {
    let Some((choices, texts)) = data.split_first_chunk::<8>() else { return };
    let middle = texts.iter().position(|byte| *byte == 0).unwrap_or(texts.len());
    let (first, second) = texts.split_at(middle);
    let second = second.get(1..).unwrap_or_default();
    let Ok(found) = recognise(first, true, &Corrections::default(), None) else {
        let _ = recognise(first, false, &Corrections::default(), None);
        return;
    };
    let _ = recognise(first, false, &Corrections::default(), None);
    let corrections = oddflow_fuzz::corrections(&found.schema, choices);
    let corrected = oddflow_fuzz::read(first, choices, &corrections);
    let like = corrected.as_ref().unwrap_or(&found.schema);
    if let Ok(conformed) = recognise(second, true, &Corrections::default(), Some(like)) {
        assert_eq!(conformed.schema.features, like.features);
    }
    // A file conforms to itself.
    if recognise(first, true, &Corrections::default(), Some(&found.schema)).is_err() {
        panic!("a file is not like itself");
    }
});
