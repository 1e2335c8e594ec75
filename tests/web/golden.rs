//! One small run whose bits every target must give: included by the native tests and by those in a browser.

use std::fmt::Write;
use std::sync::Arc;

use oddflow::detectors::TrainOn;
use oddflow::detectors::isolation_forest::IsolationForestParams;
use oddflow::engine::command::Command;
use oddflow::engine::event::Event;
use oddflow::engine::in_process::InProcess;
use oddflow::features::encoder::Encoding;

/// Fingerprint of the scores, area under the ROC curve and threshold as the native engine gives them.
pub const GOLDEN: (&str, u64, u64) =
    ("54f027cbbb6091eb089f98efc9b66ddb", 4_607_178_649_504_616_598, 4_603_030_475_829_041_769);

/// Loads made-up traffic, trains on its normal rows and scores it, with so many shards.
pub fn run(n_shards: u32) -> (String, u64, u64) {
    let mut engine = InProcess::<Arc<[u8]>>::new(n_shards);
    engine.run(Command::Load { job: 1, name: "made up".into() }, Some(traffic().as_bytes().into()));
    let isolation_forest = IsolationForestParams::default();
    let fit =
        Command::Fit { job: 2, train_on: TrainOn::Normal, encoding: Encoding::default(), isolation_forest };
    match engine.run(fit, None).pop() {
        Some(Event::Scored { summary, .. }) => {
            (summary.fingerprint, summary.auc.unwrap_or(0.0).to_bits(), summary.threshold.to_bits())
        }
        other => (format!("{other:?}"), 0, 0),
    }
}

/// 4,000 connections of plain arithmetic: skewed bytes, two-decimal rates, three names a category.
fn traffic() -> String {
    let mut state = 7_u64;
    let mut below = move |limit: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % limit
    };
    let mut text = String::new();
    for _ in 0..4_000 {
        let attack = below(8) == 0;
        let service = ["http", "smtp", "domain_u"][below(if attack { 3 } else { 2 }) as usize];
        let bytes = below(500) * below(500) * if attack { 40 } else { 1 };
        let _ = write!(text, "{},tcp,{service},SF,{bytes},{}", below(30), below(9_000));
        for _ in 6..41 {
            let rate = if attack { below(101) } else { below(101) * below(101) / 100 };
            let _ = write!(text, ",{}.{:02}", rate / 100, rate % 100);
        }
        let _ = writeln!(text, ",{}.", if attack { "satan" } else { "normal" });
    }
    text
}
