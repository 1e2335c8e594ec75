//! What runs for the visitor right now, and how far it is.

use crate::detectors::autoencoder::training::EpochLoss;
use crate::engine::event::{LearningProgress, LoadProgress};

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
    /// Growing trees, and teaching an autoencoder beside it.
    Training {
        /// Trees grown so far.
        trees: u32,
        /// Trees wanted.
        of: u32,
        /// How far the autoencoder is; `None` when none is wanted.
        learning: Option<LearningProgress>,
    },
    /// Scoring all samples.
    Scoring {
        /// Distinct rows scored so far.
        samples: u64,
        /// Distinct rows in the table.
        of: u64,
        /// How the autoencoder learnt that was trained for it.
        losses: Vec<EpochLoss>,
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
    /// The file that is being read, if one is.
    pub fn file(&self) -> Option<&str> {
        match self {
            Self::Loading { name, .. } => Some(name),
            _ => None,
        }
    }

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
            Self::Training { trees, of, learning: Some(learning) } if !has_learnt(learning) => {
                let batches = u64::from(learning.batches.max(1));
                let behind = u64::from(learning.epoch) * batches + u64::from(learning.batch);
                let learnt = (behind, u64::from(learning.epochs) * batches);
                // What is farther behind is what one waits for.
                let grown = (u64::from(*trees), u64::from(*of));
                if learnt.0 * grown.1 < grown.0 * learnt.1 { learnt } else { grown }
            }
            Self::Training { trees, of, .. } => (u64::from(*trees), u64::from(*of)),
            Self::Scoring { samples, of, .. } => (*samples, *of),
        };
        (of > 0).then(|| (done as f64 / of as f64).min(1.0))
    }

    /// A training that begins.
    pub(super) fn training(of: u32, epochs: Option<u32>) -> Self {
        let learning = epochs.map(|epochs| LearningProgress { epochs, ..LearningProgress::default() });
        Self::Training { trees: 0, of, learning }
    }

    /// Notes how many trees are grown.
    pub(super) const fn grown(&mut self, news: u32) {
        if let Self::Training { trees, .. } = self {
            *trees = news;
        }
    }

    /// Notes how far the autoencoder is.
    pub(super) fn learning(&mut self, news: LearningProgress) {
        if let Self::Training { learning, .. } = self {
            *learning = Some(news);
        }
    }

    /// Notes how many rows are scored; while the autoencoder learns, that is what one waits for.
    pub(super) fn scoring(&mut self, samples: u64, of: u64) {
        if self.is_learning() {
            return;
        }
        let losses = match std::mem::take(self) {
            Self::Training { learning: Some(learning), .. } => learning.losses,
            Self::Scoring { losses, .. } => losses,
            _ => Vec::new(),
        };
        *self = Self::Scoring { samples, of, losses };
    }

    /// Whether an autoencoder still learns.
    pub fn is_learning(&self) -> bool {
        matches!(self, Self::Training { learning: Some(learning), .. } if !has_learnt(learning))
    }

    /// Notes how far reading is.
    pub(super) fn load_progress(&mut self, news: LoadProgress) {
        if let Self::Loading { progress, .. } = self {
            *progress = news;
        }
    }
}

/// Whether all epochs are behind it.
const fn has_learnt(learning: &LearningProgress) -> bool {
    learning.epoch >= learning.epochs
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
        check(Activity::Scoring { samples: 0, of: 0, losses: Vec::new() }, None);
        let mut training = Activity::training(100, None);
        training.grown(25);
        check(training, Some(0.25));
        let mut both = Activity::training(100, Some(4));
        both.learning(LearningProgress { epoch: 1, epochs: 4, batch: 5, batches: 10, losses: Vec::new() });
        both.scoring(7, 9);
        check(both.clone(), Some(0.0));
        both.grown(25);
        check(both.clone(), Some(0.25));
        both.grown(100);
        check(both.clone(), Some(0.375));
        let losses = vec![EpochLoss { training: 0.5, validation: None }];
        let learnt = LearningProgress { epoch: 4, epochs: 4, losses, ..LearningProgress::default() };
        both.learning(learnt.clone());
        both.scoring(7, 9);
        both.scoring(8, 9);
        check(both.clone(), Some(8.0 / 9.0));
        assert_eq!(both, Activity::Scoring { samples: 8, of: 9, losses: learnt.losses });
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
