//! The files that are loaded, as the coordinator knows them; their rows are with the shards.

use std::collections::BTreeMap;

use super::command::Place;
use super::dealing::Owners;
use super::event::LoadSummary;
use crate::data::profile::ColumnProfile;
use crate::data::schema::Schema;

/// What the coordinator keeps of a loaded file.
pub struct Loaded {
    /// What the page was told.
    pub summary: LoadSummary,
    /// How lines became samples.
    pub schema: Schema,
    /// Lines before each block.
    pub lines_before: BTreeMap<u64, u64>,
    /// Which shard has which blocks.
    pub owners: Owners,
    /// Where it stands.
    pub place: Place,
    /// What each feature's column holds.
    pub profiles: Vec<ColumnProfile>,
}

/// The loaded files.
#[derive(Default)]
pub struct Files {
    /// The one that detectors are trained on.
    pub train: Option<Loaded>,
    /// The one that they score, when it is another one.
    pub test: Option<Loaded>,
}

impl Files {
    /// The file that is scored.
    pub const fn scored(&self) -> Option<&Loaded> {
        match &self.test {
            Some(test) => Some(test),
            None => self.train.as_ref(),
        }
    }

    /// Puts a file in its place. One to be trained on drops the one to be scored, whose columns are made after it.
    pub fn put(&mut self, loaded: Loaded) {
        match loaded.place {
            Place::Train => *self = Self { train: Some(loaded), test: None },
            Place::Test => self.test = Some(loaded),
        }
    }
}
