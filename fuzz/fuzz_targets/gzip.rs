//! Bytes inflate to the same, or to the same damage, in whatever pieces they come, and in bounded steps.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oddflow::data::inflate::{Inflater, STEP_BYTES};

fn inflate(pieces: &[&[u8]]) -> (Vec<u8>, bool) {
    let (mut inflater, mut inflated) = (Inflater::default(), Vec::new());
    for piece in pieces {
        for step in piece.chunks(STEP_BYTES) {
            let before = inflated.len();
            let outcome = inflater.push(step, &mut inflated);
            // DEFLATE's highest ratio, and what the decoder's window may have held back.
            assert!(inflated.len() - before <= step.len() * 1032 + 64 * 1024);
            if outcome.is_err() {
                return (inflated, false);
            }
        }
    }
    let outcome = inflater.finish(&mut inflated);
    (inflated, outcome.is_ok())
}

fuzz_target!(|data: &[u8]| {
    let Some((cuts, compressed)) = data.split_first_chunk::<4>() else { return };
    let whole = inflate(&[compressed]);
    let cut = inflate(&oddflow_fuzz::pieces(compressed, cuts));
    assert_eq!(whole.1, cut.1);
    if whole.1 {
        assert!(whole.0 == cut.0);
    } else {
        // How far a decoder comes before it sees the damage depends on the pieces.
        assert!(whole.0.starts_with(&cut.0) || cut.0.starts_with(&whole.0));
    }
});
