//! What runs for the visitor right now, and how far it is.

use crate::engine::event::LoadProgress;

/// What is being done for the visitor right now.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Activity {
    /// Nothing.
    #[default]
    Resting,
    /// Fetching a file that lies beside the page.
    Fetching {
        /// Its name.
        name: String,
    },
    /// Reading a file.
    Loading {
        /// Its name.
        name: String,
        /// How far it is.
        progress: LoadProgress,
    },
    /// Growing trees.
    Training {
        /// Trees grown so far.
        trees: u32,
        /// Trees wanted.
        of: u32,
    },
    /// Scoring all samples.
    Scoring {
        /// Distinct rows scored so far.
        samples: u64,
        /// Distinct rows in the table; 0 while not yet known.
        of: u64,
    },
}

/// The kind of an [`Activity`] that is not resting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// A file is fetched.
    Fetching,
    /// A file is read.
    Loading,
    /// Trees grow.
    Training,
    /// Samples are scored.
    Scoring,
}

impl Phase {
    /// The word for automation.
    pub const fn state(self) -> &'static str {
        match self {
            Self::Fetching | Self::Loading => "loading",
            Self::Training => "training",
            Self::Scoring => "scoring",
        }
    }
}

impl Activity {
    /// Its kind; `None` when resting.
    pub const fn phase(&self) -> Option<Phase> {
        match self {
            Self::Resting => None,
            Self::Fetching { .. } => Some(Phase::Fetching),
            Self::Loading { .. } => Some(Phase::Loading),
            Self::Training { .. } => Some(Phase::Training),
            Self::Scoring { .. } => Some(Phase::Scoring),
        }
    }

    /// Share that is done, in [0, 1]; `None` while it cannot be known.
    pub fn fraction(&self) -> Option<f64> {
        let (done, of) = match self {
            Self::Resting | Self::Fetching { .. } => return None,
            Self::Loading { progress, .. } => (progress.bytes, progress.of_bytes),
            Self::Training { trees, of } => (u64::from(*trees), u64::from(*of)),
            Self::Scoring { samples, of } => (*samples, *of),
        };
        (of > 0).then(|| (done as f64 / of as f64).min(1.0))
    }

    /// Notes how far reading is.
    pub(super) fn load_progress(&mut self, news: LoadProgress) {
        if let Self::Loading { progress, .. } = self {
            *progress = news;
        }
    }
}

/// Milliseconds left when `fraction` took `elapsed_ms`; `None` while a guess would be worth nothing.
pub fn time_left_ms(elapsed_ms: f64, fraction: f64) -> Option<f64> {
    let telling = elapsed_ms >= 500.0 && fraction >= 0.02;
    telling.then(|| elapsed_ms * (1.0 - fraction) / fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fraction_is_unknown_until_the_whole_is_known() {
        let check = |activity: Activity, expected| assert_eq!(activity.fraction(), expected);
        check(Activity::Resting, None);
        check(Activity::Scoring { samples: 0, of: 0 }, None);
        check(Activity::Training { trees: 25, of: 100 }, Some(0.25));
        let progress = LoadProgress { bytes: 3, of_bytes: 2, samples: 0 };
        check(Activity::Loading { name: String::new(), progress }, Some(1.0));
    }

    #[test]
    fn time_left_is_guessed_only_from_enough() {
        assert_eq!(time_left_ms(1000.0, 0.25), Some(3000.0));
        assert_eq!(time_left_ms(100.0, 0.25), None);
        assert_eq!(time_left_ms(1000.0, 0.001), None);
        assert_eq!(time_left_ms(1000.0, 1.0), Some(0.0));
    }
}
