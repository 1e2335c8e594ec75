//! What runs and how far it is, in words.

use crate::engine::event::LearningProgress;
use crate::session::activity::{Activity, time_left_ms};
use crate::session::format::{bytes, count, counted, percent, time_left};
use crate::session::{Phase, Session, preview::Stage};

/// After this long, in milliseconds, the tab's title tells how far the work is.
const LONG: f64 = 10_000.0;

/// What is being done.
pub fn headline(activity: &Activity) -> String {
    match activity {
        Activity::Resting => String::new(),
        Activity::Fetching { name } => format!("Fetching {name}"),
        Activity::Loading { name, .. } => format!("Reading {name}"),
        Activity::Training { learning: None, .. } => "Growing the Isolation Forest".to_owned(),
        Activity::Training { learning: Some(_), .. } if activity.is_learning() => {
            "Training the Isolation Forest and the autoencoder".to_owned()
        }
        Activity::Training { .. } => "Growing the Isolation Forest".to_owned(),
        Activity::Scoring { .. } => "Scoring every connection".to_owned(),
    }
}

/// How much of how much.
pub fn detail(activity: &Activity) -> String {
    let amount = match activity {
        Activity::Resting => String::new(),
        Activity::Fetching { .. } => "from the same host as this page".to_owned(),
        Activity::Loading { progress, .. } if progress.of_bytes == 0 => {
            "looking at the first lines".to_owned()
        }
        Activity::Loading { progress, .. } => format!(
            "{} connections, {} of {}",
            count(progress.samples),
            bytes(progress.bytes),
            bytes(progress.of_bytes)
        ),
        Activity::Training { trees, of, learning } => {
            let grown = format!("{} of {} trees", count(u64::from(*trees)), count(u64::from(*of)));
            match learning {
                Some(learning) => format!("{grown} · {}", learnt(learning)),
                None => grown,
            }
        }
        Activity::Scoring { samples, of, .. } => {
            format!("{} of {}", count(*samples), counted(*of, "distinct row", "distinct rows"))
        }
    };
    match activity.fraction() {
        Some(fraction) => format!("{amount} ({:.0}\u{a0}%)", (fraction * 100.0).floor()),
        None => amount,
    }
}

/// How far the autoencoder is.
fn learnt(learning: &LearningProgress) -> String {
    let epoch = (learning.epoch + 1).min(learning.epochs);
    let losses = learning.losses.last().map(|loss| match loss.validation {
        Some(validation) => format!(", validation loss {validation:.5}"),
        None => format!(", loss {:.5}", loss.training),
    });
    format!(
        "epoch {} of {}{}",
        count(epoch.into()),
        count(learning.epochs.into()),
        losses.unwrap_or_default()
    )
}

/// The time that is left, as far as it can be guessed.
pub fn wait(activity: &Activity, elapsed_ms: f64) -> String {
    let left = activity.fraction().and_then(|fraction| time_left_ms(elapsed_ms, fraction));
    left.map(time_left).unwrap_or_default()
}

/// For screen readers: only beginnings and quarters, so that it is no torrent.
pub fn announcement(activity: &Activity) -> String {
    let quarters = activity.fraction().map_or(0, |fraction| (fraction * 4.0).floor() as u32);
    match quarters {
        1..=3 => format!("{}: {} %", headline(activity), quarters * 25),
        _ => headline(activity),
    }
}

/// For screen readers: what stands when the work is done. A notice speaks for itself.
pub fn at_rest(session: &Session) -> String {
    match (&session.notice, session.scored_file(), &session.scored) {
        (None, Some(file), Some(_)) => format!("{} is scored.", file.name),
        (None, Some(file), None) => {
            let n_read = counted(file.n_samples, "connection", "connections");
            format!("{} is read: {n_read}.", file.name)
        }
        _ => String::new(),
    }
}

/// What the tab's title says of long work.
pub fn title(activity: &Activity, elapsed_ms: f64) -> Option<String> {
    let doing = match activity.phase()? {
        Phase::Fetching => "fetching",
        Phase::Loading => "reading",
        Phase::Training => "training",
        Phase::Scoring => "scoring",
    };
    let fraction = activity.fraction().filter(|_| elapsed_ms > LONG)?;
    Some(format!("{:.0} % {doing}", (fraction * 100.0).floor()))
}

/// What a page says that waits for what is being done.
pub const fn meanwhile(phase: Phase) -> &'static str {
    match phase {
        Phase::Fetching | Phase::Loading => "The file is being read.",
        Phase::Training | Phase::Scoring => "Training is under way. This page fills as soon as it is done.",
    }
}

/// What was cancelled.
pub const fn cancelled(phase: Phase) -> &'static str {
    match phase {
        Phase::Fetching | Phase::Loading => "Loading was cancelled.",
        Phase::Training => "Training was cancelled.",
        Phase::Scoring => "Scoring was cancelled.",
    }
}

/// That a training was ended for a file, which is now read.
pub fn training_ended(file: &str, had_results: bool) -> String {
    let results = if had_results { ", and its first results are gone" } else { "" };
    format!("The training that ran was ended to read {file}{results}.")
}

/// How far Home's preview is.
pub fn preview(stage: &Stage) -> String {
    match stage {
        Stage::Waiting | Stage::Reading => "Reading the sample…".to_owned(),
        Stage::Training { trees, of } => {
            format!(
                "Growing tree {trees} of {of} ({})…",
                percent(f64::from(*trees) / f64::from((*of).max(1)))
            )
        }
        Stage::Scoring => "Scoring the sample's connections…".to_owned(),
        Stage::Ready(_) => String::new(),
        Stage::Stopped => "The preview made way for your file.".to_owned(),
        Stage::Failed => "The sample could not be trained here. Your own file may still work.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::engine::event::{LoadProgress, LoadSummary};
    use crate::session::tests::summary;

    fn loading(read: u64) -> Activity {
        let progress = LoadProgress { bytes: read, of_bytes: 2_000_000, samples: 1234 };
        Activity::Loading { name: "a.csv".to_owned(), progress }
    }

    #[test]
    fn progress_says_what_and_how_much_of_how_much() {
        assert_eq!(headline(&loading(0)), "Reading a.csv");
        let text = detail(&loading(1_000_000)).replace('\u{a0}', " ");
        assert_eq!(text, "1,234 connections, 1.0 MB of 2.0 MB (50 %)");
        assert_eq!(wait(&loading(1_000_000), 3_000.0).replace('\u{a0}', " "), "about 3 s left");
        assert_eq!(wait(&loading(0), 3_000.0), "");
    }

    #[test]
    fn screen_readers_hear_quarters_only() {
        let check = |read, expected: &str| assert_eq!(announcement(&loading(read)), expected);
        check(10, "Reading a.csv");
        check(500_000, "Reading a.csv: 25 %");
        check(999_999, "Reading a.csv: 25 %");
        check(1_000_000, "Reading a.csv: 50 %");
    }

    #[test]
    fn screen_readers_hear_what_was_read() {
        let mut session = Session::default();
        assert_eq!(at_rest(&session), "");
        let file = LoadSummary { n_samples: 1, ..summary("a.csv") };
        session.loaded = Some(Arc::new(file));
        assert_eq!(at_rest(&session).replace('\u{a0}', " "), "a.csv is read: 1 connection.");
    }

    #[test]
    fn the_title_tells_of_long_work_only() {
        assert_eq!(title(&loading(1_000_000), 9_000.0), None);
        assert_eq!(title(&loading(1_000_000), 11_000.0).as_deref(), Some("50 % reading"));
        assert_eq!(title(&Activity::Resting, 11_000.0), None);
    }
}
