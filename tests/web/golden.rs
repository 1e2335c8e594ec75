//! One small run whose bits every target must give: included by the native tests and by those in a browser.

use std::fmt::Write;
use std::sync::Arc;

use oddflow::data::block::n_blocks;
use oddflow::data::schema::Corrections;
use oddflow::detectors::TrainOn;
use oddflow::detectors::isolation_forest::IsolationForestParams;
use oddflow::engine::command::{Command, Place};
use oddflow::engine::event::Event;
use oddflow::engine::in_process::InProcess;
use oddflow::features::encoder::Encoding;

/// Fingerprint of the scores, area under the ROC curve and threshold as the native engine gives them.
pub const GOLDEN: (&str, u64, u64) =
    ("10345b0113ab3670951c98a3fc5e7a76", 4_607_178_961_204_204_992, 4_603_047_248_501_540_637);

/// Loads made-up traffic, trains on its normal rows and scores it, with so many shards.
pub fn run(n_shards: u32) -> (String, u64, u64) {
    let mut engine = InProcess::<Arc<[u8]>>::new(n_shards);
    let traffic = traffic();
    assert!(n_blocks(traffic.len() as u64) > 2, "several shards must have something to read");
    engine.run(
        Command::Load {
            job: 1,
            name: "made up".into(),
            place: Place::Train,
            corrections: Corrections::default(),
            entry: None,
        },
        Some(traffic.as_bytes().into()),
    );
    let isolation_forest = IsolationForestParams::default();
    let fit = Command::Fit {
        job: 2,
        train_on: TrainOn::Normal,
        encoding: Encoding::default(),
        isolation_forest,
        autoencoder: None,
    };
    match engine.run(fit, None).pop() {
        Some(Event::Scored { summary, .. }) => (
            summary.fingerprint,
            summary.isolation_forest.auc.unwrap_or(0.0).to_bits(),
            summary.isolation_forest.threshold.to_bits(),
        ),
        other => (format!("{other:?}"), 0, 0),
    }
}

/// 15,000 connections of plain arithmetic in several blocks: skewed bytes, two-decimal rates, three names, and every line of
/// the first thousand once more at the end, so that shards hold copies of each other's rows.
fn traffic() -> String {
    let mut state = 7_u64;
    let mut below = move |limit: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % limit
    };
    let mut text = String::new();
    for _ in 0..14_000 {
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
    let first_thousand = text.lines().take(1_000).collect::<Vec<_>>().join("\n");
    text + &first_thousand
}
