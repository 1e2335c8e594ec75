//! What only a browser can show, in a worker of a real one: the same bits as natively, and files read in pieces.
#![cfg(all(target_arch = "wasm32", feature = "web"))]
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod golden;
mod golden_model;

use std::rc::Rc;

use gloo::timers::callback::Timeout;
use oddflow::data::block::{BLOCK_BYTES, Given, Run, n_blocks};
use oddflow::data::source::Source;
use oddflow::web::file_source::FileSource;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::Blob;

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
fn wasm_gives_the_bits_of_the_native_engine() {
    for n_shards in [1, 3] {
        let (fingerprint, auc, threshold) = golden::run(n_shards);
        assert_eq!((fingerprint.as_str(), auc, threshold), golden::GOLDEN);
    }
}

#[wasm_bindgen_test]
fn a_model_file_scores_to_the_bits_of_the_native_engine() {
    assert_eq!(golden_model::scores(), golden_model::SCORES);
}

#[wasm_bindgen_test]
async fn a_file_comes_in_blocks_like_memory() {
    let line = "0123456789abcdef\n";
    let text = line.repeat(BLOCK_BYTES as usize / 8);
    let parts = js_sys::Array::of1(&text.as_str().into());
    let source = FileSource::new(Blob::new_with_str_sequence(&parts).unwrap(), Rc::new(|| ())).unwrap();
    assert_eq!(source.size(), text.len() as u64);
    let (mut run, mut bytes) = (Run::open(&source, 0..n_blocks(source.size())), Vec::new());
    loop {
        match run.next_block(&source).unwrap() {
            Given::Block(block) => bytes.extend(block.bytes),
            Given::Wait => {
                let later = js_sys::Promise::new(&mut |resolve, _| {
                    Timeout::new(1, move || drop(resolve.call0(&JsValue::NULL))).forget();
                });
                JsFuture::from(later).await.unwrap();
            }
            Given::Nothing => break,
        }
    }
    assert!(bytes.eq(text.as_bytes()));
}
