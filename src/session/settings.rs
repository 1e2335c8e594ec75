//! Settings of a training as the visitor types them, and what is wrong with them.

use crate::data::label::Family;
use crate::detectors::TrainOn;
use crate::detectors::isolation_forest::IsolationForestParams;
use crate::engine::event::LoadSummary;

/// Most trees that the page offers.
pub const MAX_TREES: u32 = 1000;
/// Most samples per tree that the page offers; the paper finds no gain above a few hundred.
pub const MAX_SAMPLES: u32 = 65_536;

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Number of trees.
    Trees,
    /// Samples per tree.
    Samples,
    /// Seed.
    Seed,
}

/// The form's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsForm {
    /// Number of trees.
    pub trees: String,
    /// Samples per tree.
    pub samples: String,
    /// Seed.
    pub seed: String,
}

impl Default for SettingsForm {
    fn default() -> Self {
        let params = IsolationForestParams::default();
        Self {
            trees: params.n_estimators.to_string(),
            samples: params.max_samples.to_string(),
            seed: params.seed.to_string(),
        }
    }
}

impl SettingsForm {
    /// The settings that it says.
    ///
    /// # Errors
    /// The fields that say none, in the form's order.
    pub fn params(&self) -> Result<IsolationForestParams, Vec<Field>> {
        let trees = whole_number(&self.trees, 1, MAX_TREES);
        let samples = whole_number(&self.samples, 2, MAX_SAMPLES);
        let seed = self.seed.trim().parse::<u64>().ok();
        match (trees, samples, seed) {
            (Some(n_estimators), Some(max_samples), Some(seed)) => Ok(IsolationForestParams {
                n_estimators,
                max_samples,
                seed,
                ..IsolationForestParams::default()
            }),
            _ => {
                let wrong = [
                    (Field::Trees, trees.is_none()),
                    (Field::Samples, samples.is_none()),
                    (Field::Seed, seed.is_none()),
                ];
                Err(wrong.into_iter().filter_map(|(field, is_wrong)| is_wrong.then_some(field)).collect())
            }
        }
    }
}

/// What to train on when nobody says: the rows labelled normal, if there are any.
pub fn default_train_on(file: &LoadSummary) -> TrainOn {
    match file.distinct_families[Family::Normal.index()] {
        0 => TrainOn::Distinct,
        _ => TrainOn::Normal,
    }
}

/// Workers that hold samples: what the address asks for by `?workers=`, or else one per processor; at most 8.
pub fn n_shards(search: &str, n_processors: u32) -> u32 {
    let asked = search.trim_start_matches('?').split('&').find_map(|part| part.strip_prefix("workers="));
    asked.and_then(|number| number.parse().ok()).unwrap_or(n_processors).clamp(1, 8)
}

fn whole_number(text: &str, least: u32, most: u32) -> Option<u32> {
    text.trim().parse().ok().filter(|number| (least..=most).contains(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(trees: &str, samples: &str, seed: &str) -> SettingsForm {
        SettingsForm { trees: trees.to_owned(), samples: samples.to_owned(), seed: seed.to_owned() }
    }

    #[test]
    fn the_empty_hand_gives_the_detectors_defaults() {
        assert_eq!(SettingsForm::default().params(), Ok(IsolationForestParams::default()));
    }

    #[test]
    fn the_address_may_ask_for_a_number_of_workers() {
        let check = |search, expected| assert_eq!(n_shards(search, 4), expected, "{search}");
        check("", 4);
        check("?workers=2", 2);
        check("?a=b&workers=3", 3);
        check("?workers=99", 8);
        check("?workers=0", 1);
        check("?workers=x", 4);
    }

    #[test]
    fn every_wrong_field_is_named() {
        let check = |form: SettingsForm, expected: &[Field]| {
            assert_eq!(form.params().err().unwrap_or_default(), expected, "{form:?}");
        };
        check(form("10", " 64 ", "18446744073709551615"), &[]);
        check(form("0", "256", "1"), &[Field::Trees]);
        check(form("1001", "1", ""), &[Field::Trees, Field::Samples, Field::Seed]);
        check(form("1e3", "256", "-1"), &[Field::Trees, Field::Seed]);
    }
}
